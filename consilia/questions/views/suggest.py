"""While somebody types a question: whom to call, where their words tell of danger; else what doctors have answered."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from consilia.engines.triage import Level
from consilia.library.suggesting import suggest_pages
from consilia.questions import drafts
from consilia.questions.assessing import BROKEN, assess
from consilia.questions.drafts import Written
from consilia.questions.forms import LONGEST_TEXT
from consilia.questions.views.confidential import confidential, draft_key
from consilia.questions.views.danger import advice_on


@login_not_required
@confidential
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """A piece of the page on which the question is typed; empty where there is nothing to say. Keeps nothing.

    All that could be sent is judged, though only its beginning is looked up: danger may stand at the end.
    """
    written = _so_far(request)
    verdict = assess(written.asked())
    if (danger := advice_on(verdict)) is not None:
        card = "emergency" if verdict.level is Level.EMERGENCY else "urgent"
        return render(request, "questions/_suggest_danger.html", {"danger": danger, "card": card})
    # Where triage has failed nobody can say that reading will do.
    judged = verdict.rules_version != BROKEN
    found = suggest_pages(text=written.text, language=written.language) if judged else ()
    return render(request, "library/_suggestions.html", {"found": found, "new_tab": True})


def _so_far(request: HttpRequest) -> Written:
    """What is typed, with what this browser has told before: the same verdict as when the question is sent."""
    known = drafts.find(draft_key(request), now=timezone.now())
    written = known[1] if known else Written()
    return written.worded(request.POST.get("text", "")[:LONGEST_TEXT])
