"""The way in and out: password, second factor, single sign-on, the first password of somebody who was invited."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.socialaccount.views import LoginCancelledView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, PasswordResetConfirmView
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consilia.accounts.adapters import remember_failure
from consilia.accounts.forms import FirstPasswordForm, SignInForm
from consilia.accounts.invitations import tokens
from consilia.accounts.models import User
from consilia.audit.recording import record


class SignIn(LoginView):  # type: ignore[misc] # allauth brings no types
    """Sign in; `next` is followed only within this service."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where to go on to, and whether there is single sign-on."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next": context["redirect_field_value"], "single_sign_on": settings.CONSILIA_SINGLE_SIGN_ON}

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The form again, the address kept."""
        status = 429 if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts") else 422
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=status)
        return response


class SecondFactor(AuthenticateView):  # type: ignore[misc] # allauth brings no types
    """After the password: a code, or a passkey."""

    template_name = "accounts/second_factor.html"

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """On record, and the form again."""
        remember_failure(self.stage.login.user, how="second_factor")
        response: HttpResponse = self.render_to_response(self.get_context_data(), status=422)
        return response


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Sign out, or give up signing in."""


class Welcome(PasswordResetConfirmView):
    """Somebody who was invited chooses a password; Django moves the token out of the address first."""

    form_class = FirstPasswordForm
    template_name = "accounts/welcome.html"
    token_generator = tokens

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        """410 for a link that no longer works."""
        status = 200 if self.validlink else 410
        return super().render_to_response(context, **{"status": status, **more})

    def form_valid(self, form: Any) -> HttpResponse:
        """Stored and on record; they sign in with it, which is where limits and second factors are."""
        response = super().form_valid(form)
        user = self.user
        assert isinstance(user, User)
        record(by=user, action="password.chosen", kind="user", ref=user.pk, now=timezone.now())
        messages.success(self.request, _("Your password is stored. Sign in with it."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        """To the sign-in, and from there to where the second factor is added."""
        return f"{reverse('accounts:sign_in')}?{urlencode({'next': reverse('mfa_index')})}"


class SingleSignOnCancelled(LoginCancelledView):  # type: ignore[misc] # allauth brings no types
    """They turned back at the provider."""


@login_not_required
@never_cache
def single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the hospital's own provider; a link asks first, a button goes."""
    response: HttpResponse = openid_connect.login(request, provider_id=provider_id)
    return response


@login_not_required
@never_cache
def signed_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider, known or not."""
    response: HttpResponse = openid_connect.callback(request, provider_id=provider_id)
    return response
