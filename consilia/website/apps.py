"""The website room."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """See ARCHITECTURE.md for what lives here."""

    name = "consilia.website"
    label = "website"
