"""What a telephone on a slow line fetches to read a page for the first time: at most 60 KB, all from this house."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from consilia.accounts.models import Department
from consilia.library.kept import begin_again, keep_some_pages
from consilia.library.models import SimilarPage
from tests import factories

pytestmark = pytest.mark.django_db

MOST = 60 * 1024
HEADERS = 1024
"""Of each answer; ours are some 600 bytes."""
FETCHED = re.compile(r'<(?:script|img)[^>]*src="([^"]+)"|<link[^>]*rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"')


def test_a_first_visit_weighs_little(client: Client, neurology: Department) -> None:
    # As long as the longest in the archives that we know, and with all that a page can show.
    words = "My left eyelid has been twitching for two weeks, mostly in the evening. "
    page = factories.page(question="".join(f"{number} {words}" for number in range(30)), reply=words * 30)
    for rank in range(4):
        near = factories.page(title=f"Eyelid {rank}", question=words * 5, reply=words * 5, clinician=f"Dr {rank}")
        SimilarPage.objects.create(page=page, similar=near, rank=rank, score=0.5)
    begin_again()
    keep_some_pages()
    sent = client.get(page.get_absolute_url(), headers={"accept-encoding": "gzip"})
    assert sent["Content-Encoding"] == "gzip"
    html = gzip.decompress(sent.content).decode()
    fetched = {one or other for one, other in FETCHED.findall(html)}
    assert {Path(path).suffix for path in fetched} == {".css", ".js", ".svg"}
    weights = {path: _compressed(path.removeprefix("/static/")) for path in fetched}
    weights[page.get_absolute_url()] = len(sent.content)
    assert sum(weights.values()) + HEADERS * len(weights) < MOST, weights


def _compressed(name: str) -> int:
    """As WhiteNoise sends it."""
    found = finders.find(name)
    if not isinstance(found, str):
        pytest.skip("the assets are not built: make setup")
    return len(gzip.compress(Path(found).read_bytes()))
