"""The second reader reads all words of a message; it can raise a verdict and never lower one."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from consilia.engines.triage import second_reader
from consilia.engines.triage.assess import assess, gather
from consilia.engines.triage.context import Mention
from consilia.engines.triage.explaining import explain
from consilia.engines.triage.lexicon import lexicon
from consilia.engines.triage.normalise import normalise
from consilia.engines.triage.verdicts import Facts, Level, RedFlag
from tests.shared_data import shared

MESSAGES = Path(__file__).parents[2] / "clinical" / "messages"


class Told(NamedTuple):
    """A text in plain form, and what it mentions."""

    text: str
    mentions: tuple[Mention, ...]


def told_by(text: str, age: float | None = None, sex: str | None = None) -> Told:
    plain = normalise(text)
    return Told(plain.text, gather(plain, Facts(age, sex)).mentions)


GRAVE = told_by("He is floppy, grey and clammy, breathing fast, his lips are blue and he cannot be woken")
CALM = told_by("I have had dry skin on my elbows for years and would like to know which cream is best")


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("unsure", [True, False])
@pytest.mark.parametrize("told", [GRAVE, CALM], ids=["grave", "calm"])
def test_nothing_is_ever_lowered(told: Told, level: Level, unsure: bool) -> None:
    raised, still_unsure = second_reader.raised(level, *told, unsure=unsure)
    assert raised.rank >= level.rank
    assert still_unsure or not unsure


@pytest.mark.parametrize("unsure", [True, False])
@pytest.mark.parametrize("level", list(Level))
def test_what_is_grave_together_is_an_emergency(level: Level, unsure: bool) -> None:
    assert second_reader.raised(level, *GRAVE, unsure=unsure) == (Level.EMERGENCY, unsure)


@pytest.mark.parametrize("unsure", [True, False])
@pytest.mark.parametrize("level", list(Level))
def test_what_is_calm_together_stays_as_rules_have_it(level: Level, unsure: bool) -> None:
    assert second_reader.raised(level, *CALM, unsure=unsure) == (level, unsure)


RAISED = (
    "He keeps going cold and clammy, feels faint when he stands, and his poo has turned dark since the weekend. "
    "He takes ibuprofen for his knee."
)


def test_an_emergency_that_no_rule_found_says_so_and_quotes_nothing() -> None:
    together = told_by(RAISED)
    assert second_reader.likeness(*together) >= second_reader.EMERGENCY_FROM
    verdict = assess(RAISED)
    assert verdict.level is Level.EMERGENCY
    assert verdict.red_flags[0] == RedFlag(second_reader.TOGETHER, "", 0, 0)
    told = explain(RAISED).second_reading
    assert told.likeness == second_reader.likeness(*together)
    assert told.heaviest[0].weight == max(abs(one.weight) for one in told.heaviest)


@pytest.mark.parametrize("text", ["I have crushing chest pain and I am sweating", "My elbow is dry"])
def test_what_rules_decided_alone_carries_no_such_flag(text: str) -> None:
    assert second_reader.TOGETHER not in {flag.id for flag in assess(text).red_flags}


def test_words_that_context_cancels_do_not_count_as_said() -> None:
    said = second_reader.features(*told_by("He has a fever and a stiff neck"))
    denied = second_reader.features(*told_by("He has no fever and no stiff neck"))
    assert {"fever", "stiff neck"} <= said
    assert {"fever", "stiff neck"}.isdisjoint(denied)
    assert any(one.startswith(second_reader.CANCELLED) for one in denied)
    assert not any(one.startswith(second_reader.CANCELLED) for one in said)


def test_both_languages_are_read_and_numbers_are_left_to_rules() -> None:
    found = second_reader.features(*told_by("BP 210/120 胸口很悶 breathing"))
    assert {"bp #", "breathing", "breat-", "胸口", "胸口很悶"} <= found
    assert not any(letter.isdigit() for one in found for letter in one)


def test_every_cancelled_concept_that_weighs_is_in_the_lexicon() -> None:
    """After a concept was renamed, learn again: python -m tools.second_reader."""
    marked = {one for one in second_reader._weights().of if one.startswith(second_reader.CANCELLED)}
    assert marked
    assert {one.removeprefix(second_reader.CANCELLED) for one in marked} <= set(lexicon().kinds)


def test_it_finds_emergencies_in_messages_it_has_not_learnt_from() -> None:
    """Counts only: nobody reads the exam sets."""
    lines = (MESSAGES / "exam-3-en.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    near = [second_reader.likeness(*told_by(one["text"], one["age"], one["sex"])) for one in told]
    grave = [like for like, one in zip(near, told, strict=True) if one["gold_level"] == "emergency"]
    calm = [like for like, one in zip(near, told, strict=True) if one["gold_level"] in {"soon", "routine"}]
    assert sum(like >= second_reader.EMERGENCY_FROM for like in grave) / len(grave) >= 0.9
    assert sum(like >= second_reader.EMERGENCY_FROM for like in calm) / len(calm) <= 0.05


@pytest.mark.shared
def test_few_real_questions_are_raised() -> None:
    """Of the records that were left out of learning."""
    lines = (shared("data") / "archive-en.jsonl").read_text(encoding="utf-8").splitlines()[1::2][:300]
    verdicts = [assess(json.loads(line)["question"]).level for line in lines]
    assert verdicts.count(Level.EMERGENCY) / len(verdicts) <= 0.08
