"""Messages that a person judged: what the verdict should be, and what triage makes of them."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from consilia.accounts.departments import canonical
from consilia.engines.triage import Facts, Level, assess
from consilia.library.archives.opening import Line
from consilia.website.archive_batch import language_of
from consilia.website.batch import BadRecord, Record, one_of, parse_query
from consilia.website.triage_batch import facts_of


@dataclass(frozen=True, slots=True)
class Gold:
    """A message and the verdict of the person who judged it; without departments, none were judged."""

    id: str | int
    language: str
    text: str
    facts: Facts
    level: Level
    departments: frozenset[str]
    red_flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What triage said of a message; departments best first, under the names that `Gold` uses."""

    gold: Gold
    level: Level
    unsure: bool
    departments: tuple[str, ...]


def read_gold(line: Line) -> Gold:
    """One judged message. Raises BadRecord, which repeats nothing of the text."""
    record = parse_query(line)
    level = one_of(record, "gold_level", [level.value for level in Level])
    if level is None:
        raise BadRecord('no "gold_level"; it must be one of ' + ", ".join(level.value for level in Level))
    return Gold(
        id=record["id"],
        language=language_of(record),
        text=record["text"],
        facts=facts_of(record),
        level=Level(level),
        departments=frozenset(map(department_name, _names(record, "gold_departments"))),
        red_flags=tuple(_names(record, "red_flags")),
    )


def judge(gold: Gold) -> Verdict:
    """What triage says of it now."""
    found = assess(gold.text, language=gold.language, facts=gold.facts)
    return Verdict(gold, found.level, found.unsure, tuple(map(department_name, found.departments)))


def department_name(name: str) -> str:
    """One name for a department, whichever of its names is used; an unknown one stays as it is, in small letters."""
    return _known_names().get(name.strip().casefold(), name.strip().casefold())


def _names(record: Record, key: str) -> Iterable[str]:
    names = record.get(key)
    if names is None:
        return []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadRecord(f'"{key}" must be a list of names')
    return names


@cache
def _known_names() -> dict[str, str]:
    known = {name.casefold(): english for english, names in canonical().items() for name in names.values()}
    text = (resources.files("consilia.website.evaluating") / "department_names.toml").read_text(encoding="utf-8")
    # These last: Hepatology has a name of its own and counts as another.
    for english, others in tomllib.loads(text).items():
        known |= {other.casefold(): english for other in others}
    return known
