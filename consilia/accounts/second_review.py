"""Which departments want a second clinician before a reply is published. The operator decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from consilia.accounts.actions import NotAllowed
from consilia.accounts.models import Department, DepartmentQuerySet, User
from consilia.accounts.scope import scope_of
from consilia.audit.recording import record


def departments_of(by: User) -> DepartmentQuerySet:
    """Those for which an operator decides; one works alike in every hospital. Raises NotAllowed."""
    scope = scope_of(by)
    if not by.is_operator or not by.is_active:
        raise NotAllowed(_("Only an operator can do this."))
    if scope.hospitals or scope.is_nothing:
        raise NotAllowed(_("Only an operator who is not limited can do this."))
    departments = Department.objects.active()
    return departments.filter(pk__in=scope.departments) if scope.is_limited else departments


@transaction.atomic
def set_second_review(*, by: User, wanted: DepartmentQuerySet, now: datetime) -> None:
    """These of their departments want one, the others do not; each change is an event. Raises NotAllowed."""
    chosen = set(wanted.values_list("pk", flat=True))
    for department in departments_of(by):
        wants = department.pk in chosen
        if department.second_review != wants:
            department.second_review = wants
            department.save(update_fields=["second_review"])
            record(by=by, action="department.second_review", kind="department", ref=department.slug, now=now, on=wants)
