"""How well triage judges messages that a person has judged: the measures, the confusions, the misses."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from consilia.engines.triage import RULES_VERSION, Level
from consilia.website.evaluating.messages import Verdict
from consilia.website.evaluating.results import Share
from consilia.website.evaluating.similar import share

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Measure:
    """Of the verdicts that it is `asked_of`, the share for which it `holds`."""

    words: str
    asked_of: Callable[[Verdict], bool]
    holds: Callable[[Verdict], bool]


@dataclass(frozen=True, slots=True)
class Miss:
    """A verdict that is not the person's; the message itself stays in its file."""

    id: str | int
    language: str
    gold: Level
    predicted: Level
    unsure: bool
    red_flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The measures over some of the messages, by name, and how often each level of the person became which."""

    messages: int
    measures: Mapping[str, Share]
    confusion: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class TriageEvaluation:
    """All that `consilia evaluate triage` measures: `groups` are `all` and each language.

    `too_calm` and `too_urgent` hold the misses, those of most levels first.
    """

    rules_version: str
    groups: Mapping[str, Group]
    too_calm: Sequence[Miss]
    too_urgent: Sequence[Miss]
    rejected: int = 0


def _is(*levels: Level) -> Callable[[Verdict], bool]:
    return lambda one: one.gold.level in levels


def _said(*levels: Level) -> Callable[[Verdict], bool]:
    return lambda one: one.level in levels


def _named_within(first: int) -> Callable[[Verdict], bool]:
    return lambda one: any(name in one.gold.departments for name in one.departments[:first])


def _has_departments(one: Verdict) -> bool:
    return bool(one.gold.departments)


def _any(one: Verdict) -> bool:
    return True


def _steps(one: Verdict) -> int:
    return one.level.rank - one.gold.level.rank


CALM: Final = (Level.SOON, Level.ROUTINE)
PRESSING: Final = (Level.EMERGENCY, Level.URGENT)
MEASURES: Final[Mapping[str, Measure]] = {
    "emergency_recall": Measure("Emergencies called an emergency", _is(Level.EMERGENCY), _said(Level.EMERGENCY)),
    "emergency_seen_as_urgent_or_higher": Measure(
        "Emergencies called urgent or higher", _is(Level.EMERGENCY), _said(*PRESSING)
    ),
    "emergency_missed_as_soon_or_routine": Measure(
        "Emergencies called soon or routine", _is(Level.EMERGENCY), _said(*CALM)
    ),
    "emergency_missed_and_sure": Measure(
        "Emergencies called soon or routine, and not unsure",
        _is(Level.EMERGENCY),
        lambda one: one.level in CALM and not one.unsure,
    ),
    "urgent_recall_urgent_or_higher": Measure(
        "Urgent ones called urgent or higher", _is(Level.URGENT), _said(*PRESSING)
    ),
    "under_triage_all": Measure("Called calmer than they are", _any, lambda one: _steps(one) < 0),
    "over_triage_soon_routine_to_urgent_or_higher": Measure(
        "Calm ones called urgent or higher", _is(*CALM), _said(*PRESSING)
    ),
    "false_emergency_soon_routine": Measure("Calm ones called an emergency", _is(*CALM), _said(Level.EMERGENCY)),
    "precision_of_emergency": Measure("Called an emergency, and are one", _said(Level.EMERGENCY), _is(Level.EMERGENCY)),
    "exact_accuracy": Measure("Exactly the level", _any, lambda one: _steps(one) == 0),
    "department_hit@1": Measure("The first department is right", _has_departments, _named_within(1)),
    "department_hit@3": Measure("One of the first three departments is right", _has_departments, _named_within(3)),
    "unsure": Measure("Unsure: a person looks first", _any, lambda one: one.unsure),
}
"""The measures by the names under which they are written down. Calm means soon or routine."""


def evaluate_triage(verdicts: Iterable[Verdict], *, rejected: int) -> TriageEvaluation:
    """Every measure over all verdicts and over those of each language."""
    judged = list(verdicts)
    languages = sorted({one.gold.language for one in judged})
    groups = {ALL: judged} | {tag: [one for one in judged if one.gold.language == tag] for tag in languages}
    return TriageEvaluation(
        rules_version=RULES_VERSION,
        groups={name: _group(members) for name, members in groups.items()},
        too_calm=[_miss(one) for one in sorted(judged, key=_steps) if _steps(one) < 0],
        too_urgent=[_miss(one) for one in sorted(judged, key=_steps, reverse=True) if _steps(one) > 0],
        rejected=rejected,
    )


def _group(verdicts: Sequence[Verdict]) -> Group:
    measures = {
        name: share(measure.holds(one) for one in verdicts if measure.asked_of(one))
        for name, measure in MEASURES.items()
    }
    return Group(len(verdicts), measures, {gold.value: _row(verdicts, gold) for gold in Level})


def _row(verdicts: Iterable[Verdict], gold: Level) -> dict[str, int]:
    said = [one.level for one in verdicts if one.gold.level is gold]
    return {level.value: said.count(level) for level in Level}


def _miss(one: Verdict) -> Miss:
    gold = one.gold
    return Miss(gold.id, gold.language, gold.level, one.level, one.unsure, gold.red_flags)
