"""Limiting a role to departments and hospitals. Keyword-only, atomic, the event inside."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from consilia.accounts.actions import NotAllowed, why_not_change
from consilia.accounts.models import Department, Hospital, User
from consilia.accounts.scope import forget_scope
from consilia.audit.recording import record


def why_not_limit(by: User, person: User) -> str | None:
    """Operators who reach everywhere limit editors, operators and leads. The reason why not, or None."""
    if reason := why_not_change(by, person):
        return reason
    if by.is_limited:
        return _("Only an operator who is not limited can do this.")
    if person.is_clinician and not person.leads_department:
        return _("A clinician belongs to one department already. Only editors, operators and leads can be limited.")
    return None


@transaction.atomic
def limit(
    *, person: User, departments: Iterable[Department], hospitals: Iterable[Hospital], by: User, now: datetime
) -> None:
    """They reach only so far from now on; with none of either, everywhere. Raises NotAllowed."""
    if reason := why_not_limit(by, person):
        raise NotAllowed(reason)
    departments, hospitals = list(departments), list(hospitals)
    person.is_limited = bool(departments or hospitals)
    person.save(update_fields=["is_limited"])
    person.limited_departments.set(departments)
    person.limited_hospitals.set(hospitals)
    forget_scope(person)
    told = {
        "departments": " ".join(sorted(one.slug for one in departments)),
        "hospitals": " ".join(sorted(one.slug for one in hospitals)),
    }
    record(by=by, action="person.limited", kind="user", ref=person.pk, now=now, **told)
