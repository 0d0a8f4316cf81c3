"""Pairs of questions judged by a person: reads them, and asks the index which it holds to be one question."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final

from consilia.engines.retrieval import Index, Passage, build_in_memory
from consilia.engines.retrieval.measuring import ranked_above
from consilia.library.archives.opening import Line
from consilia.website.archive_batch import language_of
from consilia.website.batch import BadRecord, parse_object
from consilia.website.evaluating.results import PairsResult
from consilia.website.evaluating.similar import draw, share

DEEPEST: Final = 1_000
"""As deep as the index goes. What is not found counts as score 0."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Whether `second` asks what `first` asks, as a person judged."""

    first: str
    second: str
    is_similar: bool


def read_pair(line: Line) -> Pair:
    """One pair. Raises BadRecord."""
    record = parse_object(line)
    similar = record.get("similar")
    if isinstance(similar, str | float) or similar not in (0, 1):
        raise BadRecord('"similar" must be 1 or 0')
    return Pair(_text(record, "question_1"), _text(record, "question_2"), bool(similar))


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadRecord(f'no "{key}"; it must be a string')
    return value


def evaluate_pairs(pairs: Iterable[Pair], *, sample: int, words_alone: bool) -> PairsResult:
    """At most `sample` first questions, each asked of the second questions of all pairs."""
    judged = list(pairs)
    names = {text: str(number) for number, text in enumerate(dict.fromkeys(pair.second for pair in judged))}
    asked: dict[str, dict[bool, set[str]]] = {}
    for pair in judged:
        asked.setdefault(pair.first, {True: set(), False: set()})[pair.is_similar].add(names[pair.second])
    questions = draw(list(asked), sample)
    seconds = (Passage(id=name, language=_language(text), question=text) for text, name in names.items())
    with closing(build_in_memory(seconds, words_alone=words_alone)) as index:
        scores = {question: _scores(index, question) for question in questions}
    both = [question for question in questions if all(asked[question].values())]
    rewordable = [question for question in questions if asked[question][True]]
    return PairsResult(
        pairs=len(judged),
        compared=len(both),
        above=fmean(_above(scores[question], asked[question]) for question in both) if both else None,
        first=share(next(iter(scores[question]), None) in asked[question][True] for question in rewordable)
        if rewordable
        else None,
    )


def _scores(index: Index, question: str) -> dict[str, float]:
    return {hit.id: hit.score for hit in index.search(question, limit=DEEPEST).hits}


def _above(scores: Mapping[str, float], judged: Mapping[bool, set[str]]) -> float:
    better, worse = ([scores.get(name, 0.0) for name in judged[similar]] for similar in (True, False))
    return ranked_above(better, worse)


def _language(text: str) -> str:
    return language_of({"text": text})
