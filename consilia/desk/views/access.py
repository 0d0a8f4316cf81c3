"""Who is at the desk, which questions they may open, and that opening one is remembered."""

import logging
import uuid
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.audit.recording import record
from consilia.questions.models import (
    Approval,
    MachineDraft,
    Message,
    Note,
    Publication,
    Question,
    Reply,
    SentBack,
    Transfer,
    TriageRecord,
)
from consilia.questions.reading import READ, WHY

log = logging.getLogger(__name__)

CANNOT_WRITE = gettext_lazy(
    "Nothing can be saved at the moment. Keep a copy of your text and try again in some minutes."
)


def signed_in(request: HttpRequest) -> User:
    """The user. LoginRequiredMiddleware lets nobody else come here; should it be missing, nobody comes."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def operator(request: HttpRequest) -> User:
    """The user, where an operator."""
    user = signed_in(request)
    if not user.is_operator:
        raise PermissionDenied
    return user


def operator_of_all(request: HttpRequest) -> User:
    """The user, where an operator who is not limited: some things are of the whole service."""
    user = operator(request)
    if user.is_limited:
        raise PermissionDenied
    return user


def find_question(user: User, reference: uuid.UUID) -> Question | None:
    """The question with everything that a case shows, or None where there is none or it is none of their business."""
    visible = Question.objects.visible_to(user).filter(reference=reference)
    has = {f"has_{name}": Exists(rows.objects.filter(question=OuterRef("pk"))) for name, rows in _TOLD.items()}
    question = visible.select_related(*_WITH).annotate(**has).first()
    if question is None:
        return None
    question.shown_to = (user.pk, question.version)
    verdicts = Prefetch("triage_records", queryset=TriageRecord.objects.select_related("by"))
    told = {name for name in _TOLD if getattr(question, f"has_{name}")}
    drafted = _machine_drafts(user, told)
    prefetch_related_objects(
        [question], verdicts, _notes(user, told), drafted, *_exchange(told), *_replies(question, told)
    )
    return question


def _approvals(question: Question) -> Prefetch[Any]:
    """Asked for only where the department wants a second clinician."""
    wants_second = question.department is not None and question.department.second_review
    approvals = Approval.objects.select_related("by") if wants_second else Approval.objects.none()
    return Prefetch("replies__approvals", queryset=approvals)


_WITH: Final = ("department", "claimed_by", "claim_taken_from", "planned__by")
# Most questions have none of these when a doctor opens them; then the database is not asked for them one by one.
_TOLD: dict[str, type[Message | Note | Transfer | Reply | MachineDraft]] = {
    "machine_drafts": MachineDraft,
    "messages": Message,
    "notes": Note,
    "transfers": Transfer,
    "replies": Reply,
}


def _notes(user: User, told: set[str]) -> Prefetch[Any]:
    """Between clinicians: an editor is not shown them, and the database is not asked."""
    notes = (
        Note.objects.select_related("by", "to_user", "to_department", "answer")
        if user.is_clinician and "notes" in told
        else Note.objects.none()
    )
    return Prefetch("notes", queryset=notes)


def _machine_drafts(user: User, told: set[str]) -> Prefetch[Any]:
    """Each doctor's own."""
    drafts = MachineDraft.objects.filter(by=user) if "machine_drafts" in told else MachineDraft.objects.none()
    return Prefetch("machine_drafts", queryset=drafts)


def _exchange(told: set[str]) -> tuple[Prefetch[Any], ...]:
    messages = Message.objects.select_related("by") if "messages" in told else Message.objects.none()
    transfers = Transfer.objects.select_related("from_department", "to_department", "by")
    return (
        Prefetch("messages", queryset=messages),
        Prefetch("transfers", queryset=transfers if "transfers" in told else Transfer.objects.none()),
    )


def _replies(question: Question, told: set[str]) -> tuple[str | Prefetch[Any], ...]:
    """Without a reply there is nothing to correct, to send back or to publish either."""
    if "replies" not in told:
        nothing = (Reply.objects.none(), SentBack.objects.none(), Publication.objects.none())
        names = ("replies", "sent_backs", "publications")
        return tuple(Prefetch(name, queryset=none) for name, none in zip(names, nothing, strict=True))
    sent_backs = Prefetch("sent_backs", queryset=SentBack.objects.select_related("by"))
    return "replies__amendments", _approvals(question), sent_backs, "publications"


def remember_reading(question: Question, user: User) -> None:
    """Whoever is shown the raw record is on record."""
    why = WHY.get(user.role, "")
    record(by=user, action=READ, kind="question", ref=question.reference, now=timezone.now(), why=why)


def gone(request: HttpRequest, reference: uuid.UUID, *, typed: list[tuple[str, str]]) -> HttpResponse:
    """Their words back, for somebody who had the question open while it went out of sight. Others get 404."""
    events = Event.objects.about("question", str(reference))
    if not events.filter(action=READ, actor=f"user:{signed_in(request).pk}").exists():
        raise Http404
    reason = _("While you had it open, this question was withdrawn or handed over. Nothing was sent.")
    return stopped(request, reason=reason, typed=typed, status=409)


def stopped(
    request: HttpRequest, *, reason: str, status: int, typed: list[tuple[str, str]] | None = None
) -> HttpResponse:
    """A plain page that says why it does not go on, with the words that must not be lost."""
    return render(request, "desk/stopped.html", {"reason": reason, "typed": typed or []}, status=status)


def not_kept(request: HttpRequest, error: Exception, *, typed: list[tuple[str, str]]) -> HttpResponse:
    """The database takes nothing in: say so, and give every word back. Only the kind of the fault is logged."""
    log.error("The desk could not write to the database: %s.", type(error).__name__)
    return stopped(request, reason=str(CANNOT_WRITE), typed=typed, status=503)
