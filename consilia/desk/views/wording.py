"""How the desk words a question: its state, its asker, its safety answers."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consilia.engines import deid
from consilia.questions.forgetting import kept_until
from consilia.questions.models import Question, Relation
from consilia.questions.overdue import is_overdue
from consilia.questions.states import AT_THE_DESK, State
from consilia.questions.views.person import age_told

COLOURS: dict[State, str] = {
    State.REVIEW: "red",
    State.WAITING: "",
    State.ASKED_BACK: "grey",
    State.LAPSED: "grey",
    State.ANSWERED: "green",
    State.SENT_BACK: "orange",
    State.PUBLISHED: "green",
    State.RETIRED: "grey",
    State.WITHDRAWN: "grey",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A question with what a list says of it."""

    question: Question
    state: str | Promise
    colour: str
    person: str
    is_overdue: bool
    kept_until: datetime | None


def line(question: Question) -> Line:
    """A question as a line of a list."""
    state = State(question.state)
    return Line(
        question=question,
        state=AT_THE_DESK[state],
        colour=COLOURS[state],
        person=person(question),
        is_overdue=is_overdue(question, now=timezone.now()),
        kept_until=kept_until(question),
    )


def person(question: Question) -> str:
    """Age and sex as the asker told them, as far as they are known: what a clinician has to know."""
    return _joined(age_told(question.age_years), question)


def person_on_the_page(question: Question) -> str:
    """Age band and sex, as far as they are known: what a page tells of the asker."""
    return _joined(deid.age_band(question.age_years), question)


def _joined(age: str, question: Question) -> str:
    return " · ".join(str(part) for part in (age, question.get_sex_display()) if part)


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
