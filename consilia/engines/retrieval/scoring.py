"""What a score means: BM25 as a share of what the query could reach, and the floor of what counts as found.

    score = min(1, BM25 / ceiling)
    ceiling = the sum, over the 6 heaviest terms of the query, of the most that BM25 can give for the term

One term can give at most (k1 + 1) * idf, whatever the passage (Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond", 2009, section 3). A word that no passage holds counts in the ceiling as
if one did: a question full of words that the archive has never seen scores low. Only the 6 heaviest count,
because a long message never finds all its words again: with all 24 the areas under the curve below were .67
(English pairs) and .89 (Chinese) instead of .71 and .99.

Floors, measured on the development sets with the best hit of each query:
    English .22   459 rewordings by doctors: 75 % have the right answer above it; with that answer removed and
                  only hard negatives left, 45 % have something above it (area under the curve .71).
                  1,264 people's questions against the other 1,263 answered ones: 82 % found something; of 20
                  questions that have nothing to do with health: 5
    Chinese .27   3,549 people's questions against the other 3,548 answered ones: 97 %; of 15 questions that
                  have nothing to do with health: none
Words alone cannot tell a hard negative from a rewording; that waits for vectors.
"""

import math
from collections.abc import Iterable
from typing import Final

K1: Final = 1.2
"""BM25's saturation, as tantivy has it."""
TERMS_IN_CEILING: Final = 6
SINGLE_CHARACTER_WEIGHT: Final = 0.5
"""A Chinese character alone counts half: it stands in the pairs around it once more."""
ENGLISH_FLOOR: Final = 0.22
CHINESE_FLOOR: Final = 0.27


def most_from_term(*, passages: int, holding: int, weight: float) -> float:
    """The highest BM25 that a term held by `holding` of `passages` can add to a score."""
    holding = max(holding, 1)
    idf = math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
    return weight * (K1 + 1) * idf


def ceiling(most_from_each: Iterable[float]) -> float:
    """What the heaviest terms could reach together; 0 where there are none."""
    return sum(sorted(most_from_each, reverse=True)[:TERMS_IN_CEILING])


def floor(*, chinese: bool) -> float:
    """The score from which a hit counts as found."""
    return CHINESE_FLOOR if chinese else ENGLISH_FLOOR
