"""Text becomes terms: the same ones for a text and for the question that looks for it."""

import pytest

from consilia.engines.retrieval import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twitching eyelids", ["twitch", "eyelid"]),
        ("What should I do about my KNEES?", ["knee"]),
        ("café", ["cafe"]),
        ("ＥＭＧ　１２", ["emg", "12"]),
        ("面肌痙攣", ["面", "肌", "痉", "挛", "面肌", "肌痉", "痉挛"]),
        ("B型肝炎", ["b", "型", "肝", "炎", "型肝", "肝炎"]),
        ("請問醫師", ["医", "师", "问医"]),
        ("x" * 41, []),
        ("\ud800", []),
        ("", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected
