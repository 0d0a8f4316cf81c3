"""Mistyped words of a question, read as the word of the archive that one slip of the finger makes of them.

Only a word that no passage holds and that the encoder does not know whole is read otherwise, and only as a word
that passages do hold: one letter left out, doubled, changed, added, or two exchanged, the first letter kept
(Damerau, "A technique for computer detection and correction of spelling errors", 1964: four in five misspellings
are one such slip; Yannakoudakis and Fawthrop, 1983: the first letter is seldom wrong).
"""

import math
import re
from collections.abc import Callable, Iterator
from string import ascii_lowercase
from typing import Final

from consilia.engines.retrieval.analysis import terms

SHORTEST: Final = 5
"""Shorter words are one slip from too many others."""
LONGEST: Final = 24
MOST_MENDED: Final = 3
"""Words looked at in one question: each costs up to a millisecond."""
ENOUGH: Final = 3
"""Passages that must hold a word which the encoder reads no better than what was typed."""
STOP_WORD: Final = -1
_WORD = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{{{SHORTEST},{LONGEST}}}(?![A-Za-z0-9])")


def mended(text: str, *, holding: Callable[[str], int], pieces: Callable[[str], int]) -> str:
    """`text` with up to three mistyped words as they were meant; `holding` counts the passages that hold a term.

    `pieces` says in how many pieces the encoder reads a lower-case word: one that it knows is one piece. What is
    meant is read in fewer pieces than what was typed, or stands in several passages.
    """
    left = MOST_MENDED

    def read(found: re.Match[str]) -> str:
        nonlocal left
        word = found.group().lower()
        if not left or pieces(word) == 1 or _passages(word, holding):
            return found.group()
        left -= 1
        held = {one: _passages(one, holding) for one in _one_slip_away(word)}
        meant = max(held, key=lambda one: held[one])
        # "becaue": meant is a word that says nothing, and nothing is lost.
        if STOP_WORD in held.values():
            return found.group()
        surer = pieces(word) - pieces(meant)
        enough = 1 if surer > 0 else ENOUGH if surer >= -1 else math.inf
        return meant if held[meant] >= enough else found.group()

    return _WORD.sub(read, text)


def _passages(word: str, holding: Callable[[str], int]) -> int:
    """How many passages hold the word's term; STOP_WORD for one that has none."""
    found = terms(word)
    return holding(found[0]) if found else STOP_WORD


def _one_slip_away(word: str) -> Iterator[str]:
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        if after:
            yield before + after[1:]
        for letter in ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
