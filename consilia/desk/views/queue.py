"""What waits, most urgent first."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consilia.accounts.models import User
from consilia.desk.views.access import signed_in
from consilia.desk.views.wording import Line, line
from consilia.questions.models import Question, QuestionQuerySet
from consilia.questions.states import State

A_PAGE = 25
OWN, MINE, ALL, ASKER = "own", "mine", "all", "asker"
# The first is what the queue opens on.
FILTERS: dict[str, str | Promise] = {
    OWN: _("My department and what has to be checked"),
    MINE: _("My department alone"),
    ALL: _("All I may see"),
    ASKER: _("Waiting for the asker"),
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
    questions = shown(show, user).most_urgent_first().select_related("department")
    page = Paginator(questions, A_PAGE).get_page(request.GET.get("page"))
    lines: list[Line] = [line(question) for question in page]
    context = {
        "page": page,
        "lines": lines,
        "tabs": tabs(FILTERS, show),
        "elsewhere": shown(ALL, user).count() - page.paginator.count if show == OWN else 0,
    }
    return render(request, "desk/queue.html", context)


def shown(show: str, user: User) -> QuestionQuerySet:
    """The open questions behind one filter."""
    waiting = Question.objects.visible_to(user).open()
    if show == OWN:
        return waiting.first_for(user)
    if show == MINE and user.department:
        return waiting.for_department(user.department)
    if show == ASKER:
        return waiting.filter(state=State.ASKED_BACK)
    return waiting


def tabs(filters: dict[str, str | Promise], chosen: str) -> list[Tab]:
    """The filters as links, one of them chosen."""
    return [Tab(value, label, value == chosen) for value, label in filters.items()]
