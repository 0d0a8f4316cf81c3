"""Why a passage was found: the short stretch of it that holds the most of the question's words."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from consilia.engines.retrieval.analysis import terms, well_formed

WIDTH: Final = 180
"""Characters shown; a Chinese reader gets as many, in half the room."""
LONGEST_READ: Final = 3_000
# At most 80 characters, so that a window can start near its words in a text without punctuation.
_CLAUSE = re.compile(r"[^.!?;,。！？；，]{1,80}(?![A-Za-z0-9])[.!?;,。！？；，]*\s*")
_SPACE = re.compile(r"\s+")


def snippet(texts: Sequence[str], wanted: Mapping[str, float]) -> str:
    """A plain-text window on the best of `texts` for the terms `wanted` (term -> weight), "…" where cut.

    Reads the first 3,000 characters of each text; empty where the texts are.
    """
    best_text, best_start, best_worth = "", 0, -1.0
    for text in texts:
        line = _SPACE.sub(" ", well_formed(text[:LONGEST_READ])).strip()
        start, worth = _best_window(line, wanted)
        if line and worth > best_worth:
            best_text, best_start, best_worth = line, start, worth
    return _cut(best_text, best_start)


def _best_window(text: str, wanted: Mapping[str, float]) -> tuple[int, float]:
    """Where the window that is worth most starts, always at a clause, and what it is worth."""
    clauses = [
        (match.start(), match.end(), wanted.keys() & set(terms(match.group()))) for match in _CLAUSE.finditer(text)
    ]
    best = (0, 0.0)
    for first, (start, _, _) in enumerate(clauses):
        held: set[str] = set()
        for _, end, matched in clauses[first:]:
            if end - start > WIDTH:
                break
            held |= matched
        worth = sum(wanted[term] for term in held)
        if worth > best[1]:
            best = (start, worth)
    return best


def _cut(text: str, start: int) -> str:
    end = start + WIDTH
    # Near the end of a text, show the words before rather than half a window.
    if end >= len(text):
        start, end = _word_start(text, max(0, len(text) - WIDTH), start), len(text)
    else:
        end = _word_end(text, start, end)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def _word_start(text: str, at: int, latest: int) -> int:
    """The first word that begins at `at` or later, in Chinese `at` itself."""
    if at == 0 or not text[at - 1 : at + 1].isascii():
        return at
    space = text.find(" ", at, latest)
    return at if space < 0 else space + 1


def _word_end(text: str, start: int, at: int) -> int:
    space = text.rfind(" ", start + WIDTH // 2, at)
    return at if space < 0 or not text[at - 1 : at + 1].isascii() else space
