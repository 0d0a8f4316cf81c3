"""The second reader: reads all words of a message, where a rule looks for its own sign. It can only raise.

A logistic regression over words, their neighbours and Chinese characters, and over the concepts that context cancels,
whose words do not count; weights in `data/second_reader.tsv`, made by `tools/second_reader.py` from our own judged
messages and from real questions. It names no sign and no guideline. It makes an emergency of what it finds like one,
and puts a person before what it doubts.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from consilia.engines.triage.context import Mention
from consilia.engines.triage.datafiles import is_own_data, weights
from consilia.engines.triage.verdicts import Level

FILE: Final = "second_reader.tsv"
EMERGENCY_FROM: Final = 0.65
"""Of real questions that it had not learnt from, one in a hundred is raised to an emergency at this likeness."""
UNSURE_FROM: Final = 0.4
"""From here on a person looks at what rules call calm: one real question in English in a hundred more."""
FEWEST_KNOWN: Final = 12
"""Features: some four words. "Headache and fever" says too little to be called anything but unsure."""
TOGETHER: Final = "several_signs_together"
"""Id of the red flag of an emergency that no rule, but the second reader found. It has no words of its own to quote:
single ones, out of a sum of many, would tell an asker little."""
INTERCEPT: Final = "(intercept)"

CANCELLED: Final = "not:"
COVER: Final = "~"
LONG_WORD: Final = 5
"""Letters by which longer words are known as well: "breathing" as "breat-"."""
_WORD: Final = re.compile(r"[a-z]+|\d+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
LONGEST_RUN: Final = 4
"""Chinese characters in a row that are one feature."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature adds, and where the sum begins; nothing where the data has no second reader."""

    of: Mapping[str, float]
    intercept: float


def features(text: str, mentions: Sequence[Mention]) -> frozenset[str]:
    """Of a text in plain form with what it mentions: words, pairs, pairs around another word ("chest _ pain"), triples,
    beginnings of long words ("breat-"), runs of up to four Chinese characters, and concepts cancelled ("not:fever").

    All numbers are "#": what they mean is for rules.
    """
    said = _without_cancelled(text, mentions)
    cancelled = (f"{CANCELLED}{mention.concept}" for mention in mentions if not mention.live)
    return frozenset((*_of_words(said), *_of_characters(said), *cancelled))


def _without_cancelled(text: str, mentions: Sequence[Mention]) -> str:
    """The text with the words covered that are mentioned, and none of whose mentions is of the patient, now."""
    covered = bytearray(len(text))
    for is_live in (False, True):
        for mention in mentions:
            if mention.live is is_live:
                covered[mention.start : mention.end] = bytes([not is_live]) * (mention.end - mention.start)
    return "".join(COVER if hidden else letter for hidden, letter in zip(covered, text, strict=True))


def _of_words(text: str) -> Iterator[str]:
    words = ["#" if word[0].isdigit() else word for word in _WORD.findall(text)]
    yield from words
    yield from (f"{word[:LONG_WORD]}-" for word in words if len(word) > LONG_WORD)
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        yield f"{first} {second} {third}"
        yield f"{first} _ {third}"


def _of_characters(text: str) -> Iterator[str]:
    for run in _HAN.findall(text):
        for length in range(1, LONGEST_RUN + 1):
            yield from (run[at : at + length] for at in range(len(run) - length + 1))


def weighed(text: str, mentions: Sequence[Mention]) -> dict[str, float]:
    """What each feature of a text adds; those of no weight are left out."""
    of = _weights().of
    return {feature: of[feature] for feature in features(text, mentions) if feature in of}


def likeness(text: str, mentions: Sequence[Mention]) -> float:
    """How much a text is like those that writers judged emergencies, 0 to 1; a longer one needs more for it."""
    return _likeness(weighed(text, mentions))


def _likeness(known: Mapping[str, float]) -> float:
    # fsum is exact, whatever order the features come in.
    return 1 / (1 + math.exp(-(_weights().intercept + math.fsum(known.values()) / math.sqrt(len(known) + 1))))


def raised(level: Level, text: str, mentions: Sequence[Mention], *, unsure: bool) -> tuple[Level, bool]:
    """The level of a text in plain form and whether a person looks first, as rules have them or higher."""
    if level is Level.EMERGENCY or not _weights().of:
        return level, unsure
    known = weighed(text, mentions)
    near = _likeness(known)
    if near >= EMERGENCY_FROM and len(known) >= FEWEST_KNOWN:
        return Level.EMERGENCY, unsure
    return level, unsure or (level is not Level.URGENT and near >= UNSURE_FROM)


@cache
def _weights() -> Weights:
    """An older folder of rules, which `consilia rules diff` reads, has none; our own must have one."""
    of = weights(FILE)
    if not of and is_own_data():
        raise LookupError(f"{FILE} is missing or empty: install Consilia again")
    return Weights(of, of.pop(INTERCEPT, 0.0))
