"""What masking leaves readable in messages whose writers had not seen its rules, and that its model was not trained on.

The bars are what was reached, with a little room: a change may not undo it unnoticed. README.md tells of the sets.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from consilia.engines.deid import find

SETS = Path(__file__).with_name("identifiers")
EXAMS = ("exam-a-en", "exam-b-en", "exam-a-zh-Hant", "exam-b-zh-Hant")


@cache
def read(name: str) -> tuple[tuple[dict[str, Any], bytes], ...]:
    """Each message with what was masked, one byte a character."""
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple((row, covered(row)) for row in map(json.loads, lines))


def covered(row: dict[str, Any]) -> bytes:
    mask = bytearray(len(row["text"]))
    for found in find(row["text"], language=row["language"]):
        mask[found.start : found.end] = b"\1" * (found.end - found.start)
    return bytes(mask)


def readable(row: dict[str, Any], mask: bytes, span: dict[str, Any]) -> bool:
    """Whether a letter or digit of the span stays."""
    return any(row["text"][i].isalnum() and not mask[i] for i in range(span["start"], span["end"]))


@pytest.mark.parametrize("name", EXAMS)
def test_hardly_an_identifier_stays_readable(name: str) -> None:
    left = [
        (row["id"], span["type"], span["start"])
        for row, mask in read(name)
        for span in row["spans"]
        if readable(row, mask, span)
    ]
    count = sum(len(row["spans"]) for row, _mask in read(name))
    assert len(left) / count <= 0.08, left


@pytest.mark.parametrize("name", EXAMS)
def test_hardly_anything_else_is_masked(name: str) -> None:
    wrong = others = 0
    for row, mask in read(name):
        meant = bytearray(len(mask))
        for span in [*row["spans"], *row.get("optional", [])]:
            meant[span["start"] : span["end"]] = b"\1" * (span["end"] - span["start"])
        letters = [i for i, sign in enumerate(row["text"]) if sign.isalnum() and not meant[i]]
        others += len(letters)
        wrong += sum(mask[i] for i in letters)
    assert wrong / others <= 0.035
