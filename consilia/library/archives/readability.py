"""Measures how long and how hard to read a text is."""

from __future__ import annotations

import re

CJK = re.compile(r"[\u3400-\u9fff]")
WORD_CHARACTER = re.compile(r"\w")
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
# A full stop after these ends no sentence.
ABBREVIATION = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|St|vs|e\.g|i\.e)\.(?=\s)")
SENTENCE_END = re.compile(r"(?<![.!?])[.!?]++[\"'”’)\]]*+(?=\s|$)|\n+")
SILENT_END = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^l]e)$")


def length(text: str) -> int:
    """Count words, and each Chinese character as one."""
    words = [part for part in CJK.sub(" ", text).split() if WORD_CHARACTER.search(part)]
    return len(words) + len(CJK.findall(text))


def sentences(text: str) -> tuple[str, ...]:
    """Split into sentences; "Dr." and "Mr." end none, and each line of a list is one."""
    held = ABBREVIATION.sub(lambda match: match[1] + "\0", text)
    ends = [*(match.end() for match in SENTENCE_END.finditer(held)), len(held)]
    parts = (held[start:end] for start, end in zip([0, *ends], ends, strict=False))
    return tuple(part.replace("\0", ".").strip() for part in parts if WORD.search(part) or CJK.search(part))


def reading_grade(text: str) -> float:
    """Give the Flesch-Kincaid grade (Kincaid et al. 1975) of an English text; 0 where it has no words."""
    words = WORD.findall(text)
    if not words:
        return 0.0
    per_sentence = len(words) / max(1, len(sentences(text)))
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def syllables(word: str) -> int:
    """Estimate the syllables of an English word: its groups of vowels, less a silent ending."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", bare))
    return max(1, groups - bool(SILENT_END.search(bare)))
