"""How hard a text is to read: a school grade for English, a share and two lengths for Chinese."""

import re
from dataclasses import dataclass
from typing import Final

from consilia.engines.evidence.sentences import split_sentences
from consilia.engines.retrieval.variants import folded

GRADE_AIMED_AT: Final = 8.0
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+")
_ITEM = re.compile(r"\s+-\s+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^aeiouylr]|[aeiouy]r|[aeiouy]l)es?\Z|[^td]ed\Z")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[，、；：。！？,;:.!?\n]+")


def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels less a silent end; a number has two."""
    lower = word.lower()
    if lower.isdigit():
        return 2
    count = len(_VOWELS.findall(lower))
    # "like", "makes", "used"; not "the", "able", "wanted".
    if count > 1 and _SILENT.search(lower):
        count -= 1
    return max(1, count)


def grade(text: str) -> float:
    """Flesch-Kincaid grade level (Kincaid et al., 1975): .39 words a sentence + 11.8 syllables a word - 15.59.

    The items of a list, " - one - two", count as sentences. 0 for a text without words.
    """
    text = _ITEM.sub(".\n\n", text)
    found = _WORD.findall(text)
    if not found:
        return 0.0
    sentences = max(1, len(split_sentences(text, "en")))
    return 0.39 * len(found) / sentences + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


@dataclass(frozen=True, slots=True)
class ChineseReading:
    """Characters a sentence, characters a clause, and the share of characters that school teaches first, 0 to 1."""

    a_sentence: float
    a_clause: float
    common: float


def chinese_reading(text: str) -> ChineseReading:
    """Measures of a Chinese text; common are the 3,755 characters of GB 2312's first level, in Simplified form."""
    characters = _HAN.findall(text)
    if not characters:
        return ChineseReading(0.0, 0.0, 1.0)
    clauses = sum(bool(_HAN.search(clause)) for clause in _CLAUSE.split(text))
    sentences = max(1, len(split_sentences(text, "zh")))
    common = sum(_is_common(character) for character in folded("".join(characters)))
    return ChineseReading(len(characters) / sentences, len(characters) / max(1, clauses), common / len(characters))


def _is_common(character: str) -> bool:
    row = character.encode("gb2312", "replace")
    return len(row) == 2 and 0xB0 <= row[0] <= 0xD7
