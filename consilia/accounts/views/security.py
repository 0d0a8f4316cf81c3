"""One's own sign-in: second factors, recovery codes, password, where one is signed in."""

from typing import Any

from allauth.account.views import PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consilia.accounts.adapters import SecondFactorAdapter
from consilia.accounts.forms import OwnPasswordForm, PasswordAgainForm
from consilia.accounts.models import User
from consilia.accounts.second_factor import due_at, has_second_factor, is_missing, is_required
from consilia.accounts.sessions import end_sessions, sessions_of
from consilia.audit.recording import record


class Remembering:
    """A view that puts on record what it did, and answers 422 to a form that is not right. Before allauth's views."""

    request: HttpRequest
    action: str = ""
    factor: str = ""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Done, then remembered: allauth writes first."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if self.action:
            user = own(self.request)
            record(by=user, action=self.action, kind="user", ref=user.pk, now=timezone.now(), type=self.factor)
        return response

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The form again."""
        # Some of allauth's views forget the form that they are given.
        context = self.get_context_data(form=form) | {"form": form}  # type: ignore[attr-defined]
        response: HttpResponse = self.render_to_response(context, status=422)  # type: ignore[attr-defined]
        return response


@method_decorator(never_cache, name="dispatch")
class Security(IndexView):  # type: ignore[misc] # allauth brings no types
    """What one's own account is guarded by, and where one is signed in."""

    template_name = "accounts/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the sessions, and what is still to do."""
        user = own(self.request)
        authenticators: dict[str, Any] = super().get_context_data(**kwargs)["authenticators"]
        missing = not has_second_factor(user)
        codes = authenticators.get(Authenticator.Type.RECOVERY_CODES)
        return {
            "totp": authenticators.get(Authenticator.Type.TOTP),
            "passkeys": authenticators.get(Authenticator.Type.WEBAUTHN, []),
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "missing": missing,
            "stopped": is_missing(self.request, user),
            "due": due_at(user) if missing and is_required(user) else None,
            "sessions": sessions_of(user),
        }


@method_decorator(never_cache, name="dispatch")
class AddApp(Remembering, ActivateTOTPView):  # type: ignore[misc] # allauth brings no types
    """Set up an authenticator app."""

    template_name = "accounts/add_app.html"
    action, factor = "second_factor.added", "totp"


@method_decorator(never_cache, name="dispatch")
class RemoveApp(Remembering, DeactivateTOTPView):  # type: ignore[misc] # allauth brings no types
    """Take the authenticator app away, unless it is the last factor of somebody who must have one."""

    template_name = "accounts/remove_factor.html"
    action, factor = "second_factor.removed", "totp"


@method_decorator(never_cache, name="dispatch")
class AddPasskey(Remembering, AddWebAuthnView):  # type: ignore[misc] # allauth brings no types
    """Set up a passkey; the browser does it, by JavaScript."""

    template_name = "accounts/add_passkey.html"
    action, factor = "second_factor.added", "webauthn"


@method_decorator(never_cache, name="dispatch")
class RemovePasskey(Remembering, RemoveWebAuthnView):  # type: ignore[misc] # allauth brings no types
    """Take a passkey away, unless it is the last factor of somebody who must have one."""

    template_name = "accounts/remove_factor.html"
    success_url = reverse_lazy("mfa_index")
    action, factor = "second_factor.removed", "webauthn"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Allauth asks this for apps only."""
        adapter = SecondFactorAdapter()
        if not adapter.can_delete_authenticator(self.object):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        return super().form_valid(form)


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc] # allauth brings no types
    """The codes that have not been used."""

    template_name = "accounts/recovery_codes.html"


@method_decorator(never_cache, name="dispatch")
class NewRecoveryCodes(Remembering, GenerateRecoveryCodesView):  # type: ignore[misc] # allauth brings no types
    """New codes instead of the old ones."""

    template_name = "accounts/new_recovery_codes.html"
    action, factor = "second_factor.added", "recovery_codes"


@method_decorator(never_cache, name="dispatch")
class OwnPassword(Remembering, PasswordChangeView):  # type: ignore[misc] # allauth brings no types
    """Another password; everywhere else one is signed out."""

    template_name = "accounts/own_password.html"
    form_class = OwnPasswordForm
    action, factor = "password.chosen", "password"


@method_decorator(never_cache, name="dispatch")
class PasswordAgain(Remembering, ReauthenticateView):  # type: ignore[misc] # allauth brings no types
    """Once more who one is, before something that needs care."""

    template_name = "accounts/again.html"
    form_class = PasswordAgainForm


@method_decorator(never_cache, name="dispatch")
class CodeAgain(Remembering, CodeAgainView):  # type: ignore[misc] # allauth brings no types
    """The same by code."""

    template_name = "accounts/again.html"


@method_decorator(never_cache, name="dispatch")
class PasskeyAgain(Remembering, ReauthenticateWebAuthnView):  # type: ignore[misc] # allauth brings no types
    """The same by passkey."""

    template_name = "accounts/again.html"


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Ends every session of one's own, this one too."""
    user = own(request)
    end_sessions(of=user, by=user, now=timezone.now())
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect(reverse("accounts:sign_in"))


def own(request: HttpRequest) -> User:
    """Who is signed in. LoginRequiredMiddleware lets nobody else come here; should it be missing, nobody comes."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
