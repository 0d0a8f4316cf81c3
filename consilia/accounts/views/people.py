"""The operator's people: who there is, licences, invitations, and those who leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilia.accounts import actions, limiting
from consilia.accounts.actions import NotAllowed, NotVerified, verify_licence, why_not_change, why_not_verify
from consilia.accounts.forms import InvitationForm, LanguageForm, LicenceForm
from consilia.accounts.invitations import send_invitation
from consilia.accounts.licences import recheck_due
from consilia.accounts.limiting import why_not_limit
from consilia.accounts.limits_form import LimitsForm
from consilia.accounts.models import ClinicianProfile, Role, User
from consilia.accounts.scope import people_within, scope_of
from consilia.accounts.second_factor import has_second_factor
from consilia.audit.recording import record

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Licence:
    """Somebody's line in the list, for a clinician with the state of the licence in words and in colour."""

    user: User
    profile: ClinicianProfile | None
    state: str
    colour: str
    may_verify: bool


@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who can sign in, and of clinicians whether they may reply."""
    operator = _operator(request)
    mine = people_within(scope_of(operator)).select_related("department", "hospital", "profile")
    page = Paginator(mine.order_by("name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects([user for user in page if user.is_limited], "limited_departments", "limited_hospitals")
    now = timezone.now()
    rows = [_licence(user, operator, now=now) for user in page]
    return render(request, "accounts/people.html", {"page": page, "rows": rows})


@never_cache
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: how they sign in, and what an operator can do."""
    return _person_page(request, pk)


@never_cache
@require_POST
def check_licence_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A licence was checked again: keep what holds now, and how it was checked."""
    operator = _operator(request)
    somebody = _somebody(operator, pk)
    form = LicenceForm(request.POST)
    if not form.is_valid():
        return _person_page(request, pk, licence_form=form, status=422)
    try:
        actions.check_licence_again(
            person=somebody, licence=form.licence(), proof=form.cleaned_data["proof"], by=operator, now=timezone.now()
        )
    except (NotAllowed, NotVerified) as reason:
        return _refused(request, somebody, str(reason))
    messages.success(request, _("The licence of %(name)s is verified.") % {"name": somebody.name})
    return redirect("accounts:person", pk)


def _person_page(
    request: HttpRequest,
    pk: int,
    *,
    licence_form: LicenceForm | None = None,
    limits_form: LimitsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    operator = _operator(request)
    somebody = _somebody(operator, pk)
    context = {
        "licence_form": licence_form or _licence_form(somebody),
        "row": _licence(somebody, operator, now=timezone.now()),
        "has_second_factor": has_second_factor(somebody),
        "why_not": why_not_change(operator, somebody),
        "limits_form": (limits_form or LimitsForm(person=somebody)) if not why_not_limit(operator, somebody) else None,
        "tried": limits_form or licence_form,
        "form": LanguageForm(initial={"language": settings.LANGUAGE_CODE}),
    }
    return render(request, "accounts/person.html", context, status=status)


def _licence_form(somebody: User) -> LicenceForm:
    profile: ClinicianProfile | None = getattr(somebody, "profile", None)
    known = ("number", "authority", "expires_on")
    return LicenceForm(initial={name: getattr(profile, f"licence_{name}") for name in known} if profile else None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: an account, and a mail with a link to choose a password."""
    operator = _operator(request)
    typed = request.POST if request.method == "POST" else None
    form = InvitationForm(typed, initial={"language": settings.LANGUAGE_CODE, "role": Role.CLINICIAN})
    if not form.is_valid():
        return render(request, "accounts/invite.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        newcomer = actions.invite(newcomer=form.newcomer(), by=operator, now=timezone.now())
    except NotAllowed as reason:
        form.add_error(None, str(reason))
        return render(request, "accounts/invite.html", {"form": form}, status=422)
    _mail(request, newcomer, language=form.cleaned_data["language"])
    return redirect("accounts:person", newcomer.pk)


@never_cache
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another link to choose a password, for who was invited or has forgotten theirs."""
    operator = _operator(request)
    somebody = get_object_or_404(people_within(scope_of(operator)), pk=pk, is_active=True)
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _refused(request, somebody, _("Choose the language of the mail."))
    record(by=operator, action="person.invited", kind="user", ref=pk, now=timezone.now(), role=somebody.role)
    _mail(request, somebody, language=form.cleaned_data["language"])
    return redirect("accounts:person", pk)


@never_cache
@require_POST
def off_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves: signed out at once, everywhere and for good."""
    said = _("%(name)s is signed out everywhere and can no longer sign in. Their replies keep their name.")
    return _change(request, pk, actions.off_board, said)


@never_cache
@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who had left comes back."""
    return _change(request, pk, actions.bring_back, _("%(name)s is back. Send a link to choose a password."))


@never_cache
@require_POST
def limit(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody reaches only some departments and hospitals, or everything again."""
    operator = _operator(request)
    somebody = _somebody(operator, pk)
    form = LimitsForm(request.POST, person=somebody)
    if not form.is_valid():
        return _person_page(request, pk, limits_form=form, status=422)
    try:
        limiting.limit(person=somebody, by=operator, now=timezone.now(), **form.cleaned_data)
    except NotAllowed as reason:
        return _refused(request, somebody, str(reason))
    messages.success(request, _("How far %(name)s reaches is set.") % {"name": somebody.name})
    return redirect("accounts:person", pk)


@never_cache
@require_POST
def make_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leads their department."""
    return _change(request, pk, actions.make_lead, _("%(name)s leads the department."))


@never_cache
@require_POST
def end_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leads their department no more."""
    return _change(request, pk, actions.end_lead, _("%(name)s leads the department no more."))


@never_cache
@require_POST
def forget_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has lost their telephone and their recovery codes."""
    said = _("The second factor of %(name)s is removed, and they are signed out everywhere.")
    return _change(request, pk, actions.forget_second_factor, said)


@never_cache
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm one clinician's licence."""
    operator = _operator(request)
    profiles = ClinicianProfile.objects.filter(user__in=people_within(scope_of(operator)))
    profile = get_object_or_404(profiles.select_related("user"), user=pk)
    try:
        verify_licence(profile=profile, by=operator, now=timezone.now())
    except NotVerified as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The licence of %(name)s is verified.") % {"name": profile.user.name})
    return redirect("accounts:people")


def _somebody(operator: User, pk: int) -> User:
    """Somebody whom the operator reaches; others are not told of."""
    mine = people_within(scope_of(operator)).select_related("department", "hospital", "profile")
    return get_object_or_404(mine, pk=pk)


def _operator(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not user.is_operator:
        raise PermissionDenied
    return user


def _change(request: HttpRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    operator = _operator(request)
    somebody = _somebody(operator, pk)
    try:
        act(person=somebody, by=operator, now=timezone.now())
    except NotAllowed as reason:
        return _refused(request, somebody, str(reason))
    messages.success(request, said % {"name": somebody.name})
    return redirect("accounts:person", pk)


def _refused(request: HttpRequest, somebody: User, reason: str) -> HttpResponse:
    messages.error(request, reason)
    return redirect("accounts:person", somebody.pk)


def _mail(request: HttpRequest, somebody: User, *, language: str) -> None:
    try:
        send_invitation(somebody, language=language)
    except (SMTPException, OSError):
        messages.error(request, _("The mail could not be sent. Send the link again from this page."))
    else:
        messages.success(request, _("A link to choose a password went to %(email)s.") % {"email": somebody.email})


def _licence(user: User, operator: User, *, now: datetime) -> Licence:
    profile = getattr(user, "profile", None)
    if not user.is_clinician:
        return Licence(user, None, "", "", may_verify=False)
    if profile is None:
        return Licence(user, None, pgettext("licence", "Missing"), "red", may_verify=False)
    may_verify = why_not_verify(operator, profile, now=now) is None
    if profile.licence_expires_on < timezone.localdate(now):
        return Licence(user, profile, pgettext("licence", "Expired"), "red", may_verify)
    if profile.verified_at is None:
        return Licence(user, profile, pgettext("licence", "Not verified"), "orange", may_verify)
    if recheck_due(profile, now=now):
        return Licence(user, profile, pgettext("licence", "Verified; due to be checked again"), "orange", may_verify)
    return Licence(user, profile, pgettext("licence", "Verified"), "green", may_verify)
