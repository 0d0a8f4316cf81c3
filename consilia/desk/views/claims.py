"""Taking a question on, taking it over from a colleague, giving it back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consilia.accounts.models import User
from consilia.desk.views.access import find_question, signed_in
from consilia.questions import claiming
from consilia.questions.models import Question, StateChanged
from consilia.questions.policies import Refused


@dataclass(frozen=True, slots=True)
class Claim:
    """What can be done about who works on a question."""

    do: Callable[..., None]
    done: str | Promise


CLAIMS: dict[str, Claim] = {
    "claim": Claim(claiming.claim, _("The question is yours. It stands under “Mine” in the queue.")),
    "take_over": Claim(claiming.take_over, _("You have taken the question over. Your colleague sees that.")),
    "release": Claim(claiming.release, _("The question is back in the queue.")),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Who works on a question, as one person at the desk reads it."""

    by: User | None
    since: datetime | None
    until: datetime | None
    is_mine: bool
    taken_by: User | None
    may_claim: bool
    may_take_over: bool

    @property
    def by_colleague(self) -> bool:
        """Somebody else works on it at this moment."""
        return self.by is not None and not self.is_mine


def held(question: Question, user: User, *, now: datetime) -> Held:
    """`taken_by` is the colleague who took it over from `user`."""
    taken_from_me = question.claim_taken_from_id == user.pk
    return Held(
        by=claiming.holder(question, now=now),
        since=question.claimed_at,
        until=claiming.held_until(question),
        is_mine=question.claimed_by_id == user.pk,
        taken_by=question.claimed_by if taken_from_me else None,
        may_claim=claiming.why_not_claim(user, question, now=now) is None,
        may_take_over=claiming.why_not_take_over(user, question, now=now) is None,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, reference: uuid.UUID, act: str) -> HttpResponse:
    """Do one of them, and show the case again: with who has it now, if a colleague was quicker."""
    user, chosen = signed_in(request), CLAIMS[act]
    if request.method != "POST":
        return redirect("desk:case", reference)
    question = find_question(user, reference)
    if question is None:
        raise Http404
    try:
        chosen.do(question=question, by=user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    except StateChanged:
        messages.error(request, _("Somebody was quicker. Look who works on it now."))
    else:
        messages.success(request, str(chosen.done))
    return redirect("desk:case", reference)
