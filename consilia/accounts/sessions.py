"""Where somebody is signed in, and ending that."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from consilia.accounts.models import ShortMemory, User
from consilia.audit.recording import record


def sessions_of(user: User) -> list[UserSession]:
    """Those that still hold, newest first."""
    standing: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(standing, key=lambda one: one.created_at, reverse=True)


def end_sessions(*, of: User, by: User, now: datetime) -> int:
    """Signs `of` out everywhere at once; returns how often they were signed in."""
    standing = sessions_of(of)
    for one in standing:
        one.end()
    record(by=by, action="sessions.ended", kind="user", ref=of.pk, now=now, count=len(standing))
    return len(standing)


def forget_old(*, now: datetime) -> None:
    """From where people were signed in goes with the sessions; attempts go when they no longer count."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    ShortMemory.objects.filter(expires__lt=now).delete()
