"""Departments as an asker reads them: the name, and one plain line of what each is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from consilia.accounts.departments import purposes
from consilia.accounts.models import Department, in_reader_language


@dataclass(frozen=True, slots=True)
class Offered:
    """A department to choose: its canonical name, its name and purpose in the reader's language."""

    name: str
    label: str
    purpose: str


def offered_departments(names: Sequence[str]) -> list[Offered]:
    """Those with these canonical names that still take questions, in the order given."""
    known = {department.name: department for department in Department.objects.active().filter(name__in=names)}
    return [Offered(name, str(known[name]), _purpose(name)) for name in names if name in known]


def department_chosen(name: str) -> str:
    """The choice in words."""
    chosen = offered_departments([name]) if name else []
    return chosen[0].label if chosen else _("The service decides")


def _purpose(name: str) -> str:
    words = _purposes().get(name)
    return in_reader_language(words, words["en"]) if words else ""


@cache
def _purposes() -> dict[str, dict[str, str]]:
    return purposes()
