"""The ask flow: one thing per page, danger first, nothing of the text in addresses or sessions."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consilia.accounts.models import Department
from consilia.audit.recording import ASKER, record
from consilia.library.finding import find_similar
from consilia.questions import drafts, jurisdiction, overdue
from consilia.questions.departments import department_chosen, offered_departments
from consilia.questions.drafts import NothingToSend, Written
from consilia.questions.expecting import Expected, expected, expected_of
from consilia.questions.fitting import fit_asked
from consilia.questions.forms import AboutForm, ConsentForm, DepartmentForm, GuardianForm, QuestionForm, SafetyForm
from consilia.questions.links import private_path
from consilia.questions.models import Question, Relation, Sex
from consilia.questions.views.confidential import confidential, draft_key, forget, remember
from consilia.questions.views.danger import support
from consilia.questions.views.person import MONTHS_UNTIL, age_told
from consilia.questions.views.preview import preview
from consilia.questions.views.safety import known_questions, said
from consilia.questions.views.steps import Writing, back_from, first_missing, go_on, step, writing_of
from consilia.questions.views.urgency import before_sending, until_a_reply

ABOUT = ("relation", "age_years", "sex", "duration", "medicines")


@login_not_required
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Your question. Its words are judged at once: danger comes before everything else."""
    writing = writing_of(request)
    if request.method != "POST":
        form = QuestionForm(initial={"text": writing.written.text if writing else ""})
        return _ask_page(request, form)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, form, status=422)
    return _begin_or_reword(writing, form.cleaned_data["text"])


@login_not_required
@step("ask_about")
def about(request: HttpRequest, writing: Writing) -> HttpResponse:
    """About the person who is unwell."""
    form = AboutForm(_sent_in(request), initial=_told(writing.written))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ABOUT}
        return go_on(writing.key, writing.written.told(**told))
    return _page(request, "ask_about", writing, form)


@login_not_required
@step("ask_guardian")
def guardian(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Under the age of consent: a parent or guardian asks, or joins in."""
    form = GuardianForm(_sent_in(request), initial={"confirmed": writing.written.asked_by_guardian})
    if form.is_valid():
        return go_on(writing.key, replace(writing.written, asked_by_guardian=True))
    alone = writing.written.relation == Relation.SELF
    here = jurisdiction.here()
    return _page(
        request,
        "ask_guardian",
        writing,
        form,
        alone=alone,
        lines=here.lines_for("ambulance", "suicide", "violence") if alone else (),
        adult_age=jurisdiction.adult_age(),
    )


@login_not_required
@step("ask_safety")
def safety(request: HttpRequest, writing: Writing) -> HttpResponse:
    """The questions whose yes would change what to do; skipped where there are none."""
    answers = writing.written.safety_answers
    questions = list(known_questions(writing.assessment.ask_next or answers))
    if not questions:
        return go_on(writing.key, writing.written)
    form = SafetyForm(questions, _sent_in(request), before=answers)
    if form.is_valid():
        return go_on(writing.key, replace(writing.written, safety_answers={**answers, **form.answers}))
    return _page(request, "ask_safety", writing, form)


@login_not_required
@step("ask_answers")
def answers(request: HttpRequest, writing: Writing) -> HttpResponse:
    """What doctors have already answered to people with the same question."""
    written = writing.written
    if request.method == "POST":
        fit = fit_asked(written.asked(), writing.assessment)
        return go_on(writing.key, written.seen(fit=fit.departments, offered=fit.choices))
    found = find_similar(text=written.text, language=written.language)
    advice = before_sending(writing.assessment, safety_answers=written.safety_answers)
    return _page(request, "ask_answers", writing, forms.Form(), found=found, advice=advice)


@login_not_required
@step("ask_department")
def department(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Which department fits, where that is not clear; skipped where it is."""
    if not writing.may_choose_department:
        return redirect(f"questions:{first_missing(writing)}")
    offered = offered_departments(writing.written.departments_offered)
    form = DepartmentForm(offered, _sent_in(request), initial={"department": writing.written.department})
    if form.is_valid():
        chosen = form.cleaned_data["department"]
        return go_on(writing.key, replace(writing.written, department_told=True, department=chosen))
    return _page(request, "ask_department", writing, form)


@login_not_required
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def answered(request: HttpRequest) -> HttpResponse:
    """The end of the road for somebody whom an earlier answer helped: the draft is deleted."""
    if request.method != "POST":
        return render(request, "questions/ask_answered.html")
    _deflect(request)
    response = redirect("questions:ask_answered")
    forget(response)
    return response


@login_not_required
@step("ask_consent")
def consent(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Two consents, each with what happens then, and where news may be sent."""
    written = writing.written
    given = {name: getattr(written, name) for name in ("may_answer", "may_publish", "email")}
    given["hidden_words"] = "\n".join(written.hidden_words)
    form = ConsentForm(_sent_in(request), initial=given, question=written.text)
    if form.is_valid() and "show" not in request.POST:
        return go_on(writing.key, replace(written, **form.cleaned_data))
    if "show" in request.POST:
        # Asked only to see what it would look like: nothing else has to be right yet.
        hidden = form.cleaned_data.get("hidden_words")
        problems = form.errors.get("hidden_words")
        form.errors.clear()
        if problems:
            form.errors["hidden_words"] = problems
        written = replace(written, hidden_words=hidden if hidden is not None else written.hidden_words)
    shown = preview(written, now=timezone.now())
    return _page(
        request, "ask_consent", writing, form, preview=shown, under_age=writing.under_age, expected=_expected(writing)
    )


@login_not_required
@step("ask_check")
def check(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Check your answers, and send."""
    if request.method != "POST":
        return _page(request, "ask_check", writing, forms.Form(), **_to_check(writing))
    # The second of two presses: the first has sent it, and its receipt is the answer to both.
    with suppress(NothingToSend):
        drafts.send(writing.key, now=timezone.now())
    response = redirect("questions:ask_sent")
    remember(response, writing.key, lasts=drafts.RECEIPT_LASTS)
    return response


@login_not_required
@confidential
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The receipt: the private link, the number, and what to do until a doctor replies."""
    question = drafts.sent(draft_key(request), now=timezone.now())
    if question is None:
        return redirect("questions:ask")
    return render(request, "questions/ask_sent.html", _receipt(request, question))


def _expected(writing: Writing) -> Expected | None:
    """How soon the department answers that this will probably go to; nothing where it should not be waited for."""
    if writing.assessment.level.value in overdue.PRESSING:
        return None
    written = writing.written
    names = [written.department, *written.departments_fit, *writing.assessment.departments]
    known = Department.objects.active().filter(name__in=names).in_bulk(field_name="name")
    return expected(next((known[name] for name in names if name in known), None), now=timezone.now())


def _sent_in(request: HttpRequest) -> QueryDict | None:
    # An empty form that was sent is not the same as a page that is only being looked at.
    return request.POST if request.method == "POST" else None


def _ask_page(request: HttpRequest, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    return render(request, "questions/ask.html", {"form": form, "back": reverse("library:home")}, status=status)


def _page(request: HttpRequest, name: str, writing: Writing, form: forms.Form, **more: object) -> HttpResponse:
    whom_to_call = support(flag_ids=[flag.id for flag in writing.assessment.red_flags])
    context = {"form": form, "back": back_from(name, writing), "support": whom_to_call, **more}
    return render(request, f"questions/{name}.html", context, status=422 if form.errors else 200)


def _begin_or_reword(writing: Writing | None, text: str) -> HttpResponse:
    if writing is not None:
        return go_on(writing.key, writing.written.worded(text))
    written = Written().worded(text)
    # Always a new key: that of a question already sent leads to its receipt for a while.
    return go_on(drafts.begin(written=written, now=timezone.now()), written)


def _told(written: Written) -> dict[str, Any]:
    years = written.age_years
    in_months = years is not None and years < MONTHS_UNTIL
    age = None if years is None else round(years * 12 if in_months else years, 1)
    return {
        "relation": written.relation,
        "age": None if age is None else f"{age:g}",
        "age_unit": "months" if in_months else "years",
        "sex": written.sex,
        "duration": written.duration,
        "medicines": written.medicines,
    }


def _to_check(writing: Writing) -> dict[str, Any]:
    written = writing.written
    return {
        "department": department_chosen(written.department) if writing.may_choose_department else "",
        "written": written,
        "relation": Relation(written.relation).label,
        "age": age_told(written.age_years),
        "sex": Sex(written.sex).label if written.sex else "",
        "said": said(written.safety_answers),
    }


@transaction.atomic
def _deflect(request: HttpRequest) -> None:
    writing = writing_of(request)
    if writing is None:
        return
    record(by=ASKER, action="question.deflected", kind="draft", ref=writing.number, now=timezone.now())
    drafts.discard(writing.key)


def _receipt(request: HttpRequest, question: Question) -> dict[str, Any]:
    return {
        "question": question,
        "link": request.build_absolute_uri(private_path(question)),
        "advice": until_a_reply(question),
        "expected": expected_of(question, now=timezone.now()),
    }
