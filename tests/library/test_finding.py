"""The index proposes, the database decides; without an index, a plain match that says so."""

import logging

import pytest

from consilia.accounts.models import Department
from consilia.engines.retrieval import Filters
from consilia.library import actions
from consilia.library.copies import TopicCopy
from consilia.library.directory import find_topics
from consilia.library.finding import IndexDown, close_to, find_pages, find_similar
from consilia.library.models import Page
from consilia.library.shelving import rebuild
from tests import factories

pytestmark = pytest.mark.django_db

EYELID = "my left eyelid keeps twitching"


@pytest.fixture
def page(neurology: Department) -> Page:
    made = factories.page()
    for part in ("knee", "ankle", "elbow", "cough", "rash", "tooth", "stomach"):
        factories.page(title=f"About the {part}", question=f"What about my {part}?", reply=f"The {part} heals.")
    return made


def test_the_database_decides_what_the_index_proposes(page: Page) -> None:
    rebuild()
    assert find_pages(text=EYELID).pages[0].page == page
    actions.withdraw_page(number=page.pk, by="editor", now=factories.NOW)
    assert page not in [item.page for item in find_pages(text=EYELID).pages]
    assert find_pages(text=EYELID).degraded is None


def test_without_an_index_a_plain_match_is_named_as_such(page: Page) -> None:
    found = find_pages(text="eyelid twitching")
    assert (found.degraded, [item.page for item in found.pages]) == ("no_index", [page])
    assert find_pages(text="eyelid", filters=Filters(language="zh-Hant")).pages == ()
    assert find_pages(text="eyelid", filters=Filters(department="Pediatrics")).pages == ()
    assert find_pages(text="").pages == ()


def test_similar_shows_somebody_who_asks_the_very_same_question(page: Page) -> None:
    rebuild()
    assert find_similar(text=page.question, language="en")[0].page == page


def test_similar_is_silent_where_nothing_is_close_or_no_index_is_there(page: Page) -> None:
    assert find_similar(text=EYELID, language="en") == ()
    rebuild()
    assert find_similar(text="volcano holidays in spring", language="en") == ()
    assert page not in [item.page for item in find_similar(text=EYELID, language="zh-Hant")]


def test_the_worker_is_told_that_there_is_no_index(page: Page) -> None:
    with pytest.raises(IndexDown, match="no_index"):
        close_to(text=EYELID, language="en")


def test_what_was_searched_for_is_not_logged(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="consilia"):
        find_pages(text="a secret worry")
        find_similar(text="a secret worry", language="en")
    assert "no_index" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("words", ["eyelid", "EYELID twitching", "眼皮", "my eyelid, doctor"])
def test_topics_are_found_by_a_word_in_either_language(words: str, neurology: Department) -> None:
    names = {"en": "Eyelid Twitching", "zh-Hant": "眼皮跳動"}
    copy = TopicCopy("blepharospasm", "Neurology", names, guidance={"en": "Sleep more."})
    actions.shelve_topics(copies=[copy])
    assert [topic.slug for topic in find_topics(text=words)] == (
        ["blepharospasm"] if words != "my eyelid, doctor" else []
    )


def test_no_words_find_no_topics(neurology: Department) -> None:
    actions.shelve_topics(copies=[TopicCopy("a", "Neurology", {"en": "A"})])
    assert find_topics(text=" ? ") == []
