"""The fixed yes/no safety questions, and which of them could still change a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from consilia.engines.triage.datafiles import table
from consilia.engines.triage.lexicon import LANGUAGES, lexicon
from consilia.engines.triage.rules import BadRule, Evidence, Rule, rulebook
from consilia.engines.triage.verdicts import Level

ASKED_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class SafetyQuestion:
    """A yes/no question as shown to the asker, text by language; a yes means the red flag `yes_means`."""

    id: str
    text: Mapping[str, str]
    yes_means: str


@dataclass(frozen=True, slots=True)
class _Complaint:
    concepts: tuple[str, ...]
    of_a_child: bool
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
    return [rule for rule in rulebook() if rule.id in wanted]


def ask_next(evidence: Evidence, level: Level) -> tuple[str, ...]:
    """Ids of unanswered questions of the complaints in the text whose yes would raise the level."""
    known, complaints = _catalogue()
    levels = {rule.id: rule.level for rule in rulebook()}
    chosen: dict[str, None] = {}
    for complaint in complaints:
        if not _applies(complaint, evidence):
            continue
        for name in complaint.questions:
            raises = levels[known[name].yes_means].rank > level.rank
            if raises and name not in evidence.facts.answers:
                chosen[name] = None
    return tuple(chosen)[:ASKED_AT_ONCE]


def _applies(complaint: _Complaint, evidence: Evidence) -> bool:
    return bool(evidence.live(complaint.concepts)) and (evidence.is_child or not complaint.of_a_child)


@cache
def _catalogue() -> tuple[dict[str, SafetyQuestion], tuple[_Complaint, ...]]:
    data = table("questions.toml")
    flags = {rule.id for rule in rulebook()}
    questions: dict[str, SafetyQuestion] = {}
    for name, entry in data["question"].items():
        texts = {language: entry[language] for language in LANGUAGES}
        if entry["yes"] not in flags:
            raise BadRule(f"question {name}: no rule {entry['yes']}")
        questions[name] = SafetyQuestion(name, MappingProxyType(texts), entry["yes"])
    complaints = tuple(_complaint(name, entry, questions) for name, entry in data["complaint"].items())
    return questions, complaints


def _complaint(name: str, entry: Mapping[str, Any], questions: Mapping[str, SafetyQuestion]) -> _Complaint:
    unknown = (set(entry["questions"]) - questions.keys()) | (set(entry["concepts"]) - lexicon().kinds.keys())
    if unknown:
        raise BadRule(f"complaint {name}: unknown {', '.join(sorted(unknown))}")
    return _Complaint(tuple(entry["concepts"]), bool(entry.get("child")), tuple(entry["questions"]))
