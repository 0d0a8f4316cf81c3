"""Prepared texts of doctors and departments: kept, changed, deleted, and filled in for one question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.audit.recording import record
from consilia.questions import policies
from consilia.questions.jurisdiction import here
from consilia.questions.models import PreparedText, Question
from consilia.questions.policies import refuse_if
from consilia.questions.signing import signature

PLACEHOLDERS: Final[Mapping[str, Promise]] = {
    "department": _("your department"),
    "hospital": _("your hospital"),
    "doctor": _("your name"),
    "emergency_number": _("the number of the ambulance here"),
}
"""What is filled in by itself. Any other word in braces is a gap for the doctor; the checks stop what is left open."""

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared text as its form gives it."""

    name: str
    language: str
    text: str
    for_department: bool


@transaction.atomic
def add(*, by: User, given: Prepared, now: datetime) -> PreparedText:
    """Keep a new one. Raises Refused."""
    refuse_if(policies.why_not_prepare(by))
    prepared = PreparedText()
    _write(prepared, by=by, given=given, now=now)
    return prepared


@transaction.atomic
def change(*, prepared: PreparedText, by: User, given: Prepared, now: datetime) -> None:
    """Word it anew, or hand it to the department or take it for oneself. Raises Refused."""
    refuse_if(policies.why_not_prepare(by, prepared))
    _write(prepared, by=by, given=given, now=now)


@transaction.atomic
def delete(*, prepared: PreparedText, by: User, now: datetime) -> None:
    """Delete it; replies that used it stay as they were sent. Raises Refused."""
    refuse_if(policies.why_not_prepare(by, prepared))
    record(by=by, action="prepared_text.deleted", kind="prepared_text", ref=prepared.pk, now=now)
    prepared.delete()


def filled(prepared: PreparedText, *, question: Question, by: User) -> str:
    """The text with what is known put in, in the language of the question; what is not known stays a gap."""
    signed = signature(by, language=question.language)
    known = {
        "department": signed["department_name"],
        "hospital": signed["hospital_name"],
        "doctor": signed["clinician_name"],
        "emergency_number": here().emergency_number,
    }
    return _PLACEHOLDER.sub(lambda match: known.get(match[1]) or match[0], prepared.text)


def _write(prepared: PreparedText, *, by: User, given: Prepared, now: datetime) -> None:
    prepared.name, prepared.language, prepared.text = given.name, given.language, given.text
    prepared.owner = None if given.for_department else by
    prepared.department = by.department if given.for_department else None
    prepared.save()
    of = "department" if given.for_department else "doctor"
    record(by=by, action="prepared_text.kept", kind="prepared_text", ref=prepared.pk, now=now, of=of)
