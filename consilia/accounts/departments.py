"""The departments that every installation starts with; an operator adds, renames and switches off."""

import tomllib
from importlib import resources

from django.utils.text import slugify

from consilia.accounts.models import Department


def canonical() -> dict[str, dict[str, str]]:
    """English canonical names, each with its names by BCP 47 tag."""
    data = tomllib.loads((resources.files("consilia.accounts") / "departments.toml").read_text(encoding="utf-8"))
    return {entry["names"]["en"]: entry["names"] for entry in data["departments"]}


def install_canonical() -> None:
    """Add the canonical departments that are missing; those that are there stay as the operator left them."""
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
