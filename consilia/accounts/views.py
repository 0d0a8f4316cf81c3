"""Signing in and out, and the operator's list of clinicians."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consilia.accounts.actions import NotVerified, verify_licence, why_not_verify
from consilia.accounts.forms import SignInForm
from consilia.accounts.models import ClinicianProfile, Role, User

A_PAGE = 50


class SignIn(LoginView):
    """Sign in; `next` is followed only within this service."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        """The form again, the address kept."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignOut(LogoutView):
    """Sign out."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A clinician's line in the list, with the state of the licence in words and in colour."""

    user: User
    profile: ClinicianProfile | None
    state: str
    colour: str
    may_verify: bool


@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The clinicians of this service and whether they may reply."""
    operator = _operator(request)
    clinicians = User.objects.filter(role=Role.CLINICIAN).select_related("department", "hospital", "profile")
    page = Paginator(clinicians.order_by("name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [_licence(user, operator, now=now) for user in page]
    return render(request, "accounts/people.html", {"page": page, "rows": rows})


@never_cache
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm one clinician's licence."""
    operator = _operator(request)
    profile = get_object_or_404(ClinicianProfile.objects.select_related("user"), user=pk)
    try:
        verify_licence(profile=profile, by=operator, now=timezone.now())
    except NotVerified as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The licence of %(name)s is verified.") % {"name": profile.user.name})
    return redirect("accounts:people")


def _operator(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not user.is_operator:
        raise PermissionDenied
    return user


def _licence(user: User, operator: User, *, now: datetime) -> Licence:
    profile = getattr(user, "profile", None)
    if profile is None:
        return Licence(user, None, pgettext("licence", "Missing"), "red", may_verify=False)
    may_verify = why_not_verify(operator, profile, now=now) is None
    if profile.licence_expires_on < timezone.localdate(now):
        return Licence(user, profile, pgettext("licence", "Expired"), "red", may_verify)
    if profile.verified_at is None:
        return Licence(user, profile, pgettext("licence", "Not verified"), "orange", may_verify)
    return Licence(user, profile, pgettext("licence", "Verified"), "green", may_verify)
