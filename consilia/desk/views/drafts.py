"""Saving a reply that is not sent yet, by a button or by the script; putting words into it; seeing it as the asker."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consilia.accounts.models import User
from consilia.desk.drafting import goes_on_from, said_of
from consilia.desk.quoting import quotation, standing_reply
from consilia.desk.reply_forms import ReplyForm
from consilia.desk.typed_words import typed, unjudged
from consilia.desk.views.access import CANNOT_WRITE, find_question, gone, not_kept, remember_reading, signed_in
from consilia.desk.views.case import ACTS, act_form, case_page
from consilia.questions import prepared, reply_drafts
from consilia.questions.jurisdiction import here
from consilia.questions.models import PreparedText, Question, Reply
from consilia.questions.policies import Refused
from consilia.questions.reply_drafts import DraftMovedOn, DraftWords, draft_of
from consilia.questions.signing import signature

Change = Callable[[HttpRequest, Question, DraftWords], DraftWords]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Keep what stands in the editor. The script asks for JSON, the button for the page."""
    return keep_editor(request, reference, change=_unchanged)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def insert_prepared(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Put a prepared text at the end of the reply, filled in, and keep all of it."""
    return keep_editor(request, reference, change=_with_prepared)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def insert_answer(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Put an answer of the library at the end of the reply, with who gave it, and keep all of it."""
    return keep_editor(request, reference, change=_with_answer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_preview(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Keep what stands in the editor, then show it as its asker would see it."""
    return keep_editor(request, reference, change=_unchanged, then="desk:preview")


@never_cache
@require_safe
def preview(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """The draft as its asker would see it, in their language."""
    user = signed_in(request)
    question = find_question(user, reference)
    kept = draft_of(question, by=user) if question else None
    if question is None or kept is None or not kept.version:
        raise Http404
    remember_reading(question, user)
    words = kept.words
    shown = Reply(
        question=question,
        text=words.text,
        care_now=words.care_now,
        urgent_signs=words.urgent_signs,
        at=timezone.now(),
        **signature(user, language=question.language),
    )
    context = {"question": question, "reply": shown, "their_language": question.language.lower(), "here": here()}
    return render(request, "desk/preview.html", context)


def keep_editor(request: HttpRequest, reference: uuid.UUID, *, change: Change, then: str = "") -> HttpResponse:
    """Keep what stands in the editor after `change`; what cannot be done is shown with the reason, and every word."""
    if request.method != "POST":
        return redirect("desk:case", reference)
    user = signed_in(request)
    question = find_question(user, reference)
    form = act_form(ACTS["reply"], question, user, request.POST)
    assert isinstance(form, ReplyForm)
    if question is None:
        return gone(request, reference, typed=typed(form))
    try:
        return _saved(request, question, form, change=change, then=then)
    except DatabaseError as error:
        if _is_script(request):
            return JsonResponse({"said": str(CANNOT_WRITE)}, status=503)
        return not_kept(request, error, typed=typed(form))


def _saved(request: HttpRequest, question: Question, form: ReplyForm, *, change: Change, then: str) -> HttpResponse:
    user = signed_in(request)
    try:
        words = change(request, question, form.as_typed)
        kept = reply_drafts.save(question=question, by=user, words=words, seen=form.draft_seen, now=timezone.now())
    except (Refused, DraftMovedOn) as refusal:
        return _conflict(request, question, form, refusal)
    if _is_script(request):
        return JsonResponse({"said": said_of(kept.saved_at), "version": kept.version})
    if then and kept.version:
        return redirect(then, question.reference)
    return redirect(f"{reverse('desk:case', args=[question.reference])}#reply_heading")


def _conflict(request: HttpRequest, question: Question, form: ReplyForm, refusal: Exception) -> HttpResponse:
    if isinstance(refusal, Refused):
        reason = str(refusal)
    else:
        reason = _(
            "Another window of yours has saved a different text, or has sent it. Yours is kept on this page; "
            "what was saved there stands below it. To keep this one, save it again."
        )
    if _is_script(request):
        return JsonResponse({"said": reason}, status=409)
    goes_on_from(form, draft_of(question, by=signed_in(request)))
    unjudged(form)
    return case_page(request, question, posted=ACTS["reply"], form=form, reason=reason, status=409)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _unchanged(request: HttpRequest, question: Question, words: DraftWords) -> DraftWords:
    return words


def _with_prepared(request: HttpRequest, question: Question, words: DraftWords) -> DraftWords:
    user = signed_in(request)
    chosen = _chosen(request, user)
    if chosen is None:
        messages.warning(request, _("Choose a prepared text first."))
        return words
    return with_more(words, prepared.filled(chosen, question=question, by=user))


def _with_answer(request: HttpRequest, question: Question, words: DraftWords) -> DraftWords:
    number, _colon, position = request.POST.get("answer", "").partition(":")
    reply = standing_reply(number=number, position=position)
    if reply is None:
        messages.warning(request, _("This answer is no longer published."))
        return words
    return with_more(words, quotation(page=reply.page, reply=reply, question=question))


def _chosen(request: HttpRequest, user: User) -> PreparedText | None:
    number = request.POST.get("prepared", "")
    return PreparedText.objects.usable_by(user).filter(pk=number).first() if number.isdecimal() else None


def with_more(words: DraftWords, more: str) -> DraftWords:
    """Put `more` at the end of the reply."""
    text = f"{words.text.rstrip()}\n\n{more}" if words.text.strip() else more
    return replace(words, text=text)
