"""Drafts of replies by a language model: a doctor asks for one, may put it into the editor, and answers for it.

The worker has it written (machine_writing.py). Nothing of it is sent without an edit or an explicit act.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilia.accounts.models import User
from consilia.engines.evidence import share_changed, share_kept
from consilia.library import language_model
from consilia.questions import claiming, policies
from consilia.questions.acting import leave_event
from consilia.questions.models import MachineDraft, NoDraft, Question, Reply
from consilia.questions.policies import Refused, refuse_if

MOST: Final = 5
"""Drafts for one doctor and question: more would be a search for the answer that one wants to hear."""
PATIENCE: Final = timedelta(minutes=10)
"""After so long the doctor has gone on without it."""
AS_IT_WAS: Final = 0.9
"""A reply in which so much of the draft stands is the draft."""
COPIED: Final = 0.5
"""So much of the draft in a reply came from it, whether or not the button put it there."""


def is_on() -> bool:
    """Whether the operator lets clinicians ask for drafts."""
    return bool(settings.CONSILIA_MODEL_DRAFTS) and language_model.is_set()


def drafts_of(question: Question, *, by: User) -> list[MachineDraft]:
    """What `by` has asked for, the oldest first."""
    return [row for row in question.machine_drafts.all() if row.by_id == by.pk]


def why_not_ask(user: User, question: Question, *, now: datetime) -> str | None:
    """Whoever could reply now, once somebody has judged how urgent it is, and not again and again."""
    if not is_on():
        return str(NoDraft.OFF.label)
    reason = policies.why_not_reply(user, question, on=timezone.localdate(now))
    return reason or claiming.why_not_now(user, question, now=now) or _why_not_another(user, question, now=now)


def _why_not_another(user: User, question: Question, *, now: datetime) -> str | None:
    if question.unsure:
        return _("Decide first how urgent it is.")
    mine = drafts_of(question, by=user)
    if any(row.done_at is None and row.asked_at > now - PATIENCE for row in mine):
        return _("A draft is being written already.")
    if len(mine) >= MOST:
        return _("You have had enough drafts for this question.")
    return None


@transaction.atomic
def ask(*, question: Question, by: User, now: datetime) -> MachineDraft:
    """Ask for a draft; the worker has it written. Raises Refused."""
    # Another copy of the row, held: of a button pressed twice, the second press is refused.
    held = Question.objects.select_for_update().get(pk=question.pk)
    refuse_if(why_not_ask(by, held, now=now))
    held.machine_drafts.filter(by=by, done_at__isnull=True).update(done_at=now, failure=NoDraft.LATE)
    asked = held.machine_drafts.create(by=by, asked_at=now, for_version=held.version)
    leave_event(held, "question.draft_asked", by=by, now=now, draft=asked.pk)
    return asked


@transaction.atomic
def insert(*, question: Question, number: int, by: User, now: datetime) -> str:
    """The words of a draft, to be put into the editor of whoever asked for it. Raises Refused."""
    found = next((row for row in drafts_of(question, by=by) if row.pk == number and _is_written(row)), None)
    if found is None:
        raise Refused(_("This draft is gone."))
    if found.for_version != question.version:
        raise Refused(str(NoDraft.CHANGED.label))
    if found.inserted_at is None:
        question.machine_drafts.filter(pk=number).update(inserted_at=now)
        leave_event(question, "question.draft_inserted", by=by, now=now, draft=number)
    return found.text


def in_use(question: Question, *, by: User, words: str) -> list[MachineDraft]:
    """The drafts that `words`, a reply of `by`, came from: put into the editor, or standing there for the most part."""
    rows = MachineDraft.objects.written().filter(question=question, by=by).select_related("question")
    return [row for row in rows if row.inserted_at or share_kept(row.text, words) >= COPIED]


def why_not_send(drafts: Sequence[MachineDraft], *, words: str, is_read: bool) -> str | None:
    """A draft is sent edited, or by a doctor who says that it is their answer."""
    if is_read or not any(is_unedited(draft, words) for draft in drafts):
        return None
    return _(
        "This is the draft of the language model, nearly as it was written. Edit it, or confirm that you have read "
        "every sentence and that it is your answer."
    )


def why_not_correct_with(question: Question, reply: Reply, *, by: User, words: str) -> str | None:
    """A draft does not come in by a correction: what readers were told of the reply would no longer hold."""
    said = reply.standing
    before = "\n".join((said.text, said.care_now, said.urgent_signs))
    rows = MachineDraft.objects.written().filter(question=question, by=by).select_related("question")
    if any(share_kept(row.text, words) >= COPIED > share_kept(row.text, before) for row in rows):
        return _("A correction has to be in your own words, not in those of a draft by the language model.")
    return None


def is_unedited(draft: MachineDraft, words: str) -> bool:
    """Whether `words` hold the draft as it was written, whatever was put before or behind it."""
    return share_kept(draft.text, words) >= AS_IT_WAS


def keep_use(drafts: Sequence[MachineDraft], *, reply: Reply) -> dict[str, int]:
    """Keep what became of the drafts; what the event of the reply says of it: per cent of the words that differ."""
    changed = [share_changed(draft.text, reply.text) for draft in drafts]
    for draft, share in zip(drafts, changed, strict=True):
        MachineDraft.objects.filter(pk=draft.pk).update(reply=reply, changed=share)
    return {"draft_changed": round(100 * min(changed))} if changed else {}


def _is_written(draft: MachineDraft) -> bool:
    return draft.done_at is not None and not draft.failure
