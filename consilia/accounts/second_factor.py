"""Who must sign in with a second factor, from when on, and the door that stops those who do not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from consilia.accounts.models import User

View = TypeVar("View", bound=Callable[..., Any])

# In the session: that this person has a second factor was seen, so that it is not looked up on every page.
SEEN = "second_factor_seen"

# Recovery codes are no factor of their own: they stand in for one that is lost.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """An authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def is_required(user: User) -> bool:
    """Those who read what patients wrote, and those who say who may."""
    return bool(settings.CONSILIA_MFA_REQUIRED) and (user.is_clinician or user.is_operator)


def due_at(user: User) -> datetime | None:
    """From when on it is demanded of this person; None before their first sign-in."""
    if user.first_signed_in_at is None:
        return None
    return user.first_signed_in_at + timedelta(days=settings.CONSILIA_MFA_GRACE_DAYS)


def is_missing(request: HttpRequest, user: User) -> bool:
    """They have signed in since it was due, and have none.

    What counts is the sign-in, not this moment: nobody is stopped in the middle of a reply because a day is over.
    A sign-in lasts a shift, so this is late by a shift at most.
    """
    due = due_at(user)
    if not is_required(user) or due is None or user.last_login is None or user.last_login < due:
        return False
    if not request.session.get(SEEN) and has_second_factor(user):
        request.session[SEEN] = True
    return not request.session.get(SEEN)


def second_factor_not_required(view: View) -> View:
    """Marks a view that somebody without a second factor may use: to add one, or to leave."""
    view.second_factor_required = False  # type: ignore[attr-defined]
    return view


class SecondFactorMiddleware:
    """Closed by default, as LoginRequiredMiddleware is: a new view asks for the second factor unless it says no."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """To one's own security page, where the second factor is added."""
        if not getattr(view, "login_required", True) or not getattr(view, "second_factor_required", True):
            return None
        if isinstance(request.user, User) and is_missing(request, request.user):
            return redirect("mfa_index")
        return None
