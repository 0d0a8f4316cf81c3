"""A reply that was sent: worded anew or taken back by its doctor, looked over by a colleague, carried to its page."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consilia.desk.amending_forms import CorrectionForm, PublicCorrectionForm, RetractionForm
from consilia.desk.masking import CannotMask, Looked, look_at_reply
from consilia.desk.typed_words import typed
from consilia.desk.views.access import find_question, remember_reading, signed_in, stopped
from consilia.desk.views.case import seen, what_changed
from consilia.library.models import Change, Page
from consilia.questions import amending, policies, publishing
from consilia.questions.models import Amendment, Question, Reply, StateChanged
from consilia.questions.policies import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, reference: uuid.UUID, reply: int) -> HttpResponse:
    """Its doctor words the reply anew."""
    user, found = signed_in(request), _reply(request, reference, reply)
    form = CorrectionForm(request.POST if request.method == "POST" else None, reply=found, by=user)
    if reason := policies.why_not_correct_reply(user, found.question, found, on=timezone.localdate()):
        return stopped(request, reason=reason, typed=typed(form) if form.is_bound else None, status=409)
    return _form_page(
        request,
        found,
        form,
        template="desk/correct_reply.html",
        do=lambda: amending.correct(
            question=found.question, reply=found, by=user, now=timezone.now(), **form.cleaned_data
        ),
        done=_("Your correction is sent. The asker is told; a published page follows by an editor's hand."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retract(request: HttpRequest, reference: uuid.UUID, reply: int) -> HttpResponse:
    """Its doctor or an editor takes the reply back."""
    user, found = signed_in(request), _reply(request, reference, reply)
    form = RetractionForm(request.POST if request.method == "POST" else None)
    if reason := policies.why_not_retract_reply(user, found.question, found):
        return stopped(request, reason=reason, typed=typed(form) if form.is_bound else None, status=409)
    return _form_page(
        request,
        found,
        form,
        template="desk/retract_reply.html",
        do=lambda: amending.retract(
            question=found.question, reply=found, by=user, now=timezone.now(), **form.cleaned_data
        ),
        done=_("The reply is taken back. The asker is told, and a published page says so from now on."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, reference: uuid.UUID, reply: int) -> HttpResponse:
    """A second clinician has looked over it."""
    if request.method != "POST":
        return redirect("desk:case", reference)
    found = _reply(request, reference, reply)
    if request.POST.get("seen") != seen(found.question):
        return stopped(request, reason=what_changed(found.question), status=409)
    try:
        amending.approve(question=found.question, reply=found, by=signed_in(request), now=timezone.now())
    except Refused as refusal:
        return stopped(request, reason=str(refusal), status=409)
    except StateChanged:
        messages.warning(request, _("The reply is not as you saw it, or you have approved it already."))
    else:
        messages.success(request, _("It is noted that you have looked over the reply."))
    return redirect("desk:case", reference)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest, reference: uuid.UUID, reply: int) -> HttpResponse:
    """An editor carries a doctor's correction over to the page: the original beside the words that will be public."""
    user, found = signed_in(request), _reply(request, reference, reply)
    if not user.is_editor:
        raise PermissionDenied
    newest = found.amendment
    if newest is None or newest.kind != Change.CORRECTED or newest.carried_at:
        return stopped(request, reason=_("No correction of this reply waits."), status=409)
    if reason := policies.why_not_correct(user, found.question):
        return stopped(request, reason=reason, status=409)
    try:
        return _carried(request, found, newest)
    except CannotMask:
        reason = _("Masking does not work at the moment, so nothing can be published. Tell the operator.")
        return stopped(request, reason=reason, status=503)


def _carried(request: HttpRequest, found: Reply, newest: Amendment) -> HttpResponse:
    question, user = found.question, signed_in(request)
    originals = {name: _look(words, question) for name, words in _words(question, newest).items()}
    data = request.POST if request.method == "POST" else None
    suggested = {name: original.masked for name, original in originals.items()}
    form = PublicCorrectionForm(data, look=lambda _name, words: _look(words, question), initial=suggested)
    return _form_page(
        request,
        found,
        form,
        template="desk/carry_correction.html",
        do=lambda: publishing.correct(
            question=question, by=user, change=form.approved(found), text=form.cleaned_data["text"], now=timezone.now()
        ),
        done=_("The page tells the correction."),
        originals=[(form[name], original) for name, original in originals.items()],
    )


def _words(question: Question, newest: Amendment) -> dict[str, str]:
    """By field: what the doctor wrote, and for the care card what they wrote or, where nothing, what the page says."""
    standing = question.publications.filter(withdrawn_at__isnull=True).values("page_number")
    page = Page.objects.filter(pk__in=standing).first()
    return {
        "reason": " ".join(newest.reason.split()),
        "text": newest.text,
        "care_now": newest.care_now or "\n".join(page.care_now if page else ()),
        "urgent_signs": newest.urgent_signs or "\n".join(page.urgent_signs if page else ()),
    }


def _look(words: str, question: Question) -> Looked:
    return look_at_reply(words, question=question)


def _form_page(
    request: HttpRequest,
    reply: Reply,
    form: Form,
    *,
    template: str,
    do: Callable[[], None],
    done: str,
    **more: object,
) -> HttpResponse:
    """Show a form, or do what it says. Words that meet a changed question are shown again with the reason."""
    question, reason, status = reply.question, "", 200
    if request.method == "POST" and request.POST.get("seen") != seen(question):
        reason, status = what_changed(question), 409
    elif request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            do()
        except Refused as refusal:
            reason, status = str(refusal), 409
        except StateChanged:
            reason, status = what_changed(question), 409
        else:
            messages.success(request, done)
            return redirect("desk:case", question.reference)
    remember_reading(question, signed_in(request))
    keep = form["keep"] if "keep" in form.fields else None
    context = {
        "question": question,
        "reply": reply,
        "form": form,
        "reason": reason,
        "seen": seen(question),
        "keep": keep,
    }
    return render(request, template, context | more, status=status)


def _reply(request: HttpRequest, reference: uuid.UUID, number: int) -> Reply:
    """A reply of a question that the person may see, with all that hangs on the question."""
    question = find_question(signed_in(request), reference)
    found = next((one for one in question.replies.all() if one.pk == number), None) if question else None
    if question is None or found is None:
        raise Http404
    found.question = question
    return found
