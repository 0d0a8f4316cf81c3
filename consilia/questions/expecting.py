"""How soon a department answers, from its own last questions; silent where there is too little to tell.

Questions that still wait count as well: the share that has waited at least so long without a reply is the product-limit
estimate of Kaplan and Meier (1958), so that a department which answers the easy ones at once does not look quick.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db.models import Min

from consilia.accounts.models import Department
from consilia.questions.models import Question
from consilia.questions.overdue import PRESSING
from consilia.questions.states import OPEN, UNANSWERED, State

DAYS: Final = 90
NEWEST: Final = 500
"""More would tell no more, and cost a busy department's askers time."""
FEWEST: Final = 20
"""Replies below which nothing is said."""
_KEPT_SECONDS: Final = 15 * 60


@dataclass(frozen=True, slots=True)
class Expected:
    """Half of the questions had their first reply within `half`, four of five within `most`."""

    half: timedelta
    most: timedelta


def expected(department: Department | None, *, now: datetime) -> Expected | None:
    """What to tell an asker, or None; worked out every quarter of an hour."""
    if department is None:
        return None
    key = f"expected:{department.pk}"
    seconds = cache.get(key)
    if seconds is None:
        found = measure(department, now=now)
        seconds = [found.half.total_seconds(), found.most.total_seconds()] if found else []
        cache.set(key, seconds, _KEPT_SECONDS)
    return Expected(*(timedelta(seconds=one) for one in seconds)) if seconds else None


def expected_of(question: Question, *, now: datetime) -> Expected | None:
    """What to tell the asker of this question while it waits; nothing where they should not wait for us."""
    if question.state not in UNANSWERED or question.level in PRESSING or question.unsure:
        return None
    return expected(question.department, now=now)


def measure(department: Department, *, now: datetime) -> Expected | None:
    """From the questions of the last DAYS; None where too few were answered, or too many still wait to tell."""
    waits = list(_waits(department, now=now))
    if sum(1 for _wait, answered in waits if answered) < FEWEST:
        return None
    half, most = within(waits, 0.5), within(waits, 0.8)
    return Expected(half, most) if half is not None and most is not None else None


def within(waits: Iterable[tuple[timedelta, bool]], share: float) -> timedelta | None:
    """The time within which `share` had a reply; each wait is how long, and whether a reply ended it."""
    ordered = sorted(waits, key=lambda one: (one[0], not one[1]))
    still_without = 1.0
    for number, (wait, answered) in enumerate(ordered):
        if answered:
            still_without *= 1 - 1 / (len(ordered) - number)
            # A hair of room: a product of fractions is not exact.
            if still_without <= 1 - share + 1e-9:
                return wait
    return None


def _waits(department: Department, *, now: datetime) -> Iterable[tuple[timedelta, bool]]:
    asked = Question.objects.filter(department=department, submitted_at__gt=now - timedelta(days=DAYS))
    counted = asked.exclude(state=State.WITHDRAWN).annotate(first_reply_at=Min("replies__at"))
    rows = counted.order_by("-submitted_at").values_list("submitted_at", "first_reply_at", "state", "state_changed_at")
    for submitted_at, replied_at, state, changed_at in rows[:NEWEST]:
        if replied_at is not None:
            yield replied_at - submitted_at, True
        else:
            yield (now if state in OPEN else changed_at) - submitted_at, False
