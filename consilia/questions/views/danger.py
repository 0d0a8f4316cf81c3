"""What is said to somebody in danger: which advice, which numbers, and which of their words led to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from consilia.questions.jurisdiction import Line, here

GENERAL, SUICIDE, VIOLENCE = "general", "suicide", "violence"

# The first kind that one of the red flags belongs to decides; all other emergencies need the ambulance.
_FLAGS = {
    SUICIDE: frozenset({"suicidal_intent", "self_harm_acute", "passive_suicidal_ideation"}),
    VIOLENCE: frozenset({"violence", "domestic_violence", "sexual_assault", "child_abuse", "abuse"}),
}
_LINES = {
    GENERAL: ("ambulance",),
    SUICIDE: ("suicide", "ambulance"),
    VIOLENCE: ("police", "violence", "ambulance"),
}
_POISONED = frozenset({"poisoning", "overdose", "ingestion"})


@dataclass(frozen=True, slots=True)
class Danger:
    """The advice for one kind of danger, ready to be shown."""

    kind: str
    number: str
    steps: list[str]
    lines: tuple[Line, ...]
    told: tuple[str, ...] = ()


def kind_of(flag_ids: Iterable[str]) -> str:
    """Which advice the red flags call for."""
    flags = set(flag_ids)
    return next((kind for kind, ids in _FLAGS.items() if flags & ids), GENERAL)


def advice(kind: str, *, told: Iterable[str] = (), flag_ids: Iterable[str] = ()) -> Danger:
    """What to do now and whom to call in this installation's jurisdiction."""
    wanted = (*_LINES[kind], *(("poison",) if _POISONED & set(flag_ids) else ()))
    once = {line.number: line for line in reversed(here().lines_for(*wanted))}
    lines = tuple(line for line in here().lines_for(*wanted) if once[line.number] is line)
    return Danger(kind, here().emergency_number, here().steps(kind), lines, tuple(dict.fromkeys(told)))
