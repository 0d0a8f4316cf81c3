"""The fixed safety questions as the asker sees and answered them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consilia.accounts.models import in_reader_language
from consilia.engines.triage import SafetyQuestion, safety_question


@dataclass(frozen=True, slots=True)
class Said:
    """One answered safety question; a yes means the red flag `yes_means`."""

    id: str
    question: str
    yes: bool
    yes_means: str


def known_questions(ids: Iterable[str]) -> Iterator[SafetyQuestion]:
    """Those that this release still asks: an answer may be older than the rules."""
    for question_id in ids:
        try:
            yield safety_question(question_id)
        except KeyError:
            continue


def said(answers: Mapping[str, bool]) -> list[Said]:
    """What was asked and answered, in the reader's language."""
    return [
        Said(
            question.id,
            in_reader_language(dict(question.text), question.text["en"]),
            answers[question.id],
            question.yes_means,
        )
        for question in known_questions(answers)
    ]
