"""Which questions are one question told twice, and which few to show so that they do not all say the same."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeVar

from consilia.engines.retrieval.analysis import is_han, terms, well_formed

FEWEST_TERMS: Final = 10
WORDS_SHARED: Final = 0.78
ORDER_SHARED: Final = 0.5
"""Measured: the reworded copy on a seed page shares .82 of its words and .63 of its word pairs; the others on
both seed pages at most .35 and .11; two Chinese questions with one opening and different ends .75 and .68."""
LONGEST_COMPARED: Final = 20_000
SHOWN: Final = 4
SAME_CLINICIAN: Final = 0.8
SAME_DEPARTMENT: Final = 0.9
T = TypeVar("T")
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit with what is needed to choose among several: its words, who replied, and how near it is."""

    id: str
    text: str
    score: float
    clinicians: tuple[str, ...] = ()
    department: str = ""


def is_copy(a: str, b: str) -> bool:
    """Whether one text is the other, reworded or cut short, rather than another person's similar question.

    Containment of the shorter in the longer (Broder, "On the resemblance and containment of documents",
    1997): of its words, and of its pairs of neighbouring words. Texts of fewer than 10 content words must be
    equal but for case, width and punctuation, since three shared words prove nothing.
    """
    first, second = _content(a), _content(b)
    if min(len(set(first)), len(set(second))) < FEWEST_TERMS:
        return _skeleton(a) == _skeleton(b) != ""
    return (
        _containment(set(first), set(second)) >= WORDS_SHARED
        and _containment(_neighbours(first), _neighbours(second)) >= ORDER_SHARED
    )


def spread(query: str, candidates: Sequence[Candidate], *, shown: int = SHOWN) -> tuple[Candidate, ...]:
    """At most `shown` candidates, best first: no copies of `query` or of one another, varied people first.

    A candidate whose clinician or department is already shown counts 20 % or 10 % less for each time it is:
    variety wins between near equals and never puts a poor hit above a good one.
    """
    chosen: list[Candidate] = []
    left = [candidate for candidate in candidates if not is_copy(query, candidate.text)]
    while left and len(chosen) < shown:
        best = max(left, key=lambda candidate: _worth(candidate, chosen))
        chosen.append(best)
        left = [other for other in left if other.id != best.id and not is_copy(best.text, other.text)]
    return tuple(chosen)


def _worth(candidate: Candidate, chosen: Sequence[Candidate]) -> float:
    clinicians = sum(bool(set(candidate.clinicians) & set(other.clinicians)) for other in chosen)
    departments = sum(candidate.department == other.department != "" for other in chosen)
    return candidate.score * SAME_CLINICIAN**clinicians * SAME_DEPARTMENT**departments


def _content(text: str) -> list[str]:
    """Terms in order, Chinese as pairs only: single characters are shared by unlike sentences."""
    return [term for term in terms(text[:LONGEST_COMPARED]) if not (len(term) == 1 and is_han(term))]


def _neighbours(content: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(content))


def _containment(a: set[T], b: set[T]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def _skeleton(text: str) -> str:
    folded = unicodedata.normalize("NFKC", well_formed(text[:LONGEST_COMPARED])).casefold()
    return _NOT_A_WORD.sub("", folded)
