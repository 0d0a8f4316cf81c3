"""Clinicians ask one another about a question. Nothing of it reaches the asker, an editor or a page."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consilia.accounts import hours, staff_notices
from consilia.accounts.models import Department, StaffNoticeKind, User
from consilia.questions import policies
from consilia.questions.acting import leave_event
from consilia.questions.models import Note, Question, StateChanged
from consilia.questions.policies import refuse_if


@transaction.atomic
def say(
    *,
    question: Question,
    by: User,
    text: str,
    now: datetime,
    to_user: User | None = None,
    to_department: Department | None = None,
) -> Note:
    """Ask a colleague or a department, who are told by mail without a word of it; or leave a note for whoever comes.

    Raises Refused.
    """
    refuse_if(policies.why_not_note(by, question))
    note = Note.objects.create(
        question=question, text=text, to_user=to_user, to_department=to_department, by=by, at=now
    )
    leave_event(question, "question.noted", by=by, now=now, note=note.pk, asks=bool(to_user or to_department))
    told = [one for one in _asked(note, now=now) if one.pk != by.pk]
    staff_notices.tell(told, StaffNoticeKind.ASKED, about=[question.number], now=now)
    return note


@transaction.atomic
def answer(*, note: Note, by: User, text: str, now: datetime) -> Note:
    """Answer what was asked; who asked is told. Raises Refused; StateChanged where somebody has answered already."""
    refuse_if(policies.why_not_answer_note(by, note))
    Question.objects.select_for_update().get(pk=note.question_id)
    if Note.objects.filter(answers=note).exists():
        raise StateChanged("answered already")
    answered = Note.objects.create(question=note.question, text=text, answers=note, by=by, at=now)
    leave_event(note.question, "question.note_answered", by=by, now=now, note=note.pk)
    staff_notices.tell([note.by], StaffNoticeKind.ANSWERED, about=[note.question.number], now=now)
    return answered


def _asked(note: Note, *, now: datetime) -> Iterable[User]:
    """Of a department those who are here today, or all where nobody is."""
    if note.to_user:
        return [note.to_user]
    if note.to_department is None:
        return []
    return hours.here(note.to_department, on=timezone.localdate(now)) or hours.colleagues(note.to_department)
