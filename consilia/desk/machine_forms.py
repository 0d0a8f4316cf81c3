"""What a reply that came from a language model's draft wants besides: a doctor's word that it is their answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.library.language_model import Failure
from consilia.questions import machine_drafts
from consilia.questions.machine_material import Material
from consilia.questions.models import MachineDraft, NoDraft, Question

IS_READ: Final = "is_read"


def reading_fields(question: Question | None, *, by: User) -> dict[str, forms.Field]:
    """A box for whoever has a written draft of this question, however it may have come into the editor."""
    if question is None or not any(row.words for row in machine_drafts.drafts_of(question, by=by)):
        return {}
    box = forms.BooleanField(
        required=False,
        label=_("I have read every sentence, and it is my answer"),
        help_text=_("Needed where you send the draft of the language model nearly as it was written."),
    )
    return {IS_READ: box}


def why_not_read(question: Question, *, by: User, words: str, is_read: bool) -> str | None:
    """Why the box has to be ticked, or None."""
    drafts = machine_drafts.in_use(question, by=by, words=words)
    return machine_drafts.why_not_send(drafts, words=words, is_read=is_read)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft and the numbers of its sources."""

    text: str
    cited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """The newest draft of whoever looks, as the case shows it.

    `why_not` says why there is none, or why this one cannot be used any more.
    """

    number: int
    is_waiting: bool
    asked_at: datetime
    why_not: str | Promise
    sentences: tuple[Sentence, ...]
    sources: tuple[Material, ...]
    dropped: int
    model: str
    prompt: str


@dataclass(frozen=True, slots=True)
class DraftOffer:
    """What the case says of drafts: the newest, and why another cannot be asked for, or None."""

    draft: ShownDraft | None
    why_not_ask: str | None


def draft_offer(question: Question, *, by: User, now: datetime) -> DraftOffer | None:
    """None where there is nothing to say: drafts are off, and none was written."""
    mine = machine_drafts.drafts_of(question, by=by)
    if not mine and not machine_drafts.is_on():
        return None
    return DraftOffer(
        draft=_shown(mine[-1], question) if mine else None,
        why_not_ask=machine_drafts.why_not_ask(by, question, now=now),
    )


def _shown(row: MachineDraft, question: Question) -> ShownDraft:
    return ShownDraft(
        number=row.pk,
        is_waiting=row.done_at is None,
        asked_at=row.asked_at,
        why_not=_why_not(row, question),
        sentences=tuple(Sentence(one["text"], tuple(one["cited"])) for one in row.words.get("sentences", [])),
        sources=tuple(Material(**one) for one in row.words.get("sources", [])),
        dropped=row.words.get("dropped", 0),
        model=row.model,
        prompt=row.prompt,
    )


def _why_not(row: MachineDraft, question: Question) -> str | Promise:
    if row.failure in NoDraft.values:
        return NoDraft(row.failure).label
    if row.failure:
        return Failure(row.failure).label
    return NoDraft.CHANGED.label if row.for_version != question.version else ""
