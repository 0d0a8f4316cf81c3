"""Which words of a text are the reason why it was found: those that a query has too, by stem and across scripts."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from consilia.engines.retrieval.analysis import is_han, terms

LONGEST_READ: Final = 2_000
"""Characters of the query."""
_WORD = re.compile(r"[^\W_\u3005\u3007\u3400-\u9fff\uf900-\ufaff]+")


class Part(NamedTuple):
    """A stretch of the text, and whether the query has it."""

    text: str
    matches: bool


def parts(text: str, query: str) -> tuple[Part, ...]:
    """The whole of `text` cut where it begins or ends to match; for titles and snippets, not for books."""
    wanted = set(terms(query[:LONGEST_READ]))
    marked = [False] * len(text)
    for start, end in (*_words(text, wanted), *_pairs(text, wanted)):
        marked[start:end] = [True] * (end - start)
    grouped = groupby(range(len(text)), key=marked.__getitem__)
    return tuple(Part("".join(text[at] for at in places), matches) for matches, places in grouped)


def _words(text: str, wanted: set[str]) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _WORD.finditer(text) if not wanted.isdisjoint(_terms(found.group())))


def _pairs(text: str, wanted: set[str]) -> Iterator[tuple[int, int]]:
    """Chinese is told by pairs: one character stands in everything, and counts where nothing longer was asked."""
    pairs = {term for term in wanted if is_han(term) and len(term) == 2}
    size = 2 if pairs else 1
    told = pairs or {term for term in wanted if is_han(term)}
    for at in range(len(text) - size + 1) if told else ():
        if is_han(text[at]) and not told.isdisjoint(_terms(text[at : at + size])):
            yield at, at + size


@lru_cache(maxsize=50_000)
def _terms(word: str) -> tuple[str, ...]:
    """The same few thousand words and pairs stand in most texts."""
    return tuple(terms(word))
