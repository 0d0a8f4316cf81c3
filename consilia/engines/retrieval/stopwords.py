"""Words that say nothing about an illness: dropped from texts and queries before they are compared."""

from importlib.resources import files
from typing import Final

from consilia.engines.retrieval.variants import folded


def _words(name: str) -> frozenset[str]:
    return frozenset(folded((files(__package__) / name).read_text(encoding="utf-8")).split())


ALL: Final = _words("stopwords_en.txt") | _words("stopwords_zh.txt")
