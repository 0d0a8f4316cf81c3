"""The asker's private page: whoever holds the link reads the reply, adds, answers, edits, withdraws."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilia.engines.triage import Level
from consilia.library.models import Page, Urgency
from consilia.questions import actions, forgetting, overdue, policies, sending_back
from consilia.questions.assessing import assess_newest
from consilia.questions.enquiries import Answer, complaints
from consilia.questions.expecting import expected_of
from consilia.questions.forms import AddForm, AnswerForm, EditForm, ResubmitForm
from consilia.questions.links import question_behind
from consilia.questions.models import Message, MessageKind, Question, StateChanged
from consilia.questions.policies import Refused
from consilia.questions.reading import readings_of
from consilia.questions.states import OPEN, State, why_not
from consilia.questions.views.confidential import confidential
from consilia.questions.views.person import age_told
from consilia.questions.views.preview import preview_again
from consilia.questions.views.safety import said
from consilia.questions.views.urgency import WhatToDo, signs_of, until_a_reply, what_to_do

Act = Callable[..., None]


@login_not_required
@confidential
@require_safe
def private(request: HttpRequest, token: str) -> HttpResponse:
    """The question and all that has happened to it; of one that was erased, the certificate."""
    if question := question_behind(token):
        return _page(request, token, question)
    if certificate := forgetting.certificate_behind(token):
        return render(request, "questions/erased.html", {"certificate": certificate})
    raise Http404


@login_not_required
@confidential
@require_POST
def add(request: HttpRequest, token: str) -> HttpResponse:
    """Add something to the question."""
    done = _("We have added it. The doctor sees it with your question.")
    return _say(request, token, act=actions.add, form=AddForm(request.POST, auto_id="id_add_%s"), done=done)


@login_not_required
@confidential
@require_POST
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Word the question anew."""
    done = _("We have changed your question.")
    return _say(request, token, act=actions.edit, form=EditForm(request.POST, auto_id="id_edit_%s"), done=done)


@login_not_required
@confidential
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the doctor who asked back."""
    done = _("We have passed your answer on to the doctor.")
    form = AnswerForm(request.POST, message=_asked(_question(token)))

    def answer_all(*, question: Question, text: str, now: datetime) -> None:
        if form.is_to_another:
            raise StateChanged("the doctor has asked something else since")
        actions.answer_back(question=question, text=text, now=now, answers=form.answers())

    return _say(request, token, act=answer_all, form=form, done=done)


@login_not_required
@confidential
@require_POST
def keep_private(request: HttpRequest, token: str) -> HttpResponse:
    """End the consent to publication, and keep the reply."""
    try:
        actions.keep_private(question=_question(token), now=timezone.now())
    except (Refused, StateChanged) as error:
        return _page(request, token, _question(token), problem=_reason(error), status=409)
    messages.success(request, _("Nothing of your question is published. You keep the reply here."))
    return redirect("questions:private", token)


@login_not_required
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def resubmit(request: HttpRequest, token: str) -> HttpResponse:
    """What an editor sent back: other words or the same, how they would look, and consent once more."""
    question = _question(token)
    form = ResubmitForm(request.POST if request.method == "POST" else None, initial={"text": question.wording})
    if reason := policies.why_not_resubmit(question):
        heard = _heard(question, request.POST.get("text", ""))
        tried = form if form.is_bound else None
        return _page(request, token, question, tried=tried, problem=reason, heard=heard, status=409)
    if form.is_bound and "show" not in request.POST and form.is_valid():
        done = _("Thank you. An editor looks at it again before anything is published.")
        return _say(request, token, act=sending_back.resubmit, form=form, done=done)
    return _resubmit_page(request, token, question, form)


def _resubmit_page(request: HttpRequest, token: str, question: Question, form: ResubmitForm) -> HttpResponse:
    words = str(form["text"].value() or "")
    if "show" in request.POST:
        # Asked only to see what it would look like: the consent may wait.
        form.errors.pop("may_publish", None)
    context = {
        "question": question,
        "token": token,
        "form": form,
        "letter": question.sent_backs.last(),
        "preview": preview_again(question, words) if words.strip() else None,
    }
    return render(request, "questions/resubmit.html", context, status=422 if form.errors else 200)


@login_not_required
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take the question back: first a page that says what that means, then the act."""
    question = _question(token)
    if reason := why_not("withdraw", question.state):
        return _page(request, token, question, problem=reason, status=409)
    if request.method != "POST":
        published = question.state == State.PUBLISHED
        return render(
            request, "questions/withdraw.html", {"question": question, "token": token, "published": published}
        )
    try:
        actions.withdraw(question=question, now=timezone.now())
    except (Refused, StateChanged) as error:
        return _page(request, token, _question(token), problem=_reason(error), status=409)
    messages.success(request, _("Your question has been withdrawn."))
    return redirect("questions:private", token)


@login_not_required
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Have everything deleted: first a page that says what that means, then the act, then the certificate."""
    question = _question(token)
    if request.method != "POST":
        return render(request, "questions/erase.html", {"question": question, "token": token})
    forgetting.erase(question=question, now=timezone.now())
    return redirect("questions:private", token)


@login_not_required
@confidential
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """All that is held about the question, as a file."""
    question = _question(token)
    readings = [{"at": one.at.isoformat(), "who": one.who, "why": one.why} for one in readings_of(question)]
    told = forgetting.copy_of(question, readings=readings)
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="consilia-{question.number}.json"'
    return answer


def _question(token: str) -> Question:
    question = question_behind(token)
    if question is None:
        raise Http404
    return question


def _say(request: HttpRequest, token: str, *, act: Act, form: forms.Form, done: str) -> HttpResponse:
    """The three acts that take a text; whatever goes wrong, the person's text is kept on the page."""
    question = _question(token)
    if not form.is_valid():
        return _page(request, token, question, tried=form, status=422)
    try:
        act(question=question, text=form.cleaned_data["text"], now=timezone.now())
    except (Refused, StateChanged) as error:
        answers = form.answers() if isinstance(form, AnswerForm) else []
        heard = _heard(question, complaints([*answers, Answer(form.cleaned_data["text"])]))
        return _page(request, token, _question(token), tried=form, problem=_reason(error), heard=heard, status=409)
    messages.success(request, done)
    return redirect("questions:private", token)


def _heard(question: Question, text: str) -> WhatToDo | None:
    """Words that came too late are still heard: what to do now, where they tell of an emergency."""
    verdict = assess_newest(question, text)
    if verdict.level is not Level.EMERGENCY:
        return None
    return what_to_do(verdict.level, unsure=False, signs=signs_of(verdict))


def _reason(error: Refused | StateChanged) -> str:
    if isinstance(error, Refused):
        return str(error)
    return _("Something happened to your question a moment ago. Look at it again before you go on.")


def _page(
    request: HttpRequest,
    token: str,
    question: Question,
    *,
    tried: forms.Form | None = None,
    problem: str = "",
    heard: WhatToDo | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "question": question,
        "token": token,
        "state": State(question.state).label,
        "conversation": question.messages.exclude(kind=MessageKind.EDITED_FROM),
        "replies": question.replies.prefetch_related("amendments"),
        "letters": question.sent_backs.all(),
        "may_resubmit": policies.why_not_resubmit(question) is None,
        "age": age_told(question.age_years),
        "safety": said(question.safety_answers),
        "page": _published_page(question),
        "readings": readings_of(question),
        "kept_until": forgetting.kept_until(question),
        "expected": expected_of(question, now=timezone.now()),
        "answer_by": overdue.answer_by(question),
        "advice": heard or _advice(question),
        "may_keep_private": question.may_publish and _may("keep_private", question),
        "may_withdraw": why_not("withdraw", question.state) is None,
        "form": None if problem else tried,
        "problem": problem,
        "kept": _typed(tried) if tried and problem else "",
        **_forms(question, tried if not problem else None),
    }
    return render(request, "questions/private.html", context, status=status)


def _forms(question: Question, tried: forms.Form | None) -> dict[str, forms.Form | None]:
    """The forms for what may be done now; the one that was tried comes back with its errors and its text."""
    return {
        "answer_form": _answer_form(question, tried) if policies.why_not_answer_back(question) is None else None,
        "add_form": _form(AddForm, "add", tried) if _may("add", question) else None,
        "edit_form": (
            _form(EditForm, "edit", tried, text=question.text) if policies.why_not_edit(question) is None else None
        ),
    }


def _answer_form(question: Question, tried: forms.Form | None) -> forms.Form:
    return tried if isinstance(tried, AnswerForm) else AnswerForm(message=_asked(question))


def _asked(question: Question) -> Message | None:
    """What the doctor asked last."""
    return question.messages.filter(kind=MessageKind.ASKED_BACK).last()


def _typed(form: forms.Form) -> str:
    return form.typed() if isinstance(form, AnswerForm) else str(form.data.get("text", ""))


def _may(act: str, question: Question) -> bool:
    return why_not(act, question.state) is None


def _form(kind: type[forms.Form], name: str, tried: forms.Form | None, **initial: str) -> forms.Form:
    return tried if isinstance(tried, kind) else kind(initial=initial, auto_id=f"id_{name}_%s")


def _published_page(question: Question) -> Page | None:
    standing = question.publications.filter(withdrawn_at__isnull=True).values("page_number")
    return Page.objects.published().filter(pk__in=standing).first()


def _advice(question: Question) -> WhatToDo | None:
    """What to do until a doctor replies, where it cannot wait for the reply; nothing afterwards."""
    if question.state not in OPEN:
        return None
    advice = until_a_reply(question)
    return advice if advice.because or advice.card in {Urgency.EMERGENCY, Urgency.URGENT} else None
