"""The gate that needs no model: a quote stands where it says, and its sentence says no more than it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from consilia.engines.evidence.digests import Citation, CitedSentence
from consilia.engines.retrieval.analysis import prepare

# Every mark that a dose, a range or a share hangs on: "1.5", "1/2", "4-6", "10%".
_NUMBER = re.compile(r"\d+(?:[.,/:–-]\d+)*\s?%?")
_WORD = re.compile(r"[^\W_]+")
# What a name begins with: a drug, a person, a place; and words of capitals, "DVT".
_NAME = re.compile(r"\b[A-Z][\w’'-]*")
# Dropped or added, any of these turns a sentence round, makes it surer than its source, or changes for whom it holds.
_TURNING: Final = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|unless|except|avoid|stop|rarely|seldom|may|might|can|could"
    r"|should|must|sometimes|usually|often|possibly|probably|likely|unlikely|if|only|until|before|after|more|less|most|few"
    r"|children|pregnant|pregnancy|adults?|women|men|infants?)\b|n['’]t\b"
    r"|[不沒没無无未非勿別别免]|可能|或許|也許|有時|通常|常常|偶爾|應該|必須|建議|如果|除非|只有|孕|兒童|小孩|成人",
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
    """Whether all of `sentence` is in `quotes`: its words in order, its numbers, its names, the same nots and mays.

    Strict on purpose: a fair rewording may fail; a changed number, a swapped drug or a lost "not" never passes.
    """
    if sentence in quotes:
        return True
    quoted = "\n".join(quotes)
    return (
        bool(sentence.strip())
        and _in_order(_words(sentence), _words(quoted))
        and _counted(_NUMBER, sentence) <= _counted(_NUMBER, quoted)
        and _names(sentence) <= _names(quoted)
        and _turns(sentence) == _turns(quoted)
    )


def _in_order(some: Iterable[str], of: Iterable[str]) -> bool:
    """Whether `some` is `of` with words left out: "A heals B" is not told by "B heals A"."""
    left = iter(of)
    return all(word in left for word in some)


def _words(text: str) -> list[str]:
    """Every word, small ones too ("above" and "below" matter), and the characters of Chinese."""
    return [word for word in _WORD.findall(prepare(text).casefold()) if len(word) == 1 or word.isascii()]


def _counted(kind: "re.Pattern[str]", text: str) -> Counter[str]:
    return Counter("".join(found.split()) for found in kind.findall(text))


def _names(text: str) -> set[str]:
    """Capitalised words but for the first of a sentence, which may be any word."""
    return {name.casefold() for name in _NAME.findall(text)[1:]}


def _turns(text: str) -> Counter[str]:
    return Counter(found.lower() for found in _TURNING.findall(text))
