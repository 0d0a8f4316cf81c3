"""Asks an archive its own questions and counts what Similar Q&A finds."""

import random
import time
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import resources
from statistics import fmean
from typing import Final, Protocol, TypeVar

from consilia.engines.retrieval import Index, MemoryIndex, Passage, build_in_memory, is_copy, recipe
from consilia.engines.retrieval.measuring import interval, is_within, ndcg, percentile, reciprocal_rank
from consilia.website.evaluating.results import CUTS, Evaluation, Floor, Ranking, Share, Speed, Task

SEED: Final = 20
"""The same archive gives the same sample, so that two versions can be compared."""
DEEPEST: Final = 10
DEEP_ENOUGH: Final = 100
"""Hits among which a record and its copies are looked for: they stand at the top."""
T = TypeVar("T")


class Progress(Protocol):
    """Passes items on and shows how many are done."""

    def __call__(self, items: Iterable[T], *, doing: str, total: int) -> Iterable[T]:
        """The items, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """How much to ask, of which kind of index, and whom to tell."""

    sample: int
    words_alone: bool
    progress: Progress

    def ask(self, index: Index, queries: Sequence["Query"], *, name: str) -> list["Answer"]:
        """Asks all of them, each timed."""
        return [_ask(index, query) for query in self.progress(queries, doing=f"{name}: asking", total=len(queries))]

    def build(self, passages: Iterable[Passage], *, name: str, total: int = 0) -> MemoryIndex:
        """An index of the kind that is measured; whoever asks for it closes it."""
        return build_in_memory(
            self.progress(passages, doing=f"{name}: indexing", total=total), words_alone=self.words_alone
        )


@dataclass(frozen=True, slots=True)
class Query:
    """A text to ask, where it comes from, and the passages that would be right."""

    record: Passage
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    query: Query
    ranked: tuple[str, ...]
    found: int
    ms: float


def evaluate(records: Sequence[Passage], *, sample: int, words_alone: bool, progress: Progress) -> Evaluation:
    """Every measure over `records`, with at most `sample` questions to each.

    Three indexes are built one after the other, each removed before the next: `sample` bounds the questions,
    not the building. `words_alone` is that of `build_in_memory`.
    """
    work = Work(sample, words_alone, progress)
    own = _task(work, own_reply_queries(records), replies_alone(records), name="replies")
    known = _task(work, known_answer_queries(records), without_titles(records), name="without titles")
    floor, speed = _as_it_ships(work, records)
    return Evaluation(
        recipe=recipe(words_alone=words_alone),
        records=len(records),
        sample=sample,
        own_reply=own,
        known_answer=known,
        floor=floor,
        speed=speed,
    )


def own_reply_queries(records: Iterable[Passage]) -> list[Query]:
    """Each question, to find one of its own replies."""
    return [
        Query(record, record.question, frozenset(_reply_id(record, number) for number in range(len(record.replies))))
        for record in records
        if record.question.strip() and record.replies
    ]


def replies_alone(records: Iterable[Passage]) -> Iterator[Passage]:
    """One passage for each reply of the whole archive, without question, title or topics."""
    for record in records:
        for number, reply in enumerate(record.replies):
            yield Passage(_reply_id(record, number), record.language, replies=(reply,))


def known_answer_queries(records: Iterable[Passage]) -> list[Query]:
    """Each title that says something else than its question, to find its record."""
    return [
        Query(record, record.title, frozenset({record.id}))
        for record in records
        if _letters(record.title) and not _is_taken_from(record.question, record.title)
    ]


def without_titles(records: Iterable[Passage]) -> Iterator[Passage]:
    """Questions and replies: with its title in it, every record would be found by its title."""
    for record in records:
        yield Passage(record.id, record.language, question=record.question, replies=record.replies)


def unrelated_questions() -> Mapping[str, Sequence[str]]:
    """Questions that have nothing to do with health, by language."""
    text = (resources.files("consilia.website.evaluating") / "unrelated.toml").read_text(encoding="utf-8")
    questions: dict[str, list[str]] = tomllib.loads(text)
    return questions


def draw(items: Sequence[T], most: int) -> list[T]:
    """At most `most` of the items, the same ones each time, in their order."""
    if len(items) <= most:
        return list(items)
    places = sorted(random.Random(SEED).sample(range(len(items)), most))  # noqa: S311 - a sample, not a secret
    return [items[place] for place in places]


def share(flags: Iterable[bool]) -> Share:
    """How many are true, with the interval; of nothing, 0."""
    counted = list(flags)
    hits, asked = sum(counted), len(counted)
    low, high = interval(hits, asked)
    return Share(hits, asked, hits / asked if asked else 0.0, low, high)


def _task(work: Work, queries: list[Query], passages: Iterable[Passage], *, name: str) -> Task | None:
    drawn = draw(queries, work.sample)
    if not drawn:
        return None
    with closing(work.build(passages, name=name)) as index:
        answers = work.ask(index, drawn, name=name)
    return Task(
        all=_ranking(answers),
        found=share(answer.found > 0 for answer in answers),
        by_language=_grouped(answers, lambda record: record.language),
        by_department=_grouped(answers, lambda record: record.department),
    )


def _ask(index: Index, query: Query) -> Answer:
    began = time.perf_counter()
    results = index.search(query.text, limit=DEEPEST)
    took = (time.perf_counter() - began) * 1000
    return Answer(query, tuple(hit.id for hit in results.hits), results.found, took)


def _ranking(answers: Sequence[Answer]) -> Ranking:
    judged = [(answer.ranked, answer.query.right) for answer in answers]
    return Ranking(
        asked=len(judged),
        recall={k: share(is_within(ranked, right, k=k) for ranked, right in judged) for k in CUTS},
        mrr_at_10=fmean(reciprocal_rank(ranked, right, k=DEEPEST) for ranked, right in judged),
        ndcg_at_10=fmean(ndcg(ranked, right, k=DEEPEST) for ranked, right in judged),
    )


def _grouped(answers: Iterable[Answer], group: Callable[[Passage], str]) -> dict[str, Ranking]:
    """A ranking for each group that has a name, the one with most questions first."""
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(group(answer.query.record), []).append(answer)
    ordered = sorted((name for name in groups if name), key=lambda name: (-len(groups[name]), name))
    return {name: _ranking(groups[name]) for name in ordered}


def _as_it_ships(work: Work, records: Sequence[Passage]) -> tuple[Floor, Speed]:
    """Whole records, as `consilia similar` searches them: what is found, what is not, and how long it takes."""
    asked = draw([record for record in records if record.question.strip()], work.sample)
    queries = [Query(record, record.question, frozenset({record.id})) for record in asked]
    began = time.perf_counter()
    with closing(work.build(records, name="whole records", total=len(records))) as index:
        indexing_took = time.perf_counter() - began
        answers = work.ask(index, queries, name="whole records")
        unrelated = _unrelated(index, {record.language for record in records})
        without = _without(work, index, asked, {record.id: record for record in records})
    found = share(answer.found > 0 for answer in answers) if answers else None
    floor = Floor(found_with_record=found, nothing_without=without, nothing_unrelated=unrelated)
    took = [answer.ms for answer in answers]
    speed = Speed(
        queries=len(took),
        query_ms_p50=percentile(took, 50),
        query_ms_p99=percentile(took, 99),
        records_indexed=len(records),
        records_per_second=len(records) / indexing_took if records else 0.0,
    )
    return floor, speed


def _unrelated(index: Index, languages: Iterable[str]) -> dict[str, Share]:
    """Only in the languages of the archive: Chinese finds nothing in English whatever it asks."""
    known = unrelated_questions()
    return {
        language: share(index.search(text, limit=DEEPEST).found == 0 for text in known[language])
        for language in sorted(set(languages) & set(known))
    }


def _without(work: Work, index: Index, asked: Sequence[Passage], by_id: Mapping[str, Passage]) -> Share | None:
    """How often nothing is left above the floor when the record and its copies do not count.

    As if they had been taken out, since the score of a hit depends on no other hit. What they add to how rare a
    word is stays, which is one passage in all.
    """
    if not asked or len(by_id) == 1:
        return None
    each = work.progress(asked, doing="whole records: leaving out", total=len(asked))
    return share(not any(_others_found(index, record, by_id)) for record in each)


def _others_found(index: Index, record: Passage, by_id: Mapping[str, Passage]) -> Iterator[str]:
    results = index.search(record.question, limit=DEEP_ENOUGH)
    for hit in results.hits[: results.found]:
        if hit.id != record.id and not is_copy(record.question, by_id[hit.id].question):
            yield hit.id


def _is_taken_from(question: str, title: str) -> bool:
    """Whether a title repeats its question or a part of it: any index finds words that it holds in that order."""
    return _letters(title) in _letters(question) or is_copy(title, question)


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def _reply_id(record: Passage, number: int) -> str:
    return f"{record.id}/{number}"
