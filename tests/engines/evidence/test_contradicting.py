"""Where a sentence says the opposite of the doctor's reply: pairs that a person judged."""

import json
from pathlib import Path

import pytest

from consilia.engines.evidence import contradiction

FILE = Path(__file__).parents[2] / "clinical" / "questions" / "contradictions.jsonl"
PAIRS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair["id"]))
def test_a_pair_is_judged_as_a_person_did(pair: dict[str, str]) -> None:
    assert contradiction(pair["sentence"], pair["reply"], pair["language"]) == pair["kind"]


def test_a_reply_that_says_both_leaves_a_sentence_in() -> None:
    reply = "Children should not take ibuprofen. Adults can take ibuprofen."
    assert contradiction("You can take ibuprofen for the fever.", reply, "en") is None
