"""Who works on a question: a claim with a lock that lapses, taken over visibly. Claims change no word and no state."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilia.accounts.models import User
from consilia.questions.acting import leave_event
from consilia.questions.models import Question, StateChanged
from consilia.questions.policies import refuse_if, why_not_clinician
from consilia.questions.states import OPEN

HOLDS: Final = timedelta(minutes=10)
"""How long a lock holds without activity: opening the case, or saving in it."""
_RENEWED_AFTER: Final = timedelta(seconds=30)
"""Opening a page again and again writes no more often than this."""
FREE: Final[dict[str, Any]] = {
    "claimed_by": None,
    "claimed_at": None,
    "claim_renewed_at": None,
    "claim_taken_from": None,
}
"""Columns of a question that nobody works on."""


def held_until(question: Question) -> datetime | None:
    """When the lock lapses, if it is not renewed; None where nobody has claimed the question."""
    if question.claimed_by_id is None or question.claim_renewed_at is None:
        return None
    return question.claim_renewed_at + HOLDS


def holder(question: Question, *, now: datetime) -> User | None:
    """Whoever works on it at this moment."""
    until = held_until(question)
    return question.claimed_by if until and until > now else None


def why_not_now(user: User, question: Question, *, now: datetime) -> str | None:
    """Why `user` cannot act on the question at this moment, because a colleague works on it."""
    held_by = holder(question, now=now)
    if held_by is None or held_by == user:
        return None
    words = {"name": held_by.name, "time": _clock(question.claimed_at), "until": _clock(held_until(question))}
    if question.claim_taken_from_id == user.pk:
        return _("%(name)s took this question over from you at %(time)s. Take it over again before you go on.") % words
    return (
        _("%(name)s has been working on this since %(time)s, at least until %(until)s. Take it over if you must go on.")
        % words
    )


def why_not_claim(user: User, question: Question, *, now: datetime) -> str | None:
    """A clinician who may see an open question on which nobody works."""
    if reason := _why_not_open(user, question):
        return reason
    held_by = holder(question, now=now)
    if held_by == user:
        return _("You are working on this question already.")
    return why_not_now(user, question, now=now)


def why_not_take_over(user: User, question: Question, *, now: datetime) -> str | None:
    """A clinician who may see an open question on which a colleague works."""
    if reason := _why_not_open(user, question):
        return reason
    if holder(question, now=now) in {None, user}:
        return _("Nobody else is working on this question.")
    return None


def why_not_release(user: User, question: Question) -> str | None:
    """Only what one has claimed can be given back."""
    if question.claimed_by_id != user.pk:
        return _("You are not working on this question.")
    return None


def claimed(by: User, *, now: datetime) -> dict[str, Any]:
    """Columns of a question that `by` has just claimed."""
    return FREE | {"claimed_by": by, "claimed_at": now, "claim_renewed_at": now}


@transaction.atomic
def claim(*, question: Question, by: User, now: datetime) -> None:
    """Take on a question on which nobody works. Raises Refused; StateChanged where a colleague was quicker."""
    refuse_if(why_not_claim(by, question, now=now))
    _change(question, claimed(by, now=now))
    leave_event(question, "question.claimed", by=by, now=now)


@transaction.atomic
def take_over(*, question: Question, by: User, now: datetime) -> None:
    """Take a question from the colleague who works on it; they see who did. Raises Refused, StateChanged."""
    refuse_if(why_not_take_over(by, question, now=now))
    before = question.claimed_by_id
    _change(question, claimed(by, now=now) | {"claim_taken_from": question.claimed_by})
    leave_event(question, "question.taken_over", by=by, now=now, of=f"user:{before}")


@transaction.atomic
def release(*, question: Question, by: User, now: datetime) -> None:
    """Give a question back to the queue. Raises Refused, StateChanged."""
    refuse_if(why_not_release(by, question))
    _change(question, FREE)
    leave_event(question, "question.released", by=by, now=now)


def renew(*, question: Question, by: User, now: datetime) -> None:
    """Whoever has the question opens it or saves in it: the lock holds anew. Others renew nothing."""
    if question.claimed_by_id != by.pk or question.claim_renewed_at is None:
        return
    if now - question.claim_renewed_at < _RENEWED_AFTER:
        return
    # Guarded: a colleague who took it over a moment ago keeps it.
    if Question.objects.filter(pk=question.pk, claimed_by=by).update(claim_renewed_at=now):
        question.claim_renewed_at = now


def _why_not_open(user: User, question: Question) -> str | None:
    if reason := why_not_clinician(user, question):
        return reason
    if question.state not in OPEN:
        return _("This question does not wait for a doctor.")
    return None


def _change(question: Question, columns: dict[str, Any]) -> None:
    """Of two people who claim at once one wins. The version stays: nobody's typed words are made stale by a claim."""
    as_read = Question.objects.filter(
        pk=question.pk,
        version=question.version,
        claimed_by=question.claimed_by_id,
        claim_renewed_at=question.claim_renewed_at,
    )
    if not as_read.update(**columns):
        raise StateChanged("claimed by somebody else")
    for name, value in columns.items():
        setattr(question, name, value)


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""
