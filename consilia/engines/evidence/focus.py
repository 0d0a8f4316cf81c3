"""What a question is about: its terms without those that any question about health could hold."""

from importlib.resources import files
from typing import Final

from consilia.engines.retrieval import distinct_terms, stopwords, terms
from consilia.engines.retrieval.variants import folded

LONGEST_QUESTION: Final = 8_000


def _words(name: str) -> frozenset[str]:
    return frozenset(folded((files(__package__) / name).read_text(encoding="utf-8")).split())


# Stems in English ("diseas", "treat"); in Chinese pairs, and characters that empty any pair they stand in.
_GENERIC: Final = _words("generic_en.txt") | _words("generic_zh.txt")
_HOLLOW: Final = {word for word in _GENERIC | stopwords.ALL if len(word) == 1}


def focus(question: str) -> frozenset[str]:
    """The terms that tell what the question is about, from its first 8,000 characters."""
    return frozenset(filter(_tells, distinct_terms(question[:LONGEST_QUESTION])))


def focus_of(text: str) -> frozenset[str]:
    """The same for any text, whole."""
    return frozenset(filter(_tells, terms(text)))


def _tells(term: str) -> bool:
    """A Chinese character tells nothing by itself, and a pair nothing with a function word in it."""
    if term in _GENERIC:
        return False
    return term.isascii() or (len(term) > 1 and not _HOLLOW.intersection(term))
