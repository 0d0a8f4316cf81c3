"""A page that goes public later: moved to another time, or taken back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consilia.accounts.models import User
from consilia.desk.planning_forms import TimeForm
from consilia.desk.views.access import find_question, gone, signed_in, stopped
from consilia.desk.views.case import seen, what_changed
from consilia.questions import planning
from consilia.questions.models import Question, StateChanged
from consilia.questions.policies import Refused

MOVE, TAKE_BACK = "move", "take_back"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def perform(request: HttpRequest, reference: uuid.UUID, act: str) -> HttpResponse:
    """Do one of the two; what cannot be done is told with the reason."""
    if request.method != "POST":
        return redirect("desk:publish", reference)
    user = signed_in(request)
    question = find_question(user, reference)
    if question is None:
        return gone(request, reference, typed=[])
    if not user.is_editor:
        return stopped(request, reason=_("Only an editor can publish."), status=403)
    if request.POST.get("seen") != seen(question):
        return stopped(request, reason=what_changed(question), status=409)
    return _do(request, question, act)


def _do(request: HttpRequest, question: Question, act: str) -> HttpResponse:
    form, user = TimeForm(request.POST) if act == MOVE else None, signed_in(request)
    if form and not form.is_valid():
        return stopped(request, reason=str(form.errors["due_at"][0]), status=422)
    try:
        done = _move(question, form, by=user) if form else _take_back(question, by=user)
    except (Refused, StateChanged) as refusal:
        return stopped(request, reason=_reason(refusal, question), status=409)
    messages.success(request, done)
    return redirect("desk:publish", question.reference)


def _move(question: Question, form: TimeForm, *, by: User) -> str:
    planning.change_time(question=question, by=by, due_at=form.cleaned_data["due_at"], now=timezone.now())
    return _("The page goes public at the new time.")


def _take_back(question: Question, *, by: User) -> str:
    planning.take_back(question=question, by=by, now=timezone.now())
    return _("The page does not go public by itself any more.")


def _reason(refusal: Exception, question: Question) -> str:
    return str(refusal) if isinstance(refusal, Refused) else what_changed(question)
