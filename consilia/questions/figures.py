"""How the service does, in numbers over some days: how fast, how much waits, what was corrected. No word of a question.

Every count looks at the days that are asked for and at no more than `AT_MOST` rows of them, the newest.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import ClassVar, Final

from django.db.models import Count, OuterRef, Q, Subquery

from consilia.accounts.models import Department
from consilia.accounts.scope import EVERYWHERE, Scope
from consilia.audit.models import Event, EventQuerySet
from consilia.engines.triage import Level
from consilia.questions import clock, overdue
from consilia.questions.models import (
    MachineDraft,
    Obstacle,
    Outcome,
    Problem,
    ProblemReport,
    Question,
    QuestionQuerySet,
    Reply,
    SentBack,
    TriageRecord,
)
from consilia.questions.states import OPEN

AT_MOST: Final = 10_000
FEWEST: Final = 5
"""A smaller group could be one that somebody knows: its number is not told."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which questions are counted: those of the last `days`, of one department or of all, as far as one reaches."""

    days: int
    until: datetime
    department: Department | None = None
    scope: Scope = EVERYWHERE

    at_most: ClassVar[int] = AT_MOST

    @property
    def since(self) -> datetime:
        """The first moment that counts."""
        return self.until - timedelta(days=self.days)

    def asked(self) -> QuestionQuerySet:
        """The questions that came in."""
        return self._here(Question.objects.filter(submitted_at__gte=self.since, submitted_at__lt=self.until))

    def all(self) -> QuestionQuerySet:
        """Every question, whenever it came."""
        return self._here(Question.objects.all())

    def open(self) -> QuestionQuerySet:
        """The questions that wait now, whenever they came."""
        return self._here(Question.objects.open())

    def events(self, action: str) -> EventQuerySet:
        """Acts of one kind, of all departments."""
        return Event.objects.filter(action=action, at__gte=self.since, at__lt=self.until)

    def _here(self, questions: QuestionQuerySet) -> QuestionQuerySet:
        mine = questions.filter(department=self.department) if self.department else questions
        return mine.within(self.scope)

    @property
    def is_part(self) -> bool:
        """Not the whole service: what events tell of no department cannot be told."""
        return self.department is not None or self.scope.is_limited


@dataclass(frozen=True, slots=True)
class Wait:
    """Time until the first reply, in hours: half had theirs sooner, four of five had theirs sooner; of how many."""

    half: float | None
    four_of_five: float | None
    replies: int


def first_replies(span: Span) -> dict[str, Wait]:
    """By urgency as it stands now, and "" for all together. Who still waits is in none of them."""
    # One question after the other, newest first, instead of grouping all: it ends where there are enough.
    replies = Reply.objects.filter(question=OuterRef("pk")).order_by("at")
    answered = span.asked().annotate(first=Subquery(replies.values("at")[:1])).filter(first__isnull=False)
    hours: dict[str, list[float]] = {"": []}
    for level, asked, first in answered.order_by("-submitted_at").values_list("level", "submitted_at", "first")[
        :AT_MOST
    ]:
        waited = (first - asked).total_seconds() / 3600
        hours.setdefault(level, []).append(waited)
        hours[""].append(waited)
    return {level: _wait(waits) for level, waits in hours.items()}


def _wait(hours: list[float]) -> Wait:
    if len(hours) < FEWEST:
        return Wait(None, None, len(hours))
    # The nearest rank: a time that somebody has waited.
    return Wait(median(hours), sorted(hours)[math.ceil(0.8 * len(hours)) - 1], len(hours))


def backlog(span: Span) -> dict[str, tuple[int, int]]:
    """Of each open state: how many wait, and how many of them longer than they may."""
    waiting = dict(_by(span.open(), "state"))
    late: Counter[str] = Counter()
    for questions in (clock.past_due(now=span.until), overdue.silent(now=span.until)):
        late.update(dict(_by(span.open() & questions, "state")))
    return {state: (waiting.get(state, 0), late[state]) for state in OPEN}


def unanswered(span: Span) -> list[tuple[int | None, int, int]]:
    """Of each department where anything waits: its number, how many wait, how many of these are urgent."""
    pressing = Count("pk", filter=Q(level__in=overdue.PRESSING))
    rows = span.open().order_by().values_list("department").annotate(all=Count("pk"), urgent=pressing)
    return sorted(rows, key=lambda row: (-row[1], row[0] or 0))


def urgency(span: Span) -> dict[str, int]:
    """How urgent the questions that came in are judged."""
    return dict(_by(span.asked(), "level"))


@dataclass(frozen=True, slots=True)
class Corrections:
    """What clinicians made of the engine's verdict, of the questions on which they have judged at all."""

    raised: int = 0
    lowered: int = 0
    kept: int = 0
    unsure: int = 0


def corrections(span: Span) -> Corrections:
    """A clinician's last verdict against the engine's last before it; `unsure` where the engine had left it open."""
    judged = TriageRecord.objects.filter(question__in=span.asked(), by__isnull=False).values("question")
    records = TriageRecord.objects.filter(question__in=judged).order_by("-question", "at", "pk")
    found: Counter[str] = Counter()
    for verdicts in _by_question(records.values_list("question", "level", "unsure", "by")[:AT_MOST]):
        found[_outcome(verdicts)] += 1
    return Corrections(raised=found["raised"], lowered=found["lowered"], kept=found["kept"], unsure=found["unsure"])


_Verdict = tuple[int, str, bool, int | None]


def _by_question(records: Iterable[_Verdict]) -> Iterator[list[_Verdict]]:
    group: list[_Verdict] = []
    for record in records:
        if group and group[0][0] != record[0]:
            yield group
            group = []
        group.append(record)
    if group:
        yield group


def _outcome(verdicts: list[_Verdict]) -> str:
    last = max((place for place, verdict in enumerate(verdicts) if verdict[3]), default=0)
    engine = next((verdict for verdict in reversed(verdicts[:last]) if verdict[3] is None), None)
    if engine is None or engine[2]:
        return "unsure"
    change = Level(verdicts[last][1]).rank - Level(engine[1]).rank
    return "raised" if change > 0 else "lowered" if change < 0 else "kept"


@dataclass(frozen=True, slots=True)
class Checked:
    """How many replies were sent, how many of them past a check that stopped, and past which."""

    replies: int
    overridden: int
    checks: dict[str, int]


def overridden(span: Span) -> Checked:
    """Replies sent although a check had stopped them: as the events have it, which hold ids of checks and no words."""
    replied = span.events("question.replied")
    newest = replied.filter(detail__has_key="overridden").order_by("-at").values_list("detail", flat=True)[:AT_MOST]
    past = [detail["overridden"].split() for detail in newest]
    return Checked(
        replied.count(), len(past), dict(Counter(check for checks in past for check in checks).most_common())
    )


@dataclass(frozen=True, slots=True)
class PrivacyFindings:
    """Where somebody was, or could have been, recognised: found by editors before, by readers after publication."""

    recognisable: int
    third_person: int
    reported: int
    mended: int


def privacy_findings(span: Span) -> PrivacyFindings:
    """Questions sent back so that nobody is recognised; readers' reports, and those after which a page was changed."""
    back = SentBack.objects.filter(at__gte=span.since, at__lt=span.until)
    reports = ProblemReport.objects.filter(kind=Problem.PRIVATE, at__gte=span.since, at__lt=span.until)
    return PrivacyFindings(
        recognisable=back.filter(obstacle=Obstacle.RECOGNISABLE).count(),
        third_person=back.filter(obstacle=Obstacle.THIRD_PERSON).count(),
        reported=reports.count(),
        mended=reports.filter(outcome__in=[Outcome.CHANGED, Outcome.TAKEN_DOWN]).count(),
    )


@dataclass(frozen=True, slots=True)
class Drafted:
    """Drafts by a language model: what came of them, and which share of its words each that was sent had changed."""

    asked: int
    failed: int
    written: int
    changed: tuple[float, ...]


def machine_drafts(span: Span) -> Drafted:
    """Of drafts that were asked for in these days; those of questions that were erased are gone."""
    asked = MachineDraft.objects.filter(asked_at__gte=span.since, asked_at__lt=span.until)
    if span.is_part:
        asked = asked.filter(question__in=span.all())
    done = asked.filter(done_at__isnull=False)
    sent = asked.filter(changed__isnull=False).order_by("-asked_at").values_list("changed", flat=True)[:AT_MOST]
    written = done.filter(failure="").count()
    changed = tuple(share for share in sent if share is not None)
    return Drafted(asked.count(), done.count() - written, written, changed)


def deflection(span: Span) -> tuple[int, int]:
    """How many said "this answers my question" before they sent it, and how many sent one."""
    return span.events("question.deflected").count(), span.events("question.submitted").count()


def told(counts: Sequence[int]) -> list[int | None]:
    """The parts of a whole with those left out (None) that are too small to tell.

    Nor can one be computed from the others: a single one that is left out takes the next smallest with it.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < FEWEST}
    if len(hidden) == 1:
        others = [place for place, count in enumerate(counts) if count and place not in hidden]
        if others:
            hidden.add(min(others, key=lambda place: counts[place]))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _by(questions: QuestionQuerySet, field: str) -> list[tuple[str, int]]:
    return list(questions.order_by().values_list(field).annotate(Count("pk")))
