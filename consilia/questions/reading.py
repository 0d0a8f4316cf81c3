"""Who has opened a question: every reading of the raw words by a person is an event, and the asker can see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consilia.accounts.models import Role, User
from consilia.audit.models import Event
from consilia.questions.models import Question

READ: Final = "question.read"
WHY: Final[dict[str, str]] = {Role.CLINICIAN: "to answer", Role.EDITOR: "to prepare publication"}
"""Why somebody of a role opens a question, as the event keeps it."""

_TOLD: dict[str, Promise] = {
    "to answer": gettext_lazy("to answer it"),
    "to prepare publication": gettext_lazy("to prepare its publication"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening: when, who (role and department, no name), why."""

    at: datetime
    who: str
    why: str


def readings_of(question: Question) -> list[Reading]:
    """All openings, oldest first; of several by one person within an hour, the first."""
    events = Event.objects.about("question", str(question.reference)).filter(action=READ)
    told: list[Reading] = []
    last: dict[str, datetime] = {}
    people = _people({event.actor for event in events})
    for event in events:
        before = last.get(event.actor)
        if before is None or (event.at - before).total_seconds() > 3600:
            last[event.actor] = event.at
            told.append(Reading(event.at, people.get(event.actor, ""), _why(event)))
    return told


def _people(actors: set[str]) -> dict[str, str]:
    numbers = [actor.partition(":")[2] for actor in actors if actor.startswith("user:")]
    users = User.objects.filter(pk__in=numbers).select_related("department")
    return {f"user:{user.pk}": _who(user) for user in users}


def _who(user: User) -> str:
    role = Role(user.role).label
    return f"{role}, {user.department}" if user.department else str(role)


def _why(event: Event) -> str:
    return str(_TOLD.get(str(event.detail.get("why", "")), _("as part of their work")))
