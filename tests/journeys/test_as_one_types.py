"""While somebody types, what doctors have answered stands below; danger comes first; nothing typed is in an address."""

import re

import pytest
from playwright.sync_api import Locator, Request, expect

from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.keys import Keyboard
from tests.journeys.people import Person

ASK = "What is your question?"
SEARCH = "Search the answered questions"
HEADING = "Doctors have already answered"
# Longer than the pause after which the server is asked, and its answer.
A_WHILE = 1_000


def list_of(person: Person) -> Locator:
    return person.page.get_by_role("region", name=person.words(HEADING))


def status_of(person: Person) -> Locator:
    return person.page.get_by_role("main").locator("[data-suggest] [aria-live=polite]")


def when_they_type(person: Person, label: str, text: str) -> None:
    """Key by key, as people do."""
    person.field(label).press_sequentially(text, delay=10)


def watched(person: Person) -> list[Request]:
    """The requests for suggestions that this person's browser sends."""
    seen: list[Request] = []
    person.page.on("request", lambda request: seen.append(request) if request.url.endswith("/suggest") else None)
    return seen


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_answers_stand_below_a_question_while_it_is_typed(arrive: Arrive, library: None, language: str) -> None:
    asker = arrive(language)
    requests = watched(asker)
    story = steps.EYELID if language == "en" else steps.EYELID_ZH
    asker.opens("questions:ask")
    button = asker.page.get_by_role("main").get_by_role("button", name=asker.words("Continue"))
    before = button.bounding_box()
    when_they_type(asker, ASK, story.text)
    expect(list_of(asker)).to_be_visible()
    assert 1 <= list_of(asker).get_by_role("link").count() <= 4
    expect(status_of(asker)).to_contain_text(re.compile(r"answered question|則"))
    expect(asker.field(ASK)).to_be_focused()
    assert button.bounding_box() == before, "what is about to be pressed has moved"
    asker.is_accessible()
    then_nothing_typed_is_in_an_address(requests, story.text)
    then_a_page_opens_beside_the_question(asker, story.text)


def then_nothing_typed_is_in_an_address(requests: list[Request], text: str) -> None:
    # Typed without a pause: one question, not one for each key.
    assert 1 <= len(requests) <= 3, [request.url for request in requests]
    assert all(request.method == "POST" and "?" not in request.url for request in requests)
    assert text in (requests[-1].post_data_buffer or b"").decode()


def then_a_page_opens_beside_the_question(asker: Person, text: str) -> None:
    with asker.page.context.expect_page() as opened:
        list_of(asker).get_by_role("link").first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    expect(asker.field(ASK)).to_have_value(text)


def test_danger_comes_before_answers_and_leads_to_its_page(arrive: Arrive, library: None) -> None:
    asker = arrive()
    asker.opens("questions:ask")
    when_they_type(asker, ASK, steps.EYELID.text)
    expect(list_of(asker)).to_be_visible()
    asker.writes(ASK, steps.CHEST_PAIN.text)
    expect(status_of(asker)).to_have_text("Call 119 now")
    expect(list_of(asker)).to_have_count(0)
    expect(asker.page.get_by_role("main").get_by_role("link", name="119")).to_have_attribute("href", "tel:119")
    asker.is_accessible()
    asker.presses("What to do now")
    asker.stands_at("Call %(number)s now", number="119")
    asker.reads("crushing chest pain")


def test_the_search_box_by_keyboard(arrive: Arrive, library: None) -> None:
    reader = arrive()
    keyboard = Keyboard(reader)
    reader.opens("library:home")
    box = reader.field(SEARCH)
    keyboard.types(box, "left eyelid twitching")
    expect(list_of(reader)).to_be_visible()
    reader.is_accessible()
    reader.page.keyboard.press("Escape")
    expect(list_of(reader)).to_have_count(0)
    expect(status_of(reader)).to_be_empty()
    reader.page.keyboard.type(" for weeks")
    first = list_of(reader).get_by_role("link").first
    expect(first).to_be_visible()
    keyboard.tab_to(first)
    reader.page.keyboard.press("Escape")
    expect(list_of(reader)).to_have_count(0)
    expect(box).to_be_focused()
    reader.page.keyboard.press("Enter")
    reader.stands_at("Search the answers")


def test_without_a_connection_nothing_is_said_and_nothing_is_lost(arrive: Arrive, library: None) -> None:
    asker = arrive()
    asker.opens("questions:ask")
    asker.page.route("**/suggest", lambda route: route.abort())
    with asker.page.expect_event("requestfailed"):
        when_they_type(asker, ASK, steps.EYELID.text)
    expect(list_of(asker)).to_have_count(0)
    expect(asker.field(ASK)).to_have_value(steps.EYELID.text)
    asker.presses("Continue")
    asker.stands_at("About the person who is unwell")


def test_newer_words_take_the_place_of_older_ones(arrive: Arrive, library: None) -> None:
    """The answer to older words comes late and is not shown."""
    reader = arrive()
    requests = watched(reader)
    late: list[object] = []
    reader.opens("library:home")
    reader.page.route("**/suggest", lambda route: late.append(route) if not late else route.continue_())
    when_they_type(reader, SEARCH, "left eyelid twitching")
    reader.page.wait_for_timeout(A_WHILE)
    assert len(requests) == 1
    assert late
    reader.writes(SEARCH, "volcano holidays in spring")
    reader.page.wait_for_timeout(A_WHILE)
    assert [request.failure for request in requests] == ["net::ERR_ABORTED", None]
    expect(list_of(reader)).to_have_count(0)
