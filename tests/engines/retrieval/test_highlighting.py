"""What is marked is what was asked, by stem and across scripts; the text itself stays as it was."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilia.engines.retrieval import parts


def marked(text: str, query: str) -> list[str]:
    return [part.text for part in parts(text, query) if part.matches]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("My eyelids twitched all day.", "eyelid twitching", ["eyelids", "twitched"]),
        ("My eyelid, my other eyelid", "EYELID", ["eyelid", "eyelid"]),
        ("The twitcher is a bird-watcher", "twitching", []),
        ("我的左眼皮一直跳", "眼皮跳", ["眼皮"]),
        ("頭痛三天", "头痛", ["頭痛"]),
        ("每天痛", "痛", ["痛"]),
        ("eyelid 眼皮 twitch", "眼皮 twitch", ["眼皮", "twitch"]),
        ("Is it the flu?", "is it the", []),
        ("<b>fever</b>", "fever", ["fever"]),
        ("nothing alike", "", []),
    ],
)
def test_words_that_were_asked_for_are_marked(text: str, query: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_is_lost_and_none_added(text: str, query: str) -> None:
    found = parts(text, query)
    assert "".join(part.text for part in found) == text
    assert all(one.matches != other.matches for one, other in pairwise(found))
