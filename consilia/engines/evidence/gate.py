"""The gate that needs no model: a quote stands where it says, and its sentence says no more than it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from consilia.engines.evidence.digests import Citation, CitedSentence
from consilia.engines.retrieval.analysis import prepare

_NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")
_WORD = re.compile(r"[^\W_]+")
# Dropped or added, any of these turns a sentence round or makes it surer than its source.
_TURNING: Final = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|unless|except|avoid|stop|rarely|seldom|may|might|can|could"
    r"|should|must|sometimes|usually|often|possibly|probably|likely|unlikely)\b|n['’]t\b"
    r"|[不沒没無无未非勿別别免]|可能|或許|也許|有時|通常|常常|偶爾|應該|必須|建議",
    re.IGNORECASE,
)


def passes(sentence: CitedSentence, texts: Mapping[str, str]) -> bool:
    """Whether every citation stands verbatim in `texts` (source id -> text) and the sentence adds nothing."""
    quotes = [citation.quote for citation in sentence.citations]
    verbatim = all(stands(citation, texts) for citation in sentence.citations)
    return bool(quotes) and verbatim and says_no_more(sentence.text, quotes)


def stands(citation: Citation, texts: Mapping[str, str]) -> bool:
    """Whether the quote is, character by character, what its source holds at the place it names."""
    text = texts.get(citation.source)
    if text is None or not 0 <= citation.start < citation.end <= len(text):
        return False
    return text[citation.start : citation.end] == citation.quote and bool(citation.quote.strip())


def says_no_more(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether all of `sentence` is in `quotes`: its words, numbers and names, with the same nots and mays.

    Strict on purpose: a fair rewording may fail; a changed number or a lost "not" never passes.
    """
    if sentence in quotes:
        return True
    quoted = "\n".join(quotes)
    return (
        bool(sentence.strip())
        and _words(sentence) <= _words(quoted)
        and set(_NUMBER.findall(sentence)) <= set(_NUMBER.findall(quoted))
        and _turns(sentence) == _turns(quoted)
    )


def _words(text: str) -> set[str]:
    """Every word, small ones too ("above" and "below" matter), and the characters and pairs of Chinese."""
    return set(_WORD.findall(prepare(text).casefold()))


def _turns(text: str) -> Counter[str]:
    return Counter(found.lower() for found in _TURNING.findall(text))
