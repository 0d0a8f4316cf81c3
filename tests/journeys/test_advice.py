"""Advice with its reason, and the page about the department: what is urgent, what can wait, what is not clear."""

import pytest
from playwright.sync_api import expect

from consilia.questions.states import State
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person
from tests.journeys.steps import Story


def when_they_come_as_far_as_the_answers(asker: Person, story: Story) -> None:
    steps.when_they_write_the_question(asker, story)
    steps.when_they_tell_about_themselves(asker, story)
    steps.when_they_pass_the_safety_check(asker)
    asker.stands_at("What doctors have already answered")


def when_they_send_it(asker: Person, story: Story) -> str:
    """From the answers to the receipt, without a page about the department; returns the private link."""
    steps.when_they_want_a_doctor(asker)
    steps.when_they_consent(asker, publish=False)
    steps.when_they_check_and_send(asker, story)
    return steps.then_they_have_a_receipt(asker)


def then_it_says_why_on_every_page(asker: Person, story: Story, advice: str) -> None:
    """Before it is sent, on the receipt with what to call for at once, and on the private page."""
    asker.reads(advice)
    link = when_they_send_it(asker, story)
    asker.reads(advice, asker.words("Call %(emergency_number)s at once for", emergency_number="119"))
    asker.is_accessible()
    steps.when_they_open_their_private_page(asker, link)
    asker.reads(advice)
    assert steps.asked().state == State.WAITING


@pytest.mark.parametrize(
    ("language", "story", "advice"),
    [
        ("en", steps.CALF, "today, because you wrote: “calf is swollen and hurts”"),
        ("zh-hant", steps.CALF_ZH, "請今天就看急診醫師，因為您寫到：「小腿腫"),
    ],
    ids=["english", "chinese"],
)
def test_what_is_urgent_says_whom_to_see_today_and_why(
    arrive: Arrive, departments: None, language: str, story: Story, advice: str
) -> None:
    asker = arrive(language)
    when_they_come_as_far_as_the_answers(asker, story)
    asker.reads(asker.words("Be seen by a doctor today"))
    then_it_says_why_on_every_page(asker, story, advice)


@pytest.mark.parametrize(
    ("language", "story", "advice"),
    [
        ("en", steps.EYELID, "See a neurologist within two weeks, because you wrote: “eyelid has been twitching”"),
        ("zh-hant", steps.EYELID_ZH, "請在兩週內看神經內科醫師，因為您寫到：「眼皮跳"),
    ],
    ids=["english", "chinese"],
)
def test_a_twitching_face_is_asked_about_danger_and_told_whom_to_see(
    arrive: Arrive, departments: None, language: str, story: Story, advice: str
) -> None:
    asker = arrive(language)
    steps.when_they_write_the_question(asker, story)
    steps.when_they_tell_about_themselves(asker, story)
    steps.when_they_answer_no_to_every_danger_sign(asker)
    asker.stands_at("What doctors have already answered")
    then_it_says_why_on_every_page(asker, story, advice)


@pytest.mark.parametrize("scripts", [True, False], ids=["", "no scripts"])
@pytest.mark.parametrize(
    ("language", "story", "department", "purpose"),
    [
        ("en", steps.BACK, "Family Medicine", "Colds, check-ups, medicines"),
        ("zh-hant", steps.BACK_ZH, "家庭醫學科", "感冒、健檢、用藥"),
    ],
    ids=["english", "chinese"],
)
def test_where_it_is_not_clear_the_asker_chooses_the_department(  # noqa: PLR0917 - fixtures
    arrive: Arrive, departments: None, language: str, story: Story, department: str, purpose: str, scripts: bool
) -> None:
    asker = arrive(language, java_script_enabled=scripts)
    when_they_come_as_far_as_the_answers(asker, story)
    steps.when_they_want_a_doctor(asker)
    asker.stands_at("Which department fits?")
    asker.reads(purpose)
    expect(asker.field("I don’t know, let the service decide")).to_be_checked()
    asker.page.get_by_label(department, exact=True).check()
    asker.presses("Continue")
    steps.when_they_consent(asker, publish=False)
    asker.stands_at("Check your answers")
    asker.reads(department)
    steps.when_they_check_and_send(asker, story)
    steps.then_they_have_a_receipt(asker)
    asker.reads(department)
