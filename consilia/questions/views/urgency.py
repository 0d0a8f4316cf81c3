"""What an asker is told to do until a doctor replies, as the verdict on the question has it, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from consilia.accounts.departments import doctors
from consilia.accounts.models import in_reader_language
from consilia.engines.triage import Assessment
from consilia.library.models import Urgency
from consilia.questions.jurisdiction import Line
from consilia.questions.models import Question
from consilia.questions.views.danger import GENERAL, Danger, advice, kind_of
from consilia.questions.views.safety import said


@dataclass(frozen=True, slots=True)
class Sign:
    """A red flag: its id, and the asker's own words that showed it, empty where an answer did."""

    id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Because:
    """Whom to see, in the reader's language, and why: words of the asker, or a safety question with a yes.

    Both are private: they belong on confidential pages, escaped, and never in a log, an address or a mail.
    """

    doctor: str
    wrote: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True)
class WhatToDo:
    """`card` names the advice: an urgency, or `open` while nobody can say yet how urgent it is."""

    card: str
    danger: Danger | None
    lines: tuple[Line, ...]
    because: Because | None = None


def what_to_do(level: str, *, unsure: bool, signs: Sequence[Sign], because: Because | None = None) -> WhatToDo:
    """Advice for one verdict. What could not be decided is never called harmless."""
    danger = advice(flag_ids=[sign.id for sign in signs])
    if level == Urgency.EMERGENCY:
        return WhatToDo(level, danger, ())
    undecided = unsure and level != Urgency.URGENT
    card = "open" if undecided else str(level)
    return WhatToDo(card, None, danger.lines, because if card in {Urgency.URGENT, Urgency.SOON} else None)


def before_sending(assessment: Assessment, *, safety_answers: Mapping[str, bool]) -> WhatToDo:
    """Advice on what is being written."""
    signs = signs_of(assessment)
    why = _because(signs, assessment.departments, safety_answers)
    return what_to_do(assessment.level, unsure=assessment.unsure, signs=signs, because=why)


def until_a_reply(question: Question) -> WhatToDo:
    """Advice on a question that was sent, by the newest verdict of the engine; its level may be a person's."""
    verdict = question.triage_records.filter(by__isnull=True).last()
    signs = [Sign(flag["id"], flag["quote"]) for flag in verdict.red_flags] if verdict else []
    why = None
    # Words of a verdict explain its own level and no other: not that of an earlier one, nor a clinician's.
    if verdict and verdict.level == question.level:
        going_to = [question.department.name] if question.department and not signs else verdict.departments
        why = _because(signs, going_to, question.safety_answers)
    return what_to_do(question.level, unsure=question.unsure, signs=signs, because=why)


def signs_of(assessment: Assessment) -> list[Sign]:
    """The red flags of a verdict, the most decisive first."""
    return [Sign(flag.id, flag.quote) for flag in assessment.red_flags]


def _because(signs: Sequence[Sign], departments: Sequence[str], safety_answers: Mapping[str, bool]) -> Because | None:
    if not signs and not departments:
        return None
    doctor = _doctor_of(departments[0]) if departments else _("a doctor")
    # Words about violence or death are not repeated to whoever looks over the asker's shoulder.
    if not signs or kind_of(sign.id for sign in signs) != GENERAL:
        return Because(doctor)
    first = signs[0]
    yes = (one.question for one in said(safety_answers) if one.yes and one.yes_means == first.id)
    return Because(doctor, wrote=" ".join(first.quote.split()), answered="" if first.quote else next(yes, ""))


def _doctor_of(department: str) -> str:
    if known := _doctors().get(department):
        return in_reader_language(known, known["en"])
    return _("a doctor of %(department)s") % {"department": department}


@cache
def _doctors() -> dict[str, dict[str, str]]:
    return doctors()
