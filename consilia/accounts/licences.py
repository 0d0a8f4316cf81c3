"""Whether a clinician may sign with their name, and who is told before a licence ends."""

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consilia.accounts import staff_notices
from consilia.accounts.models import ClinicianProfile, StaffNoticeKind, User

WARNED_BEFORE: Final = timedelta(days=30)
BATCH: Final = 50


def why_not_sign(user: User, *, on: date) -> str | None:
    """What carries a doctor's name needs a verified licence that has not expired."""
    # Through the user, so that one page that asks about several acts reads the licence once.
    profile: ClinicianProfile | None = getattr(user, "profile", None)
    if profile is None or profile.verified_at is None:
        return _("Your licence has not been verified yet. Ask an operator to verify it.")
    if not profile.licence_holds(on=on):
        return _("Your licence expired on %(date)s. Ask an operator to renew it.") % {
            "date": profile.licence_expires_on
        }
    return None


def ends_soon(user: User, *, on: date) -> date | None:
    """The day until which the licence holds, where that is near."""
    profile: ClinicianProfile | None = getattr(user, "profile", None)
    if profile is None or not profile.licence_holds(on=on) or profile.licence_expires_on > on + WARNED_BEFORE:
        return None
    return profile.licence_expires_on


def recheck_due(profile: ClinicianProfile, *, now: datetime) -> bool:
    """An operator looked at it long ago. Replies go on: what stops them is the end of the licence."""
    days = settings.CONSILIA_LICENCE_RECHECK_DAYS
    return bool(days and profile.verified_at and profile.verified_at <= now - timedelta(days=days))


def warn_some(*, now: datetime) -> int:
    """Mails about licences: to the holder and the operators before the end, to the operators when a check is due."""
    return _warn_of_ends(now=now) + _warn_of_checks(now=now)


def _checked() -> QuerySet[ClinicianProfile]:
    return ClinicianProfile.objects.filter(user__is_active=True, verified_at__isnull=False).select_related("user")


@transaction.atomic
def _warn_of_ends(*, now: datetime) -> int:
    today = timezone.localdate(now)
    near = _checked().filter(licence_expires_on__range=(today, today + WARNED_BEFORE))
    ending = list(near.exclude(warned_of_end=F("licence_expires_on")).order_by("licence_expires_on", "pk")[:BATCH])
    for profile in ending:
        profile.warned_of_end = profile.licence_expires_on
        profile.save(update_fields=["warned_of_end"])
        staff_notices.tell([profile.user], StaffNoticeKind.LICENCE_ENDS, about=[_line(profile)], now=now)
    if ending:
        lines = [_line(profile) for profile in ending]
        staff_notices.tell(staff_notices.operators(), StaffNoticeKind.LICENCE_ENDS, about=lines, now=now)
    return len(ending)


@transaction.atomic
def _warn_of_checks(*, now: datetime) -> int:
    days = settings.CONSILIA_LICENCE_RECHECK_DAYS
    if not days:
        return 0
    old = _checked().filter(verified_at__lte=now - timedelta(days=days))
    due = list(old.exclude(warned_of_check=F("verified_at")).order_by("verified_at", "pk")[:BATCH])
    for profile in due:
        profile.warned_of_check = profile.verified_at
        profile.save(update_fields=["warned_of_check"])
    if due:
        names = [profile.user.name for profile in due]
        staff_notices.tell(staff_notices.operators(), StaffNoticeKind.LICENCE_RECHECK, about=names, now=now)
    return len(due)


def _line(profile: ClinicianProfile) -> str:
    return f"{profile.user.name}: {profile.licence_expires_on.isoformat()}"
