"""A slip in a reply that has not been sent, what it is checked against, and what it says."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.desk.quoting import quoted_doctors
from consilia.engines import deid
from consilia.engines.evidence import split_sentences
from consilia.questions import publishing
from consilia.questions.jurisdiction import ForbiddenAct, here
from consilia.questions.models import Question

TITLES: Final[dict[str, Promise]] = {
    "greeting": _("The greeting may be for somebody else"),
    "pronoun": _("“He” or “she” does not fit the person"),
    "untouched": _("Part of the question has no answer"),
    "red_flag": _("A warning sign is not mentioned"),
    "go_now": _("It does not say where to go now"),
    "seek_help": _("It does not say when to seek help"),
    "diagnosis": _("It states a diagnosis as certain"),
    "prescription": _("It prescribes, or sets a dose"),
    "certificate": _("It certifies something"),
    "hard_to_read": _("It is hard to read"),
    "identifier": _("It may identify somebody"),
    "sales": _("It reads like an advertisement"),
    "broken_title": _("A title ends the sentence"),
    "placeholder": _("Something was to be filled in here"),
}
"""Every check by its id, in words."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What may be wrong: the words it is about ("" for none), why that matters, how to mend it."""

    id: str
    quote: str
    why: str
    mend: str

    @property
    def title(self) -> str:
        """The check in words."""
        return title_of(self.id)


def title_of(check: str) -> str:
    """A check in words; one of an older release keeps its id."""
    return str(TITLES.get(check, check))


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as it stands, not sent: its words without the marks that they are set with."""

    text: str
    care_now: str = ""
    urgent_signs: str = ""
    level: str = ""

    @property
    def whole(self) -> str:
        """All its words."""
        return "\n".join(part for part in (self.text, self.care_now, self.urgent_signs) if part)

    def sentences(self, language: str) -> list[str]:
        """Its sentences; each line of a list is one."""
        lists = [line for part in (self.care_now, self.urgent_signs) for line in part.splitlines() if line.strip()]
        return [*sentences(self.text, language), *lists]


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag of the newest verdict; no quote where an answer of the safety check raised it."""

    id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """What a reply is checked against.

    `find` tells what may identify somebody; it may raise anything. `quoted` tells the doctors whose pages it links to.
    """

    language: str
    told: tuple[str, ...]
    relation: str
    sex: str
    flags: tuple[Flag, ...] = ()
    forbidden: tuple[ForbiddenAct, ...] = ()
    signed: tuple[str, ...] = ()
    find: Callable[[str], tuple[deid.Finding, ...]] = deid.find
    quoted: Callable[[str], tuple[str, ...]] = lambda _text: ()

    def words_of_asker(self) -> list[str]:
        """All that the asker wrote."""
        return list(self.told)


# A verdict below these asks for nobody's attention now.
_DANGER: Final = frozenset({"emergency", "urgent"})


def case_of(question: Question, *, by: User | None) -> Case:
    """A question as the checks see it, for a reply by one doctor."""
    return Case(
        language=question.language,
        told=tuple(question.words_of_asker()),
        relation=question.relation,
        sex=question.sex,
        flags=_flags(question),
        forbidden=here().forbidden_acts,
        signed=_signatures(by) if by else (),
        quoted=quoted_doctors,
        find=lambda text: publishing.findings(text, language=question.language, question=question),
    )


def _flags(question: Question) -> tuple[Flag, ...]:
    newest = next(reversed(question.triage_records.all()), None)
    if newest is None or newest.level not in _DANGER:
        return ()
    return tuple(Flag(flag["id"], flag.get("quote", "")) for flag in newest.red_flags)


def _signatures(by: User) -> tuple[str, ...]:
    """Under which names the doctor may sign."""
    profile = getattr(by, "profile", None)
    return tuple(name for name in (by.name, profile.name_original if profile else "") if name)


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in split_sentences(text, language)]


def distinct(slips: Iterable[Slip]) -> list[Slip]:
    """Each once, as ticking it covers the same words wherever they stand."""
    return list({(slip.id, slip.quote): slip for slip in slips}.values())


ASKS: Final = re.compile(r"[?？][\s\"'”’」』)）]*\Z|[嗎呢][\s。.!！~～]*\Z")
"""How a sentence ends that asks something."""
