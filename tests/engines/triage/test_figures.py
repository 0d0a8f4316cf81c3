"""The figures on the development set, held as a floor; what decides is measured on other sets."""

import json

import pytest

from consilia.engines.triage import Facts, Level, assess
from tests.shared_data import shared

pytestmark = pytest.mark.shared


def test_no_emergency_of_the_development_set_is_told_to_wait() -> None:
    rows = [json.loads(line) for line in shared("data/triage-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    verdicts = [(row, assess(row["text"], facts=Facts(age=row["age"], sex=row["sex"]))) for row in rows]
    missed = [
        row["id"] for row, verdict in verdicts if row["gold_level"] == "emergency" and verdict.level != "emergency"
    ]
    calm = [verdict for row, verdict in verdicts if row["gold_level"] in {"soon", "routine"}]
    exact = sum(row["gold_level"] == verdict.level for row, verdict in verdicts)
    hits = sum(bool(set(row["gold_departments"]) & set(verdict.departments)) for row, verdict in verdicts)
    assert missed == []
    assert sum(verdict.level is Level.EMERGENCY for verdict in calm) <= 0.05 * len(calm)
    assert exact >= 0.75 * len(rows)
    assert hits >= 0.92 * len(rows)


def test_few_real_archive_questions_are_called_emergencies() -> None:
    lines = shared("data/archive-en.jsonl").read_text(encoding="utf-8").splitlines()[::4]
    texts = [json.loads(line).get("question", "") for line in lines]
    alarms = sum(assess(text).level is Level.EMERGENCY for text in texts)
    assert alarms <= 0.05 * len(texts)


@pytest.mark.parametrize(("archive", "share"), [("archive-en", 0.21), ("archive-zh-Hant", 0.15)])
def test_doubt_stays_bearable_on_real_questions(archive: str, share: float) -> None:
    lines = shared(f"data/{archive}.jsonl").read_text(encoding="utf-8").splitlines()[:1500]
    texts = [json.loads(line).get("question", "") for line in lines]
    assert sum(assess(text).unsure for text in texts) <= share * len(texts)
