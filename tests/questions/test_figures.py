"""The figures of the service: how fast, how much waits, what was corrected; and what is too small to tell."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from consilia.accounts.models import Department, User
from consilia.audit.recording import ASKER, record
from consilia.engines.triage import Level
from consilia.questions import actions, figures
from consilia.questions.figures import Corrections, Span, Wait
from consilia.questions.models import Question
from consilia.questions.overriding import Overridden
from consilia.questions.reporting import report, settle
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def span(now: datetime, days: int = 7, department: Department | None = None) -> Span:
    return Span(days=days, until=now + timedelta(minutes=1), department=department)


def answer(question: Question, by: User, *, at: datetime, level: str = "", past: str = "") -> None:
    slips = Overridden(tuple((check, "") for check in past.split()), "It is so.") if past else None
    actions.reply(question=question, by=by, text="Rest.", level=level, overridden=slips, now=at)


def test_the_time_to_the_first_reply_is_told_by_urgency(dr_bob: User, now: datetime) -> None:
    for hours in (1, 2, 3, 4, 100):
        asked = factories.question(department=dr_bob.department, now=now - timedelta(days=6))
        answer(asked, dr_bob, at=asked.submitted_at + hours * HOUR)
    # A second reply, one that is too old, and one that has none change nothing.
    answer(Question.objects.get(pk=asked.pk), dr_bob, at=now)
    factories.answered(by=dr_bob, now=now - timedelta(days=8))
    factories.question(department=dr_bob.department, now=now)
    found = figures.first_replies(span(now))
    assert found == {"": Wait(3, 4, 5), "soon": Wait(3, 4, 5)}


def test_of_fewer_than_five_no_time_is_told(dr_bob: User, now: datetime) -> None:
    factories.answered(by=dr_bob, now=now)
    assert figures.first_replies(span(now))[""] == Wait(None, None, 1)


def test_what_waits_is_told_by_state_and_department(dr_bob: User, dr_carol: User, now: datetime) -> None:
    factories.question(department=dr_bob.department, now=now - timedelta(days=20))
    factories.question(department=dr_bob.department, level=Level.URGENT, now=now - timedelta(days=2))
    factories.question(department=dr_carol.department, now=now)
    factories.question(unsure=True, department=dr_carol.department, now=now)
    factories.answered(by=dr_bob, now=now)
    assert figures.backlog(span(now)) == {"review": (1, 0), "waiting": (3, 2), "asked_back": (0, 0)}
    assert figures.unanswered(span(now)) == [(dr_bob.department_id, 2, 1), (dr_carol.department_id, 2, 0)]
    assert figures.unanswered(span(now, department=dr_carol.department)) == [(dr_carol.department_id, 2, 0)]


def test_a_clinician_s_verdict_is_held_against_the_engine_s(dr_bob: User, neurology: Department, now: datetime) -> None:
    for level, unsure in (("urgent", False), ("routine", False), ("soon", False), ("soon", True)):
        asked = factories.question(department=neurology, unsure=unsure, now=now)
        actions.settle(question=asked, by=dr_bob, level=level, department=neurology, reason="Seen", now=now)
    # Twice judged by clinicians: the last counts, against the engine.
    asked = factories.question(department=neurology, now=now)
    for level in ("urgent", "soon", "emergency"):
        actions.settle(question=asked, by=dr_bob, level=level, department=neurology, reason="Seen", now=now)
    factories.question(department=neurology, now=now)
    assert figures.corrections(span(now)) == Corrections(raised=2, lowered=1, kept=1, unsure=1)
    assert figures.urgency(span(now)) == {"urgent": 1, "routine": 1, "soon": 3, "emergency": 1}


def test_replies_sent_past_a_check_are_counted_by_check(dr_bob: User, now: datetime) -> None:
    for past in ("", "greeting", "greeting sales"):
        asked = factories.question(department=dr_bob.department, now=now)
        answer(asked, dr_bob, at=now, past=past)
    found = figures.overridden(span(now))
    assert (found.replies, found.overridden, found.checks) == (3, 2, {"greeting": 2, "sales": 1})


def test_where_somebody_could_be_recognised_is_counted(dr_bob: User, erin: User, now: datetime) -> None:
    factories.sent_back(by=erin, doctor=dr_bob, now=now)
    page = factories.published(by=dr_bob, editor=erin, now=now)
    for kind in ("private", "private", "wrong"):
        report(page_number=page.pk, kind=kind, text="", sender="", now=now)
    from consilia.questions.models import Outcome, ProblemReport

    first = ProblemReport.objects.filter(kind="private").earliest("pk")
    settle(report=first, outcome=Outcome.TAKEN_DOWN, by=erin, now=now)
    found = figures.privacy_findings(span(now))
    assert (found.recognisable, found.third_person, found.reported) == (1, 0, 2)
    assert found.mended >= 1


def test_who_found_an_answer_before_sending_is_counted(neurology: Department, now: datetime) -> None:
    factories.question(now=now)
    for number in range(3):
        record(by=ASKER, action="question.deflected", kind="draft", ref=number, now=now)
    record(by=ASKER, action="question.deflected", kind="draft", ref="old", now=now - timedelta(days=8))
    assert figures.deflection(span(now)) == (3, 1)
    assert figures.deflection(span(now, days=30)) == (4, 1)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20, 30], [10, 20, 30]),
        ([0, 20, 30], [0, 20, 30]),
        ([1, 4, 30], [None, None, 30]),
        ([1, 20, 30], [None, None, 30]),
        ([1, 0, 30, 9], [None, 0, 30, None]),
        ([1, 0], [None, 0]),
        ([3], [None]),
        ([], []),
    ],
)
def test_a_small_part_is_not_told_and_cannot_be_computed(counts: list[int], shown: list[int | None]) -> None:
    assert figures.told(counts) == shown
