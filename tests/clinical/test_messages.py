"""What triage makes of messages whose writers had not seen its rules; README.md says which sets its authors then read.

The floors are what was reached, less a little: a change of a rule may not undo it unnoticed.
"""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from consilia.engines.triage import Facts, Level, assess

MESSAGES = Path(__file__).with_name("messages")
READ = (
    *("rambling-en", "vignettes-en", "one-line-en", "forum-zh-Hant", "short-zh-Hant", "carers-en"),
    *("contrast-a-en", "contrast-b-en", "contrast-zh-Hant", "mixed-en", "mixed-zh-Hant"),
    *("letters-en", "notes-en", "mixed-2-en", "mixed-2-zh-Hant"),
)
# Of these only 40 are calm: each false alarm is two and a half points.
READ_LATE = (
    *("torso-en", "head-limbs-en", "child-mind-en", "overseas-en", "everyday-zh-Hant", "posts-zh-Hant"),
    *("hedged-en", "case-reports-en", "chat-en", "boards-zh-Hant", "chat-zh-Hant"),
    *("area-heart", "area-brain", "area-belly", "area-infection", "area-mind", "area-child"),
    *("case-reports-2-en", "boards-2-zh-Hant", "in-passing-en", "exam-2-zh-Hant", "exam-3-zh-Hant"),
)
# Nothing urgent in them.
CALM = ("everyday-calm-en", "everyday-calm-zh-Hant", "mixed-3-en", "mixed-3-zh-Hant")
UNREAD = (
    *("exam-en", "exam-zh-Hant", "exam-2-en", "exam-3-en"),
    *("exam-4-en", "exam-4-zh-Hant", "exam-5-en", "exam-5-zh-Hant", "exam-6-en", "exam-6-zh-Hant"),
    *("exam-7-en", "exam-7-zh-Hant"),
)
# Half of their calm messages are traps: of the red flags' own list, and in exam-6 as alarming as their writers could.
MOST_FALSE = {"exam-4-en": 0.18, "exam-5-en": 0.1, "exam-6-en": 0.21, "exam-6-zh-Hant": 0.17}
ALL = (*READ, *READ_LATE, *UNREAD)
MOST_FALSE |= {"everyday-calm-en": 0.02, "everyday-calm-zh-Hant": 0.02, "mixed-3-zh-Hant": 0.12}
URGENT = Level.URGENT.rank


class Judged(NamedTuple):
    """A message's level as its writer has it, and as triage does; whether a right department is among the three."""

    id: str
    meant: Level
    found: Level
    department: bool


@cache
def judged(name: str) -> tuple[Judged, ...]:
    lines = (MESSAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(map(judge, map(json.loads, lines)))


def judge(row: dict[str, object]) -> Judged:
    verdict = assess(str(row["text"]), facts=Facts(age=row["age"], sex=row["sex"]))  # type: ignore[arg-type]
    wanted = set(row["gold_departments"])  # type: ignore[call-overload]
    right = bool(wanted & set(verdict.departments))
    return Judged(str(row["id"]), Level(str(row["gold_level"])), verdict.level, right)


def missed(rows: tuple[Judged, ...]) -> list[str]:
    return [row.id for row in rows if row.meant is Level.EMERGENCY and row.found is not Level.EMERGENCY]


def share(rows: list[Judged], found: int) -> float:
    return found / len(rows)


@pytest.mark.parametrize("name", ALL)
def test_emergencies_are_found(name: str) -> None:
    emergencies = [row for row in judged(name) if row.meant is Level.EMERGENCY]
    least = 0.92 if name in UNREAD else 0.95
    assert share(emergencies, len(emergencies) - len(missed(judged(name)))) >= least, missed(judged(name))


@pytest.mark.parametrize("name", ALL)
def test_hardly_an_emergency_is_told_that_it_can_wait_for_days(name: str) -> None:
    emergencies = [row for row in judged(name) if row.meant is Level.EMERGENCY]
    calm = [row.id for row in emergencies if row.found.rank < URGENT]
    assert share(emergencies, len(calm)) <= (0.075 if name in UNREAD else 0.06), calm


@pytest.mark.parametrize("name", [*ALL, *CALM])
def test_few_calm_messages_are_called_an_emergency(name: str) -> None:
    calm = [row for row in judged(name) if row.meant.rank < URGENT]
    false = [row.id for row in calm if row.found is Level.EMERGENCY]
    assert share(calm, len(false)) <= MOST_FALSE.get(name, 0.11 if name in READ_LATE else 0.09), false


@pytest.mark.parametrize("name", [*ALL, *CALM])
def test_a_right_department_is_among_the_three(name: str) -> None:
    rows = list(judged(name))
    assert share(rows, sum(row.department for row in rows)) >= 0.88
