"""A rule in words, and a verdict with all that led to it."""

import pytest

from consilia.engines.triage import Facts, Level, assess
from consilia.engines.triage.explaining import (
    MEASURES,
    UnknownRule,
    concepts_of,
    explain,
    in_words,
    rule_named,
    select_rules,
    source_of,
)
from consilia.engines.triage.rules import read_line, rulebook


def test_rules_are_chosen_by_level_and_department_most_urgent_first() -> None:
    everything = select_rules()
    assert len(everything) == len(rulebook())
    ranks = [rule.level.rank for rule in everything]
    assert ranks == sorted(ranks, reverse=True)
    chosen = select_rules(level=Level.EMERGENCY, department="Neurology")
    assert "stroke_fast" in {rule.id for rule in chosen}
    assert all(rule.level is Level.EMERGENCY and "Neurology" in rule.departments for rule in chosen)


def test_an_unknown_rule_is_told() -> None:
    with pytest.raises(UnknownRule):
        rule_named("no such rule")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("headache", "headache"),
        (
            "chest_pain radiates|sweating !cough !fever",
            "chest_pain, and radiates or sweating, but not cough, nor fever",
        ),
        ("temp>=38 age<3m", "temperature at least 38 °C, and age under 3 months"),
        ("fever age>=65|child", "fever, and child (under 16) or age at least 65 years"),
        ("sex=male spo2<92", "sex male, and oxygen saturation under 92 %"),
    ],
)
def test_a_line_is_put_into_words(line: str, words: str) -> None:
    assert in_words(read_line(line)) == words
    assert source_of(read_line(line)) == line


def test_every_line_of_every_rule_can_be_put_into_words() -> None:
    assert all(in_words(line) for rule in rulebook() for line in rule.lines)
    assert {one.name for rule in rulebook() for line in rule.lines for term in line for one in term.comparisons} <= set(
        MEASURES
    )


def test_the_concepts_of_a_rule_come_with_their_patterns() -> None:
    concepts = {concept.id: concept for concept in concepts_of(rule_named("stroke_fast"))}
    assert {"face_droop", "hemi", "sudden"} <= set(concepts)
    assert concepts["face_droop"].patterns["en"]
    assert concepts["face_droop"].patterns["zh-Hant"]


def test_the_verdict_is_the_one_of_assess_and_the_rules_are_told_with_their_words() -> None:
    text = rule_named("stroke_fast").must_fire[0].text
    found = explain(text, facts=Facts(age=70))
    assert found.verdict == assess(text, facts=Facts(age=70))
    (reason,) = [one for one in found.reasons if one.rule == "stroke_fast"]
    assert reason.level is Level.EMERGENCY
    assert all(words in found.text for words in reason.words)
    assert reason.line in {source_of(line) for line in rule_named("stroke_fast").lines}


def test_what_the_context_cancels_is_told() -> None:
    found = explain("no headache, but I have a fever of 39.2")
    headache = next(one for one in found.named if one.concept == "headache")
    assert (headache.words, headache.contexts, headache.live) == ("headache", ("negated",), False)
    assert any(one.concept == "fever" and one.live for one in found.named)
    assert ("temp", 39.2) in {(one.name, one.value) for one in found.numbers}


def test_what_is_understood_of_nothing_is_told_as_unsure() -> None:
    found = explain("x")
    assert (found.named, found.reasons, found.verdict.unsure) == ((), (), True)
    assert found.why_unsure == ("too short to read, or no rule fired and nothing says that there is time",)


def test_a_text_that_was_cut_says_so() -> None:
    assert any("beginning" in why for why in explain("my knee is a bit stiff. " * 800).why_unsure)


def test_an_alarm_that_no_rule_explains_is_the_reason_to_be_unsure() -> None:
    found = explain("Suddenly my body feels unbearable")
    silent = [one.alarm for one in found.alarms if not one.explained]
    assert silent
    assert found.verdict.unsure
    assert found.why_unsure == tuple(f"no rule explains the alarm {alarm}" for alarm in silent)


def test_what_would_be_asked_next_is_told_in_full() -> None:
    found = explain("I have a headache since this morning")
    assert [one.id for one in found.asked_next] == list(found.verdict.ask_next)
    assert found.asked_next
    assert all(one.text["en"] for one in found.asked_next)


def test_the_words_of_a_danger_in_few_words_are_its_own() -> None:
    told = explain("please hurry, he collapsed")
    assert [one.words for one in told.reasons if one.rule == "danger_in_few_words"] == [("collapsed",)]
