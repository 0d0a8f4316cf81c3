"""How good a ranking is: the measures of the field as plain arithmetic, each with its source."""

import math
from collections.abc import Collection, Sequence
from typing import Final

SURE: Final = 1.959964
"""Standard deviations on either side that hold 95 % of a normal distribution."""


def is_within(ranked: Sequence[str], right: Collection[str], *, k: int) -> bool:
    """Whether at least one right answer stands among the first `k`.

    Its mean over questions is what is called recall@k here, as in question answering, where one right answer
    will do (top-k accuracy in Karpukhin and others, "Dense Passage Retrieval", 2020, section 5).
    """
    return any(name in right for name in ranked[:k])


def reciprocal_rank(ranked: Sequence[str], right: Collection[str], *, k: int) -> float:
    """1 / rank of the first right answer among the first `k`, otherwise 0.

    Its mean is MRR@k (Voorhees, "The TREC-8 Question Answering Track Report", 1999).
    """
    return next((1 / rank for rank, name in enumerate(ranked[:k], 1) if name in right), 0.0)


def ndcg(ranked: Sequence[str], right: Collection[str], *, k: int) -> float:
    """Gain of the first `k`, each discounted by log2(rank + 1), as a share of the best order possible.

    A right answer gains 1, any other nothing. Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR
    techniques", 2002, with the discount that trec_eval uses. 0 where nothing could be right.
    """
    gained = sum(_discount(rank) for rank, name in enumerate(ranked[:k], 1) if name in right)
    best = sum(_discount(rank) for rank in range(1, min(k, len(right)) + 1))
    return gained / best if best else 0.0


def ranked_above(better: Sequence[float], worse: Sequence[float]) -> float:
    """Chance that one of `better` scores above one of `worse`; a tie counts half.

    The area under the ROC curve (Hanley and McNeil, "The meaning and use of the area under a ROC curve", 1982).
    Raises ValueError where either is empty.
    """
    if not better or not worse:
        raise ValueError("nothing to compare")
    above = sum((one > other) + 0.5 * (one == other) for one in better for other in worse)
    return above / (len(better) * len(worse))


def interval(hits: int, asked: int) -> tuple[float, float]:
    """Where the true share lies, 95 % sure, after `hits` of `asked`; (0, 1) where nothing was asked.

    Wilson, "Probable inference, the law of succession, and statistical inference", 1927: sound also for few
    questions and for shares near 0 or 1.
    """
    if not asked:
        return 0.0, 1.0
    share, square = hits / asked, SURE * SURE
    middle = share + square / (2 * asked)
    half = SURE * math.sqrt(share * (1 - share) / asked + square / (4 * asked * asked))
    whole = 1 + square / asked
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of them do not exceed (nearest rank); 0 where there are none.

    Hyndman and Fan, "Sample quantiles in statistical packages", 1996, definition 1.
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)
