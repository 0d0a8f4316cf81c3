"""The sequence model reads keys of features, and patterns a text in small letters: both must be what they stand for."""

import numpy as np
import pytest

from consilia.engines.deid import tagging

TEXTS = (
    "My name is Siobhán O'Neill, I'm 41. Dr Patel at Elm Road Surgery said 2 x 500 mg!",
    "我叫林美玉，住在板橋，LINE 是 amy_chen0912。\n醫師說要再觀察三個月",
    "ALL CAPITALS | and | bars, 0912-345-678",
    "。",
    "我" * 300,
)


@pytest.mark.parametrize("text", TEXTS)
def test_keys_are_those_of_the_features_in_words(text: str) -> None:
    row = tagging.tokens(text)
    keys: list[list[int]] = [[] for _ in row]
    for there, found in tagging.hashed_features(row):
        for i, column in zip(there, found.T, strict=True):
            keys[i] += map(int, column)
    assert keys == [[tagging.key(name) for name in seen] for seen in tagging.features(row)]


@pytest.mark.parametrize("text", TEXTS)
def test_shares_of_each_token_add_up_to_one(text: str) -> None:
    assert np.allclose(tagging.shares(tagging.tokens(text)).sum(axis=1), 1)


def test_what_a_sentence_says_of_a_name_does_not_depend_on_its_neighbours_length() -> None:
    name = "Please help, I am Rosalind Achterberg from Leeds."
    alone = tagging.shares(tagging.tokens(name))
    behind = tagging.shares(tagging.tokens(f"{name} {'It hurts a lot and it will not stop ' * 3}."))
    assert np.allclose(alone[:-6], behind[: len(alone) - 6], atol=1e-3)
