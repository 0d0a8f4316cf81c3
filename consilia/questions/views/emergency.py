"""The page that comes before everything else when somebody may be in danger."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from consilia.audit.recording import ASKER, record
from consilia.questions import drafts
from consilia.questions.views.danger import advice
from consilia.questions.views.safety import said
from consilia.questions.views.steps import Writing, back_from, first_missing, go_on, step


@login_not_required
@step("ask_emergency")
def emergency(request: HttpRequest, writing: Writing) -> HttpResponse:
    """What to do now; a modest way on below it, because nobody is locked out."""
    kind = writing.danger
    if kind is None:
        return redirect(f"questions:{first_missing(writing)}")
    if request.method == "POST":
        read = sorted({*writing.written.emergency_read, *writing.unread_dangers})
        return go_on(writing.key, replace(writing.written, emergency_read=read))
    _remember_shown(writing, kind)
    flags = writing.assessment.red_flags
    danger = advice(
        told=[*(flag.quote for flag in flags if flag.quote), *_answered(writing)],
        flag_ids=[flag.id for flag in flags],
    )
    back = back_from("ask_emergency", writing)
    return render(request, "questions/ask_emergency.html", {"danger": danger, "back": back})


def _answered(writing: Writing) -> list[str]:
    by_answer = {flag.id for flag in writing.assessment.red_flags if not flag.quote}
    return [one.question for one in said(writing.written.safety_answers) if one.yes and one.yes_means in by_answer]


def _remember_shown(writing: Writing, kind: str) -> None:
    """Memory holds that the advice was shown, once for each kind, and nothing of why."""
    if kind in writing.written.emergency_shown:
        return
    now = timezone.now()
    written = replace(writing.written, emergency_shown=[*writing.written.emergency_shown, kind])
    if drafts.keep(writing.key, written=written, now=now):
        record(by=ASKER, action="asker.emergency_shown", kind="draft", ref=writing.number, now=now, advice=kind)
