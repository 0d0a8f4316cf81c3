"""The second reader adds up what a message tells; it can raise a verdict and never lower one."""

import json
from pathlib import Path

import pytest

from consilia.engines.triage import second_reader
from consilia.engines.triage.assess import assess, gather
from consilia.engines.triage.explaining import explain
from consilia.engines.triage.lexicon import lexicon
from consilia.engines.triage.normalise import normalise
from consilia.engines.triage.rules import Evidence
from consilia.engines.triage.verdicts import Facts, Level, RedFlag
from tests.shared_data import shared

MESSAGES = Path(__file__).parents[2] / "clinical" / "messages"


def evidence(text: str) -> Evidence:
    return gather(normalise(text), Facts())


GRAVE = evidence("He is floppy, grey and clammy, breathing fast, his lips are blue and he cannot be woken")
CALM = evidence("I have had dry skin on my elbows for years and would like to know which cream is best")


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("unsure", [True, False])
@pytest.mark.parametrize("told", [GRAVE, CALM], ids=["grave", "calm"])
def test_nothing_is_ever_lowered(told: Evidence, level: Level, unsure: bool) -> None:
    raised, still_unsure = second_reader.raised(level, told, unsure=unsure)
    assert raised.rank >= level.rank
    assert still_unsure or not unsure


@pytest.mark.parametrize(
    ("level", "unsure", "verdict"),
    [
        (Level.URGENT, False, (Level.EMERGENCY, False)),
        (Level.SOON, True, (Level.EMERGENCY, True)),
        (Level.ROUTINE, False, (Level.ROUTINE, True)),
    ],
)
def test_what_is_grave_together_is_raised_from_urgent_and_from_doubt(
    level: Level, unsure: bool, verdict: tuple[Level, bool]
) -> None:
    assert second_reader.raised(level, GRAVE, unsure=unsure) == verdict


@pytest.mark.parametrize("unsure", [True, False])
@pytest.mark.parametrize("level", list(Level))
def test_what_is_calm_together_stays_as_rules_have_it(level: Level, unsure: bool) -> None:
    assert second_reader.raised(level, CALM, unsure=unsure) == (level, unsure)


RAISED = (
    "He keeps going cold and clammy, feels faint when he stands, and his poo has turned dark since the weekend. "
    "He takes ibuprofen for his knee."
)


def test_an_emergency_that_no_rule_found_says_so_and_quotes_nothing() -> None:
    together = evidence(RAISED)
    assert second_reader.likeness(together) >= second_reader.EMERGENCY_FROM
    verdict = assess(RAISED)
    assert verdict.level is Level.EMERGENCY
    assert verdict.red_flags[0] == RedFlag(second_reader.TOGETHER, "", 0, 0)
    told = explain(RAISED).second_reading
    assert told.likeness == second_reader.likeness(together)
    assert told.heaviest[0].weight == max(abs(one.weight) for one in told.heaviest)


@pytest.mark.parametrize("text", ["I have crushing chest pain and I am sweating", "My elbow is dry"])
def test_what_rules_decided_alone_carries_no_such_flag(text: str) -> None:
    assert second_reader.TOGETHER not in {flag.id for flag in assess(text).red_flags}


def test_a_sign_that_context_cancels_does_not_count_as_said() -> None:
    said, denied = evidence("She cannot breathe"), evidence("My grandmother could not breathe in 1998")
    assert second_reader.likeness(denied) < second_reader.likeness(said)


def test_every_weight_belongs_to_a_concept_of_the_lexicon() -> None:
    """After a concept was renamed, learn again: python -m tools.second_reader."""
    known = set(lexicon().kinds)
    assert {concept for concept, _is_said in second_reader._weights().of} <= known


def test_it_finds_emergencies_that_rules_leave_at_urgent_in_messages_it_has_not_learnt_from() -> None:
    """Counts only: nobody reads the exam sets."""
    lines = (MESSAGES / "exam-3-en.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    likeness = [second_reader.likeness(gather(normalise(one["text"]), Facts(one["age"], one["sex"]))) for one in told]
    grave = [near for near, one in zip(likeness, told, strict=True) if one["gold_level"] == "emergency"]
    calm = [near for near, one in zip(likeness, told, strict=True) if one["gold_level"] in {"soon", "routine"}]
    assert sum(near >= second_reader.EMERGENCY_FROM for near in grave) / len(grave) >= 0.85
    assert sum(near >= second_reader.EMERGENCY_FROM for near in calm) / len(calm) <= 0.05


@pytest.mark.shared
def test_few_real_questions_are_raised() -> None:
    """Of the records that were left out of learning."""
    lines = (shared("data") / "archive-en.jsonl").read_text(encoding="utf-8").splitlines()[1::2][:300]
    verdicts = [assess(json.loads(line)["question"]).level for line in lines]
    assert verdicts.count(Level.EMERGENCY) / len(verdicts) <= 0.08
