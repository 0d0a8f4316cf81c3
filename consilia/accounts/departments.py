"""The departments that every installation starts with; an operator adds, renames and switches off."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from django.utils.text import slugify


def canonical() -> dict[str, dict[str, str]]:
    """English canonical names, each with its names by BCP 47 tag."""
    return {entry["names"]["en"]: entry["names"] for entry in _entries()}


def doctors() -> dict[str, dict[str, str]]:
    """Whom one sees there ("a neurologist"), by English canonical name and BCP 47 tag."""
    return {entry["names"]["en"]: entry["doctor"] for entry in _entries()}


def purposes() -> dict[str, dict[str, str]]:
    """What each is for, one plain line, by English canonical name and BCP 47 tag."""
    return {entry["names"]["en"]: entry["purpose"] for entry in _entries()}


def install_canonical() -> None:
    """Add the canonical departments that are missing; those that are there stay as the operator left them."""
    # Late, so that the names can be read where there is no database.
    from consilia.accounts.models import Department

    wanted = canonical()
    present = set(Department.objects.filter(name__in=wanted).values_list("name", flat=True))
    Department.objects.bulk_create(
        [
            Department(slug=slugify(name), name=name, names=names)
            for name, names in wanted.items()
            if name not in present
        ],
        ignore_conflicts=True,
    )


@cache
def _entries() -> list[dict[str, Any]]:
    data = tomllib.loads((resources.files("consilia.accounts") / "departments.toml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = data["departments"]
    return entries
