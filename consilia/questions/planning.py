"""At the door, with a date: an approved copy goes public later, through the same door and past the same checks."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from consilia.accounts import staff_notices
from consilia.accounts.models import StaffNoticeKind, User
from consilia.audit.recording import WORKER
from consilia.questions import consents, policies, publishing
from consilia.questions.acting import leave_event
from consilia.questions.models import PlannedPublication, PlannedPublicationQuerySet, Question, StateChanged, Stopped
from consilia.questions.policies import Refused, refuse_if
from consilia.questions.publishing import Approved

log = logging.getLogger(__name__)

BATCH: Final = 50
LATE_AFTER: Final = timedelta(minutes=15)
"""From when on a page that should be public and is not is told of."""


@transaction.atomic
def plan(*, question: Question, by: User, approved: Approved, due_at: datetime, now: datetime) -> None:
    """What `by` confirmed goes public at `due_at`, if it still may then. An earlier plan gives way to this one.

    Raises Refused, StateChanged, and whatever the engine of masking raises.
    """
    publishing.check(question=question, by=by, approved=approved)
    refuse_if(_why_not_at(due_at, now=now))
    question.move("plan", now=now)
    PlannedPublication.objects.update_or_create(
        question=question,
        defaults={
            "copy": _kept(approved) | {"found": _found(question, approved)},
            "version": question.version,
            "by": by,
            "at": now,
            "due_at": due_at,
            "stopped_at": None,
            "stopped_because": "",
        },
    )
    leave_event(question, "question.publication_planned", by=by, now=now, due_at=due_at.isoformat())


@transaction.atomic
def change_time(*, question: Question, by: User, due_at: datetime, now: datetime) -> None:
    """The approved copy goes public at another time. Raises Refused, StateChanged."""
    planned = _standing(question, by=by)
    refuse_if(_why_not_at(due_at, now=now))
    question.move("plan", now=now)
    planned.due_at, planned.version = due_at, question.version
    planned.save(update_fields=["due_at", "version"])
    leave_event(question, "question.publication_moved", by=by, now=now, due_at=due_at.isoformat())


@transaction.atomic
def take_back(*, question: Question, by: User, now: datetime) -> None:
    """Nothing goes public by itself; it waits for an editor as before. Raises Refused, StateChanged."""
    planned = _standing(question, by=by)
    question.move("plan", now=now)
    planned.delete()
    leave_event(question, "question.publication_taken_back", by=by, now=now)


def _standing(question: Question, *, by: User) -> PlannedPublication:
    refuse_if(policies.why_not_publish(by, question))
    planned = PlannedPublication.objects.standing().filter(question=question, version=question.version).first()
    if planned is None:
        raise Refused(_("Nothing is planned for this question any more."))
    return planned


def _why_not_at(due_at: datetime, *, now: datetime) -> str | None:
    if due_at <= now:
        return _("That time is past. Choose a later one, or none to publish at once.")
    # Planning is an act: the words stay for so long after it.
    if due_at >= now + timedelta(days=settings.CONSILIA_RETENTION_DAYS):
        return _("The words are deleted before that. Choose an earlier time.")
    return None


# --- the worker's part ---


def publish_some(*, now: datetime) -> int:
    """What is due goes public; what may not any more goes back to the editor, as soon as that is known.

    One that fails stops none of the others. Raises the last failure, once all were tried.
    """
    standing = PlannedPublication.objects.standing().select_related("question__department", "by")
    waiting = standing.filter(Q(due_at__lte=now) | ~Q(version=F("question__version"))).order_by("due_at", "pk")
    failure: Exception | None = None
    done = 0
    for planned in waiting[:BATCH]:
        try:
            done += _publish(planned, now=now)
        except Exception as error:
            failure = error
    if failure:
        raise failure
    return done


def _publish(planned: PlannedPublication, *, now: datetime) -> bool:
    """Whether it went public or back: somebody may have moved it a moment ago."""
    question = planned.question
    because = _why_not_now(planned)
    if because is None:
        try:
            _through_the_door(planned, question, now=now)
        except Refused:
            because = Stopped.REFUSED
        except StateChanged:
            because = Stopped.CHANGED
    return because is None or _stop(planned, because, now=now)


@transaction.atomic
def _through_the_door(planned: PlannedPublication, question: Question, *, now: datetime) -> None:
    page = publishing.publish(question=question, by=planned.by, approved=as_approved(planned), now=now)
    due_at = planned.due_at.isoformat()
    leave_event(question, "question.published_as_planned", by=WORKER, now=now, page=page, due_at=due_at)


def _why_not_now(planned: PlannedPublication) -> Stopped | None:
    """What the door asks too, in words that the editor finds; and whether it is still what was approved."""
    question = planned.question
    if not question.may_publish or consents.to_publish(question) is None:
        return Stopped.CONSENT
    if question.version != planned.version:
        return Stopped.CHANGED
    if not (planned.by.is_active and planned.by.is_editor):
        return Stopped.EDITOR
    if policies.why_not_publish(planned.by, question):
        return Stopped.REFUSED
    try:
        found = _found(question, as_approved(planned))
    except Exception as error:
        # Whatever failed inside: what cannot be looked through must not go out. Only the kind is logged.
        log.error("A planned page could not be looked through (%s); it goes back.", type(error).__name__)
        return Stopped.MASKING
    return None if set(found) <= set(planned.copy["found"]) else Stopped.FOUND


@transaction.atomic
def _stop(planned: PlannedPublication, because: Stopped, *, now: datetime) -> bool:
    """Guarded: a plan that was moved or taken back a moment ago is another's."""
    as_read = PlannedPublication.objects.standing().filter(pk=planned.pk, version=planned.version)
    if not as_read.update(stopped_at=now, stopped_because=because):
        return False
    leave_event(planned.question, "question.publication_stopped", by=WORKER, now=now, because=because.value)
    staff_notices.tell([planned.by], StaffNoticeKind.NOT_PUBLISHED, about=[planned.question.number], now=now)
    return True


def late(*, now: datetime) -> PlannedPublicationQuerySet:
    """What should have been public for a while, and neither is nor went back."""
    return PlannedPublication.objects.standing().filter(due_at__lte=now - LATE_AFTER)


# --- the copy, as it is kept ---


def _kept(approved: Approved) -> dict[str, Any]:
    return {
        "title": approved.title,
        "question": approved.question,
        "replies": {str(reply): text for reply, text in approved.replies.items()},
        "care_now": list(approved.care_now),
        "urgent_signs": list(approved.urgent_signs),
        "topics": list(approved.topics),
    }


def as_approved(planned: PlannedPublication) -> Approved:
    """The copy as its editor confirmed it; of a question whose words were deleted nothing is left to call this for."""
    copy: dict[str, Any] = planned.copy
    return Approved(
        title=copy["title"],
        question=copy["question"],
        replies={int(reply): text for reply, text in copy["replies"].items()},
        care_now=tuple(copy["care_now"]),
        urgent_signs=tuple(copy["urgent_signs"]),
        topics=tuple(copy["topics"]),
    )


def _found(question: Question, approved: Approved) -> list[str]:
    """Kind and words of all that may identify somebody in the copy: the editor has seen these, and no others."""
    lists = (approved.care_now, approved.urgent_signs, approved.topics)
    texts = (approved.title, approved.question, *approved.replies.values(), *("\n".join(lines) for lines in lists))
    found = {
        f"{one.kind}:{text[one.start : one.end]}"
        for text in texts
        for one in publishing.findings(text, language=question.language, question=question)
    }
    return sorted(found)
