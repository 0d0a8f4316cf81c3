"""What a score means: words and meaning, each 0 to 1, in one number, and the floor of what counts as found.

    words   = min(1, BM25 / ceiling)
    ceiling = the sum, over the 6 heaviest terms of the question, of the most that BM25 can give for the term
    meaning = cosine of the vectors of question and passage, less what any question has (see `typical`)
    score   = share * meaning + (1 - share) * words
    share   = .6 in Chinese; in English it falls from .9 at 8 known words to .68 at 24

One term can give at most (k1 + 1) * idf, whatever the passage (Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond", 2009, section 3). A word that no passage holds counts in the ceiling as
if one did: a question full of words that the archive has never seen scores low. Only the 6 heaviest count,
because a long message never finds all its words again.

Shares, measured on what the encoder was not trained on (rewording above a hard negative; rewording first; own
reply among all, English; Chinese): words alone .843 .786 .576 .374; meaning alone .969 .948 .760 .396; half and
half .948 .926 .753 .452; the share above .969 .943 .764 .456, and with `typical` .969 .948 .774 .462.

Floor, by the best hit of each question: .42 in both languages.
    English   459 rewordings by doctors: 99 % have the right answer above it; with only hard negatives to find,
              nine in ten have something above it. 300 people's questions against the other 1,263 answered ones:
              three quarters. 30 questions that have nothing to do with health: none, the highest .30.
    Chinese   300 people's questions against the other 3,548 answered ones: nearly all. 30 that have nothing to
              do with health: none, the highest .35 (.38 among English records).
By words alone, where there are no vectors: English .22, Chinese .27 (82 % and 97 % of people's questions find
something; of questions that have nothing to do with health 5 in 20 and none in 15).
"""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

K1: Final = 1.2
"""BM25's saturation, as tantivy has it."""
TERMS_IN_CEILING: Final = 6
SINGLE_CHARACTER_WEIGHT: Final = 0.5
"""A Chinese character alone counts half: it stands in the pairs around it once more."""
ENGLISH_FLOOR: Final = 0.22
CHINESE_FLOOR: Final = 0.27
FLOOR: Final = 0.42
FEW_TERMS: Final = 8
MANY_TERMS: Final = 24
"""The most words of an English question that are looked up."""
MEANING_OF_FEW: Final = 0.9
MEANING_OF_MANY: Final = 0.68
MEANING_CHINESE: Final = 0.6


def most_from_term(*, passages: int, holding: int, weight: float) -> float:
    """The highest BM25 that a term held by `holding` of `passages` can add to a score."""
    holding = max(holding, 1)
    idf = math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
    return weight * (K1 + 1) * idf


def ceiling(most_from_each: Iterable[float]) -> float:
    """What the heaviest terms could reach together; 0 where there are none."""
    return sum(sorted(most_from_each, reverse=True)[:TERMS_IN_CEILING])


def fused(words: Scores, meaning: Scores, *, terms: int, chinese: bool) -> Scores:
    """Both kinds of score in one, 0 to 1: a weighted mean of BM25's share of its ceiling and of the cosine.

    The more `terms` a question holds, the surer its words are: a short one is often worded otherwise. Not so in
    Chinese, where two characters make five terms and are read by the encoder through a glossary.
    """
    share = MEANING_CHINESE
    if not chinese:
        share = float(np.interp(terms, (FEW_TERMS, MANY_TERMS), (MEANING_OF_FEW, MEANING_OF_MANY)))
    both: Scores = (1 - share) * np.clip(words, 0, 1) + share * np.clip(meaning, 0, 1)
    return both


def floor(*, chinese: bool, meaning: bool) -> float:
    """The score from which a hit counts as found, by words and `meaning` or by words alone."""
    if meaning:
        return FLOOR
    return CHINESE_FLOOR if chinese else ENGLISH_FLOOR
