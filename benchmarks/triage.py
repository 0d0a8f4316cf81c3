"""Triage: messages of four lengths in two languages, beside a flat list of the lexicon's own words."""

import gc
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import chain, cycle, islice
from typing import Final

from benchmarks.texts import drawn
from benchmarks.timing import each_ms, tell
from consilia.engines.triage import assess

LENGTHS: Final = {"short": 60, "some sentences": 300, "long": 1_000, "10,000 characters": 10_000}
"""Characters a message. Three sentences of the example are some 300."""
MESSAGES: Final = {"short": 200, "some sentences": 100, "long": 50, "10,000 characters": 10}
LANGUAGES: Final = ("en", "zh-Hant")
WARMING: Final = 100
_WORD: Final = re.compile(r"[a-z]{3,}|[\u4e00-\u9fff]{2,}")


def run(*, share: float = 1.0) -> None:
    """MESSAGES of each length in each language, or a share of them."""
    words = flat_words()
    print(f"  the flat list holds {len(words):,} words; triage knows phrases, gaps and negation over the same")
    for language in LANGUAGES:
        _warm(language, max(1, int(WARMING * share)))
        for name, length in LENGTHS.items():
            _compare(name, list(messages(language, length, max(2, int(MESSAGES[name] * share)))), language, words)


def flat_words() -> list[str]:
    """Every word that stands in a pattern of the lexicon, once: what a list of keywords would look for."""
    folder = resources.files("consilia.engines.triage") / "data" / "lexicon"
    files = [tomllib.loads(entry.read_text(encoding="utf-8")) for entry in folder.iterdir()]
    entries = [entry for data in files for entry in data.values() if isinstance(entry, dict)]
    sources = [source for entry in entries for language in LANGUAGES for source in entry.get(language, [])]
    return sorted({word for source in sources for word in _WORD.findall(source)})


def messages(language: str, length: int, count: int) -> Iterator[str]:
    """Messages of `length` characters, made of the example's sentences, each of others."""
    sentences = chain.from_iterable(map(_characters, cycle(drawn(2_000, languages=(language,)))))
    for _ in range(count):
        yield "".join(islice(sentences, length))


def _characters(text: str) -> Iterator[str]:
    yield from text
    yield " "


def _compare(name: str, texts: list[str], language: str, words: list[str]) -> None:
    flat: list[float] = []
    judged: list[float] = []
    # In turn, so that a busy moment of the machine falls on both.
    for text in texts:
        flat += each_ms(lambda text: _found(words, text.lower()), [text])
        judged += each_ms(lambda text: assess(text, language=language), [text])
    tell(f"{language}, {name}: the flat list", flat)
    tell(f"{language}, {name}: triage.assess", judged, flat)


def _found(words: list[str], text: str) -> list[str]:
    return [word for word in words if word in text]


def _warm(language: str, count: int) -> None:
    """Patterns are compiled when a text first needs them: that is the start of a process, not a message."""
    for text in messages(language, LENGTHS["long"], count):
        assess(text)
    # As the server does once it is ready (`website/wsgi.py`).
    gc.collect()
    gc.freeze()
