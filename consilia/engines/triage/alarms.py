"""When a human must look: nothing was understood, or alarming words stand there that no rule explains."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from consilia.engines.triage.context import Mention
from consilia.engines.triage.datafiles import table
from consilia.engines.triage.rules import NEAR, Evidence, Fired, Term, fire, holds, read_line, rulebook
from consilia.engines.triage.verdicts import Level

# Longer than this, a complaint that no rule knows is at least no sudden danger.
LASTING_DAYS = 21
# Contexts that a reading of ours may take wrongly, and then hide a danger of now: "it was last year" may be said of
# something else in the sentence. Not "no", a film, a pet or a relative.
_MAY_BE_MISREAD = frozenset({"past", "information", "worry", "instruction"})
# `sudden` holds the words for today as well.
_NEW_OR_FRAIL = ("sudden", "child", "infant", "pregnant", "postpartum", "elderly")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Alarming language; a rule of at least `explained_from` that fired nearby accounts for it."""

    id: str
    lines: tuple[tuple[Term, ...], ...]
    explained_from: Level


def in_doubt(evidence: Evidence, fired: Sequence[Fired], topics: Sequence[str]) -> bool:
    """Whether the verdict may be too low: never when it is an emergency already."""
    if any(one.rule.level is Level.EMERGENCY for one in fired):
        return False
    return bool(
        evidence.live({"cry_for_help"})
        or unexplained(evidence, fired)
        or _unknown(evidence, fired, topics)
        or danger_but_for_context(evidence, fired)
    )


def danger_but_for_context(evidence: Evidence, fired: Iterable[Fired]) -> bool:
    """Whether what rules call calm were an emergency, were all of now that is told as past, asked or feared."""
    if any(one.rule.level.rank >= Level.URGENT.rank for one in fired):
        return False
    if all(_MAY_BE_MISREAD.isdisjoint(mention.contexts) for mention in evidence.mentions):
        return False
    of_now = tuple(replace(one, contexts=one.contexts - _MAY_BE_MISREAD) for one in evidence.mentions)
    worst = fire(Evidence(of_now, evidence.measures, evidence.facts), rulebook())[:1]
    return any(one.rule.level is Level.EMERGENCY for one in worst)


def unexplained(evidence: Evidence, fired: Iterable[Fired]) -> list[str]:
    """Ids of the alarms that sound and that no fired rule accounts for."""
    rules = list(fired)
    return [
        alarm.id
        for alarm in alarms()
        for line in alarm.lines
        if (heard := holds(line, evidence)) is not None and not _explained(alarm, heard, rules)
    ]


@cache
def alarms() -> tuple[Alarm, ...]:
    """The alarms of the data file; raises BadRule for a concept that no lexicon file holds."""
    return tuple(
        Alarm(one["id"], tuple(read_line(line) for line in one["when"]), Level(one["explained_from"]))
        for one in table("alarms.toml")["alarm"]
    )


def _explained(alarm: Alarm, heard: Sequence[Mention], fired: Iterable[Fired]) -> bool:
    return any(
        (one.rule.level.rank >= alarm.explained_from.rank and _near(heard, one.because))
        or (one.rule.level.rank >= Level.URGENT.rank and _same_words(heard, one.because))
        for one in fired
    )


def _near(heard: Sequence[Mention], because: Sequence[Mention]) -> bool:
    """Rules that rest on numbers or answers speak of the whole text."""
    return not heard or not because or any(abs(a.start - b.start) <= NEAR for a in heard for b in because)


def _same_words(heard: Sequence[Mention], because: Sequence[Mention]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in heard for b in because)


def _unknown(evidence: Evidence, fired: Sequence[Fired], topics: Sequence[str]) -> bool:
    """No rule holds and nothing says that there is time: a complaint, a new event or a frail person nobody knows."""
    if fired or evidence.live({"information_wanted", "unhurried"}):
        return False
    if not topics:
        return True
    if evidence.live({"lasting", "mild"}) or any(days >= LASTING_DAYS for days in evidence.measures.of("days")):
        return False
    unknown = evidence.live({"complaint", "unwell"}) and not evidence.live(_decided())
    return bool(unknown or evidence.live(_NEW_OR_FRAIL))


@cache
def _decided() -> frozenset[str]:
    """Signs that some rule names; the words that only qualify others say nothing alone."""
    named = {
        name for rule in rulebook() for line in rule.lines for term in line if not term.denied for name in term.concepts
    }
    return frozenset(named - set(table("alarms.toml")["qualifiers"]))
