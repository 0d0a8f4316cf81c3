"""The two real seed pages, imported and served: compared part by part with the anatomy of a published page."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from consilia.accounts.departments import install_canonical
from consilia.library.archives.record import Exchange
from consilia.library.archives.seedpage import read_seedpages
from consilia.library.importing import Report, import_exchanges
from consilia.library.models import Citation, Page, Source
from consilia.website.example.loading import load_leaflets
from consilia.website.working import work_until_idle
from tests.shared_data import shared

pytestmark = [pytest.mark.django_db, pytest.mark.shared]

FIRST, SECOND = "000_f47d0a242504e5ae", "002_af63770cbc6a564f"
BOTH = pytest.mark.parametrize("name", [FIRST, SECOND])


class Served:
    """A seed page as a reader gets it, part by part."""

    def __init__(self, page: Page, html: str) -> None:
        self.page, self.html = page, html
        self.text = _text(html)

    def part(self, heading_id: str) -> str:
        """HTML of the section under one heading."""
        found = re.search(rf'<section[^>]*aria-labelledby="{heading_id}".*?</section>', self.html, re.DOTALL)
        assert found, f"no section {heading_id}"
        return found[0]


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def library() -> None:
    """Both seed pages on the shelf, and the worker has been round."""
    install_canonical()
    load_leaflets(now=timezone.now())
    seeds = read_seedpages(shared("seeds"))
    for _report in import_exchanges(seeds, now=timezone.now(), dry_run=False, report=Report()):
        pass
    work_until_idle()


@pytest.fixture
def seed(library: None, name: str) -> Exchange:
    """The page as it stands in its file."""
    found = [item for item in read_seedpages(shared("seeds")) if isinstance(item, Exchange) and item.id == name]
    return found[0]


@pytest.fixture
def served(library: None, name: str, client: Client) -> Served:
    page = Page.objects.get(external_id=name)
    response = client.get(page.get_absolute_url())
    assert response.status_code == 200
    return Served(page, response.content.decode())


@BOTH
def test_title_and_department(served: Served, seed: Exchange) -> None:
    assert f"<h1>{seed.title}</h1>" in served.html
    links = re.findall(r'<a [^>]*href="/en/departments/neurology"[^>]*>Neurology</a>', served.html)
    assert len(links) == 2, "in the breadcrumb and under the title"


@BOTH
def test_share_links_are_plain_links(served: Served) -> None:
    share = re.search(r'<section class="consilia-share".*?</section>', served.html, re.DOTALL)
    assert share
    for target in ("mailto:", "social-plugins.line.me", "wa.me", "x.com", "facebook.com"):
        assert target in share[0]
    assert not re.search(r"<(script|iframe|img)", share[0])


@BOTH
def test_the_question_stands_as_asked(served: Served, seed: Exchange) -> None:
    words = _text(served.part("question"))
    for sentence in re.split(r"(?<=[a-z][.?]) ", seed.question):
        assert sentence in words
    assert "Heartbeat issues" not in served.text
    assert 'lang="en"' in served.html


@BOTH
def test_the_asker_line_identifies_nobody(served: Served) -> None:
    line = re.search(r'<p class="[^"]*consilia-asker">(.*?)</p>', served.html, re.DOTALL)
    assert line
    asker, _dot, rest = _text(line[1]).partition(" · ")
    assert re.fullmatch(r"[A-Z]\. [A-Z]\.|The asker", asker)
    expected = {
        FIRST: "female · Asked in November 2021",  # the band 10~19 mixes minors and adults
        SECOND: "30 to 39 years old · female · Asked in February 2023",
    }
    assert rest == expected[str(served.page.external_id)]


@BOTH
def test_neither_surname_greeting_nor_day_is_left(served: Served) -> None:
    for word in ("Lin", "Tian", "Mr"):
        assert not re.search(rf"\b{word}\b", served.html), word
    assert not re.search(
        r"2021[-/]11[-/]13|2023[-/]02[-/]02|13 November|2 February|November 13|February 2,", served.html
    )


@BOTH
def test_urgency_advice_comes_before_the_question(served: Served) -> None:
    card = served.html.find("nhsuk-card--care")
    assert 0 < card < served.html.find('id="question"')
    assert "When to get help" in served.text
    assert "call 119" in served.text


@BOTH
def test_the_reply_is_signed(served: Served, seed: Exchange) -> None:
    reply = _text(served.part("reply-1"))
    assert "Reply by Dr. Jiang Junyi" in reply
    assert "Neurology" in reply
    assert "Taoyuan Medical Center" in reply
    assert {FIRST: "Replied in November 2021", SECOND: "Replied in February 2023"}[seed.id] in reply
    for sentence in seed.replies[0].text.split(". ")[2:]:
        assert sentence in reply
    assert 'href="/en/doctors/dr-jiang-junyi"' in served.html


@BOTH
def test_more_info_is_the_sources_words_about_the_same_thing(served: Served) -> None:
    """Every sentence a quote of a source, in facets; never the page's own uncited paragraphs."""
    part = served.part("more-info")
    quotes = re.findall(r"<blockquote><p>(.*?)</p></blockquote>", part)
    assert len(quotes) >= 2, part
    assert part.count("<h3>") >= 1
    assert len(" ".join(quotes).split()) <= 250
    for citation in Citation.objects.filter(sentence__more_info__page=served.page).select_related("source"):
        assert citation.source.text[citation.start : citation.end] == citation.quote
        assert re.search("twitch|spasm|tic", citation.source.subject), "about what was asked, nothing else"
    assert "not reviewed by a doctor" in _text(part)


@BOTH
def test_uncited_more_info_is_kept_back(served: Served, seed: Exchange) -> None:
    sentences = [sentence for sentence in re.split(r"(?<=\.)\s+", seed.more_info) if len(sentence) > 40]
    assert len(sentences) > 10
    assert not [sentence for sentence in sentences if sentence in served.text]
    assert served.page.extra["uncited_more_info"]


@pytest.mark.parametrize("name", [FIRST])
def test_without_sources_the_absence_is_said(served: Served, client: Client) -> None:
    Source.objects.all().delete()
    Page.objects.update(more_info_stale=True)
    work_until_idle()
    html = client.get(served.page.get_absolute_url()).content.decode()
    assert "We found no checked source" in _text(Served(served.page, html).part("more-info"))


@BOTH
def test_similar_shows_other_answered_questions_only(served: Served) -> None:
    similar = served.part("similar")
    numbers = [int(number) for number in re.findall(r'<h3[^>]*>\s*<a href="/en/pages/(\d+)/', similar)]
    shown = Page.objects.in_bulk(numbers)
    assert len(numbers) == 4
    assert served.page.pk not in numbers
    assert not [page for page in shown.values() if page.duplicate_of_id]
    for number in numbers:
        page = shown[number]
        reply = page.replies.get()
        for words in (page.title, page.question[:40], reply.clinician_name, reply.department_name, reply.text[:40]):
            assert words in _text(similar)
    assert "Read more" in similar


@BOTH
def test_related_faq_is_filled_and_says_something(served: Served) -> None:
    topics = re.findall(r'<a href="(/en/topics/[^"]+)">([^<]+)</a>', served.part("topics"))
    names = {name for _path, name in topics}
    assert "Facial Twitching" in names
    assert "Face" not in names
    assert "(Neurology)" in _text(served.part("topics"))


@BOTH
def test_every_topic_of_the_page_can_be_opened(served: Served, client: Client) -> None:
    paths = re.findall(r'<a href="(/en/topics/[^"]+)">', served.part("topics"))
    assert paths
    for path in paths:
        assert client.get(path).status_code == 200


@BOTH
def test_the_notice_is_there(served: Served) -> None:
    assert "This is health information, not a diagnosis" in served.text


def test_the_copy_of_page_000_leads_to_page_000(library: None, client: Client) -> None:
    page, copy = Page.objects.get(external_id=FIRST), Page.objects.get(external_id=f"{FIRST}-similar-1")
    response = client.get(f"/en/pages/{copy.pk}/{copy.slug}")
    assert (response.status_code, response["Location"]) == (301, page.get_absolute_url())
    assert not Page.objects.published().filter(pk=copy.pk).exists()
