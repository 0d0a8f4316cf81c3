"""Whether what the sequence model is unsure about is only an ordinary word, a general name or half a measurement."""

import re
from typing import Final

from consilia.engines.deid import numbers, places_zh
from consilia.engines.deid.cues_en import stands_in_disease
from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import words
from consilia.engines.deid.name_ends_zh import han, in_plain_word, surname_length
from consilia.engines.deid.normalise import bare

SURE: Final = 0.6
"""From here on the model is believed whatever it found."""

_LATIN = re.compile(r"[A-Za-z][A-Za-z'\- ]*")
_PEOPLE: Final = frozenset({Kind.NAME, Kind.CLINICIAN})
_AROUND: Final = 32
_LONGEST_WORD: Final = 4


def is_ordinary(text: str, vote: Finding) -> bool:
    """Whether a vote covers nothing that could tell who somebody is."""
    covered = text[vote.start : vote.end]
    if vote.kind in _PEOPLE and _LATIN.fullmatch(covered) and _is_ordinary_latin(text, vote):
        # Capitals of a title or a topic look like those of a name, and the model can be sure of it.
        return True
    if vote.confidence >= SURE:
        return False
    if all(map(han, covered)):
        return _is_ordinary_chinese(text, vote)
    if vote.kind == Kind.ACCOUNT:
        return _is_ordinary_number(text, vote)
    return bool(_LATIN.fullmatch(covered)) and (_is_ordinary_latin(text, vote) or _is_brand(covered))


def _is_ordinary_number(text: str, vote: Finding) -> bool:
    """Everyday, or without any digit: numbers spelt out are for the rules."""
    covered = text[vote.start : vote.end]
    before, after = text[max(0, vote.start - _AROUND) : vote.start], text[vote.end : vote.end + _AROUND // 2]
    return not any(map(str.isdigit, covered)) or numbers.is_everyday(covered, before, after)


def _is_brand(covered: str) -> bool:
    return all(bare(word) in words("brands_en") for word in covered.split())


def _is_ordinary_latin(text: str, vote: Finding) -> bool:
    covered = text[vote.start : vote.end]
    of_disease = stands_in_disease(text, vote.end - 2 * covered.endswith("'s"))
    return of_disease or all(map(_is_ordinary_word, covered.split()))


def _is_ordinary_word(word: str) -> bool:
    form = bare(word)
    if form in words("names_that_are_words_en"):
        return False
    return form in words("plain_words_en") or form in words("ordinary_words_en")


def _is_ordinary_chinese(text: str, vote: Finding) -> bool:
    size = vote.end - vote.start
    if size == 1 and not surname_length(text, vote.start, shy=False):
        return True
    # 何 in 如何, 沙星 in 左氧氟沙星: a part of an ordinary word is no name.
    if in_plain_word(text, vote.start, vote.end, reach=_LONGEST_WORD):
        return True
    return vote.kind == Kind.EMPLOYER and places_zh.is_general(text[vote.start : vote.end])
