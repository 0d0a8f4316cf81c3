"""Texts to measure with: drawn from the example service, or made of its words as a large library would be."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice, pairwise, product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from consilia.engines.retrieval import Passage

ENGLISH_WORDS: Final = 60_000
CHINESE_WORDS: Final = 20_000
CHINESE_EVERY: Final = 4
"""Every fourth record is Chinese, so that runs of characters and pairs cost their share."""
WORDS_A_RECORD: Final = 90
WORDS_A_QUESTION: Final = (6, 24)
_ASKED: Final = 0.4
_ENDINGS: Final = ("", "s", "ed", "ing")
_HAN: Final = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, the most frequent first, and the share of a text that each and those before it make up."""

    words: list[str]
    shares: NDArray[np.float64]
    between: str
    stop: str
    sentence: int


def drawn(count: int, *, languages: tuple[str, ...] = ("en",)) -> Iterator[str]:
    """Real sentences: texts of three, drawn from the example service."""
    sentences = [part for words in _example(languages) for part in re.split(r"(?<=[.?!。？！])\s*", words) if part]
    chance = random.Random(7)
    for _ in range(count):
        yield " ".join(chance.sample(sentences, 3))


def records(count: int) -> Iterator[Passage]:
    """Made-up records, each the same in a library of any size."""
    chance = np.random.default_rng(1)
    for number in range(count):
        words = int(np.clip(chance.lognormal(np.log(WORDS_A_RECORD), 0.4), 20, 400))
        asked = max(8, int(words * _ASKED))
        language = _language(number)
        yield Passage(
            id=str(number),
            language=language,
            question=_text(language, chance, asked),
            replies=(_text(language, chance, words - asked),),
        )


def questions(count: int) -> list[str]:
    """Made-up questions that no record repeats."""
    chance = np.random.default_rng(2)
    return [_text(_language(number), chance, int(chance.integers(*WORDS_A_QUESTION))) for number in range(count)]


def _language(number: int) -> str:
    return "en" if (number + 1) % CHINESE_EVERY else "zh-Hant"


def _text(language: str, chance: np.random.Generator, length: int) -> str:
    vocabulary = english() if language == "en" else chinese()
    places = np.searchsorted(vocabulary.shares, chance.random(length))
    words = [vocabulary.words[place] for place in places.tolist()]
    sentences = (words[start : start + vocabulary.sentence] for start in range(0, length, vocabulary.sentence))
    return vocabulary.stop.join(map(vocabulary.between.join, sentences))


@cache
def english() -> Vocabulary:
    """The example's words as often as they stand there by rank, then made-up ones that share stems."""
    known = Counter(word for text in _example(("en",)) for word in re.findall("[a-z]+", text.lower()))
    words = list(islice(dict.fromkeys([*_by_count(known), *_made_up()]), ENGLISH_WORDS))
    return Vocabulary(words, _zipf(len(words)), " ", ". ", 12)


@cache
def chinese() -> Vocabulary:
    """Pairs of characters: those of the example, then pairs of its characters that never stood together."""
    runs = [run for text in _example(("zh-Hant",)) for run in _HAN.findall(text)]
    known = Counter(first + second for run in runs for first, second in pairwise(run))
    characters = sorted(set("".join(runs)))
    others = random.Random(3).sample(["".join(pair) for pair in product(characters, repeat=2)], CHINESE_WORDS)
    words = list(islice(dict.fromkeys([*_by_count(known), *others]), CHINESE_WORDS))
    return Vocabulary(words, _zipf(len(words)), "", "，", 6)


def _by_count(known: Counter[str]) -> list[str]:
    return sorted(known, key=lambda word: (-known[word], word))


def _made_up() -> Iterator[str]:
    syllables = [first + vowel for first in "bdfglmnprstvz" for vowel in "aeiou"]
    stems = ["".join(parts) for parts in product(syllables, repeat=3)]
    for stem in random.Random(5).sample(stems, ENGLISH_WORDS // len(_ENDINGS) + 1):
        yield from (stem + ending for ending in _ENDINGS)


def _zipf(count: int) -> NDArray[np.float64]:
    """Running shares by rank, after Zipf and Mandelbrot: the first thousand of 60,000 words make up seven tenths."""
    weights = 1.0 / (np.arange(1, count + 1) + 2.7) ** 1.1
    shares: NDArray[np.float64] = np.cumsum(weights) / weights.sum()
    shares[-1] = 1.0
    return shares


def _example(languages: tuple[str, ...]) -> list[str]:
    text = (resources.files("consilia.website.example") / "exchanges.jsonl").read_text(encoding="utf-8")
    known: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    return [
        words
        for record in known
        if record["language"] in languages
        for words in (record["question"], *(reply["text"] for reply in record["replies"]))
    ]
