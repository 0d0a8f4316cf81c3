"""The service clock: by when a question should have its first reply. It stands still while the asker is asked.

No guideline says how soon an online question must be answered: the hours are the operator's (CONSILIA_REPLY_HOURS), to
staff by. What triage could not decide, or judged an emergency, is looked at within minutes.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q

from consilia.library.models import Urgency
from consilia.questions.models import Question, QuestionQuerySet
from consilia.questions.states import UNANSWERED, State

REVIEW_WITHIN: Final = timedelta(minutes=15)


def reply_within(level: str) -> timedelta:
    """How long a question as urgent as this may wait for its first reply."""
    return timedelta(hours=settings.CONSILIA_REPLY_HOURS[level])


def due_at(question: Question) -> datetime | None:
    """When somebody must have acted; None where it is not a doctor's turn."""
    if question.state == State.REVIEW:
        return question.clock_started_at + REVIEW_WITHIN
    if question.state == State.WAITING:
        return question.clock_started_at + reply_within(question.level)
    return None


def is_past_due(question: Question, *, now: datetime) -> bool:
    """As `past_due`, of one question at hand."""
    due = due_at(question)
    return due is not None and due < now


def unseen(*, now: datetime) -> QuestionQuerySet:
    """Nobody has looked in time although triage could not decide, or saw an emergency."""
    return Question.objects.filter(_unseen(now))


def unanswered(*, level: str, now: datetime) -> QuestionQuerySet:
    """Questions of one level without a reply in time. They are told of and never closed: somebody waits."""
    return Question.objects.filter(_unanswered(level, now))


def past_due(*, now: datetime) -> QuestionQuerySet:
    """All of these."""
    late = _unseen(now)
    for level in Urgency.values:
        late |= _unanswered(level, now)
    return Question.objects.filter(late)


def _unseen(now: datetime) -> Q:
    return Q(state=State.REVIEW, clock_started_at__lt=now - REVIEW_WITHIN)


def _unanswered(level: str, now: datetime) -> Q:
    return Q(state__in=UNANSWERED, level=level, clock_started_at__lt=now - reply_within(level))
