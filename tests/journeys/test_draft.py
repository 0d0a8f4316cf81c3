"""What somebody has begun to write stays through reloads and the back button, and goes when it is no longer needed."""

from playwright.sync_api import expect

from consilia.audit.models import Event
from consilia.questions.models import Draft, Question
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person


def when_they_come_as_far_as_the_answers(asker: Person) -> None:
    steps.when_they_write_the_question(asker, steps.EYELID)
    steps.when_they_tell_about_themselves(asker, steps.EYELID)
    steps.when_they_answer_no_to_every_danger_sign(asker)
    asker.stands_at("What doctors have already answered")


def then_all_that_was_told_is_there(asker: Person) -> None:
    expect(asker.field("How old is the person?")).to_have_value(steps.EYELID.age)
    expect(asker.field("Female")).to_be_checked()
    expect(asker.field("How long has this been going on?")).to_have_value(steps.EYELID.duration)


def test_a_draft_survives_a_reload(arrive: Arrive, departments: None) -> None:
    asker = arrive()
    when_they_come_as_far_as_the_answers(asker)
    asker.page.reload()
    asker.stands_at("What doctors have already answered")
    asker.opens("questions:ask_about")
    asker.page.reload()
    then_all_that_was_told_is_there(asker)
    asker.opens("questions:ask")
    expect(asker.field("What is your question?")).to_have_value(steps.EYELID.text)


def test_a_draft_survives_the_back_button(arrive: Arrive, departments: None) -> None:
    asker = arrive()
    when_they_come_as_far_as_the_answers(asker)
    asker.page.go_back()
    asker.stands_at("Is it dangerous?")
    while steps.heading_of(asker) == "Is it dangerous?":
        asker.page.go_back()
    then_all_that_was_told_is_there(asker)
    asker.page.go_back()
    expect(asker.field("What is your question?")).to_have_value(steps.EYELID.text)
    asker.presses("Continue")
    asker.stands_at("What doctors have already answered")


def test_the_links_back_lead_through_what_was_told(arrive: Arrive, departments: None) -> None:
    asker = arrive()
    when_they_come_as_far_as_the_answers(asker)
    back = asker.page.get_by_role("navigation", name="Back").get_by_role("link")
    back.click()
    asker.stands_at("Is it dangerous?")
    back.click()
    then_all_that_was_told_is_there(asker)
    back.click()
    expect(asker.field("What is your question?")).to_have_value(steps.EYELID.text)


def test_pressing_send_and_going_back_sends_it_once(arrive: Arrive, departments: None) -> None:
    asker = arrive()
    steps.when_they_write_the_question(asker, steps.EYELID)
    steps.when_they_go_on_from_the_question(asker, steps.EYELID)
    asker.page.go_back()
    asker.stands_at("We have your question")
    assert Question.objects.count() == 1


def test_an_answer_that_helps_ends_the_road(arrive: Arrive, library: None) -> None:
    asker = arrive()
    when_they_come_as_far_as_the_answers(asker)
    asker.presses("This answers my question")
    asker.stands_at("Good that you found your answer")
    asker.reads("We have deleted what you wrote.", "119")
    assert not Question.objects.exists()
    assert not Draft.objects.exists()
    assert Event.objects.filter(action="question.deflected").count() == 1
    asker.opens("questions:ask")
    expect(asker.field("What is your question?")).to_have_value("")
