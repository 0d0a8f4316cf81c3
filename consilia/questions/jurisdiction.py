"""Whose emergency numbers, ages of consent and notices hold here: data files, one a jurisdiction."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from consilia.accounts.models import in_reader_language


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone line: whom to call, when."""

    id: str
    number: str
    names: dict[str, str]
    hours: str
    when_to_call: dict[str, str]

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_reader_language(self.names, self.names["en"])

    @property
    def when(self) -> str:
        """When to call it, in the reader's language."""
        return in_reader_language(self.when_to_call, self.when_to_call["en"])


@dataclass(frozen=True, slots=True)
class ForbiddenAct:
    """What a written reply must not do here, and by which rule."""

    id: str
    texts: dict[str, str]
    source: str

    @property
    def words(self) -> str:
        """In the reader's language."""
        return in_reader_language(self.texts, self.texts["en"])


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One jurisdiction's data. `advice` maps a kind of danger to steps by language."""

    code: str
    adult_age: int
    lines: tuple[Line, ...]
    advice: dict[str, dict[str, list[str]]]
    notices: dict[str, str]
    forbidden_acts: tuple[ForbiddenAct, ...]

    def line(self, line_id: str) -> Line | None:
        """The line for one purpose, or None where the jurisdiction has none."""
        return next((line for line in self.lines if line.id == line_id), None)

    def lines_for(self, *line_ids: str) -> tuple[Line, ...]:
        """Those of the named lines that exist here, in that order."""
        return tuple(line for name in line_ids if (line := self.line(name)))

    @property
    def emergency_number(self) -> str:
        """The ambulance."""
        line = self.line("ambulance")
        assert line is not None, "the loader refuses a jurisdiction without an ambulance line"
        return line.number

    def steps(self, kind: str) -> list[str]:
        """What to do now in one kind of danger, in the reader's language."""
        steps = self.advice.get(kind, self.advice["general"])
        return next((lines for tag, lines in steps.items() if in_reader_language({tag: tag}, "")), steps["en"])

    @property
    def notice(self) -> str:
        """Information, not a diagnosis: in the reader's language."""
        return in_reader_language(self.notices, self.notices["en"])


def codes() -> list[str]:
    """Jurisdictions that ship with the package."""
    folder = resources.files("consilia.questions") / "jurisdictions"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


@cache
def load(code: str) -> Jurisdiction:
    """Read one jurisdiction. Raises ImproperlyConfigured for one that does not exist or lacks an ambulance line."""
    if code not in codes():
        raise ImproperlyConfigured(f"CONSILIA_JURISDICTION must be one of {', '.join(codes())}, not {code!r}.")
    path = resources.files("consilia.questions") / "jurisdictions" / f"{code}.toml"
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = tuple(
        Line(line["id"], line["number"], line["name"], str(line["hours"]), line["when"]) for line in data["lines"]
    )
    if not any(line.id == "ambulance" for line in lines):
        raise ImproperlyConfigured(f"Jurisdiction {code} names no ambulance line.")
    forbidden = tuple(ForbiddenAct(act["id"], act["text"], act["source"]) for act in data["forbidden_acts"])
    return Jurisdiction(code, data["age_of_consent"], lines, data["emergency_advice"], data["notice"], forbidden)


def here() -> Jurisdiction:
    """The jurisdiction of this installation."""
    return load(settings.CONSILIA_JURISDICTION)


def adult_age() -> int:
    """Age in years from which a person asks alone."""
    return settings.CONSILIA_ADULT_AGE or here().adult_age
