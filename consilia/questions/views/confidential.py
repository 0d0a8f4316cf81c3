"""Headers for pages that show what somebody wrote, and the cookie that finds a draft."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DRAFT_COOKIE = "consilia_draft"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def confidential(view: View[P]) -> View[P]:
    """Nothing of the page is kept on the way or in the browser, and its address is told to no other site."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        # Not `no-referrer`: with it browsers post forms with "Origin: null", which the check against forged
        # forms must refuse (Fetch standard, "append a request Origin header").
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def draft_key(request: HttpRequest) -> str:
    """The key of this browser's draft, or nothing."""
    return request.COOKIES.get(DRAFT_COOKIE, "")


def remember(response: HttpResponse, key: str, *, lasts: timedelta | None = None) -> None:
    """Let the browser find its draft again for as long as drafts are kept, or for `lasts`."""
    response.set_cookie(
        DRAFT_COOKIE,
        key,
        max_age=lasts or timedelta(days=settings.CONSILIA_DRAFT_DAYS),
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Nothing is being written in this browser any more."""
    response.delete_cookie(DRAFT_COOKIE, path="/", samesite="Lax")
