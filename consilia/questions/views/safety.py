"""The fixed safety questions as they were asked and answered."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consilia.accounts.models import in_reader_language
from consilia.engines import triage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """One answered safety question; a yes means the red flag `yes_means`."""

    id: str
    question: str
    yes: bool
    yes_means: str


def known_questions(ids: Iterable[str]) -> Iterator[triage.SafetyQuestion]:
    """Those that this release still asks: an answer may be older than the rules."""
    for question_id in ids:
        try:
            yield triage.safety_question(question_id)
        except KeyError:
            continue


def said(answers: Mapping[str, bool]) -> list[Said]:
    """What was asked and answered, in the reader's language."""
    return [_said(question, yes=answers[question.id]) for question in known_questions(answers)]


def all_said(answers: Mapping[str, bool]) -> list[Said]:
    """As `said`, for a clinician: a yes first, and an answer to what is no longer asked counts still, by its name."""
    every = [_said_or_named(question_id, yes=yes) for question_id, yes in answers.items()]
    return sorted(every, key=lambda one: not one.yes)


def _said_or_named(question_id: str, *, yes: bool) -> Said:
    try:
        return next(
            (_said(known, yes=yes) for known in known_questions([question_id])), Said(question_id, question_id, yes, "")
        )
    except Exception as error:
        # Broken rules send every question to a person first: just then the desk has to open it.
        log.error("The safety questions cannot be read (%s); their names are shown.", type(error).__name__)
        return Said(question_id, question_id, yes, "")


def _said(question: triage.SafetyQuestion, *, yes: bool) -> Said:
    words = in_reader_language(dict(question.text), question.text["en"])
    return Said(question.id, words, bool(yes), question.yes_means)
