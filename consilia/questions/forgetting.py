"""Forgetting: on the asker's wish (erasure, with a certificate), and by schedule (retention).

What a row holds of a person is declared on its model (`PersonalData.holds`); nothing is listed here a second time.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from consilia.accounts.models import Consent
from consilia.audit.recording import ASKER, RETENTION, record
from consilia.library import shelving
from consilia.questions import actions, overdue, publishing
from consilia.questions.links import private_token, token_hash
from consilia.questions.models import (
    Amendment,
    Draft,
    Erasure,
    MachineDraft,
    Message,
    Note,
    Notice,
    PlannedPublication,
    ProblemReport,
    Question,
    Reply,
    SentBack,
    StateChanged,
    Transfer,
    TriageRecord,
)
from consilia.questions.reporting import forget_reports
from consilia.questions.states import REPLIED, State

log = logging.getLogger(__name__)

BATCH: Final = 50
_BETWEEN_MAILS: Final = b"-" * 79 + b"\n"
"""As Django writes mails to files."""
CLOSED: Final = (State.LAPSED, *REPLIED, State.WITHDRAWN)
_ROWS: Final = (
    *(TriageRecord, Message, Reply, Amendment, Note, Transfer, SentBack),
    *(MachineDraft, PlannedPublication),
)
"""Rows that hang on a question and hold something of its asker."""


@transaction.atomic
def erase(*, question: Question, now: datetime) -> Erasure:
    """Everything that was asked, said and answered here is deleted, the published page with it.

    Left are the ledger of consents, all ended, and the events: they name the question by a random number and hold no
    word. The search index follows with the worker's next run; the certificate says when it has.
    """
    question.refresh_from_db(from_queryset=Question.objects.select_for_update())
    pages = question.publications.filter(withdrawn_at__isnull=True).count()
    # What readers reported of the page may say whose question it was.
    numbers = list(question.publications.values_list("page_number", flat=True))
    ProblemReport.clear(ProblemReport.objects.filter(page_number__in=numbers))
    publishing.take_down(question=question, by=ASKER, now=now)
    for consent in Consent.objects.filter(subject=str(question.reference), withdrawn_at__isnull=True):
        consent.withdraw(now=now)
    counts = {
        "pages": pages,
        "messages": question.messages.count(),
        "replies": question.replies.count(),
        "verdicts": question.triage_records.count(),
        "notices": question.notices.count(),
        "sent_back": question.sent_backs.count(),
    }
    record(by=ASKER, action="question.erased", kind="question", ref=question.reference, now=now)
    certificate = Erasure.objects.create(
        token_hash=question.token_hash,
        number=question.number,
        language=question.language,
        at=now,
        counts=counts,
        index_cleared_at=None if pages else now,
    )
    token = private_token(question.reference)
    question.delete()
    transaction.on_commit(lambda: _delete_mails(token))
    return certificate


def certificate_behind(token: str) -> Erasure | None:
    """What a private link of an erased question opens, or None."""
    return Erasure.objects.filter(token_hash=token_hash(token)).first()


def _delete_mails(token: str) -> None:
    """Notices that were written to files, on installations that send none, hold an address and the private link."""
    folder: Path = settings.EMAIL_FILE_PATH
    if not folder.is_dir():
        return
    for file in folder.glob("*.log"):
        mails = file.read_bytes().split(_BETWEEN_MAILS)
        kept = [mail for mail in mails if token not in _text_of(mail)]
        if len(kept) == len(mails):
            continue
        # Mails of one second may stand in one file: another's stays.
        if any(mail.strip() for mail in kept):
            file.write_bytes(_BETWEEN_MAILS.join(kept))
        else:
            file.unlink(missing_ok=True)


def _text_of(mail: bytes) -> str:
    """What a stored mail says, however it was encoded for the way."""
    bodies = (part.get_payload(decode=True) for part in message_from_bytes(mail.strip()).walk())
    return "\n".join(body.decode("utf-8", "replace") for body in bodies if isinstance(body, bytes))


# --- by schedule ---


def forget_some(*, now: datetime) -> int:
    """The next step of the schedule: silence ends, addresses go after the last notice, words some time later."""
    forget_reports(now=now)
    return _close_silent(now=now) + _forget_addresses() + _forget_words(now=now) + _confirm_index(now=now)


def _close_silent(*, now: datetime) -> int:
    """Where no answer to the doctor has come for long; what may be urgent stays open, and /health tells of it."""
    for question in overdue.lapsing(now=now).order_by("pk")[:BATCH]:
        # An answer that comes at this very moment is heard, and the question is not closed.
        with suppress(StateChanged):
            actions.lapse(question=question, now=now)
    return 0


def kept_until(question: Question) -> datetime | None:
    """When its words will be deleted, where that is known."""
    if question.state not in CLOSED or question.cleared_at:
        return None
    return question.state_changed_at + timedelta(days=settings.CONSILIA_RETENTION_DAYS)


def _forget_addresses() -> int:
    """No further notice can come where the last state is reached and all notices went out."""
    waiting = Notice.objects.filter(question=OuterRef("pk"), sent_at__isnull=True, given_up_at__isnull=True)
    last = Q(state__in=[State.PUBLISHED, State.RETIRED, State.WITHDRAWN]) | Q(state=State.ANSWERED, may_publish=False)
    done = Question.objects.filter(last).exclude(email="").exclude(Exists(waiting))
    due = list(done.only("pk", "reference")[:BATCH])
    for question in due:
        _delete_mails(private_token(question.reference))
    return Question.objects.filter(pk__in=[question.pk for question in due]).update(email="") if due else 0


def _forget_words(*, now: datetime) -> int:
    """Of questions that came to their end long enough ago, nothing is left but that they were."""
    before = now - timedelta(days=settings.CONSILIA_RETENTION_DAYS)
    due = Question.objects.filter(state__in=CLOSED, state_changed_at__lte=before, cleared_at__isnull=True)
    for question in due.order_by("pk")[:BATCH]:
        _clear(question, now=now)
        _delete_mails(private_token(question.reference))
    return 0


@transaction.atomic
def _clear(question: Question, *, now: datetime) -> None:
    for model in _ROWS:
        model.clear(model._default_manager.filter(question=question))
    question.reply_drafts.all().delete()
    rows = Question.objects.filter(pk=question.pk)
    Question.clear(rows)
    rows.update(cleared_at=now)
    record(by=RETENTION, action="question.cleared", kind="question", ref=question.reference, now=now)


def _confirm_index(*, now: datetime) -> int:
    """Certificates wait for the index: once it holds nothing of what was taken down, they say so."""
    waiting = Erasure.objects.filter(index_cleared_at__isnull=True)
    if waiting.exists() and shelving.holds_nothing_removed():
        waiting.update(index_cleared_at=now)
    return 0


def delete_old_drafts(*, now: datetime) -> int:
    """Unsent questions do not stay."""
    old = Draft.objects.older_than(now - timedelta(days=settings.CONSILIA_DRAFT_DAYS))
    # Looked for first: a delete takes the one write lock of SQLite at every turn, even where there is nothing.
    if old.exists():
        old.delete()
    return 0


# --- the asker's own copy ---


def copy_of(question: Question, *, readings: list[dict[str, str]]) -> dict[str, Any]:
    """All that is held about a question, for the asker: plain JSON, times in UTC."""
    return {
        "number": question.number,
        "asked_at": _iso(question.submitted_at),
        "language": question.language,
        "state": question.state,
        "urgency": question.level,
        "department": question.department.name if question.department else None,
        "alias": question.alias,
        "may_publish": question.may_publish,
        **_held(question),
        "verdicts": [
            {"at": _iso(row.at), "level": row.level, "by": _who(row.by_id), **_held(row)}
            for row in question.triage_records.all()
        ],
        "messages": [
            {"at": _iso(row.at), "kind": row.kind, "by": _who(row.by_id), **_held(row)}
            for row in question.messages.all()
        ],
        "replies": [
            {"at": _iso(row.at), "by": row.clinician_name, "department": row.department_name, **_held(row)}
            for row in question.replies.all()
        ],
        "changed_replies": [
            {"at": _iso(row.at), "kind": row.kind, "reply_at": _iso(row.reply.at), **_held(row)}
            for row in question.amendments.select_related("reply")
        ],
        "machine_drafts": [
            {"at": _iso(row.asked_at), "model": row.model, "in_a_reply": row.reply_id is not None, **_held(row)}
            for row in question.machine_drafts.all()
        ],
        "transfers": [
            {"at": _iso(row.at), "to": row.to_department.name, **_held(row)} for row in question.transfers.all()
        ],
        "sent_back": [
            {"at": _iso(row.at), "obstacle": row.obstacle, **_held(row)} for row in question.sent_backs.all()
        ],
        "planned_publication": [
            {"at": _iso(row.at), "due_at": _iso(row.due_at), **_held(row)}
            for row in PlannedPublication.objects.filter(question=question)
        ],
        "notices": [{"kind": row.kind, "sent_at": _iso(row.sent_at)} for row in question.notices.all()],
        "consents": [
            {
                "scope": row.scope,
                "text_version": row.text_version,
                "language": row.language,
                "given_at": _iso(row.given_at),
                "withdrawn_at": _iso(row.withdrawn_at),
            }
            for row in Consent.objects.filter(subject=str(question.reference)).order_by("given_at", "pk")
        ],
        "published_pages": [
            {"number": row.page_number, "at": _iso(row.at), "withdrawn_at": _iso(row.withdrawn_at)}
            for row in question.publications.all()
        ],
        "opened_by": readings,
    }


def _held(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.holds}


def _who(number: int | None) -> str:
    return "clinician" if number else "service or asker"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
