"""The service clock: due by urgency, still while the asker is asked, never set back by what the asker adds."""

from datetime import timedelta

import pytest

from consilia.accounts.models import User
from consilia.engines.triage import Level
from consilia.questions import actions, clock
from consilia.questions.models import Question
from tests import factories
from tests.factories import NOW

HOUR = timedelta(hours=1)


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


@pytest.mark.parametrize(("level", "hours"), [(Level.URGENT, 24), (Level.SOON, 72), (Level.ROUTINE, 168)])
def test_a_reply_is_due_by_urgency(dr_bob: User, level: Level, hours: int) -> None:
    question = factories.question(level=level)
    due = NOW + hours * HOUR
    assert clock.due_at(question) == due
    assert question not in clock.past_due(now=due)
    assert question in clock.past_due(now=due + timedelta(seconds=1))
    assert clock.is_past_due(question, now=due + timedelta(seconds=1))


def test_what_triage_left_open_is_due_in_minutes(dr_bob: User) -> None:
    assert clock.due_at(factories.question(unsure=True)) == NOW + timedelta(minutes=15)


def test_the_hours_are_the_operator_s(dr_bob: User, settings: object) -> None:
    settings.CONSILIA_REPLY_HOURS = {"emergency": 1, "urgent": 2, "soon": 3, "routine": 4}  # type: ignore[attr-defined]
    question = factories.question(level=Level.SOON)
    assert clock.due_at(question) == NOW + 3 * HOUR
    assert question in clock.past_due(now=NOW + 4 * HOUR)


def test_the_clock_stands_still_while_the_asker_is_asked_and_goes_on_with_the_answer(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, level=Level.SOON)
    actions.ask_back(question=question, by=dr_bob, text="Which eye is it?", now=NOW + 10 * HOUR)
    assert clock.due_at(question) is None
    actions.answer_back(question=question, text="The left one.", now=NOW + 110 * HOUR)
    assert clock.due_at(fresh(question)) == NOW + 172 * HOUR


def test_a_late_answer_to_a_closed_question_finds_the_clock_where_it_stood(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, level=Level.SOON)
    actions.ask_back(question=question, by=dr_bob, text="Which eye is it?", now=NOW + 10 * HOUR)
    actions.lapse(question=question, now=NOW + 1000 * HOUR)
    actions.answer_back(question=question, text="The left one.", now=NOW + 2000 * HOUR)
    assert clock.due_at(fresh(question)) == NOW + 2062 * HOUR


def test_whoever_adds_something_does_not_set_the_clock_back(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, level=Level.SOON)
    actions.add(question=question, text="It is the left eye.", now=NOW + 70 * HOUR)
    assert fresh(question).clock_started_at == NOW


def test_an_answered_question_is_not_due(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    assert clock.due_at(question) is None
    assert not clock.past_due(now=NOW + 9999 * HOUR).exists()
