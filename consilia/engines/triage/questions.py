"""The fixed yes/no safety questions, and which of them could still change a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from consilia.engines.triage.datafiles import table
from consilia.engines.triage.lexicon import LANGUAGES, lexicon
from consilia.engines.triage.rules import BadRule, Evidence, Rule, rulebook
from consilia.engines.triage.verdicts import Facts, Level

ASKED_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class SafetyQuestion:
    """A yes/no question as shown to the asker, text by language.

    A yes means the red flag `yes_means`; where that is empty the answer is a fact for the doctor and changes no level.
    """

    id: str
    text: Mapping[str, str]
    yes_means: str
    not_for_sex: str = ""


@dataclass(frozen=True, slots=True)
class _Complaint:
    concepts: tuple[str, ...]
    # True for children only, False never for them, None for anybody.
    of_a_child: bool | None
    questions: tuple[str, ...]


def safety_question(question_id: str) -> SafetyQuestion:
    """The question with this id; raises KeyError for an id that no file holds."""
    return _catalogue()[0][question_id]


def safety_questions(question_ids: Iterable[str]) -> tuple[SafetyQuestion, ...]:
    """The questions with these ids, in that order; raises KeyError."""
    return tuple(safety_question(question_id) for question_id in question_ids)


def flags_answered(answers: Mapping[str, bool]) -> list[Rule]:
    """The rules a yes stands for; answers to questions this version does not know are passed over."""
    known = _catalogue()[0]
    wanted = {known[name].yes_means for name, yes in answers.items() if yes and name in known}
    if not wanted:
        return []
    return [rule for rule in rulebook() if rule.id in wanted]


def ask_next(evidence: Evidence, level: Level) -> tuple[str, ...]:
    """Ids of unanswered questions of the complaints in the text whose yes would raise the level, most dangerous first.

    Facts for the doctor come last, and only beside such a question.
    """
    known = _catalogue()[0]
    places = _wanted(evidence)
    ranks = _ranks()
    danger = {name: ranks.get(known[name].yes_means, 0) for name in places}
    raising = [name for name in places if danger[name] > level.rank]
    # The first questions of every complaint come before the second ones of any.
    raising.sort(key=lambda name: (-danger[name], places[name]))
    facts = [name for name in places if not known[name].yes_means]
    if 1 < len(raising) <= ASKED_AT_ONCE < len(raising) + len(facts):
        # One waits for the next page, so that the facts have company there.
        return tuple(raising[:-1])
    return tuple([*raising, *facts][:ASKED_AT_ONCE]) if raising else ()


def _wanted(evidence: Evidence) -> dict[str, int]:
    """The unanswered questions of all complaints in the text, and the foremost place that a complaint gives each."""
    known, complaints = _catalogue()
    places: dict[str, int] = {}
    for complaint in complaints:
        if _applies(complaint, evidence):
            for place, name in enumerate(complaint.questions):
                places[name] = min(place, places.get(name, place))
    return {name: place for name, place in places.items() if _can_be_asked(known[name], evidence.facts)}


def _can_be_asked(question: SafetyQuestion, facts: Facts) -> bool:
    return question.id not in facts.answers and not (facts.sex and facts.sex == question.not_for_sex)


def _applies(complaint: _Complaint, evidence: Evidence) -> bool:
    told = not evidence.named.isdisjoint(complaint.concepts) and evidence.live(complaint.concepts)
    return bool(told) and complaint.of_a_child in {None, evidence.is_child}


@cache
def _ranks() -> dict[str, int]:
    return {rule.id: rule.level.rank for rule in rulebook()}


@cache
def _catalogue() -> tuple[dict[str, SafetyQuestion], tuple[_Complaint, ...]]:
    data = table("questions.toml")
    flags = {rule.id for rule in rulebook()}
    questions: dict[str, SafetyQuestion] = {}
    for name, entry in data["question"].items():
        texts = {language: entry[language] for language in LANGUAGES}
        if entry["yes"] not in {"", *flags}:
            raise BadRule(f"question {name}: no rule {entry['yes']}")
        questions[name] = SafetyQuestion(name, MappingProxyType(texts), entry["yes"], entry.get("not_for_sex", ""))
    complaints = tuple(_complaint(name, entry, questions) for name, entry in data["complaint"].items())
    return questions, complaints


def _complaint(name: str, entry: Mapping[str, Any], questions: Mapping[str, SafetyQuestion]) -> _Complaint:
    unknown = (set(entry["questions"]) - questions.keys()) | (set(entry["concepts"]) - lexicon().kinds.keys())
    if unknown:
        raise BadRule(f"complaint {name}: unknown {', '.join(sorted(unknown))}")
    return _Complaint(tuple(entry["concepts"]), entry.get("child"), tuple(entry["questions"]))
