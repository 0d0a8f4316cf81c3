"""Asking a colleague, and answering one."""

import uuid

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consilia.desk.note_forms import AnswerNoteForm, NoteForm
from consilia.desk.typed_words import typed
from consilia.desk.views.access import find_question, gone, remember_reading, signed_in, stopped
from consilia.questions import colleagues, policies
from consilia.questions.models import Note, Question, StateChanged
from consilia.questions.policies import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_colleague(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Ask a colleague or a department about a case, or leave a note."""
    user = signed_in(request)
    question = find_question(user, reference)
    form = NoteForm(request.POST if request.method == "POST" else None, by=user)
    if question is None:
        return gone(request, reference, typed=typed(form))
    if reason := policies.why_not_note(user, question):
        return stopped(request, reason=reason, typed=typed(form), status=409)
    if not form.is_valid():
        return _page(request, question, form)
    text = form.cleaned_data["text"]
    colleagues.say(question=question, by=user, text=text, now=timezone.now(), **form.addressed())  # type: ignore[arg-type]
    messages.success(request, _("Your colleagues find it in the case."))
    return redirect("desk:case", reference)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_note(request: HttpRequest, reference: uuid.UUID, note: int) -> HttpResponse:
    """Answer a colleague who asked."""
    user = signed_in(request)
    question = find_question(user, reference)
    form = AnswerNoteForm(request.POST if request.method == "POST" else None)
    if question is None:
        return gone(request, reference, typed=typed(form))
    asked = next((one for one in question.notes.all() if one.pk == note), None)
    if asked is None:
        raise Http404
    asked.question = question
    if reason := policies.why_not_answer_note(user, asked):
        return stopped(request, reason=reason, typed=typed(form), status=409)
    if not form.is_valid():
        return _page(request, question, form, asked=asked)
    try:
        colleagues.answer(note=asked, by=user, text=form.cleaned_data["text"], now=timezone.now())
    except (Refused, StateChanged):
        return stopped(request, reason=_("Somebody has answered this already."), typed=typed(form), status=409)
    messages.success(request, _("Your answer is kept. Your colleague is told."))
    still_visible = find_question(user, reference) is not None
    return redirect("desk:case", reference) if still_visible else redirect("desk:queue")


def _page(request: HttpRequest, question: Question, form: Form, *, asked: Note | None = None) -> HttpResponse:
    remember_reading(question, signed_in(request))
    context = {"question": question, "form": form, "asked": asked}
    return render(request, "desk/note.html", context, status=422 if form.is_bound else 200)
