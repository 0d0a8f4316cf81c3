"""How the desk words a question: its state, its asker, its safety answers."""

import logging
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import in_reader_language
from consilia.engines import deid, triage
from consilia.questions.models import Question, Relation
from consilia.questions.states import State

log = logging.getLogger(__name__)

# The states' own labels speak to the asker.
STATES: dict[str, tuple[str | Promise, str]] = {
    State.REVIEW: (_("Check how urgent"), "red"),
    State.WAITING: (_("Waiting for a reply"), ""),
    State.ASKED_BACK: (_("Waiting for the asker"), "grey"),
    State.ANSWERED: (_("Answered"), "green"),
    State.PUBLISHED: (_("Published"), "green"),
    State.RETIRED: (_("Taken down"), "grey"),
    State.WITHDRAWN: (_("Withdrawn"), "grey"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A question with what a list says of it."""

    question: Question
    state: str | Promise
    colour: str
    person: str


@dataclass(frozen=True, slots=True)
class SafetyAnswer:
    """A safety question and what the asker said."""

    question: str
    yes: bool


def line(question: Question) -> Line:
    """A question as a line of a list."""
    state, colour = STATES[question.state]
    return Line(question, state, colour, person(question))


def person(question: Question) -> str:
    """Age band and sex, as far as they are known."""
    known = (deid.age_band(question.age_years), question.get_sex_display())
    return " · ".join(str(part) for part in known if part)


def about_whom(question: Question) -> str:
    """Who asks for whom, seen from the desk."""
    words = {
        Relation.SELF: _("The asker"),
        Relation.CHILD: _("The asker's child"),
        Relation.PARENT: _("The asker's mother or father"),
        Relation.PARTNER: _("The asker's partner"),
        Relation.OTHER: _("Someone else"),
    }
    return str(words[Relation(question.relation)])


def safety_answers(question: Question) -> list[SafetyAnswer]:
    """What was asked and answered in the safety check, a yes first."""
    answers = [SafetyAnswer(_text_of(name), bool(yes)) for name, yes in question.safety_answers.items()]
    return sorted(answers, key=lambda answer: not answer.yes)


def _text_of(name: str) -> str:
    try:
        texts = dict(triage.safety_question(name).text)
    except KeyError:
        # Asked under older rules: the answer still counts, so its name is shown.
        return name
    except Exception as error:
        # Broken rules send every question to a person first: just then the desk has to open it.
        log.error("The safety questions cannot be read (%s); their names are shown.", type(error).__name__)
        return name
    return in_reader_language(texts, texts["en"])
