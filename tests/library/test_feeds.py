"""Feeds are valid Atom, the sitemap lists every public page, and neither anything withdrawn."""

from datetime import datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from consilia.accounts.models import Department
from consilia.library import actions, sitemaps
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


def must_be_as_rfc_4287_asks(feed: Element) -> None:
    """What a feed and its entries must have (4.1.1, 4.1.2), each once where it may stand once, and times as times."""
    for parent in (feed, *feed.findall(f"{ATOM}entry")):
        for tag in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{tag}")) == 1
            assert text(parent, f"{ATOM}{tag}").strip()
        assert urlsplit(text(parent, f"{ATOM}id")).scheme == "https"
        assert datetime.fromisoformat(text(parent, f"{ATOM}updated")).tzinfo
        assert all(text(author, f"{ATOM}name") for author in parent.findall(f"{ATOM}author"))
        assert [link for link in parent.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    assert feed.find(f"{ATOM}author") is not None
    ids = [text(entry, f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/en/feed", ["A child with a cough", "Eyelid & <cheek>"]),
        ("/zh-Hant/feed", ["眼皮一直跳"]),
        ("/en/departments/pediatrics/feed", ["A child with a cough"]),
        ("/en/departments/neurology/feed", ["Eyelid & <cheek>"]),
        ("/en/doctors/dr-bob/feed", ["A child with a cough", "Eyelid & <cheek>"]),
    ],
)
def test_a_feed_is_valid_atom_newest_first(client: Client, pages: list[Page], path: str, expected: list[str]) -> None:
    feed = read(client, path)
    assert feed.tag == f"{ATOM}feed"
    must_be_as_rfc_4287_asks(feed)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == PUBLIC + path
    entries = feed.findall(f"{ATOM}entry")
    assert [text(entry, f"{ATOM}title") for entry in entries] == expected
    for entry in entries:
        address = text(entry, f"{ATOM}id")
        assert address.startswith(f"{PUBLIC}/")
        assert address.isascii()
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


@pytest.mark.parametrize(
    "path", ["/en/feed", "/en/departments/neurology/feed", "/sitemap.xml", "/sitemap-index.xml", "/llms.txt"]
)
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


def test_the_index_leads_to_parts_that_hold_all_and_no_more_than_allowed(
    client: Client, pages: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_it = {text(url, f"{MAP}loc") for url in read(client, "/sitemap.xml").findall(f"{MAP}url")}
    monkeypatch.setattr(sitemaps.PublicSitemap, "limit", 2)
    root = read(client, "/sitemap-index.xml")
    assert root.tag == f"{MAP}sitemapindex"
    # Where there is more than fits into one part, the sitemap itself is the index.
    assert read(client, "/sitemap.xml").tag == root.tag
    found: list[str] = []
    for part in root.findall(f"{MAP}sitemap"):
        address = text(part, f"{MAP}loc")
        assert address.startswith(f"{PUBLIC}/sitemap-")
        urls = read(client, address.removeprefix(PUBLIC)).findall(f"{MAP}url")
        assert 0 <= len(urls) <= 2
        found += [text(url, f"{MAP}loc") for url in urls]
    assert len(found) == len(set(found))
    assert set(found) == all_of_it


def test_robots_and_language_models_are_told_where_to_read(client: Client, pages: list[Page]) -> None:
    robots, told = client.get("/robots.txt").content.decode(), client.get("/llms.txt").content.decode()
    assert f"Sitemap: {PUBLIC}/sitemap-index.xml" in robots
    assert "Disallow: /*/report/" in robots
    closed = [line.removeprefix("Disallow: /*/") for line in robots.splitlines() if line.startswith("Disallow")]
    assert [path for path in ("ask", "search", "topics") if path.startswith(tuple(closed))] == []
    assert [path for path in ("ask/check", "search?q=x", "my/x") if not path.startswith(tuple(closed))] == []
    assert told.startswith("# Consilia\n\n> ")
    for line in (f"]({PUBLIC}/en/departments/neurology)", "not a diagnosis", f"]({PUBLIC}/sitemap-index.xml)"):
        assert line in told


def test_a_withdrawn_page_is_gone_from_every_list(client: Client, neurology: Department) -> None:
    page, kept = factories.page(title="Soon withdrawn"), factories.page(title="Kept", clinician="Dr Carol")
    actions.withdraw_page(number=page.pk, by="editor", now=factories.NOW)
    assert client.get(f"/en/pages/{page.pk}/soon-withdrawn").status_code == 410
    for gone in ("/en/doctors/dr-bob", "/en/doctors/dr-bob/feed"):
        assert client.get(gone).status_code == 404
    lists = ["/sitemap.xml", "/sitemap-pages.xml", "/en/feed", "/en/departments/neurology/feed", "/llms.txt"]
    for path in lists:
        told = client.get(path).content.decode()
        assert f"/pages/{page.pk}/" not in told
        assert "dr-bob" not in told
    assert all(f"/pages/{kept.pk}/" in client.get(path).content.decode() for path in lists[:4])
