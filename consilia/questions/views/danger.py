"""What is said to somebody in danger: which advice, which numbers, and which of their words led to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from consilia.engines.triage import Assessment, Level
from consilia.questions.jurisdiction import Line, here

GENERAL, SUICIDE, VIOLENCE = "general", "suicide", "violence"

_SUICIDE_FLAGS = frozenset({"suicidal_intent", "self_harm_acute", "passive_suicidal_ideation"})
_VIOLENCE_FLAGS = frozenset({"violence_danger", "abuse_suspected"})
_LINES = {
    GENERAL: ("ambulance",),
    SUICIDE: ("suicide", "ambulance"),
    VIOLENCE: ("violence", "police", "ambulance"),
}
# Whom else to call, by red flag.
_ALSO = {
    "overdose_poisoning": "poison",
    "foreign_body_battery": "poison",
    "psychosis_danger": "police",
    "violence_danger": "police",
    "abuse_suspected": "violence",
}


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
    ids = set(flag_ids)
    if _SUICIDE_FLAGS & ids:
        return SUICIDE
    return VIOLENCE if _VIOLENCE_FLAGS & ids else GENERAL


def advice_on(verdict: Assessment) -> Danger | None:
    """What to say above all else to somebody with this verdict, while they are still looking around."""
    flags = [flag.id for flag in verdict.red_flags]
    return advice(flag_ids=flags) if verdict.level is Level.EMERGENCY else support(flag_ids=flags)


def support(*, flag_ids: Iterable[str]) -> Danger | None:
    """Whom to call about violence or thoughts of death, which are worth a call before they are an emergency."""
    flags = list(flag_ids)
    return None if kind_of(flags) == GENERAL else advice(flag_ids=flags)


def advice(*, flag_ids: Iterable[str], told: Iterable[str] = ()) -> Danger:
    """What to do now and whom to call in this installation's jurisdiction; each number once."""
    flags = list(flag_ids)
    kind = kind_of(flags)
    also = [_ALSO[flag] for flag in flags if flag in _ALSO]
    by_number: dict[str, Line] = {}
    for line in here().lines_for(*_LINES[kind], *also):
        by_number.setdefault(line.number, line)
    return Danger(
        kind, here().emergency_number, here().steps(kind), tuple(by_number.values()), tuple(dict.fromkeys(told))
    )
