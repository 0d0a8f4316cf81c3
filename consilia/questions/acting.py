"""What every act on a question does besides: hold the row, leave an event, tell the asker."""

from datetime import datetime

from consilia.audit.recording import Person, record
from consilia.questions.models import Notice, NoticeKind, Question


def lock(question: Question) -> None:
    """Read the row as it stands now and hold it until the transaction ends: an asker's words never lose a race."""
    question.refresh_from_db(from_queryset=Question.objects.select_for_update())


def leave_event(
    question: Question, action: str, *, by: Person | str, now: datetime, **detail: str | int | bool
) -> None:
    """An audit event about the question; `detail` never holds what anybody wrote."""
    record(by=by, action=action, kind="question", ref=question.reference, now=now, **detail)


def notify(question: Question, kind: NoticeKind, *, now: datetime) -> None:
    """A mail to the asker, where there is an address."""
    if question.email:
        Notice.objects.create(question=question, kind=kind, created_at=now, due_at=now)
