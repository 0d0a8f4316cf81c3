"""The service's own settings, with one more address: a bare view beside its pages."""

from consilia.website.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.web_urls"
