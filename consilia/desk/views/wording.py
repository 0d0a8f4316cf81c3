"""How the desk words a question: its state, its asker, its safety answers."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.engines import deid
from consilia.questions.claiming import holder
from consilia.questions.clock import due_at
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
    due_at: datetime | None
    kept_until: datetime | None
    held: str


def line(question: Question, *, reader: User | None = None) -> Line:
    """A question as a line of a list; with `reader`, also who works on it."""
    state = State(question.state)
    now = timezone.now()
    return Line(
        question=question,
        state=AT_THE_DESK[state],
        colour=COLOURS[state],
        person=person(question),
        is_overdue=is_overdue(question, now=now),
        due_at=due_at(question),
        kept_until=kept_until(question),
        held=_held(question, reader, now=now) if reader else "",
    )


def _held(question: Question, reader: User, *, now: datetime) -> str:
    if question.claimed_by_id == reader.pk:
        return gettext("With you")
    by = holder(question, now=now)
    return gettext("With %(name)s") % {"name": by.name} if by else ""


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
