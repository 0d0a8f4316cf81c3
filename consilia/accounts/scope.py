"""How far somebody's role reaches: everywhere, or only to some departments and hospitals.

Who is limited to both reaches only where both hold. Who is marked as limited and to nothing reaches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from consilia.accounts.models import Hospital, Role, User


@dataclass(frozen=True, slots=True)
class Scope:
    """Departments and hospitals by number; an empty set of one kind, where the other is not empty, limits nothing."""

    is_limited: bool = False
    departments: frozenset[int] = frozenset()
    hospitals: frozenset[int] = frozenset()

    @property
    def is_nothing(self) -> bool:
        """Limited to nowhere."""
        return self.is_limited and not (self.departments or self.hospitals)


EVERYWHERE = Scope()


def scope_of(user: User) -> Scope:
    """Asked of the database only for who is limited, and once for each time that the user is read."""
    if not user.is_limited:
        return EVERYWHERE
    known: Scope | None = getattr(user, "_scope", None)
    if known is None:
        known = Scope(
            True,
            frozenset(user.limited_departments.values_list("pk", flat=True)),
            frozenset(user.limited_hospitals.values_list("pk", flat=True)),
        )
        user._scope = known  # type: ignore[attr-defined]
    return known


def forget_scope(user: User) -> None:
    """It has changed."""
    vars(user).pop("_scope", None)


def people_within(scope: Scope) -> models.QuerySet[User]:
    """Clinicians who work there; editors and operators who reach no further."""
    if not scope.is_limited:
        return User.objects.all()
    if scope.is_nothing:
        return User.objects.none()
    return User.objects.filter(_works_in(scope) | (_reaches_no_further(scope) & ~Q(role=Role.CLINICIAN)))


def _works_in(scope: Scope) -> Q:
    there = Q(role=Role.CLINICIAN)
    if scope.departments:
        there &= Q(department__in=scope.departments)
    if scope.hospitals:
        there &= Q(hospital__in=scope.hospitals)
    return there


def _reaches_no_further(scope: Scope) -> Q:
    within = Q(is_limited=True)
    for name, allowed in (("department", scope.departments), ("hospital", scope.hospitals)):
        if allowed:
            limits = getattr(User, f"limited_{name}s").through.objects
            inside = limits.filter(**{f"{name}__in": allowed}).values("user")
            outside = limits.exclude(**{f"{name}__in": allowed}).values("user")
            within &= Q(pk__in=inside) & ~Q(pk__in=outside)
    return within


def reaches(by: User, person: User) -> bool:
    """Whether `person` is one of those whom `by` may change and see."""
    return not by.is_limited or people_within(scope_of(by)).filter(pk=person.pk).exists()


def hospital_names(scope: Scope) -> list[str]:
    """The hospitals as replies name them, in every language."""
    rows = Hospital.objects.filter(pk__in=scope.hospitals)
    return [name for hospital in rows for name in (hospital.name, *hospital.names.values())]
