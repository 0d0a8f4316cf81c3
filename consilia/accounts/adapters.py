"""What django-allauth asks us: who may come in, in which words, and what is remembered of it."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode import QRCode
from qrcode.image.svg import SvgPathImage

from consilia.accounts.factor_secrets import seal, unseal
from consilia.accounts.models import User
from consilia.accounts.second_factor import FACTORS, due_at, has_second_factor, is_required
from consilia.audit.recording import STRANGER, record

# Somebody who has just shown who they are is not asked again for what needs care.
FRESH_SECONDS = 5 * 60

_TOO_OFTEN = gettext_lazy("Too many attempts. Wait five minutes, then try again.")
_WRONG_CODE = gettext_lazy("This code is not right. Codes change every half minute: type the one that is shown now.")


class SignInBackend(AuthenticationBackend):  # type: ignore[misc] # allauth brings no types
    """Allauth's, but an account that is switched off is like one that does not exist."""

    @classmethod
    def _stash_user(cls, user: User | None) -> None:
        # Allauth keeps the owner of a right password aside to tell them that they are switched off. To tell that is
        # to tell that the account exists and the password is right.
        return None

    def get_user(self, user_id: int) -> User | None:
        """Whoever is signed in, in one question with what nearly every page at the desk asks of them."""
        somebody = User.objects.select_related("department", "hospital", "profile").filter(pk=user_id).first()
        return somebody if somebody and self.user_can_authenticate(somebody) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth brings no types
    """Sign-in by e-mail address and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "This email address and password do not match. Check both and try again."
        ),
        "incorrect_password": gettext_lazy("This is not your password. Check it and try again."),
        "enter_current_password": gettext_lazy("This is not your password. Check it and try again."),
        "too_many_login_attempts": _TOO_OFTEN,
        "rate_limited": _TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an operator invites."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: pages only."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this host; allauth would trust every allowed one."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def add_message(self, request: HttpRequest, level: int, *template: Any, message: str = "", **more: Any) -> None:
        """Only what is said in our words: the rest the pages say themselves."""
        if message:
            messages.add_message(request, level, message)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """On record by the account that was meant, never by what was typed: it may be a password."""
        meant = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        remember_failure(meant, how="password")

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the account's own address; allauth looks for one in a table that we do not use."""
        shown: User | None = self.authenticate(context.request, email=user.email, password=password)
        return shown == user

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Not of somebody who has just signed in, nor of somebody who has nothing to show yet."""
        request = context.request
        if not (request.user.has_usable_password() or has_second_factor(request.user)):
            return False
        shown = [entry["at"] for entry in get_authentication_records(request, request.user)]
        return not any(time.time() - at < FRESH_SECONDS for at in shown)

    def login(self, request: HttpRequest, user: User) -> None:
        """The days of grace begin with the first sign-in."""
        if user.first_signed_in_at is None:
            user.first_signed_in_at = timezone.now()
            user.save(update_fields=["first_signed_in_at"])
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """On record; who has no second factor yet is told until when one has to be added."""
        how = "+".join(entry["method"] for entry in get_authentication_records(request, user))
        record(by=user, action="sign_in.ok", kind="user", ref=user.pk, now=timezone.now(), how=how)
        due = due_at(user)
        if due is not None and timezone.now() < due and is_required(user) and not has_second_factor(user):
            until = date_format(timezone.localtime(due), "DATE_FORMAT")
            messages.info(request, _("Add a second factor by %(date)s, under Security.") % {"date": until})
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Somebody who has left, by single sign-on."""
        return not_one_of_us(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where one came from."""
        return reverse("mfa_index")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth brings no types
    """Authenticator apps, passkeys and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second factor, and your work needs one. Add another before you remove it."
        ),
        "cannot_generate_recovery_codes": gettext_lazy("Add a second factor first."),
    }

    def _get_site_name(self) -> str:
        return str(settings.CONSILIA_SERVICE_NAME)

    def encrypt(self, text: str) -> str:
        """At rest."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """And back."""
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, as a part of the page: one that is loaded would need a looser security policy."""
        code = QRCode(image_factory=SvgPathImage, border=2)
        code.add_data(url)
        return str(code.make_image().to_string(encoding="unicode"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who must have one."""
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return not is_required(user) or others.exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """What a passkey is called until its owner says otherwise."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth brings no types
    """People of the hospital's own provider, if an operator has invited them."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: an operator invites."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Known by the provider's number for them; at first by the address that the provider has verified."""
        if sociallogin.state.get("process") == "login" and not sociallogin.is_existing:
            invited = _invited(sociallogin)
            if invited is not None:
                sociallogin.connect(request, invited)
        if sociallogin.state.get("process") != "login" or not sociallogin.is_existing:
            remember_failure(None, how="socialaccount")
            raise ImmediateHttpResponse(not_one_of_us(request))

    def on_authentication_error(self, request: HttpRequest, provider: object, **more: Any) -> None:
        """On record; what the provider said is not."""
        remember_failure(None, how="socialaccount")


def remember_failure(meant: User | None, *, how: str) -> None:
    """A sign-in that came to nothing, on the account that was meant, if there is one."""
    ref = meant.pk if meant else "unknown"
    record(by=STRANGER, action="sign_in.failed", kind="user", ref=ref, now=timezone.now(), how=how)


def not_one_of_us(request: HttpRequest) -> HttpResponse:
    """The same for who was never invited and for who has left."""
    return render(request, "account/signup_closed.html", status=403)


def _invited(sociallogin: SocialLogin) -> User | None:
    verified = [entry.email.lower() for entry in sociallogin.email_addresses if entry.verified]
    user = User.objects.filter(email__in=verified, is_active=True).first()
    # An address that was given to somebody else at the provider must not inherit the account.
    if user is None or SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists():
        return None
    return user
