"""Every public page in every state, in both languages and both themes: nothing shuts anybody out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page as BrowserPage

from consilia.accounts.models import Department
from consilia.library import actions
from consilia.library.copies import Correction, Retraction
from consilia.library.models import Page
from consilia.questions.reporting import MOST_AN_HOUR
from tests import factories
from tests.factories import NOW
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person
from tests.library.test_translating import ORIGINAL, TRANSLATION, shelve

# Text alone at twice its size (WCAG 2.2, 1.4.4) on half of a screen; and what is left over at the right.
TWICE = "document.documentElement.style.fontSize = '200%'"
ONCE = "document.documentElement.style.fontSize = ''"
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PRINTED = """() => [...document.querySelectorAll("nav, form, .consilia-share, .nhsuk-skip-link")]
    .filter((one) => one.getClientRects().length).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def pages(neurology: Department) -> dict[str, Page]:
    """One page of each kind, and enough for a second part of a list."""
    for number in range(21):
        factories.page(title=f"Eyelid {number}", clinician=f"Dr {number % 3}")
    corrected, retracted, gone = (factories.page(title=title) for title in ("Corrected", "Retracted", "Gone"))
    correction = Correction(0, "A sign was missing.", ("Rest",), ("Half of your face droops",), "It is harmless.")
    actions.correct_reply(number=corrected.pk, correction=correction, by="editor", now=NOW)
    actions.retract_reply(number=retracted.pk, retraction=Retraction(0, "Superseded."), by="editor", now=NOW)
    actions.withdraw_page(number=gone.pk, by="editor", now=NOW)
    return {
        "plain": factories.page(title="Eyelid twitching"),
        "corrected": corrected,
        "retracted": retracted,
        "gone": gone,
        "original": shelve(ORIGINAL),
        "translation": shelve(TRANSLATION),
    }


def places(reader: Person, pages: dict[str, Page]) -> Iterator[str]:
    """Goes to each place in turn and says where it is."""
    for name in ("library:home", "library:topics", "library:departments", "website:about", "website:privacy"):
        reader.opens(name)
        yield name
    for name, slug in (("topic", "eyelid-twitching"), ("department", "neurology"), ("doctor", "dr-1")):
        reader.opens(f"library:{name}", slug)
        yield name
    for kind, page in pages.items():
        reader.page.goto(_gone(reader, page) if kind == "gone" else page.get_absolute_url())
        for details in reader.page.locator("article details").all():
            details.evaluate("one => one.open = true")
        yield kind
    reader.page.goto(reader.address("library:home") + "no-such-page")
    yield "not found"
    yield from searches(reader)
    yield from reports(reader, pages["plain"])


def _gone(reader: Person, page: Page) -> str:
    return reader.address("library:page_by_number", page.pk)


def searches(reader: Person) -> Iterator[str]:
    for words in ("", "eyelid", "volcano holidays", "stroke"):
        reader.opens("library:search")
        reader.writes("Search the answered questions", words)
        reader.page.locator("summary", has_text=reader.words("Narrow down")).click()
        reader.page.get_by_role("main").get_by_role("button", name=reader.words("Search"), exact=True).click()
        reader.page.wait_for_load_state()
        yield f"search for {words!r}"


def reports(reader: Person, page: Page) -> Iterator[str]:
    for number in range(MOST_AN_HOUR + 2):
        reader.opens("questions:report", page.pk)
        if number:
            reader.ticks("It could harm somebody who follows it")
        reader.presses("Send the report")
        reader.page.wait_for_load_state()
        if number in {0, 1, MOST_AN_HOUR + 1}:
            yield f"report {number}"


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_nothing_shuts_anybody_out(arrive: Arrive, pages: dict[str, Page], language: str) -> None:
    reader = arrive(language)
    for place in places(reader, pages):
        for scheme in ("light", "dark"):
            reader.page.emulate_media(color_scheme=scheme)
            try:
                reader.is_accessible()
            except AssertionError as error:
                raise AssertionError(f"{place}, {scheme}: {error}") from None
        _stands_twice_as_large(reader.page, place)
    reader.page.goto(pages["corrected"].get_absolute_url())
    reader.page.emulate_media(media="print")
    assert reader.page.evaluate(PRINTED) == []


def _stands_twice_as_large(page: BrowserPage, place: str) -> None:
    page.set_viewport_size({"width": 640, "height": 700})
    page.evaluate(TWICE)
    assert page.evaluate(OVER) <= 1, f"{place} scrolls sideways with text of twice the size"
    page.evaluate(ONCE)
    page.set_viewport_size({"width": 1024, "height": 900})
