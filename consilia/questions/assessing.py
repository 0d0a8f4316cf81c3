"""How urgent is it? The engine's verdict on a question, failing closed."""

import logging
from collections.abc import Mapping

from consilia.engines import triage
from consilia.engines.triage import Assessment, Facts, Level
from consilia.questions.asked import Asked
from consilia.questions.models import MessageKind, Question

log = logging.getLogger(__name__)

# What stands in a verdict when the engine itself failed.
BROKEN = "engine-failed"


def assess(asked: Asked) -> Assessment:
    """The verdict on everything that the ask flow has collected so far."""
    return assess_words(
        words="\n".join(part for part in (asked.text, asked.duration, asked.medicines) if part),
        language=asked.language,
        age_years=asked.age_years,
        sex=asked.sex,
        safety_answers=asked.safety_answers,
    )


def assess_again(question: Question) -> Assessment:
    """The verdict on a stored question with all that the asker has added since."""
    by_asker = question.messages.filter(kind__in=[MessageKind.ADDED, MessageKind.ANSWERED_BACK])
    parts = (question.text, question.duration, question.medicines, *by_asker.values_list("text", flat=True))
    return assess_words(
        words="\n".join(part for part in parts if part),
        language=question.language,
        age_years=question.age_years,
        sex=question.sex,
        safety_answers=question.safety_answers,
    )


def assess_newest(question: Question, newest: str) -> Assessment:
    """The verdict on these words alone, with the facts of the question."""
    return assess_words(
        words=newest,
        language=question.language,
        age_years=question.age_years,
        sex=question.sex,
        safety_answers=question.safety_answers,
    )


def assess_words(
    *, words: str, language: str, age_years: float | None, sex: str, safety_answers: Mapping[str, bool]
) -> Assessment:
    """The engine's verdict; an engine that fails gives an unsure, urgent one: a person looks first."""
    facts = Facts(age=age_years, sex=sex or None, answers=dict(safety_answers))
    try:
        return triage.assess(words, language=language, facts=facts)
    except Exception as error:
        # Whatever failed inside: the person must not be told to wait. Only the kind is logged, never the words.
        log.error("Triage failed with %s; a person will look first.", type(error).__name__)
        return Assessment(
            level=Level.URGENT, unsure=True, departments=(), red_flags=(), ask_next=(), rules_version=BROKEN
        )
