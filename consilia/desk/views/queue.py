"""What waits, most urgent first."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consilia.accounts.licences import ends_soon
from consilia.accounts.models import User
from consilia.desk.views.access import signed_in
from consilia.desk.views.wording import Line, line
from consilia.questions.models import Question, QuestionQuerySet
from consilia.questions.states import State

A_PAGE = 25
OWN, MINE, DEPARTMENT, UNANSWERED, ASKER, REVIEW = "own", "mine", "department", "unanswered", "asker", "review"
SECOND, ASKED = "second", "asked"
# The first is what the queue opens on.
FILTERS: dict[str, str | Promise] = {
    OWN: _("My department and what has to be checked"),
    MINE: _("Mine"),
    DEPARTMENT: _("My department alone"),
    UNANSWERED: _("Unanswered"),
    ASKER: _("Waiting for the asker"),
    REVIEW: _("To be checked"),
    ASKED: _("Asked of me"),
    SECOND: _("To look over before publication"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A filter of a list, as a link."""

    value: str
    label: str | Promise
    chosen: bool


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """A clinician's queue. Editors and operators have their own first page."""
    user = signed_in(request)
    if not user.is_clinician:
        return redirect("desk:to_publish" if user.is_editor else "accounts:people")
    show = request.GET.get("show", OWN)
    show = show if show in FILTERS else OWN
    questions = shown(show, user).most_urgent_first().select_related("department", "claimed_by")
    page = Paginator(questions, A_PAGE).get_page(request.GET.get("page"))
    lines: list[Line] = [line(question, reader=user) for question in page]
    context = {
        "page": page,
        "lines": lines,
        "licence_ends": ends_soon(user, on=timezone.localdate()),
        "tabs": tabs(FILTERS, show),
        "elsewhere": elsewhere(user) if show == OWN else 0,
    }
    return render(request, "desk/queue.html", context)


def shown(show: str, user: User) -> QuestionQuerySet:
    """The questions behind one filter."""
    visible = Question.objects.visible_to(user)
    waiting = visible.open()
    chosen = {
        MINE: waiting.taken_on_by(user),
        DEPARTMENT: waiting.filter(department=user.department_id),
        UNANSWERED: waiting.unanswered(),
        ASKER: waiting.filter(state=State.ASKED_BACK),
        REVIEW: waiting.filter(state=State.REVIEW),
        ASKED: visible.asked_of(user),
        SECOND: visible.to_look_over(user),
    }
    return chosen.get(show, waiting.first_for(user))


def elsewhere(user: User) -> int:
    """Unanswered questions that one may take although they are not of one's own department."""
    return shown(UNANSWERED, user).not_first_for(user).count()


def tabs(filters: dict[str, str | Promise], chosen: str) -> list[Tab]:
    """The filters as links, one of them chosen."""
    return [Tab(value, label, value == chosen) for value, label in filters.items()]
