"""`consilia evaluate triage` as an operator sees it: the measures, the misses, broken lines, and no message told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consilia.engines.triage import Facts, Level
from consilia.engines.triage.explaining import rule_named
from consilia.website.evaluating.messages import Gold, Verdict, department_name
from consilia.website.evaluating.triage import MEASURES, evaluate_triage
from consilia.website.evaluating.triage_report import report

EMERGENCY, URGENT, SOON, ROUTINE = Level
STROKE, STROKE_ZH = (
    next(one.text for one in rule_named("stroke_fast").must_fire if one.language == language)
    for language in ("en", "zh-Hant")
)


def verdict(gold: Level, said: Level, **more: Any) -> Verdict:
    names = more.get("right", {"Neurology"})
    flags = more.get("red_flags", ())
    judged = Gold(more.get("id", "a"), more.get("language", "en"), "secret", Facts(), gold, frozenset(names), flags)
    return Verdict(judged, said, more.get("unsure", False), more.get("departments", ("Neurology",)))


@pytest.fixture
def twelve() -> list[Verdict]:
    return [
        *[verdict(EMERGENCY, EMERGENCY)] * 3,
        verdict(EMERGENCY, URGENT, id="late", red_flags=("sepsis",)),
        verdict(EMERGENCY, ROUTINE, id="lost", language="zh-Hant", unsure=True, red_flags=("stroke_fast",)),
        verdict(EMERGENCY, SOON, id="gone", language="zh-Hant"),
        verdict(URGENT, URGENT, departments=("Cardiology", "Neurology")),
        verdict(URGENT, SOON, id="slow"),
        verdict(SOON, EMERGENCY, id="loud", departments=("Cardiology",)),
        verdict(SOON, SOON, right=set()),
        verdict(ROUTINE, URGENT, id="high"),
        verdict(ROUTINE, ROUTINE),
    ]


COUNTED = {
    "emergency_recall": (3, 6),
    "emergency_seen_as_urgent_or_higher": (4, 6),
    "emergency_missed_as_soon_or_routine": (2, 6),
    "emergency_missed_and_sure": (1, 6),
    "urgent_recall_urgent_or_higher": (1, 2),
    "under_triage_all": (4, 12),
    "over_triage_soon_routine_to_urgent_or_higher": (2, 4),
    "false_emergency_soon_routine": (1, 4),
    "precision_of_emergency": (3, 4),
    "exact_accuracy": (6, 12),
    "department_hit@1": (9, 11),
    "department_hit@3": (10, 11),
    "unsure": (1, 12),
}
"""Of the twelve verdicts: for how many each measure holds, and of how many it is asked."""


@pytest.mark.parametrize("name", MEASURES)
def test_each_measure_counts_what_it_says(name: str, twelve: list[Verdict]) -> None:
    measured = evaluate_triage(twelve, rejected=0).groups["all"].measures[name]
    assert (measured.hits, measured.asked) == COUNTED[name]
    assert measured.low <= measured.share <= measured.high


def test_languages_are_measured_apart_with_a_confusion_each(twelve: list[Verdict]) -> None:
    groups = evaluate_triage(twelve, rejected=0).groups
    assert {name: group.messages for name, group in groups.items()} == {"all": 12, "en": 10, "zh-Hant": 2}
    assert groups["all"].confusion["emergency"] == {"emergency": 3, "urgent": 1, "soon": 1, "routine": 1}
    assert groups["zh-Hant"].measures["urgent_recall_urgent_or_higher"].asked == 0


def test_misses_are_named_those_of_most_levels_first(twelve: list[Verdict]) -> None:
    found = evaluate_triage(twelve, rejected=0)
    assert [one.id for one in found.too_calm] == ["lost", "gone", "late", "slow"]
    assert [one.id for one in found.too_urgent] == ["loud", "high"]
    said = "\n".join(report(found))
    assert "  lost  zh-Hant  emergency -> routine (unsure)  expected stroke_fast\n" in said
    assert "  slow  en  urgent -> soon\n" in said
    assert "none to ask" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("神經內科", "Neurology"),
        ("ENT", "otolaryngology"),
        ("Hepatology", "Gastroenterology"),
        ("Astrology", "astrology"),
    ],
)
def test_a_department_counts_under_any_of_its_names(name: str, same: str) -> None:
    assert department_name(name) == department_name(same)


def test_hepatology_does_not_count_for_itself_alone() -> None:
    assert department_name("肝膽腸胃科") == department_name("Gastroenterology")


def gold(number: int, text: str, level: str, **more: object) -> dict[str, object]:
    return {"id": number, "text": text, "gold_level": level, **more}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "judged.jsonl"
    lines = [
        gold(1, STROKE, "emergency", gold_departments=["Neurology"], language="en", age=70, red_flags=["stroke_fast"]),
        gold(2, STROKE_ZH, "emergency", gold_departments=["神經內科"], age=None, sex=None),
        gold(3, "which vitamins are good for hair?", "emergency", red_flags=["made_up"]),
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


Evaluate = Callable[..., tuple[str, str]]


@pytest.fixture
def evaluate(capsys: pytest.CaptureFixture[str]) -> Evaluate:
    def run(*arguments: object, code: int = 0) -> tuple[str, str]:
        try:
            call_command("evaluate", "triage", *map(str, arguments))
            exited = 0
        except SystemExit as stopped:
            exited = int(str(stopped.code))
        assert exited == code
        return capsys.readouterr()

    return run


def test_a_file_is_measured_told_and_written_without_a_message(file: Path, tmp_path: Path, evaluate: Evaluate) -> None:
    out, err = evaluate(file, "--json", tmp_path / "out.json")
    assert "all: 3 messages" in out
    assert "zh-Hant: 1 messages" in out
    assert "2/3  (95 %: 20.8%-93.9%)" in out
    assert "called calmer than they are: 1\n  3  en  emergency -> " in out
    assert "expected made_up" in out
    assert "3 judged, 0 rejected" in err
    written = (tmp_path / "out.json").read_text(encoding="utf-8")
    found = json.loads(written)
    assert found["groups"]["all"]["measures"]["emergency_recall"]["hits"] == 2
    assert found["groups"]["all"]["measures"]["department_hit@3"]["asked"] == 2
    assert [one["id"] for one in found["too_calm"]] == [3]
    assert [words for words in (STROKE, STROKE_ZH, "vitamins") if words in out + err + written] == []


def test_broken_lines_are_told_with_number_and_reason_and_the_others_count(file: Path, evaluate: Evaluate) -> None:
    broken = [
        {"id": 9, "text": "secret"},
        {"id": 9, "text": "secret", "gold_level": "dire"},
        {"id": 9, "text": "secret", "gold_level": "soon", "gold_departments": "Neurology"},
        {"id": 9, "text": "secret", "gold_level": "soon", "age": 900},
        {"id": 1, "text": "secret", "gold_level": "soon"},
        {"text": "secret", "gold_level": "soon"},
    ]
    lines = "".join(json.dumps(line) + "\n" for line in broken)
    file.write_text(file.read_text(encoding="utf-8") + "\nno json\n" + lines, encoding="utf-8")
    out, err = evaluate(file, code=1)
    assert "all: 3 messages" in out
    told = [line for line in err.splitlines() if line.startswith("line ")]
    reasons = ["not JSON", "gold_level", "gold_level", "list of names", '"age"', "earlier line", '"id"']
    for number, reason, line in zip(range(5, 12), reasons, told, strict=True):
        assert line.startswith(f"line {number}: ")
        assert reason in line
    assert "3 judged, 7 rejected" in err
    assert "secret" not in out + err


def test_an_empty_file_has_nothing_to_ask(tmp_path: Path, evaluate: Evaluate) -> None:
    (tmp_path / "none.jsonl").touch()
    out, err = evaluate(tmp_path / "none.jsonl")
    assert "all: 0 messages" in out
    assert "0 judged, 0 rejected" in err


@pytest.mark.parametrize("arguments", [["missing.jsonl"], ["FILE", "--json", "missing/out.json"]])
def test_what_cannot_be_read_or_written_is_wrong_usage(arguments: list[str], file: Path, tmp_path: Path) -> None:
    given = [str(file) if one == "FILE" else one if one == "--json" else str(tmp_path / one) for one in arguments]
    with pytest.raises(CommandError) as refused:
        call_command("evaluate", "triage", *given)
    assert refused.value.returncode == 2
