"""What becomes of a question whose asker does not answer the doctor. What waits for a doctor: see clock.py."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q

from consilia.library.models import Urgency
from consilia.questions import clock
from consilia.questions.models import Question, QuestionQuerySet
from consilia.questions.states import State

PRESSING: Final = (Urgency.EMERGENCY, Urgency.URGENT)
_MAY_BE_URGENT: Final = Q(level__in=PRESSING) | Q(unsure=True)
"""Silence may mean that somebody has become worse."""


def silent(*, now: datetime) -> QuestionQuerySet:
    """A doctor has asked back, and no answer has come for long, though it may be urgent: a clinician decides."""
    return _without_answer(now).filter(_MAY_BE_URGENT)


def lapsing(*, now: datetime) -> QuestionQuerySet:
    """A doctor has asked back, and no answer has come for so long that nobody waits for it any more."""
    return _without_answer(now).exclude(_MAY_BE_URGENT)


def _without_answer(now: datetime) -> QuestionQuerySet:
    long_ago = now - timedelta(days=settings.CONSILIA_ANSWER_DAYS)
    return Question.objects.filter(state=State.ASKED_BACK, state_changed_at__lte=long_ago)


def answer_by(question: Question) -> datetime | None:
    """When it is closed without the asker's answer; None where nobody waits for one, or a clinician decides that."""
    if question.state != State.ASKED_BACK or question.unsure or question.level in PRESSING:
        return None
    return question.state_changed_at + timedelta(days=settings.CONSILIA_ANSWER_DAYS)


def is_overdue(question: Question, *, now: datetime) -> bool:
    """A doctor's turn is past due, or the asker has been silent for long."""
    long_ago = now - timedelta(days=settings.CONSILIA_ANSWER_DAYS)
    silent_for_long = question.state == State.ASKED_BACK and question.state_changed_at <= long_ago
    return silent_for_long or clock.is_past_due(question, now=now)
