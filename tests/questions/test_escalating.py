"""What waits past its time is told to the lead who is here, once; what an absent doctor holds goes back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consilia.accounts import hours, staff_notices
from consilia.accounts.models import StaffNotice, User
from consilia.audit.models import Event
from consilia.engines.triage import Level
from consilia.questions import actions, claiming, escalating
from consilia.questions.models import Question
from tests import factories
from tests.desk.desk_acts import at_the_desk
from tests.factories import NOW
from tests.people import colleague
from tests.questions.flow import words_of

HOUR = timedelta(hours=1)
LATE = NOW + 25 * HOUR


@pytest.fixture
def lead(dr_bob: User) -> User:
    """Dr Dana leads Neurology."""
    dr_dana = colleague(dr_bob, "Dr Dana")
    dr_dana.leads_department = True
    dr_dana.save()
    return dr_dana


@pytest.fixture
def urgent(dr_bob: User) -> Question:
    return factories.question(department=dr_bob.department, level=Level.URGENT)


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def told() -> list[tuple[str, list[str]]]:
    return [(notice.user.name, notice.about) for notice in StaffNotice.objects.select_related("user")]


def test_the_lead_is_told_once_by_a_mail_that_says_nothing_of_the_question(lead: User, urgent: Question) -> None:
    assert escalating.escalate_some(now=NOW + 24 * HOUR) == 0
    assert escalating.escalate_some(now=LATE) == 1
    assert escalating.escalate_some(now=LATE + HOUR) == 0
    assert told() == [("Dr Dana", [urgent.number])]
    staff_notices.send_some(now=LATE)
    (sent,) = mail.outbox
    assert sent.to == [lead.email]
    assert urgent.number in sent.body
    assert reverse("desk:queue") in sent.body
    assert "eyelid" not in f"{sent.subject} {sent.body}"
    (event,) = Event.objects.filter(action="question.escalated")
    assert (event.actor, event.detail) == ("worker", {"leads": 1})


def test_the_queue_says_that_the_lead_has_been_told(lead: User, dr_bob: User) -> None:
    factories.question(department=dr_bob.department, level=Level.URGENT, now=timezone.now() - 25 * HOUR)
    escalating.escalate_some(now=timezone.now())
    assert "The lead has been told" in words_of(at_the_desk(dr_bob).get(reverse("desk:queue")))


def test_a_lead_who_is_away_is_not_told_and_the_operators_are(lead: User, urgent: Question, oscar: User) -> None:
    day = timezone.localdate(LATE)
    hours.go_away(person=lead, by=lead, from_on=day, to_on=day, now=NOW)
    escalating.escalate_some(now=LATE)
    assert told() == [("Oscar", [f"{urgent.number} (Neurology)"])]


def test_what_waits_for_the_asker_or_is_answered_is_not_escalated(lead: User, dr_bob: User, urgent: Question) -> None:
    actions.ask_back(question=urgent, by=dr_bob, text="Which eye is it?", now=NOW)
    factories.answered(by=dr_bob)
    assert escalating.escalate_some(now=NOW + 9999 * HOUR) == 0


def test_the_lead_of_the_next_department_is_told_anew(
    lead: User, dr_bob: User, dr_carol: User, urgent: Question
) -> None:
    escalating.escalate_some(now=LATE)
    dr_carol.leads_department = True
    dr_carol.save()
    assert dr_carol.department
    actions.hand_over(question=fresh(urgent), by=dr_bob, to=dr_carol.department, reason="A child", now=LATE)
    escalating.escalate_some(now=LATE)
    assert [name for name, _numbers in told()] == ["Dr Dana", "Dr Carol"]


def test_what_somebody_has_taken_who_is_away_now_goes_back_to_the_queue(dr_bob: User, urgent: Question) -> None:
    claiming.claim(question=urgent, by=dr_bob, now=NOW)
    assert escalating.return_some(now=NOW + HOUR) == 0
    day = timezone.localdate(NOW)
    hours.go_away(person=dr_bob, by=dr_bob, from_on=day, to_on=day, now=NOW)
    assert escalating.return_some(now=NOW + timedelta(minutes=9)) == 0, "they work on it all the same"
    assert escalating.return_some(now=NOW + timedelta(minutes=10)) == 1
    assert fresh(urgent).claimed_by is None
    assert Event.objects.get(action="question.released").actor == "worker"


def test_where_everybody_is_away_other_departments_see_the_questions(dr_bob: User, dr_carol: User) -> None:
    question = factories.question(department=dr_bob.department)
    assert question not in Question.objects.visible_to(dr_carol)
    today = timezone.localdate()
    hours.go_away(person=dr_bob, by=dr_bob, from_on=today, to_on=today, now=NOW)
    assert question in Question.objects.visible_to(dr_carol)
