"""The rules fire on every example a clinician would read beside them, and incomplete rules are refused."""

from collections.abc import Iterable
from typing import Any

import pytest

from consilia.engines.triage import Facts, Level, assess
from consilia.engines.triage.alarms import alarms
from consilia.engines.triage.assess import gather
from consilia.engines.triage.datafiles import table
from consilia.engines.triage.lexicon import lexicon
from consilia.engines.triage.normalise import normalise
from consilia.engines.triage.rules import BadRule, Example, Rule, Rulebook, Term, fire, read_rule, rulebook

WHOLE: dict[str, Any] = {
    "id": "example",
    "level": "soon",
    "departments": ["Neurology"],
    "guideline": "a guideline (2025)",
    "reviewer": "none yet",
    "when": ["headache"],
    "must_fire": {"en": ["headache"], "zh-Hant": ["頭痛"]},
    "must_not_fire": {"en": ["no headache"], "zh-Hant": ["沒有頭痛"]},
}


def examples(kind: str) -> list[tuple[Rule, Example]]:
    """All of a kind. Each test goes through thousands and tells of every one that fails."""
    return [(rule, example) for rule in rulebook() for example in getattr(rule, kind)]


def fires(rule: Rule, example: Example) -> bool:
    facts = Facts(age=example.age, sex=example.sex)
    return bool(fire(gather(normalise(example.text), facts), Rulebook([rule])))


def means_less(rule: Rule, example: Example) -> bool:
    verdict = assess(example.text, language=example.language, facts=Facts(age=example.age, sex=example.sex))
    return verdict.level.rank < rule.level.rank


def test_a_rule_fires_on_its_examples() -> None:
    assert not [(rule.id, example.text) for rule, example in examples("must_fire") if not fires(rule, example)]


def test_no_other_rule_lowers_what_an_example_means() -> None:
    assert not [(rule.id, example.text) for rule, example in examples("must_fire") if means_less(rule, example)]


def test_a_rule_stays_silent_on_its_counterexamples() -> None:
    assert not [(rule.id, example.text) for rule, example in examples("must_not_fire") if fires(rule, example)]


@pytest.mark.parametrize("key", sorted(WHOLE))
def test_a_rule_that_lacks_anything_is_refused(key: str) -> None:
    with pytest.raises(BadRule, match=key if key != "id" else "without id"):
        read_rule({name: value for name, value in WHOLE.items() if name != key})


@pytest.mark.parametrize("key", ["must_fire", "must_not_fire"])
def test_a_rule_needs_examples_in_both_languages(key: str) -> None:
    with pytest.raises(BadRule, match="zh-Hant"):
        read_rule({**WHOLE, key: {"en": ["headache"]}})


def test_a_rule_naming_an_unknown_concept_is_refused() -> None:
    with pytest.raises(BadRule, match="unknown concept 'hedache'"):
        read_rule({**WHOLE, "when": ["hedache fever"]})


def concepts_of(lines: Iterable[tuple[Term, ...]]) -> set[str]:
    return {name for line in lines for term in line for name in term.concepts}


def test_every_concept_is_used_by_some_rule_alarm_or_safety_question() -> None:
    used = {name for rule in rulebook() for name in concepts_of(rule.lines)}
    used |= {name for alarm in alarms() for name in concepts_of(alarm.lines)}
    used |= {name for complaint in table("questions.toml")["complaint"].values() for name in complaint["concepts"]}
    used |= {name for key in ("told", "new") for name in table("long_standing.toml")[key]}
    assert set(lexicon().kinds) - used == set()


def test_no_rule_alarm_or_qualifier_names_a_concept_that_does_not_exist() -> None:
    named = {name for rule in rulebook() for name in concepts_of(rule.lines)}
    named |= {name for alarm in alarms() for name in concepts_of(alarm.lines)}
    named |= set(table("alarms.toml")["qualifiers"])
    assert named <= set(lexicon().kinds)


def test_a_whole_rule_is_read() -> None:
    assert read_rule(WHOLE).level is Level.SOON


def test_every_published_red_flag_has_a_rule_with_the_same_level() -> None:
    from tests.shared_data import shared

    rows = [line.split("|") for line in shared("data/red-flags.md").read_text(encoding="utf-8").splitlines()]
    levels = {"emergency", "urgent", "soon"}
    listed = {row[1].strip(): row[4].strip() for row in rows if len(row) > 5 and row[4].strip() in levels}
    written = {rule.id: rule.level.value for rule in rulebook() if rule.flag}
    assert len(listed) == 124
    assert {name: written.get(name) for name in listed} == listed


def test_no_rule_claims_a_review_or_a_check_that_nobody_made() -> None:
    for rule in rulebook():
        assert rule.reviewer == "none yet"
        assert "check" not in rule.guideline.lower()
