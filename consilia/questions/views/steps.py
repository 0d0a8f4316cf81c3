"""The order of the ask flow: what comes next, what was left out, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consilia.engines.triage import Assessment, Level
from consilia.questions import drafts
from consilia.questions.actions import needs_guardian
from consilia.questions.assessing import assess
from consilia.questions.drafts import Written
from consilia.questions.fitting import rules_decide
from consilia.questions.views.confidential import confidential, draft_key, remember
from consilia.questions.views.danger import kind_of

# An emergency that no red flag explains is one of its own.
UNNAMED = "unnamed"

ORDER = (
    "ask",
    "ask_emergency",
    "ask_about",
    "ask_guardian",
    "ask_safety",
    "ask_answers",
    "ask_department",
    "ask_consent",
    "ask_check",
)


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft as this request finds it, with the verdict on all that it holds; `number` is the draft's."""

    key: str
    number: int
    written: Written
    assessment: Assessment

    @property
    def danger(self) -> str | None:
        """The kind of emergency that this is, or None."""
        if self.assessment.level is not Level.EMERGENCY:
            return None
        return kind_of(flag.id for flag in self.assessment.red_flags)

    @property
    def unread_dangers(self) -> frozenset[str]:
        """The red flags of an emergency on which the advice to act now has not been read yet."""
        if self.assessment.level is not Level.EMERGENCY:
            return frozenset()
        flags = {flag.id for flag in self.assessment.red_flags} or {UNNAMED}
        return frozenset(flags - set(self.written.emergency_read))

    @property
    def under_age(self) -> bool:
        """Somebody responsible for the person has to ask."""
        return needs_guardian(relation=self.written.relation, age_years=self.written.age_years)

    @property
    def may_choose_department(self) -> bool:
        """Departments were offered, and nothing has turned up since for which the rules decide."""
        verdict = self.assessment
        return bool(self.written.departments_offered) and not rules_decide(verdict, age_years=self.written.age_years)


StepView = Callable[[HttpRequest, Writing], HttpResponse]


def writing_of(request: HttpRequest) -> Writing | None:
    """What this browser is writing, assessed anew, or None."""
    key = draft_key(request)
    found = drafts.find(key, now=timezone.now())
    return Writing(key, found[0], found[1], assess(found[1].asked())) if found else None


def first_missing(writing: Writing) -> str:
    """The first page of the flow that has not been gone through; the last one when none is missing."""
    written = writing.written
    missing = {
        "ask": not written.text,
        "ask_emergency": bool(writing.unread_dangers),
        "ask_about": not written.about_told,
        "ask_guardian": writing.under_age and not written.asked_by_guardian,
        "ask_safety": bool(writing.assessment.ask_next),
        "ask_answers": not written.answers_seen,
        "ask_department": writing.may_choose_department and not written.department_told,
        "ask_consent": not written.may_answer,
    }
    return next((step for step in ORDER if missing.get(step)), ORDER[-1])


def back_from(step: str, writing: Writing) -> str:
    """Address of the page before, leaving out those that this question does not need."""
    left_out = {"ask_emergency"}
    if not writing.under_age:
        left_out.add("ask_guardian")
    if not (writing.written.safety_answers or writing.assessment.ask_next):
        left_out.add("ask_safety")
    if not writing.may_choose_department:
        left_out.add("ask_department")
    before = [name for name in ORDER[: ORDER.index(step)] if name not in left_out]
    return reverse(f"questions:{before[-1]}")


def go_on(key: str, written: Written) -> HttpResponse:
    """Keep what was told and go to the first page that is still missing."""
    drafts.keep(key, written=written, now=timezone.now())
    response = redirect(f"questions:{first_missing(Writing(key, 0, written, assess(written.asked())))}")
    remember(response, key)
    return response


def step(name: str) -> Callable[[StepView], Callable[[HttpRequest], HttpResponse]]:
    """A page of the flow: without the pages before it, it sends to the first that is missing."""

    def decorate(view: StepView) -> Callable[[HttpRequest], HttpResponse]:
        @confidential
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def stepped(request: HttpRequest) -> HttpResponse:
            writing = writing_of(request)
            if writing is None:
                has_sent = drafts.sent(draft_key(request), now=timezone.now())
                return redirect("questions:ask_sent" if has_sent else "questions:ask")
            missing = first_missing(writing)
            if ORDER.index(missing) < ORDER.index(name):
                return redirect(f"questions:{missing}")
            return view(request, writing)

        return stepped

    return decorate
