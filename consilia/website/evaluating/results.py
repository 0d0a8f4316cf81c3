"""What a measurement found: numbers only, so that a report can be shown to anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CUTS: Final = (1, 5, 10)
"""The k of each recall@k."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `asked`; the true share lies between `low` and `high`, 95 % sure. Shares are 0..1."""

    hits: int
    asked: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """How high the right answer stands: `recall` by k."""

    asked: int
    recall: Mapping[int, Share]
    mrr_at_10: float
    ndcg_at_10: float


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of question asked of the archive; `found` is the share that had anything above the floor."""

    all: Ranking
    found: Share
    by_language: Mapping[str, Ranking]
    by_department: Mapping[str, Ranking]


@dataclass(frozen=True, slots=True)
class Floor:
    """What stands above the floor, and what does not; None where the archive gave nothing to ask.

    `found_with_record`: questions whose whole record is there, and that find something. `nothing_without`:
    questions whose record and its copies were taken out, and that find nothing. `nothing_unrelated`: questions
    that have nothing to do with health, by language, and that find nothing.
    """

    found_with_record: Share | None
    nothing_without: Share | None
    nothing_unrelated: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds a query, records a second. Times depend on the machine and on what else it does."""

    queries: int
    query_ms_p50: float
    query_ms_p99: float
    records_indexed: int
    records_per_second: float


@dataclass(frozen=True, slots=True)
class PairsResult:
    """Pairs of questions that a person judged: a rewording should stand above what only looks like one.

    `above`: the share of (similar, not similar) comparisons of the same question in the right order, a tie
    counting half, over `compared` questions that have both. `first`: how often a rewording ranks first among
    the second questions of all pairs.
    """

    pairs: int
    compared: int
    above: float | None
    first: Share | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that `consilia evaluate similar` measures; None where the archive had nothing to ask."""

    recipe: str
    records: int
    sample: int
    own_reply: Task | None
    known_answer: Task | None
    floor: Floor
    speed: Speed
    pairs: PairsResult | None = None
    rejected: int = 0
