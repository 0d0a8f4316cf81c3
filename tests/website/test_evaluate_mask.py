"""`consilia evaluate mask` as an operator sees it: measures, kinds, misses, broken lines, and no word told."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

EMAIL = "ann@example.com"
ENGLISH = f"please write to {EMAIL} about my knee."
CHINESE = f"🙂請寄到 {EMAIL}，膝蓋痛。"


def span(text: str, words: str, kind: str | None = "EMAIL") -> dict[str, Any]:
    start = text.index(words)
    return {"start": start, "end": start + len(words)} | ({"type": kind} if kind else {})


def marked(name: str | int, text: str, *spans: dict[str, Any], **more: object) -> dict[str, object]:
    return {"id": name, "text": text, "spans": list(spans), **more}


def write(file: Path, *lines: object) -> Path:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def six(tmp_path: Path) -> Path:
    """Addresses, which masking finds, and plain words, which it leaves; some are marked as the opposite."""
    return write(
        tmp_path / "marked.jsonl",
        marked("found", ENGLISH, span(ENGLISH, EMAIL) | {"text": EMAIL}, language="en"),
        marked(
            "left",
            ENGLISH,
            span(ENGLISH, f"to {EMAIL}"),
            span(ENGLISH, "knee", "NAME"),
            optional=[span(ENGLISH, "about", None)],
            hard_negatives=[span(ENGLISH, "my", "ordinary_word")],
        ),
        marked(
            3, ENGLISH, hard_negatives=[span(ENGLISH, EMAIL, "public_address"), span(ENGLISH, "knee", "ordinary_word")]
        ),
        marked("may", ENGLISH, optional=[span(ENGLISH, EMAIL)], hard_negatives=None),
        marked("emoji", CHINESE, span(CHINESE, EMAIL), language="zh-Hant"),
        marked("nobody", "膝蓋痛，該看哪一科？"),
    )


COUNTED: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "all": {
        "identifiers_left_any": (2, 4),
        "identifiers_left_whole": (1, 4),
        "identifier_characters_left": (2 + 4, 13 + 15 + 4 + 13),
        "other_characters_masked": (13, 24 + 13 + 37 + 24 + 6 + 8),
        "hard_negatives_hit": (1, 3),
        "messages_clean": (2, 3),
        "messages_without_identifiers_untouched": (2, 3),
    },
    "en": {
        "identifiers_left_any": (2, 3),
        "identifiers_left_whole": (1, 3),
        "identifier_characters_left": (6, 32),
        "other_characters_masked": (13, 98),
        "hard_negatives_hit": (1, 3),
        "messages_clean": (1, 2),
        "messages_without_identifiers_untouched": (1, 2),
    },
    "zh-Hant": {
        "identifiers_left_any": (0, 1),
        "identifiers_left_whole": (0, 1),
        "identifier_characters_left": (0, 13),
        "other_characters_masked": (0, 14),
        "hard_negatives_hit": (0, 0),
        "messages_clean": (1, 1),
        "messages_without_identifiers_untouched": (1, 1),
    },
}
"""Of the six messages, by hand: for how many each measure holds, and of how many it is asked.

The address has 13 letters and digits; the English words have 6 + 5 + 2 ("please write to") and 5 + 2 + 4 ("about my
knee"), the Chinese ones 6 and 8. In "left", "to" and "knee" belong to identifiers, and "about" counts neither way.
"""


Evaluate = Callable[..., tuple[str, str]]


@pytest.fixture
def evaluate(capsys: pytest.CaptureFixture[str]) -> Evaluate:
    def run(*arguments: object, code: int = 0) -> tuple[str, str]:
        try:
            call_command("evaluate", "mask", *map(str, arguments))
            exited = 0
        except SystemExit as stopped:
            exited = int(str(stopped.code))
        assert exited == code
        return capsys.readouterr()

    return run


@pytest.fixture
def written(six: Path, tmp_path: Path, evaluate: Evaluate) -> dict[str, Any]:
    evaluate(six, "--json", tmp_path / "out.json", "--quiet")
    found: dict[str, Any] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", COUNTED)
def test_each_measure_counts_what_a_hand_counts(name: str, written: dict[str, Any]) -> None:
    measures = written["groups"][name]["measures"]
    assert {measure: (share["hits"], share["asked"]) for measure, share in measures.items()} == COUNTED[name]
    assert all(
        0 <= share["low"] <= share["share"] <= share["high"] <= 1 for share in measures.values() if share["asked"]
    )


def test_languages_and_kinds_are_measured_apart(written: dict[str, Any]) -> None:
    groups = written["groups"]
    assert {name: group["messages"] for name, group in groups.items()} == {"all": 6, "en": 4, "zh-Hant": 2}
    kinds = {
        kind: [(share["hits"], share["asked"]) for share in measures.values()]
        for kind, measures in groups["all"]["kinds"].items()
    }
    assert kinds == {"EMAIL": [(1, 3), (0, 3), (2, 41)], "NAME": [(1, 1), (1, 1), (4, 4)]}
    assert list(groups["zh-Hant"]["kinds"]) == ["EMAIL"]


def test_misses_are_named_by_id_kind_and_offsets(written: dict[str, Any]) -> None:
    places = {
        name: [(miss["id"], *miss["place"].values()) for miss in written[name]]
        for name in ("left", "hard_negatives_hit", "masked_for_nothing")
    }
    assert places == {
        "left": [("left", "EMAIL", 13, 31, 15, 2), ("left", "NAME", 41, 45, 4, 4)],
        "hard_negatives_hit": [(3, "public_address", 16, 31, 13, 13)],
        "masked_for_nothing": [(3, "EMAIL", 16, 31, 13, 13)],
    }


def test_what_is_read_has_numbers_and_offsets_but_no_word(six: Path, tmp_path: Path, evaluate: Evaluate) -> None:
    out, err = evaluate(six, "--json", tmp_path / "out.json")
    assert "\nall: 6 messages\n" in out
    assert "50.0%  2/4  (95 %: 15.0%-85.0%)" in out
    assert "none to ask" in out
    assert "identifiers left: 2\n  left  en  EMAIL  13-31  2/15 left\n  left  en  NAME  41-45  4/4 left\n" in out
    assert "  3  en  public_address  16-31  13/13 masked\n" in out
    assert "6 masked, 0 rejected" in err
    told = out + err + (tmp_path / "out.json").read_text(encoding="utf-8")
    assert [words for words in ("ann", "example", "knee", "膝") if words in told] == []


def test_broken_lines_are_told_with_number_and_reason_and_the_others_count(six: Path, evaluate: Evaluate) -> None:
    good = {"id": 9, "text": "secret 1", "spans": []}

    def broken(key: str, value: object) -> dict[str, object]:
        return good | {key: [value]}

    reasons: list[tuple[str, object]] = [
        ("not a JSON object", []),
        ('no "id"', {"text": "secret", "spans": []}),
        ('no "text"', {"id": 9, "spans": []}),
        ('no "spans"', {"id": 9, "text": "secret"}),
        ('"spans" must be a list', good | {"spans": {"start": 0, "end": 6, "type": "NAME"}}),
        ('"spans" must be a list of objects', broken("spans", [0, 6])),
        ('"spans": "start" and "end"', broken("spans", {"start": 0, "end": 9, "type": "NAME"})),
        ('"spans": "start" and "end"', broken("spans", {"start": 3, "end": 3, "type": "NAME"})),
        ('"spans": "start" and "end"', broken("spans", {"start": True, "end": 6, "type": "NAME"})),
        ('"optional": "start" and "end"', broken("optional", {"start": -1, "end": 6})),
        ("code points", broken("spans", {"start": 0, "end": 5, "type": "NAME", "text": "secret"})),
        ('0-6 has no "type"', broken("spans", {"start": 0, "end": 6})),
        ('"hard_negatives": 0-6 has no "type"', broken("hard_negatives", {"start": 0, "end": 6, "type": " "})),
        ("6-7 holds no letter", broken("spans", {"start": 6, "end": 7, "type": "NAME"})),
        ('"type" must hold no line break', broken("spans", {"start": 0, "end": 6, "type": "NAME\nsecret"})),
        ('"id" must hold no line break', good | {"id": "\ud83d"}),
        ("earlier line", good | {"id": "found"}),
    ]
    with six.open("a", encoding="utf-8") as file:
        file.write("\nno json\n" + "".join(json.dumps(line) + "\n" for _, line in reasons))
    out, err = evaluate(six, code=1)
    assert "\nall: 6 messages\n" in out
    told = [line for line in err.splitlines() if line.startswith("line ")]
    expected = ["not JSON", *(reason for reason, _ in reasons)]
    for number, (reason, line) in enumerate(zip(expected, told, strict=True), start=8):
        assert line.startswith(f"line {number}: ")
        assert reason in line
    assert f"6 masked, {len(expected)} rejected" in err
    assert "secret" not in out + err


def test_how_many_were_rejected_is_written_down(tmp_path: Path, evaluate: Evaluate) -> None:
    file = write(tmp_path / "marked.jsonl", marked(1, ENGLISH), [])
    evaluate(file, "--json", tmp_path / "out.json", code=1)
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["rejected"] == 1


def test_an_empty_file_has_nothing_to_ask(tmp_path: Path, evaluate: Evaluate) -> None:
    out, err = evaluate(write(tmp_path / "none.jsonl"))
    assert "all: 0 messages" in out
    assert "0 masked, 0 rejected" in err


@pytest.mark.parametrize("arguments", [["missing.jsonl"], ["FILE", "--json", "missing/out.json"]])
def test_what_cannot_be_read_or_written_is_wrong_usage(arguments: list[str], six: Path, tmp_path: Path) -> None:
    given = [str(six) if one == "FILE" else one if one == "--json" else str(tmp_path / one) for one in arguments]
    with pytest.raises(CommandError) as refused:
        call_command("evaluate", "mask", *given)
    assert refused.value.returncode == 2
