"""Who is here: times away, and a week that the lead of a department sets. Keyword-only, atomic, the event inside."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from consilia.accounts.actions import NotAllowed
from consilia.accounts.models import Department, DutyDay, Leave, Role, User
from consilia.accounts.scope import people_within, reaches, scope_of
from consilia.audit.recording import record


def away(*, on: date) -> models.QuerySet[Leave, int]:
    """Numbers of those who are away on this day, for a filter."""
    return Leave.objects.standing(on=on).values_list("user", flat=True)


def colleagues(department: Department) -> models.QuerySet[User]:
    """The clinicians of a department."""
    return User.objects.filter(department=department, role=Role.CLINICIAN, is_active=True).order_by("name", "pk")


def led_by(lead: User) -> models.QuerySet[User]:
    """The clinicians of a lead's department, as far as the lead reaches."""
    assert lead.department, "a clinician has a department"
    return colleagues(lead.department) & people_within(scope_of(lead))


def here(department: Department, *, on: date) -> models.QuerySet[User]:
    """Who of a department is there on this day: not away, and on duty where there is a rota at all."""
    present = colleagues(department).exclude(pk__in=away(on=on))
    if not DutyDay.objects.filter(user__in=colleagues(department)).exists():
        return present
    return present.filter(duty_days__weekday=on.weekday())


def leads_here(department: Department, *, on: date) -> models.QuerySet[User]:
    """The leads among them."""
    return here(department, on=on).filter(leads_department=True)


def why_not_lead(by: User) -> str | None:
    """Only the lead of a department sets when its clinicians are on duty. The reason why not, or None."""
    if not (by.is_active and by.is_clinician and by.leads_department):
        return _("Only the lead of a department can do this.")
    return None


def why_not_set_leave(by: User, person: User) -> str | None:
    """One's own leave, or, as a lead, that of a colleague who cannot say it. The reason why not, or None."""
    if not person.is_clinician:
        return _("Only clinicians have times away here.")
    if by.pk == person.pk and by.is_active:
        return None
    if person.department_id != by.department_id:
        return _("This person belongs to another department.")
    if not reaches(by, person):
        return _("This person works outside the departments and hospitals that you are limited to.")
    return why_not_lead(by)


@transaction.atomic
def go_away(*, person: User, by: User, from_on: date, to_on: date, now: datetime) -> Leave:
    """Somebody is away for some days. Raises NotAllowed."""
    _refuse_if(why_not_set_leave(by, person))
    if to_on < from_on:
        raise NotAllowed(_("The last day is before the first."))
    leave = Leave.objects.create(user=person, from_on=from_on, to_on=to_on)
    days = {"from_on": from_on.isoformat(), "to_on": to_on.isoformat()}
    record(by=by, action="person.away", kind="user", ref=person.pk, now=now, **days)
    return leave


@transaction.atomic
def come_back(*, leave: Leave, by: User, now: datetime) -> None:
    """A time away is taken back, also one that has begun. Raises NotAllowed."""
    _refuse_if(why_not_set_leave(by, leave.user))
    record(by=by, action="person.back", kind="user", ref=leave.user_id, now=now)
    leave.delete()


@transaction.atomic
def set_rota(*, by: User, days: Mapping[int, set[int]], now: datetime) -> None:
    """Weekdays by clinician of the lead's department; without any there is no rota. Raises NotAllowed."""
    _refuse_if(why_not_lead(by))
    mine = {somebody.pk: somebody for somebody in led_by(by)}
    DutyDay.objects.filter(user__in=mine.values()).delete()
    DutyDay.objects.bulk_create(
        DutyDay(user=mine[number], weekday=day) for number, on in days.items() if number in mine for day in sorted(on)
    )
    record(by=by, action="rota.set", kind="department", ref=by.department_id, now=now)


def rota(department: Department) -> dict[int, set[int]]:
    """Days of the week by clinician, for those who have any."""
    days: dict[int, set[int]] = {}
    for number, weekday in DutyDay.objects.filter(user__in=colleagues(department)).values_list("user", "weekday"):
        days.setdefault(number, set()).add(weekday)
    return days


def _refuse_if(reason: str | None) -> None:
    if reason:
        raise NotAllowed(reason)
