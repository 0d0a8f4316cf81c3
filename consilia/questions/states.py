"""The life of a question: one table says which act leads from which state to which."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a question stands."""

    REVIEW = "review", _("A person is checking how urgent this is")
    WAITING = "waiting", _("Waiting for a doctor")
    ASKED_BACK = "asked_back", _("The doctor has a question for you")
    LAPSED = "lapsed", _("Closed: the doctor’s question was not answered")
    ANSWERED = "answered", _("Answered")
    SENT_BACK = "sent_back", _("Answered; not published until you have looked at it again")
    PUBLISHED = "published", _("Answered and published")
    RETIRED = "retired", _("Answered; the published page was taken down")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# The states' own labels speak to the asker; these to the people at the desk.
AT_THE_DESK: dict[State, Promise] = {
    State.REVIEW: _("Check how urgent"),
    State.WAITING: _("Waiting for a reply"),
    State.ASKED_BACK: _("Waiting for the asker"),
    State.LAPSED: _("Closed: the asker did not answer"),
    State.ANSWERED: _("Answered"),
    State.SENT_BACK: _("Sent back to the asker"),
    State.PUBLISHED: _("Published"),
    State.RETIRED: _("Taken down"),
    State.WITHDRAWN: _("Withdrawn"),
}

UNANSWERED = (State.REVIEW, State.WAITING)
OPEN = (*UNANSWERED, State.ASKED_BACK)
REPLIED = (State.ANSWERED, State.SENT_BACK, State.PUBLISHED, State.RETIRED)


@dataclass(frozen=True, slots=True)
class Transition:
    """An act, whence it may start, and where it leads from there (None: the state stays)."""

    act: str
    sources: tuple[State, ...]
    target: State | None


TRANSITIONS: tuple[Transition, ...] = (
    Transition("add", OPEN, None),
    Transition("edit", (State.REVIEW, State.WAITING), None),
    Transition("review", (*OPEN, State.ANSWERED), State.REVIEW),
    Transition("settle", (State.REVIEW, State.WAITING), State.WAITING),
    Transition("hand_over", (State.REVIEW, State.WAITING), None),
    Transition("ask_back", (State.REVIEW, State.WAITING), State.ASKED_BACK),
    Transition("lapse", (State.ASKED_BACK,), State.LAPSED),
    Transition("answer_back", (State.ASKED_BACK, State.LAPSED), State.WAITING),
    Transition("reply", (*OPEN, State.LAPSED, State.ANSWERED, State.RETIRED), State.ANSWERED),
    Transition("reply", (State.SENT_BACK,), None),
    Transition("amend", (*OPEN, State.LAPSED, *REPLIED), None),
    Transition("reopen", (State.ANSWERED, State.SENT_BACK, State.RETIRED), State.WAITING),
    Transition("publish", (State.ANSWERED, State.RETIRED), State.PUBLISHED),
    Transition("plan", (State.ANSWERED, State.RETIRED), None),
    Transition("send_on", (State.PUBLISHED,), None),
    Transition("retire", (State.PUBLISHED,), State.RETIRED),
    Transition("send_back", (State.ANSWERED, State.RETIRED), State.SENT_BACK),
    Transition("take_up", (State.SENT_BACK,), State.ANSWERED),
    Transition("resubmit", (State.SENT_BACK,), State.ANSWERED),
    Transition("keep_private", (*OPEN, State.LAPSED, State.ANSWERED, State.RETIRED), None),
    Transition("keep_private", (State.SENT_BACK,), State.ANSWERED),
    Transition("keep_private", (State.PUBLISHED,), State.RETIRED),
    Transition("withdraw", (*OPEN, State.LAPSED, *REPLIED), State.WITHDRAWN),
)
ACTS: tuple[str, ...] = tuple(dict.fromkeys(transition.act for transition in TRANSITIONS))


def after(act: str, state: State) -> State | None:
    """The state to which `act` leads from `state`, or None where it cannot start there."""
    starting = (one for one in TRANSITIONS if one.act == act and state in one.sources)
    transition = next(starting, None)
    return (transition.target or state) if transition else None


def why_not(act: str, state: str) -> str | None:
    """The reason why `act` cannot start from `state`, or None."""
    if after(act, State(state)):
        return None
    return str(_("This question is “%(state)s”, so this can no longer be done.") % {"state": State(state).label})


def why_not_at_the_desk(act: str, state: str) -> str | None:
    """As `why_not`, in the words of the desk."""
    if after(act, State(state)):
        return None
    return str(_("This question is “%(state)s”, so this cannot be done now.") % {"state": AT_THE_DESK[State(state)]})


def diagram() -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", "    [*] --> review: submit (unsure or emergency)", "    [*] --> waiting: submit"]
    for transition in TRANSITIONS:
        for source in transition.sources:
            target = transition.target or source
            lines.append(f"    {source.value} --> {target.value}: {transition.act}")
    lines.append("    withdrawn --> [*]")
    return "\n".join(lines)
