"""Who is here when: one's own times away, and for the lead the week of the department."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consilia.accounts import hours
from consilia.accounts.actions import NotAllowed
from consilia.accounts.models import Leave, User
from consilia.desk.hours_forms import LeaveForm
from consilia.desk.views.access import signed_in


@dataclass(frozen=True, slots=True)
class Day:
    """A day of somebody's week, as a box of the form."""

    name: str
    label: str | Promise
    is_on: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A colleague's week."""

    person: User
    days: list[Day]


@never_cache
@require_safe
def when(request: HttpRequest) -> HttpResponse:
    """When you and your department are here."""
    return _page(request, LeaveForm(by=_clinician(request)))


@never_cache
@require_POST
def go_away(request: HttpRequest) -> HttpResponse:
    """Say from when to when somebody is away."""
    user = _clinician(request)
    form = LeaveForm(request.POST, by=user)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        hours.go_away(by=user, now=timezone.now(), **form.cleaned_data)
    except NotAllowed as reason:
        form.add_error(None, str(reason))
        return _page(request, form, status=409)
    messages.success(request, _("It is noted. Questions go round whoever is away."))
    return redirect("desk:hours")


@never_cache
@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a time away back."""
    user = _clinician(request)
    leave = get_object_or_404(Leave.objects.select_related("user"), pk=pk, user__department=user.department)
    try:
        hours.come_back(leave=leave, by=user, now=timezone.now())
    except NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The time away is taken back."))
    return redirect("desk:hours")


@never_cache
@require_POST
def set_rota(request: HttpRequest) -> HttpResponse:
    """Say who is on duty on which day of the week."""
    user = _clinician(request)
    if hours.why_not_lead(user):
        raise PermissionDenied
    days = {somebody.pk: _ticked(request.POST, somebody) for somebody in hours.led_by(user)}
    hours.set_rota(by=user, days=days, now=timezone.now())
    messages.success(request, _("The week is set."))
    return redirect("desk:hours")


def _clinician(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_clinician:
        raise PermissionDenied
    return user


def _page(request: HttpRequest, form: LeaveForm, *, status: int = 200) -> HttpResponse:
    user, today = signed_in(request), timezone.localdate()
    assert user.department, "a clinician has a department"
    leaves = Leave.objects.not_over(on=today).filter(user__department=user.department).select_related("user")
    context = {
        "form": form,
        "here": list(hours.here(user.department, on=today)),
        "leaves": [(leave, hours.why_not_set_leave(user, leave.user) is None) for leave in leaves],
        "weeks": _weeks(user) if user.leads_department else [],
    }
    return render(request, "desk/hours.html", context, status=status)


def _weeks(user: User) -> list[Week]:
    assert user.department, "a clinician has a department"
    rota = hours.rota(user.department)
    return [
        Week(
            somebody,
            [
                Day(_box(somebody, day), label, day in rota.get(somebody.pk, set()))
                for day, label in sorted(WEEKDAYS.items())
            ],
        )
        for somebody in hours.led_by(user)
    ]


def _ticked(posted: QueryDict, somebody: User) -> set[int]:
    return {day for day in WEEKDAYS if posted.get(_box(somebody, day))}


def _box(somebody: User, day: int) -> str:
    return f"on_{somebody.pk}_{day}"
