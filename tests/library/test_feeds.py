"""Feeds are valid Atom, the sitemap lists every public page, and neither anything withdrawn."""

from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from consilia.accounts.models import Department
from consilia.library import actions
from consilia.library.models import Page
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PUBLIC = "https://ask.example.org"


@pytest.fixture(autouse=True)
def public_address(settings: Settings) -> None:
    settings.CONSILIA_BASE_URL = PUBLIC


@pytest.fixture
def pages(neurology: Department, pediatrics: Department) -> list[Page]:
    """English, Chinese, of another department; and one that is withdrawn."""
    gone = factories.page(title="Soon withdrawn")
    actions.withdraw_page(number=gone.pk, by="editor", now=factories.NOW)
    return [
        factories.page(title="Eyelid & <cheek>"),
        factories.page(title="眼皮一直跳", language="zh-Hant"),
        factories.page(title="A child with a cough", department="Pediatrics"),
    ]


def read(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200
    root: Element = fromstring(response.content)
    return root


def text(parent: Element, tag: str) -> str:
    found = parent.find(tag)
    assert found is not None, tag
    return found.text or ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/en/feed", ["A child with a cough", "Eyelid & <cheek>"]),
        ("/zh-Hant/feed", ["眼皮一直跳"]),
        ("/en/departments/pediatrics/feed", ["A child with a cough"]),
        ("/en/departments/neurology/feed", ["Eyelid & <cheek>"]),
    ],
)
def test_a_feed_is_valid_atom_newest_first(client: Client, pages: list[Page], path: str, expected: list[str]) -> None:
    feed = read(client, path)
    assert feed.tag == f"{ATOM}feed"
    for tag in ("id", "title", "updated"):
        assert text(feed, f"{ATOM}{tag}")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == PUBLIC + path
    entries = feed.findall(f"{ATOM}entry")
    assert [text(entry, f"{ATOM}title") for entry in entries] == expected
    for entry in entries:
        address = text(entry, f"{ATOM}id")
        assert address.startswith(f"{PUBLIC}/")
        assert address.isascii()
        assert text(entry, f"{ATOM}updated")
        assert client.get(address.removeprefix(PUBLIC)).status_code == 200


def test_a_feed_tells_the_day_and_no_time_of_day(client: Client, pages: list[Page]) -> None:
    response = client.get("/en/feed")
    feed: Element = fromstring(response.content)
    times = {element.text for element in feed.iter() if element.tag in {f"{ATOM}published", f"{ATOM}updated"}}
    assert times == {"2026-03-04T00:00:00+08:00"}
    assert response["Last-Modified"] == "Tue, 03 Mar 2026 16:00:00 GMT"


def test_what_a_patient_wrote_is_text_in_a_feed_and_no_markup(client: Client, neurology: Department) -> None:
    factories.page(title="A <b>twitch</b>", question="Is x < y & <script>alert(1)</script> normal?")
    entry = read(client, "/en/feed").find(f"{ATOM}entry")
    assert entry is not None
    title, summary = entry.find(f"{ATOM}title"), entry.find(f"{ATOM}summary")
    assert title is not None
    assert summary is not None
    # RFC 4287, 3.1.1: a title without a type is plain text; a summary of type html is read as HTML.
    assert (title.get("type"), title.text) == (None, "A <b>twitch</b>")
    assert summary.get("type") == "html"
    assert summary.text == "Is x &lt; y &amp; &lt;script&gt;alert(1)&lt;/script&gt; normal?"


@pytest.mark.parametrize("path", ["/en/feed", "/en/departments/neurology/feed", "/sitemap.xml"])
def test_no_address_comes_from_the_host_that_was_asked(
    client: Client, pages: list[Page], path: str, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["other.example"]
    told = client.get(path, headers={"host": "other.example"})
    assert told.status_code == 200
    assert "other.example" not in told.content.decode()


def test_a_feed_may_be_cached_and_takes_few_queries(
    client: Client, pages: list[Page], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        response = client.get("/en/feed")
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Content-Type"].startswith("application/atom+xml")


def test_the_sitemap_lists_every_public_page_and_what_leads_there(client: Client, pages: list[Page]) -> None:
    addresses = [text(url, f"{MAP}loc") for url in read(client, "/sitemap.xml").findall(f"{MAP}url")]
    assert len(addresses) == len(set(addresses))
    assert all(address.startswith(f"{PUBLIC}/") and address.isascii() for address in addresses)
    shown = [address.removeprefix(PUBLIC) for address in addresses]
    assert [path for path in shown if "/pages/" in path and client.get(path).status_code != 200] == []
    assert len([path for path in shown if "/pages/" in path]) == len(pages)
    for path in ("/en/departments/neurology", "/zh-Hant/departments/pediatrics", "/en/topics/eyelid-twitching"):
        assert path in shown
        assert client.get(path).status_code == 200


def test_the_sitemap_lists_each_doctor_with_a_published_page_once(client: Client) -> None:
    factories.page(title="One", clinician="Dr Bob")
    factories.page(title="Two", clinician="Dr Bob")
    gone = factories.page(title="Three", clinician="Dr Gone")
    copy = factories.page(title="Four", clinician="Dr Copy")
    Page.objects.filter(pk=copy.pk).update(duplicate_of=gone.pk)
    actions.withdraw_page(number=gone.pk, by="editor", now=factories.NOW)
    addresses = [text(url, f"{MAP}loc") for url in read(client, "/sitemap.xml").findall(f"{MAP}url")]
    doctors = [address.removeprefix(PUBLIC) for address in addresses if "/doctors/" in address]
    assert sorted(doctors) == ["/en/doctors/dr-bob", "/zh-Hant/doctors/dr-bob"]
    assert client.get(doctors[0]).status_code == 200
