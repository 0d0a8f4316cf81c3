"""The second reader: adds up all that a message tells, where a rule looks for its own sign. It can only raise.

A logistic regression over the concepts that the lexicon finds, each as said or as cancelled by its context; weights in
`data/second_reader.toml`, made by `tools/second_reader.py` from our own judged messages and from real questions.
It names no sign and no guideline, so it is never the only reason for calling a message calm or urgent: it makes an
emergency of what rules call urgent or leave in doubt, and puts a person before what they call calm.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from consilia.engines.triage.datafiles import has_table, table
from consilia.engines.triage.rules import Evidence
from consilia.engines.triage.verdicts import Level

FILE: Final = "second_reader.toml"
EMERGENCY_FROM: Final = 0.6
"""Of real questions that it had not learnt from, one in a hundred is raised to an emergency at this likeness."""
UNSURE_FROM: Final = 0.5
TOGETHER: Final = "several_signs_together"
"""Id of the red flag of an emergency that no rule, but the second reader found. It has no words of its own to quote:
single ones, out of a sum of many, would tell an asker little."""

Feature = tuple[str, bool]
"""A concept, and whether it is said of the patient now."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature adds, and where the sum begins; all zero where the data has no second reader."""

    of: Mapping[Feature, float]
    intercept: float


def features(evidence: Evidence) -> frozenset[Feature]:
    """The concepts of a message, each as said or as cancelled."""
    concepts = {mention.concept for mention in evidence.mentions}
    return frozenset((concept, bool(evidence.live({concept}))) for concept in concepts)


def weighed(evidence: Evidence) -> dict[Feature, float]:
    """What each feature of a message adds; those of no weight are left out."""
    of = _weights().of
    return {feature: of[feature] for feature in features(evidence) if feature in of}


def likeness(evidence: Evidence) -> float:
    """How much a message is like those that writers judged emergencies, 0 to 1; a longer one needs more for it."""
    known = weighed(evidence).values()
    # fsum is exact, whatever order the features come in.
    return 1 / (1 + math.exp(-(_weights().intercept + math.fsum(known) / math.sqrt(len(known) + 1))))


def raised(level: Level, evidence: Evidence, *, unsure: bool) -> tuple[Level, bool]:
    """The level and whether a person looks first, as rules have them or higher."""
    if level is Level.EMERGENCY or not evidence.mentions:
        return level, unsure
    near = likeness(evidence)
    if near >= EMERGENCY_FROM and (unsure or level is Level.URGENT):
        return Level.EMERGENCY, unsure
    return level, unsure or (level is not Level.URGENT and near >= UNSURE_FROM)


@cache
def _weights() -> Weights:
    """An older folder of rules, which `consilia rules diff` reads, has none."""
    if not has_table(FILE):
        return Weights({}, -math.inf)
    told = table(FILE)
    said = {(concept, True): weight for concept, weight in told["said"].items()}
    cancelled = {(concept, False): weight for concept, weight in told["cancelled"].items()}
    return Weights(said | cancelled, told["intercept"])
