"""A question being written: kept on the server, found by a random cookie, gone when it is sent or old."""

import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from consilia.library.reading import language_of
from consilia.questions import asking
from consilia.questions.asked import Asked
from consilia.questions.links import token_hash
from consilia.questions.models import Draft, Question, Relation


class NothingToSend(Exception):
    """No draft stands behind the key: it was sent, thrown away, or is too old."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the ask flow has collected so far, and which of its pages have been gone through.

    Attributes:
        departments_fit: canonical names, best first, found when the answers were read.
        departments_offered: those from which the asker may choose; empty where it is clear.
        department: the one chosen; empty lets the service decide.
        emergency_read: kinds of emergency advice after which the person chose to go on.
        emergency_shown: kinds of emergency advice that memory already holds as shown.
    """

    language: str = ""
    text: str = ""
    about_told: bool = False
    relation: str = Relation.SELF.value
    age_years: float | None = None
    sex: str = ""
    duration: str = ""
    medicines: str = ""
    asked_by_guardian: bool = False
    safety_answers: dict[str, bool] = field(default_factory=dict)
    answers_seen: bool = False
    departments_fit: list[str] = field(default_factory=list)
    departments_offered: list[str] = field(default_factory=list)
    department_told: bool = False
    department: str = ""
    may_answer: bool = False
    may_publish: bool = False
    hidden_words: list[str] = field(default_factory=list)
    email: str = ""
    emergency_read: list[str] = field(default_factory=list)
    emergency_shown: list[str] = field(default_factory=list)

    def worded(self, text: str) -> "Written":
        """With another text: what was judged, answered and read because of the old words no longer counts."""
        if text == self.text:
            return self
        return replace(
            self,
            text=text,
            hidden_words=[],
            language=language_of(text),
            safety_answers={},
            answers_seen=False,
            departments_fit=[],
            departments_offered=[],
            department_told=False,
            department="",
            emergency_read=[],
            emergency_shown=[],
        )

    def told(self, *, relation: str, age_years: float | None, sex: str, duration: str, medicines: str) -> "Written":
        """With the facts about the person; a guardian who spoke for somebody else has to confirm anew."""
        same_person = (relation, age_years) == (self.relation, self.age_years)
        return replace(
            self,
            about_told=True,
            relation=relation,
            age_years=age_years,
            sex=sex,
            duration=duration,
            medicines=medicines,
            asked_by_guardian=self.asked_by_guardian and same_person,
            # What fitted the other person may not fit this one: the rules decide anew.
            departments_fit=self.departments_fit if same_person else [],
            departments_offered=self.departments_offered if same_person else [],
            department=self.department if same_person else "",
        )

    def seen(self, *, fit: Sequence[str], offered: Sequence[str]) -> "Written":
        """With the answers read; a choice stands for as long as the same departments are offered."""
        read = replace(self, answers_seen=True, departments_fit=list(fit), departments_offered=list(offered))
        if read.departments_offered == self.departments_offered:
            return read
        return replace(read, department_told=False, department="")

    def asked(self) -> Asked:
        """As the facts that are assessed and sent."""
        return Asked(
            language=self.language,
            text=self.text,
            relation=self.relation,
            age_years=self.age_years,
            sex=self.sex,
            duration=self.duration,
            medicines=self.medicines,
            safety_answers=self.safety_answers,
            departments=tuple(filter(None, [self.department, *self.departments_fit])),
            asked_by_guardian=self.asked_by_guardian,
            hidden_words=tuple(self.hidden_words),
            email=self.email,
            may_answer=self.may_answer,
            may_publish=self.may_publish,
        )


# How long a browser may come back to its receipt.
RECEIPT_LASTS = timedelta(hours=1)


def begin(*, written: Written, now: datetime) -> str:
    """Keep a new draft and return its key, which is stored only as a hash."""
    key = secrets.token_urlsafe(32)
    Draft.objects.create(key_hash=token_hash(key), data=asdict(written), updated_at=now)
    return key


def find(key: str, *, now: datetime) -> tuple[int, Written] | None:
    """The draft's number and what it holds, or None where there is none or it is too old."""
    oldest = now - timedelta(days=settings.CONSILIA_DRAFT_DAYS)
    draft = Draft.objects.filter(key_hash=token_hash(key), updated_at__gte=oldest).first() if key else None
    return (draft.pk, _written(draft.data)) if draft else None


def keep(key: str, *, written: Written, now: datetime) -> bool:
    """Store what was written meanwhile; False where the draft has gone: a sent one never comes back."""
    return bool(Draft.objects.filter(key_hash=token_hash(key)).update(data=asdict(written), updated_at=now))


def discard(key: str) -> None:
    """Delete the draft, if there is one."""
    Draft.objects.filter(key_hash=token_hash(key)).delete()


@transaction.atomic
def send(key: str, *, now: datetime) -> Question:
    """Ask what the draft holds and delete it, both or neither.

    Raises NothingToSend for the second of two presses, actions.ConsentMissing, actions.GuardianMissing.
    """
    draft = Draft.objects.select_for_update().filter(key_hash=token_hash(key)).first()
    if draft is None:
        raise NothingToSend
    question = asking.ask(asked=_written(draft.data).asked(), now=now, reference=reference_for(key))
    draft.delete()
    return question


def sent(key: str, *, now: datetime) -> Question | None:
    """The question that was made from the draft with this key, for as long as its receipt can be seen, or None."""
    if not key:
        return None
    return Question.objects.filter(reference=reference_for(key), submitted_at__gte=now - RECEIPT_LASTS).first()


def reference_for(key: str) -> uuid.UUID:
    """Of the one question that a draft can become: whoever pressed twice finds the same receipt."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"draft-reference:" + key.encode(), "sha256")
    return uuid.UUID(bytes=digest[:16], version=4)


def _written(data: dict[str, Any]) -> Written:
    # A draft may have been kept by another release: what this one does not know is passed over.
    known = {item.name for item in fields(Written)}
    return Written(**{name: value for name, value in data.items() if name in known})
