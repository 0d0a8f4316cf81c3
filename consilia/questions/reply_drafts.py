"""Replies that are not sent yet: kept for their doctor, sealed, until they are sent or the question goes."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from consilia.accounts.models import User
from consilia.questions import claiming, policies
from consilia.questions.models import Question
from consilia.questions.policies import refuse_if


class DraftMovedOn(Exception):
    """Another window of the same doctor has saved other words since, or has sent them."""


@dataclass(frozen=True, slots=True)
class DraftWords:
    """What stands in the editor, as typed."""

    text: str = ""
    care_now: str = ""
    urgent_signs: str = ""
    level: str = ""

    @property
    def are_empty(self) -> bool:
        """Nothing was typed; an urgency alone is no reply."""
        return not any(words.strip() for words in (self.text, self.care_now, self.urgent_signs))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: version 0 and no time where nothing is."""

    words: DraftWords = DraftWords()
    version: int = 0
    saved_at: datetime | None = None


def draft_of(question: Question, *, by: User) -> Kept:
    """What `by` has written to `question` and not sent."""
    row = question.reply_drafts.filter(by=by).first()
    return Kept(DraftWords(**row.words), row.version, row.saved_at) if row else Kept()


@transaction.atomic
def save(*, question: Question, by: User, words: DraftWords, seen: int, now: datetime) -> Kept:
    """Keep `words` in place of version `seen`. Raises Refused, DraftMovedOn.

    The question is held meanwhile: what is sent or withdrawn at this moment leaves no draft behind.
    """
    # Another copy of the row: the caller's stays as it was read, with all that hangs on it.
    question = Question.objects.select_for_update().get(pk=question.pk)
    refuse_if(policies.why_not_draft(by, question))
    claiming.renew(question=question, by=by, now=now)
    before = draft_of(question, by=by)
    if before.words == words:
        return before
    if before.version != seen or _is_sent(question, by, words):
        raise DraftMovedOn
    if words.are_empty:
        question.reply_drafts.filter(by=by).delete()
        return Kept()
    kept = Kept(words, before.version + 1, now)
    values = {"words": asdict(words), "version": kept.version, "saved_at": now}
    if before.version:
        question.reply_drafts.filter(by=by).update(**values)
    else:
        question.reply_drafts.create(by=by, **values)
    return kept


def _is_sent(question: Question, by: User, words: DraftWords) -> bool:
    """Saving and sending crossed on the way: what has been sent is no draft any more."""
    return any(reply.text == words.text.strip() for reply in question.replies.filter(by=by))
