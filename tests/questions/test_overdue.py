"""What waits too long: silence closes a question that is not urgent; a question that waits for a doctor is told of."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consilia.accounts.models import Department, User
from consilia.audit.models import Event
from consilia.engines.triage import Level
from consilia.questions import actions, forgetting, notices
from consilia.questions.links import private_path
from consilia.questions.models import Notice, Question
from consilia.questions.policies import Refused
from consilia.questions.states import State
from tests import factories
from tests.desk.desk_acts import address, at_the_desk
from tests.factories import NOW
from tests.questions.flow import words_of
from tests.traces import files

pytestmark = pytest.mark.django_db

SILENT = NOW + timedelta(days=30)
CLEARED = SILENT + timedelta(days=180)

Ask = Callable[..., Question]


@pytest.fixture
def asked_back(dr_bob: User) -> Ask:
    """A question that Dr Bob has asked back about."""

    def ask(**more: object) -> Question:
        question = factories.question(department=dr_bob.department, email="asker@example.org", **more)  # type: ignore[arg-type]
        actions.ask_back(question=question, by=dr_bob, text="Which eye is it?", now=NOW)
        return question

    return ask


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


# --- silence ---


def test_silence_closes_a_question_and_the_asker_is_told(client: Client, asked_back: Ask) -> None:
    question = asked_back()
    assert "Please answer by April 3, 2026" in words_of(client.get(private_path(question)))
    forgetting.forget_some(now=SILENT - timedelta(seconds=1))
    assert fresh(question).state == State.ASKED_BACK
    forgetting.forget_some(now=SILENT)
    assert fresh(question).state == State.LAPSED
    assert Event.objects.filter(action="question.lapsed", actor="retention").count() == 1
    mail = notices.message(Notice.objects.get(kind="lapsed"))
    assert "has been closed" in mail.body
    assert "eye" not in f"{mail.subject} {mail.body}"
    assert "no longer waits for your answer" in words_of(client.get(private_path(question)))


def test_whoever_adds_something_is_not_silent(asked_back: Ask) -> None:
    question = asked_back()
    actions.add(question=question, text="It is worse in the evening.", now=NOW + timedelta(days=20))
    forgetting.forget_some(now=SILENT)
    assert fresh(question).state != State.LAPSED


@pytest.mark.parametrize("more", [{"level": Level.URGENT}, {"level": Level.EMERGENCY}, {"unsure": True}])
def test_what_may_be_urgent_is_never_closed_by_a_date_and_a_clinician_is_called(
    client: Client, asked_back: Ask, more: dict[str, object]
) -> None:
    question = asked_back(**more)
    assert "Please answer by" not in words_of(client.get(private_path(question)))
    forgetting.forget_some(now=CLEARED)
    assert (fresh(question).state, bool(fresh(question).text)) == (State.ASKED_BACK, True)
    Question.objects.update(state_changed_at=timezone.now() - timedelta(days=31))
    assert "silent for 30 days: 1. A clinician must look" in words_of(client.get("/health"))


def test_a_late_answer_opens_it_again(client: Client, asked_back: Ask, dr_bob: User) -> None:
    question = asked_back()
    forgetting.forget_some(now=SILENT)
    client.post(f"{private_path(question)}/answer", {"text": "The left one."})
    assert fresh(question).state == State.WAITING
    assert question in Question.objects.visible_to(dr_bob).open()


def test_a_doctor_may_reply_after_it_was_closed(asked_back: Ask, dr_bob: User) -> None:
    question = asked_back()
    forgetting.forget_some(now=SILENT)
    actions.reply(question=fresh(question), by=dr_bob, text="Either way it is harmless.", now=SILENT)
    assert fresh(question).state == State.ANSWERED


def test_words_of_a_closed_question_go_as_others_do_and_then_nobody_answers(
    client: Client, asked_back: Ask, mail: Path
) -> None:
    question = asked_back()
    forgetting.forget_some(now=SILENT)
    notices.send_some(now=SILENT)
    assert b"asker@example.org" in files(mail)
    forgetting.forget_some(now=CLEARED)
    assert b"asker@example.org" not in files(mail)
    assert (fresh(question).text, fresh(question).email) == ("", "")
    assert "id_answer_text" not in words_of(client.get(private_path(question)))
    with pytest.raises(Refused, match="have been deleted"):
        actions.answer_back(question=question, text="The left one.", now=CLEARED)


# --- waiting for a doctor ---


def test_a_question_that_nobody_answers_is_told_of_and_never_deleted(
    client: Client, dr_bob: User, neurology: Department
) -> None:
    question = factories.question(department=neurology, now=timezone.now() - timedelta(hours=73))
    forgetting.forget_some(now=timezone.now() + timedelta(days=4000))
    assert fresh(question).text
    assert "soon questions that have waited more than 72 hours for a reply: 1." in words_of(client.get("/health"))
    doctor = at_the_desk(dr_bob)
    for page in (reverse("desk:queue"), address("case", question)):
        assert "Overdue" in words_of(doctor.get(page))


def test_what_came_in_time_is_not_overdue(client: Client, dr_bob: User, neurology: Department) -> None:
    factories.question(department=neurology, now=timezone.now() - timedelta(hours=71))
    assert "72 hours" not in words_of(client.get("/health"))
    assert "Overdue" not in words_of(at_the_desk(dr_bob).get(reverse("desk:queue")))


def test_an_editor_reads_until_when_there_is_something_to_publish(dr_bob: User, erin: User) -> None:
    factories.answered(by=dr_bob)
    assert "words are deleted on Aug. 31, 2026" in words_of(at_the_desk(erin).get(reverse("desk:to_publish")))
