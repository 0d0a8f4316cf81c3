"""The concepts that lay words stand for, and where a text mentions them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from consilia.engines.triage.datafiles import spelling, table, tables
from consilia.engines.triage.keeping import kept
from consilia.engines.triage.patterns import Pattern, PatternIndex, Sets, Window, compile_entry

LANGUAGES = ("en", "zh-Hant")


class Kind(StrEnum):
    """What a concept is, which decides what context can cancel it."""

    SIGN = "sign"
    CONDITION = "condition"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found at text[start:end] of the plain text."""

    concept: str
    start: int
    end: int


class Lexicon:
    """All concepts of the lexicon files."""

    def __init__(self, kinds: dict[str, Kind], patterns: Iterable[Pattern]) -> None:
        self.kinds = kinds
        self._index = PatternIndex(patterns)

    def find(self, windows: Iterable[Window]) -> list[Hit]:
        """Mentions by position; mentions of one concept that overlap or touch ("痛痛痛") are one."""
        raw = sorted(self._index.matches(windows), key=lambda hit: (hit[0], hit[1], -hit[2]))
        kept: list[Hit] = []
        for concept, start, end in raw:
            last = kept[-1] if kept else None
            if last and last.concept == concept and start <= last.end:
                if end > last.end:
                    kept[-1] = Hit(concept, last.start, end)
                continue
            kept.append(Hit(concept, start, end))
        return sorted(kept, key=lambda hit: (hit.start, hit.end, hit.concept))


def entry_patterns(owner: str, entry: dict[str, Any]) -> Iterator[Pattern]:
    """Patterns of one data-file entry that has a list of strings for each language."""
    for language in LANGUAGES:
        for source in entry.get(language, []):
            yield from compile_entry(owner, language, as_read(source), _sets())


def as_read(source: str) -> str:
    """A pattern spelt as `normalise` spells texts: "edema" is never met there, as it becomes "swelling", nor 痠."""
    plain = "".join(spelling().characters.get(character, character) for character in source.lower())
    known, instead = spelling().rewriting

    def word(match: re.Match[str]) -> str:
        # Not where only a beginning is told ("suicid*").
        return match.group() if plain[match.end() :].startswith(("*", "?")) else instead[match.group()]

    return known.sub(word, plain)


@cache
def lexicon() -> Lexicon:
    """The lexicon of the data files, read once."""
    kinds, patterns = kept(_read)
    return Lexicon({concept: Kind(kind) for concept, kind in kinds.items()}, patterns)


def _read() -> tuple[dict[str, str], list[Pattern]]:
    kinds: dict[str, str] = {}
    patterns: list[Pattern] = []
    for data in tables("lexicon"):
        kind = Kind(data.pop("kind"))
        for concept, entry in data.items():
            if concept in kinds:
                raise ValueError(f"concept {concept} is defined twice")
            kinds[concept] = kind.value
            patterns += entry_patterns(concept, entry)
    return kinds, patterns


@cache
def _sets() -> Sets:
    return Sets({name: as_read(str(value)) for name, value in table("sets.toml").items()})
