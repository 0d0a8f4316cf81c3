"""Long words with one letter wrong, missing, doubled or out of place: people in fear type so."""

from collections.abc import Iterable, Iterator
from itertools import chain

SHORTEST = 7
"""Shorter words are too often one letter away from another word."""


class Misspelt:
    """Finds the word that was meant among a few long words that matter."""

    def __init__(self, meant: Iterable[str], other_words: Iterable[str]) -> None:
        self._known = frozenset(chain(meant := tuple(meant), other_words))
        self._by_shape: dict[str, list[str]] = {}
        for word in meant:
            for shape in _shapes(word):
                self._by_shape.setdefault(shape, []).append(word)

    def meant_by(self, typed: str) -> str:
        """The word that was meant; `typed` itself where it is none of them, or a word of its own."""
        if len(typed) < SHORTEST or typed in self._known:
            return typed
        # The first letter is seldom wrong, and tells "bleeding" from "pleading".
        near = (word for shape in _shapes(typed) for word in self._by_shape.get(shape, ()) if word[0] == typed[0])
        return next((word for word in near if _one_slip(typed, word)), typed)


def _shapes(word: str) -> Iterator[str]:
    """The word, and each form of it with one letter left out: two words one slip apart share one."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _one_slip(typed: str, word: str) -> bool:
    """Whether one letter was put in, left out or changed, or two neighbours were swapped; an ending is no slip."""
    if typed[:-1] == word or (typed == word[:-1] and word[-1] in "sd"):
        return False
    while typed and word and typed[0] == word[0]:
        typed, word = typed[1:], word[1:]
    while typed and word and typed[-1] == word[-1]:
        typed, word = typed[:-1], word[:-1]
    return max(len(typed), len(word)) <= 1 or (len(typed) == 2 and typed == word[::-1])
