"""What a text is about: its terms without those that any text about health could hold."""

import re
from importlib.resources import files
from typing import Final, NamedTuple

from consilia.engines.retrieval import terms
from consilia.engines.retrieval.glossing import gloss

LONGEST_QUESTION: Final = 8_000
GENERIC: Final = frozenset((files(__package__) / "generic_en.txt").read_text(encoding="utf-8").split())
"""Stems that any text about health could hold: "diseas", "treat"."""
_HIGH: Final = re.compile(r"\b(?:high|hyper|over-?active|fast|too much)(?:\b|(?<=hyper))", re.IGNORECASE)
_LOW: Final = re.compile(r"\b(?:low|hypo|under-?active|slow|lack of)(?:\b|(?<=hypo))", re.IGNORECASE)


class Leaning(NamedTuple):
    """Which way a text leans; most lean neither way."""

    too_much: bool
    too_little: bool


def focus(question: str) -> frozenset[str]:
    """The terms that tell what the question is about, from its first 8,000 characters."""
    return focus_of(question[:LONGEST_QUESTION])


def focus_of(text: str) -> frozenset[str]:
    """The same for any text. Chinese is read through the glossary: 肝硬化 is one thing, not pairs of characters."""
    return frozenset(focus_in_order(text))


def focus_in_order(text: str) -> tuple[str, ...]:
    """The same terms in the order of the text, as often as they stand there."""
    return tuple(term for term in terms(gloss(text)) if term.isascii() and term not in GENERIC)


def leaning(text: str) -> Leaning:
    """Whether a text speaks of too much, or of too little, as of high and low blood pressure."""
    glossed = gloss(text)
    return Leaning(_only(_HIGH, _LOW, glossed), _only(_LOW, _HIGH, glossed))


def opposed(one: Leaning, other: Leaning) -> bool:
    """Whether one speaks of too much and the other of too little."""
    return (one.too_much and other.too_little) or (one.too_little and other.too_much)


def _only(this: "re.Pattern[str]", that: "re.Pattern[str]", text: str) -> bool:
    return bool(this.search(text)) and not that.search(text)
