"""What waits past its time is told to whoever leads the department, once; what an absent doctor holds goes back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from consilia.accounts import hours, staff_notices
from consilia.accounts.models import Department, StaffNoticeKind, User
from consilia.audit.recording import WORKER
from consilia.questions import claiming, clock
from consilia.questions.acting import leave_event
from consilia.questions.models import Question
from consilia.questions.states import OPEN

BATCH: Final = 50


@transaction.atomic
def escalate_some(*, now: datetime) -> int:
    """The next questions past due: marked, remembered, and one mail to each lead who is here, or to the operators."""
    late = clock.past_due(now=now).filter(escalated_at__isnull=True).select_related("department")
    by_department: dict[Department | None, list[Question]] = defaultdict(list)
    for question in late.order_by("clock_started_at", "pk")[:BATCH]:
        by_department[question.department].append(question)
    for department, questions in by_department.items():
        _escalate(department, questions, now=now)
    return sum(len(questions) for questions in by_department.values())


def _escalate(department: Department | None, questions: Iterable[Question], *, now: datetime) -> None:
    leads = _leads(department, now=now)
    marked = [question for question in questions if _mark(question, now=now)]
    for question in marked:
        leave_event(question, "question.escalated", by=WORKER, now=now, leads=len(leads))
    if marked:
        told = leads or staff_notices.operators()
        numbers = [_line(question, department, tell_department=not leads) for question in marked]
        staff_notices.tell(told, StaffNoticeKind.OVERDUE, about=numbers, now=now)


def _mark(question: Question, *, now: datetime) -> bool:
    """Guarded: what a doctor acted on a moment ago is not escalated."""
    as_read = Question.objects.filter(pk=question.pk, version=question.version, escalated_at__isnull=True)
    return bool(as_read.update(escalated_at=now))


def _leads(department: Department | None, *, now: datetime) -> list[User]:
    return list(hours.leads_here(department, on=timezone.localdate(now))) if department else []


def _line(question: Question, department: Department | None, *, tell_department: bool) -> str:
    return f"{question.number} ({department.name if department else '-'})" if tell_department else question.number


def return_some(*, now: datetime) -> int:
    """Questions that somebody has taken who is away now go back to the queue."""
    absent = hours.away(on=timezone.localdate(now))
    # Whoever is away and works all the same keeps what is open before them.
    idle = Question.objects.filter(state__in=OPEN, claimed_by__in=absent, claim_renewed_at__lte=now - claiming.HOLDS)
    return sum(_give_back(question, now=now) for question in idle[:BATCH])


@transaction.atomic
def _give_back(question: Question, *, now: datetime) -> bool:
    of = question.claimed_by_id
    given_back = Question.objects.filter(pk=question.pk, claimed_by=of).update(**claiming.FREE)
    if given_back:
        leave_event(question, "question.released", by=WORKER, now=now, of=f"user:{of}")
    return bool(given_back)
