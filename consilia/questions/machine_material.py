"""What a language model is given to draft a reply from: the question as masked, and sources that are public."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from consilia.engines import deid
from consilia.library.finding import FoundPage, find_similar, topics_named
from consilia.library.models import Topic, Urgency
from consilia.questions.hiding import hidden
from consilia.questions.models import MessageKind, Question
from consilia.questions.views.danger import advice
from consilia.questions.views.safety import all_said

LONGEST: Final = 3_000
"""Characters of a source."""
_HEARD: Final = {MessageKind.ADDED, MessageKind.ASKED_BACK, MessageKind.ANSWERED_BACK}


@dataclass(frozen=True, slots=True)
class Material:
    """A source of a draft: public words, with where they stand."""

    title: str
    text: str
    address: str = ""


def question_told(question: Question) -> dict[str, Any]:
    """The question and its facts with whatever identifies somebody hidden. Raises NotHidden."""
    conversation = [message for message in question.messages.all() if message.kind in _HEARD]
    free = [question.text, question.duration, question.medicines, *(message.text for message in conversation)]
    text, duration, medicines, *said = hidden(free, question=question)
    facts = {
        "about": question.relation,
        "age": deid.age_band(question.age_years),
        "sex": question.sex,
        "for_how_long": duration,
        "medicines_and_illnesses": medicines,
        "safety_check": [f"{one.question} {'yes' if one.yes else 'no'}" for one in all_said(question.safety_answers)],
    }
    return {
        "language": question.language,
        "urgency": question.level,
        "question": text,
        "facts": {name: fact for name, fact in facts.items() if fact},
        "said_since": [
            {"by": "doctor" if message.by_id else "asker", "text": words}
            for message, words in zip(conversation, said, strict=True)
        ],
    }


def close_sources(question: Question) -> list[Material]:
    """Published answers and guidance close to the question, in its language. The index that is asked is our own."""
    with translation.override(question.language.lower()):
        similar = find_similar(text=question.text, language=question.language)
        answers = [one for item in similar for one in _answer(item)]
        return [*answers, *(one for topic in topics_named(similar) for one in _guidance(topic))]


def urgency_source(question: Question) -> Material:
    """What the service itself tells somebody whose question was judged so."""
    with translation.override(question.language.lower()):
        title = _("How urgent it was judged")
        if question.level != Urgency.EMERGENCY:
            return Material(title, f"{Urgency(question.level).label}.")
        newest = next(reversed(question.triage_records.all()), None)
        danger = advice(flag_ids=[flag["id"] for flag in newest.red_flags] if newest else [])
        return Material(title, "\n".join([f"{Urgency.EMERGENCY.label}.", *danger.steps]))


def _answer(item: FoundPage) -> Iterator[Material]:
    page = item.page
    for reply in page.standing_replies[:1]:
        lines = [reply.words, *page.care_now, *_signs(_("When to seek help at once"), page.urgent_signs)]
        yield Material(page.title, "\n".join(lines)[:LONGEST], page.get_absolute_url())


def _guidance(topic: Topic) -> Iterator[Material]:
    lines = [
        topic.guidance_here,
        *_signs(_("Call an ambulance if"), topic.call_ambulance_here),
        *_signs(_("Be seen the same day if"), topic.same_day_here),
    ]
    yield Material(str(topic), "\n".join(lines)[:LONGEST], topic.get_absolute_url())


def _signs(heading: str, signs: list[str]) -> Iterator[str]:
    # Each a sentence of its own: "Call an ambulance if: your face droops."
    return (f"{heading}: {sign}" for sign in signs)
