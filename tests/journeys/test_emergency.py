"""Danger first: the advice comes at once, nothing is queued silently, and nobody is locked out."""

import pytest
from playwright.sync_api import expect

from consilia.accounts.models import User
from consilia.engines.triage import Level
from consilia.questions.models import Question
from consilia.questions.states import State
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person
from tests.journeys.steps import Story

GOING_ON = "I have read this and still want to send my question"


def then_the_advice_comes_first(asker: Person, heading: str, *numbers: str) -> None:
    """The first heading says what to do; the numbers can be called by touching them; nothing is sent."""
    expect(asker.page.get_by_role("heading", level=1)).to_contain_text(heading)
    for number in numbers:
        expect(asker.page.get_by_role("main").get_by_role("link", name=number, exact=True)).to_have_attribute(
            "href", f"tel:{number}"
        )
    asker.is_accessible()
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("language", "story", "heading"),
    [("en", steps.CHEST_PAIN, "Call 119 now"), ("zh-hant", steps.CHEST_PAIN_ZH, "119")],
    ids=["english", "chinese"],
)
def test_chest_pain_leads_at_once_to_the_ambulance(
    arrive: Arrive, departments: None, language: str, story: Story, heading: str
) -> None:
    asker = arrive(language)
    steps.when_they_write_the_question(asker, story)
    then_the_advice_comes_first(asker, heading, "119")
    expect(asker.page.locator("q").first).to_be_visible()


@pytest.mark.parametrize(
    ("language", "story", "heading"),
    [("en", steps.SUICIDE, "You are not alone"), ("zh-hant", steps.SUICIDE_ZH, "您不是一個人")],
    ids=["english", "chinese"],
)
def test_somebody_who_wants_to_die_is_shown_whom_to_call(
    arrive: Arrive, departments: None, language: str, story: Story, heading: str
) -> None:
    asker = arrive(language)
    steps.when_they_write_the_question(asker, story)
    then_the_advice_comes_first(asker, heading, "1925", "119")


@pytest.mark.parametrize(
    ("language", "story"), [("en", steps.ABUSE), ("zh-hant", steps.ABUSE_ZH)], ids=["english", "chinese"]
)
def test_violence_at_home_brings_the_numbers_on_the_very_next_page(
    arrive: Arrive, departments: None, language: str, story: Story
) -> None:
    asker = arrive(language)
    steps.when_they_write_the_question(asker, story)
    asker.stands_at("About the person who is unwell")
    for number in ("113", "110"):
        expect(asker.page.get_by_role("main").get_by_role("link", name=number, exact=True)).to_be_visible()
    asker.is_accessible()
    steps.when_they_tell_about_themselves(asker, story)
    steps.when_they_pass_the_safety_check(asker)
    steps.when_they_want_a_doctor(asker)
    asker.stands_at("What may happen with your question")
    asker.page.locator("summary", has_text=asker.words("Whom you can call")).click()
    expect(asker.page.get_by_role("main").get_by_role("link", name="113", exact=True)).to_be_visible()
    asker.is_accessible()


@pytest.mark.parametrize(
    ("language", "story"), [("en", steps.CHEST_PAIN), ("zh-hant", steps.CHEST_PAIN_ZH)], ids=["english", "chinese"]
)
def test_whoever_goes_on_is_seen_first_at_the_desk(  # noqa: PLR0917 - fixtures
    arrive: Arrive, departments: None, dr_bob: User, dr_carol: User, language: str, story: Story
) -> None:
    asker, doctor = arrive(language), arrive()
    factories.question(text="My arm went numb this morning.", level=Level.URGENT, department=dr_bob.department)
    steps.when_they_write_the_question(asker, story)
    expect(asker.page.get_by_role("heading", level=1)).to_contain_text("119")
    asker.presses(GOING_ON)
    steps.when_they_go_on_from_the_question(asker, story, publish=False)
    first = asker.page.get_by_role("main").get_by_role("heading").first
    expect(first).to_contain_text(asker.words("Call %(number)s now", number="119"))
    asker.reads(asker.words("A person checks first how urgent your question is."))
    assert steps.asked().state == State.REVIEW
    steps.when_they_sign_in(doctor, dr_bob)
    then_it_stands_at_the_top(doctor, story.text[:12])
    steps.when_they_open_the_case(doctor, story.text)
    expect(doctor.page.get_by_role("main").locator("mark").first).to_be_visible()


def then_it_stands_at_the_top(doctor: Person, *words: str) -> None:
    doctor.stands_at("Questions that wait")
    first = doctor.page.get_by_role("main").locator("ol > li").first
    for told in (*words, "Check how urgent", "Emergency"):
        expect(first).to_contain_text(told)


@pytest.mark.parametrize(
    ("language", "story"), [("en", steps.SUICIDE), ("zh-hant", steps.SUICIDE_ZH)], ids=["english", "chinese"]
)
def test_in_a_crisis_the_line_stays_at_hand_until_the_receipt_and_after(
    arrive: Arrive, departments: None, dr_bob: User, language: str, story: Story
) -> None:
    asker, doctor = arrive(language), arrive()
    steps.when_they_write_the_question(asker, story)
    asker.presses(GOING_ON)
    asker.stands_at("About the person who is unwell")
    then_the_line_can_be_called(asker)
    link = steps.when_they_go_on_from_the_question(asker, story, publish=False)
    then_the_line_can_be_called(asker)
    asker.does_not_read(asker.words("Which department fits?"))
    steps.when_they_open_their_private_page(asker, link)
    then_the_line_can_be_called(asker)
    steps.when_they_sign_in(doctor, dr_bob)
    then_it_stands_at_the_top(doctor, story.text[:12])


def then_the_line_can_be_called(asker: Person) -> None:
    expect(asker.page.get_by_role("main").get_by_role("link", name="1925", exact=True).first).to_be_visible()
    asker.is_accessible()


@pytest.mark.parametrize(
    ("language", "story"), [("en", steps.EYELID), ("zh-hant", steps.EYELID_ZH)], ids=["english", "chinese"]
)
def test_a_yes_to_a_danger_sign_leads_to_the_advice(
    arrive: Arrive, departments: None, language: str, story: Story
) -> None:
    asker = arrive(language)
    steps.when_they_write_the_question(asker, story)
    steps.when_they_tell_about_themselves(asker, story)
    asker.stands_at("Is it dangerous?")
    for choice in ("No", "Yes"):
        for radio in asker.page.get_by_role("radio", name=asker.words(choice), exact=True).all():
            radio.check()
    asker.presses("Continue")
    then_the_advice_comes_first(asker, "119", "119")
    asker.reads(asker.words("Why we say this"))
