"""A draft of the reply by a language model, where the operator lets clinicians ask for one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consilia.desk.views.access import signed_in
from consilia.desk.views.drafts import keep_editor, with_more
from consilia.questions import machine_drafts
from consilia.questions.models import Question
from consilia.questions.reply_drafts import DraftWords


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_draft(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Ask for a draft; the worker has it written while the doctor goes on."""
    return keep_editor(request, reference, change=_asked)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def insert_draft(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Put the draft at the end of the reply, without its citations, and keep all of it."""
    return keep_editor(request, reference, change=_with_draft)


def _asked(request: HttpRequest, question: Question, words: DraftWords) -> DraftWords:
    machine_drafts.ask(question=question, by=signed_in(request), now=timezone.now())
    messages.success(request, _("A draft is being written. Go on with your work, and look again in a moment."))
    return words


def _with_draft(request: HttpRequest, question: Question, words: DraftWords) -> DraftWords:
    number = request.POST.get("machine_draft", "")
    more = machine_drafts.insert(
        question=question,
        number=int(number) if number.isdecimal() else 0,
        by=signed_in(request),
        now=timezone.now(),
    )
    return with_more(words, more)
