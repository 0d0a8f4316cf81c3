"""`consilia rules` as a clinician and a script see it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consilia.engines.triage import Level
from consilia.engines.triage.explaining import rule_named
from consilia.engines.triage.rules import rulebook
from tests.engines.triage.other_data import change_level, copy_of_the_rules
from tests.shared_data import REPOSITORY

Said = Callable[..., str]
STROKE = rule_named("stroke_fast").must_fire[0].text


@pytest.fixture
def rules(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: object) -> str:
        call_command("rules", *map(str, arguments))
        return capsys.readouterr().out

    return run


def records(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def jsonl(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def test_the_list_is_a_table_with_a_line_a_rule(rules: Said) -> None:
    head, *rows = rules("list").splitlines()
    assert head.split() == ["rule", "level", "lines", "reviewer", "departments", "guideline"]
    assert len(rows) == len(rulebook())
    (stroke,) = [row for row in rows if row.startswith("stroke_fast ")]
    rule = rule_named("stroke_fast")
    for words in ("emergency", str(len(rule.lines)), rule.reviewer, "Neurology", rule.guideline):
        assert words in stroke
    assert {row.index("  " + level) for row in rows for level in Level if f"  {level} " in row[:60]}


def test_what_no_rule_but_the_second_reader_raised_is_explained(rules: Said) -> None:
    text = "He keeps going cold and clammy, feels faint when he stands, and his poo has turned dark since the weekend."
    told = rules("explain", text)
    assert "second reader, which reads all words:" in told
    (record,) = records(rules("explain", text, "--json"))
    read = record["second_reading"]
    assert f"like an emergency: {read['likeness']:.2f}" in told
    assert all(f"{one['weight']:+.2f} {one['words']}" in told for one in read["heaviest"])
    assert "several_signs_together" in told


def test_the_list_is_chosen_by_level_and_department_in_any_language(rules: Said) -> None:
    chosen = records(rules("list", "--level", "urgent", "--department", "眼科", "--language", "zh-Hant", "--json"))
    assert chosen
    assert all(one["level"] == "urgent" and "眼科" in one["departments"] for one in chosen)
    assert set(chosen[0]) == {"id", "level", "departments", "guideline", "reviewer", "lines"}
    english = records(rules("list", "--level", "urgent", "--department", "ophthalmology", "--json"))
    assert [one["id"] for one in english] == [one["id"] for one in chosen]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "stroke_fst"], "Did you mean stroke_fast"),
        (["list", "--department", "Neurolgy"], "Did you mean Neurology"),
        (["list", "--department", "Astrology of the moon"], "no department"),
    ],
)
def test_what_is_not_there_is_wrong_usage_with_what_was_meant(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told) as refused:
        call_command("rules", *arguments)
    assert refused.value.returncode == 2


def test_a_rule_is_shown_with_conditions_in_words_and_examples(rules: Said) -> None:
    rule = rule_named("stroke_fast")
    said = rules("show", "stroke_fast")
    assert said.startswith("stroke_fast: emergency (danger sign)\n")
    assert f"guideline: {rule.guideline}" in said
    assert f"  {len(rule.lines)}. " in said
    assert " or " in said
    assert ", but not " in said
    for example in (*rule.must_fire, *rule.must_not_fire):
        assert f"  {example.language}: {example.text}" in said


def test_the_patterns_of_a_rule_are_shown_where_asked_for(rules: Said) -> None:
    assert "face_droop (sign)" not in rules("show", "stroke_fast")
    assert "\nface_droop (sign)\n  en: " in rules("show", "stroke_fast", "--words")
    (record,) = records(rules("show", "stroke_fast", "--words", "--json"))
    assert record["lines"][0].keys() == {"when", "in_words"}
    assert "face_droop" in {concept["id"] for concept in record["concepts"]}


def test_a_verdict_is_explained_step_by_step(rules: Said) -> None:
    said = rules("explain", "No fever, but " + STROKE, "--age", "70", "--sex", "female")
    assert said.startswith("read as: no fever, but ")
    for words in (
        '"fever" [negated] cancelled: ',
        "stroke_fast (emergency) by ",
        "  level: emergency\n",
        "  unsure: no\n",
        "Neurology",
        "numbers read:\n  none\n",
    ):
        assert words in said


def test_an_explanation_for_scripts_holds_the_verdict(rules: Said) -> None:
    (record,) = records(rules("explain", "I have a headache since this morning", "--json"))
    assert record["verdict"]["level"] in set(Level)
    assert record["asked_next"]
    assert {"id", "en", "zh-Hant"} <= set(record["asked_next"][0])
    assert any(named["concept"] == "headache" and named["live"] for named in record["named"])


@pytest.mark.parametrize("age", ["-1", "131", "old", "nan"])
def test_an_age_that_is_none_is_refused(age: str) -> None:
    with pytest.raises(CommandError, match="0 to 130"):
        call_command("rules", "explain", "headache", f"--age={age}")


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    return jsonl(
        tmp_path / "messages.jsonl",
        {"id": "a", "text": "which vitamins are good for hair?"},
        {"id": "b", "text": STROKE, "age": 70, "sex": "female"},
    )


def test_a_diff_names_what_became_more_urgent_and_no_word(
    messages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = copy_of_the_rules(tmp_path)
    change_level(older, "stroke_fast", to="soon")
    call_command("rules", "diff", str(older), str(messages))
    out, err = capsys.readouterr()
    (line,) = out.splitlines()
    assert line.startswith("b  ")
    assert "-> emergency" in line
    assert "2 judged, 1 differ: 1 up, 0 down in level; 0 emergencies became less" in err
    assert STROKE not in out + err


def shell(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "consilia", "rules", *map(str, arguments)],
        cwd=folder,
        env={"PYTHONPATH": str(REPOSITORY), "CONSILIA_NO_SUCH_SETTING": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_at_a_shell_a_broken_line_is_told_by_number_and_the_others_are_judged(messages: Path, tmp_path: Path) -> None:
    older = copy_of_the_rules(tmp_path)
    change_level(older, "stroke_fast", to="urgent")
    messages.write_text('{"id": "secret words"}\n' + messages.read_text(encoding="utf-8"), encoding="utf-8")
    done = shell("diff", older, messages.name, "--json", folder=tmp_path)
    assert done.returncode == 1
    assert 'line 1: no "text"' in done.stderr
    assert "secret" not in done.stderr
    (record,) = records(done.stdout)
    assert (record["id"], record["before"]["level"], record["after"]["level"]) == ("b", "urgent", "emergency")


def test_a_lost_emergency_exits_1(
    messages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    older = copy_of_the_rules(tmp_path)
    for rule in rulebook():
        change_level(older, rule.id, to="emergency")
    jsonl(messages, {"id": "c", "text": rule_named("bells_palsy").must_fire[0].text})
    with pytest.raises(SystemExit) as stopped:
        call_command("rules", "diff", str(older), str(messages))
    assert stopped.value.code == 1
    out, err = capsys.readouterr()
    assert out.startswith("c  emergency -> ")
    assert "1 emergencies became less" in err


def test_a_folder_that_holds_no_rules_is_wrong_usage(messages: Path, tmp_path: Path) -> None:
    done = shell("diff", tmp_path, messages.name, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no rules/ and lexicon/ in it" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--help"], 0, "list, show, explain or diff"),
        (["diff", "--help"], 0, "Exit 1 where an emergency became less"),
        ([], 2, "WHAT"),
        (["show"], 2, "ID"),
        (["list", "--level", "dire"], 2, "invalid choice"),
    ],
)
def test_help_helps_and_wrong_usage_exits_2(arguments: list[str], code: int, told: str, tmp_path: Path) -> None:
    done = shell(*arguments, folder=tmp_path)
    assert done.returncode == code
    assert told in " ".join((done.stdout + done.stderr).split())
    assert sorted(tmp_path.iterdir()) == []
