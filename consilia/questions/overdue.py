"""Which questions have waited longer than they may.

No guideline says how soon an online question must be seen; these limits are ours, for the operator to staff by. The one
for a reply is the longest time that the least urgent advice to see a doctor allows (`soon`).
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q

from consilia.library.models import Urgency
from consilia.questions.models import Question, QuestionQuerySet
from consilia.questions.states import State

REVIEW_WITHIN: Final = timedelta(minutes=15)
URGENT_WITHIN: Final = timedelta(hours=24)
REPLY_WITHIN: Final = timedelta(days=14)
PRESSING: Final = (Urgency.EMERGENCY, Urgency.URGENT)
_MAY_BE_URGENT: Final = Q(level__in=PRESSING) | Q(unsure=True)
"""Silence may mean that somebody has become worse."""

# Counted from the question, not from state_changed_at: that moves with whatever the asker adds, and somebody who gets
# worse and adds to it every few minutes would keep the clock from ever running out.


def unseen(*, now: datetime) -> QuestionQuerySet:
    """Nobody has looked although triage could not decide, or saw an emergency."""
    return Question.objects.filter(state=State.REVIEW, submitted_at__lt=now - REVIEW_WITHIN)


def pressing(*, now: datetime) -> QuestionQuerySet:
    """Urgent, and without a reply."""
    return Question.objects.filter(
        state__in=[State.REVIEW, State.WAITING], level__in=PRESSING, submitted_at__lt=now - URGENT_WITHIN
    )


def unanswered(*, now: datetime) -> QuestionQuerySet:
    """Not urgent, and without a reply. Such questions are told of and never closed: somebody waits."""
    waiting = Question.objects.filter(state=State.WAITING, submitted_at__lt=now - REPLY_WITHIN)
    return waiting.exclude(level__in=PRESSING)


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
    """As the lists above, of one question at hand."""
    waited = now - question.submitted_at
    if question.state == State.REVIEW:
        return waited > REVIEW_WITHIN
    if question.state == State.WAITING:
        return waited > (URGENT_WITHIN if question.level in PRESSING else REPLY_WITHIN)
    long_ago = now - timedelta(days=settings.CONSILIA_ANSWER_DAYS)
    return question.state == State.ASKED_BACK and question.state_changed_at <= long_ago
