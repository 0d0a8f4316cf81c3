"""Which sentences of an answer that a language model drafted may stand: what a passage of a source that they cite says.

The gate of More Info wants the words of its quote in their order. A draft is worded freely, so this one compares what
must not change: numbers and what they count, the nots, the mays and the ifs, and whom it is about. It may bring no word
that says anything, so no name, medicine or illness, and each part has to share most of its words with the passage.
Precision first: a fair sentence may fail, and a doctor can write it.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from consilia.engines.evidence.contradicting import contradiction
from consilia.engines.evidence.focus import GENERIC
from consilia.engines.evidence.population import groups_of
from consilia.engines.evidence.sentences import split_sentences
from consilia.engines.retrieval import terms
from consilia.engines.retrieval.analysis import is_han, prepare
from consilia.engines.retrieval.variants import folded

LONGEST: Final = 600
"""Characters of a sentence; a longer one is none."""
SHARE: Final = 0.6
HAN_SHARE: Final = 0.75
"""Of the words of each part of a sentence, more than so many have to stand in the passage. A character tells less."""

_UNITS: Final[dict[str, tuple[str, ...]]] = {
    "%": ("%", "percent", "per cent"),
    "mg": ("mg", "milligrams?", "毫克"),
    "mcg": ("mcg", "µg", "micrograms?", "微克"),
    "g": ("g", "grams?", "公克", "克"),
    "kg": ("kg", "kilograms?", "公斤"),
    "ml": ("ml", "cc", "millilitres?", "milliliters?", "毫升"),
    "l": ("l", "litres?", "liters?", "公升"),
    "unit": ("iu", "units?", "單位"),
    "minute": ("minutes?", "min", "分鐘"),
    "hour": ("hours?", "hrs?", "小時", "個小時", "鐘頭"),
    "day": ("days?", "天", "日"),
    "week": ("weeks?", "週", "周", "個星期", "星期", "個禮拜", "禮拜"),
    "month": ("months?", "個月"),
    "year": ("years?", "年", "歲"),
    "time": ("times?", "次"),
    "piece": ("tablets?", "pills?", "capsules?", "drops?", "顆", "粒", "錠", "片", "滴", "包"),
    "cup": ("cups?", "glass(?:es)?", "杯"),
    "degree": ("°c", "degrees?", "度"),
    "fold": ("fold", "倍"),
}
_LATIN_UNITS: Final = "|".join(one for words in _UNITS.values() for one in words if one.isascii())
_HAN_UNITS: Final = "|".join(one for words in _UNITS.values() for one in words if not one.isascii())
_UNIT: Final = "|".join(
    f"(?P<u{place}>{'|'.join(sorted(words, key=len, reverse=True))})" for place, words in enumerate(_UNITS.values())
)
_LATIN_END: Final = r"(?![a-z])"
_AMOUNT: Final = re.compile(rf"(?P<number>\d+(?:[.,/:–-]\d+)*)\s*-?(?:(?:{_UNIT}){_LATIN_END})?", re.IGNORECASE)
_EN_NUMBERS: Final = {
    word: str(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {
    "once": "1",
    "twice": "2",
    "thrice": "3",
    "double": "2",
    "half": "1/2",
    "twenty": "20",
    "thirty": "30",
    "sixty": "60",
    "ninety": "90",
    "hundred": "100",
}
# "One of them" and "a rash" count nothing; "one tablet", "a day" do.
_EN_NUMBER: Final = re.compile(
    rf"\b(?:(?P<word>{'|'.join(word for word in _EN_NUMBERS if word != 'one')})"
    rf"|(?:one|an?)(?=[\s-]+(?:{_LATIN_UNITS})\b))\b",
    re.IGNORECASE,
)
_ZH_NUMBER: Final = re.compile(rf"(?P<zh>半|[一二兩三四五六七八九十百]+)(?=個?(?:{_HAN_UNITS}))")
_DIGITS: Final = {"一": 1, "二": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ONCE: Final = re.compile(r"\b(?:once|twice|thrice)\b", re.IGNORECASE)

_NOT: Final = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|avoid(?:ing)?|stop|rarely|seldom|unlikely|instead of)\b"
    r"|n['’]t\b"
    r"|[不沒没無无未勿別别免]|停(?:止|用|藥)|很少",
    re.IGNORECASE,
)
_PERHAPS: Final = re.compile(
    r"\b(?:may|might|can|could|sometimes|usually|often|possibly|probably|perhaps|likely|nearly|almost|mostly?|generally)\b"
    r"|可能|或許|也許|有時|通常|常常|多半|大多|幾乎|偶爾|往往",
    re.IGNORECASE,
)
_IF: Final = re.compile(
    r"\b(?:if|unless|when|whenever|only|until|before|after|except|during|while)\b|如果|若|除非|只有|直到|之前|之後|以前|以後",
    re.IGNORECASE,
)
# How the names of illnesses and medicines end in Chinese: two of them may differ by one character.
_TERM: Final = re.compile(
    r"[\u4e00-\u9fff](?:黴素|霉素|西林|膠囊|症候群|炎|癌|症|瘤|素|錠|病)|類固醇|中風|心肌梗塞|敗血"
)
# "And", "but" join two things that are said: a second one must not hide behind the first.
_PART: Final = re.compile(
    r"[;:；：，、]|,(?!\d)|\b(?:and|but|or|because|so|which|that)\b|而且|並且|但是|因為|所以|以及"
)
_SAYS_LITTLE: Final = frozenset(
    folded("的了是在也都就和與或會可以有請您你它他她這那個些及並而其此等所被把讓給對於從到將著過要")
)
# What any text about health could hold, without what would turn it or name somebody.
_TURNS: Final = (
    "abnorm adult almost alway bad best better boy caus daughter decreas early effect famili father femal"
    " friend girl good high higher highest husband immedi improv increas kg late lb low lower lowest male"
    " man mani men mild mother never next normal often old patient pregnanc prevent quick rais rapid rare"
    " recommend reduc safe sever short sister small son soon start stop sudden taboo today tonight usual"
    " wife woman women wors worst young"
)
_MAY_BE_ADDED: Final = GENERIC - frozenset(_TURNS.split())


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence of a draft, and the numbers of the sources that it cites."""

    text: str
    cited: tuple[int, ...]


def supported(sentence: Drafted, sources: Mapping[int, str], *, language: str) -> bool:
    """Whether a passage of a source that it cites says what `sentence` says, and no source says the opposite."""
    text = sentence.text
    if not text.strip() or len(text) > LONGEST or not all(number in sources for number in sentence.cited):
        return False
    if any(contradiction(text, source, language) for source in sources.values()):
        return False
    return any(_says(passage, text) for number in sentence.cited for passage in _passages(sources[number], language))


def _passages(source: str, language: str) -> list[str]:
    """Its sentences. Two together would lend one the "not" of the other."""
    return [source[start:end] for start, end in split_sentences(source, language)]


def _says(passage: str, text: str) -> bool:
    return (
        Counter(_amounts(text)) <= Counter(_amounts(passage))
        and all(name in passage for name in _TERM.findall(text))
        and _count(_NOT, text) == _count(_NOT, passage)
        and _count(_PERHAPS, text) >= _count(_PERHAPS, passage)
        and _count(_IF, text) >= _count(_IF, passage)
        and _about_the_same(text, passage)
        and _brings_no_other_word(text, passage)
        and _shares(text, passage)
    )


def _about_the_same(text: str, passage: str) -> bool:
    """What is said of children is not said of everybody; advice without an amount may be said to somebody's child."""
    theirs, ours = groups_of(passage), groups_of(text)
    return theirs == ours or (theirs < ours and not _amounts(text))


def _brings_no_other_word(text: str, passage: str) -> bool:
    """English words that the passage does not have are such as say nothing of their own; Chinese ones are single."""
    brought = (term for term in _substance(text) - _substance(passage) if not is_han(term))
    pairs = (term for term in terms(text) if is_han(term) and len(term) == 2)
    known = {*_SAYS_LITTLE, *prepare(passage)}
    return all(term in _MAY_BE_ADDED for term in brought) and all(not known.isdisjoint(pair) for pair in pairs)


def _shares(text: str, passage: str) -> bool:
    known = _substance(passage)
    parts = [part for one in _PART.split(text) if (part := _substance(one))]
    return bool(parts) and all(_is_known(part, known) for part in parts)


def _is_known(part: frozenset[str], known: frozenset[str]) -> bool:
    wanted = HAN_SHARE if any(map(is_han, part)) else SHARE
    return len(part & known) > wanted * len(part)


@lru_cache(maxsize=1024)
def _substance(text: str) -> frozenset[str]:
    """Stems of English, characters of Chinese, without those that say little and without amounts."""
    words = _AMOUNT.sub(" ", _in_digits(text))
    return frozenset(term for term in terms(words) if not is_han(term) or (len(term) == 1 and term not in _SAYS_LITTLE))


@lru_cache(maxsize=1024)
def _amounts(text: str) -> tuple[tuple[str, str], ...]:
    """(Number, unit) of each number, in digits; "" for no unit."""
    found = []
    for match in _AMOUNT.finditer(_in_digits(text)):
        unit = next((unit for place, unit in enumerate(_UNITS) if match[f"u{place}"]), "")
        found.append((match["number"].replace("–", "-"), unit))
    return tuple(found)


def _in_digits(text: str) -> str:
    return _ZH_NUMBER.sub(_han_digits, _EN_NUMBER.sub(_digits, text))


def _digits(match: "re.Match[str]") -> str:
    word = (match["word"] or "one").casefold()
    return _EN_NUMBERS[word] + (" times " if _ONCE.fullmatch(word) else "")


def _han_digits(match: "re.Match[str]") -> str:
    written = match["zh"]
    if written == "半":
        return "1/2"
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return "".join(str(_DIGITS.get(one, 100)) for one in written)
    return str(10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0))


def _count(kind: "re.Pattern[str]", text: str) -> int:
    return len(kind.findall(text))
