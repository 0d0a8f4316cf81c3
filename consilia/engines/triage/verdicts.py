"""The words of a verdict: levels, facts, red flags, assessment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """How soon a person should be seen."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"

    @property
    def rank(self) -> int:
        """Higher is more urgent; routine is 0."""
        return _RANKS[self]


_RANKS = {Level.ROUTINE: 0, Level.SOON: 1, Level.URGENT: 2, Level.EMERGENCY: 3}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the person described; age in years, answers by safety question id (True is yes)."""

    age: float | None = None
    sex: str | None = None
    answers: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A danger sign and the words that showed it: quote == text[start:end].

    Empty where an answer showed it, or all that was told together (`second_reader.TOGETHER`).
    """

    id: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on one message; `level` is the best judgement, `unsure` asks for a human look."""

    level: Level
    unsure: bool
    departments: tuple[str, ...]
    red_flags: tuple[RedFlag, ...]
    ask_next: tuple[str, ...]
    rules_version: str
