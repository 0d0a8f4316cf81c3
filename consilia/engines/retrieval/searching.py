"""One search over words and meaning: candidates of both kinds, each scored by both, best first."""

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import tantivy

from consilia.engines.retrieval import lexical, scoring
from consilia.engines.retrieval.ahead import read_ahead
from consilia.engines.retrieval.encoding import Encoder
from consilia.engines.retrieval.passages import NO_FILTERS, Filters, Results
from consilia.engines.retrieval.spelling import mended
from consilia.engines.retrieval.typical import beyond_typical
from consilia.engines.retrieval.vectors import Rows, VectorFile, cosines, quantised

log = logging.getLogger(__name__)

CANDIDATES: Final = 100
"""Of each kind; more changes nothing at 25,000 records, and costs time."""
MORE_IF_FILTERED: Final = 5
"""Rows know no filter: so many times more are read, and those that do not pass fall away."""
LONGEST_MENDED: Final = 2_000
MOST_DEAD: Final = 2_000
MOST_HITS: Final = 1_000
NO_VECTORS: Final = "no_vectors"
NOTHING: Final = Results(hits=(), found=0)


@dataclass(frozen=True, slots=True)
class Searchable:
    """An opened index: its documents, its rows of vectors, and who encodes questions; words alone without the last."""

    index: tantivy.Index
    vectors: VectorFile
    encoder: Encoder | None


def opened(folder: Path, encoder: Encoder | None) -> Searchable:
    """The index in `folder`, its files read ahead; raises ValueError or OSError where there is none to read."""
    read_ahead(folder)
    # The rows after the documents: a commit between the two leaves rows too many, never too few.
    return Searchable(lexical.open_index(str(folder)), VectorFile(folder), encoder)


# Where it is, its score, and how much of that its words alone would give.
_Found = tuple[tantivy.DocAddress, float, float]


@dataclass(frozen=True, slots=True)
class _Asked:
    question: lexical.Question
    filters: Filters
    limit: int


def search(searchable: Searchable, query: str, *, limit: int, filters: Filters) -> Results:
    """The best `limit` passages (at most 1,000). Reads the first 8,000 characters of the query, 2,000 for meaning.

    Words are looked up one by one and never parsed, so query syntax in a question is just more words.
    """
    searcher = searchable.index.searcher()
    typed, query = query, _as_meant(searcher, searchable.encoder, query)
    question = lexical.read(searcher, query)
    if limit < 1 or not any(map(str.isalnum, query)):
        return NOTHING
    limit = min(limit, MOST_HITS)
    one, fallback = _meaning(searchable, query)
    asked = _Asked(question, filters, limit)
    scored = _by_words(searcher, asked) if one is None else _by_both(searchable.vectors, searcher, asked, one)
    floor = scoring.floor(chinese=question.chinese, meaning=one is not None)
    hits = tuple(
        lexical.hit(searcher, address, score, question, shares_words=words > 0) for address, score, words in scored
    )
    read_as = query if query != typed[: lexical.LONGEST_QUERY] else ""
    return Results(hits=hits, found=sum(hit.score >= floor for hit in hits), fallback=fallback, read_as=read_as)


def _as_meant(searcher: tantivy.Searcher, encoder: Encoder | None, query: str) -> str:
    query = query[: lexical.LONGEST_QUERY]
    if encoder is None:
        return query
    begin, rest = query[:LONGEST_MENDED], query[LONGEST_MENDED:]
    return mended(begin, holding=partial(searcher.doc_freq, "text"), pieces=encoder.pieces) + rest


def _meaning(searchable: Searchable, query: str) -> tuple[Rows | None, str | None]:
    """The question's row; without one, the name of what is missing, where it should not be."""
    if not len(searchable.vectors):
        return None, None
    if searchable.encoder is None:
        return None, NO_VECTORS
    try:
        one = quantised(searchable.encoder.encode([query]))
    except Exception as error:
        # Whatever breaks in a model: the kind alone is told, never what was asked. Words still find.
        log.warning("The encoder failed (%s); searching by words alone.", type(error).__name__)
        return None, NO_VECTORS
    # Zeros: nothing of it can be read.
    return (one if one.any() else None), None


def _by_words(searcher: tantivy.Searcher, asked: _Asked) -> list[_Found]:
    found = lexical.best(searcher, asked.question, asked.filters, asked.limit)
    return [(address, score / asked.question.ceiling, score) for address, score in found]


def _by_both(vectors: VectorFile, searcher: tantivy.Searcher, asked: _Asked, one: Rows) -> list[_Found]:
    count = max(CANDIDATES, asked.limit)
    by_words = lexical.best(searcher, asked.question, asked.filters, count)
    alive = lexical.rows_of(searcher, [address for address, _ in by_words])
    # Rows of removed passages stay until the next rebuild, and must not crowd out the living.
    dead = min(len(vectors) - searcher.num_docs, MOST_DEAD)
    wanted = count + dead if asked.filters == NO_FILTERS else count * MORE_IF_FILTERED + dead
    others = np.setdiff1d(vectors.nearest(one, wanted), alive).tolist()
    by_meaning = lexical.of_rows(searcher, asked.question, asked.filters, others)
    alive += lexical.rows_of(searcher, [address for address, _ in by_meaning])
    candidates, numbers = by_words + by_meaning, np.array(alive, dtype=np.int64)
    words = np.array([score for _, score in candidates]) / max(asked.question.ceiling, 1e-9)
    rows = vectors.rows(numbers)
    meaning = beyond_typical(cosines(one, rows), rows, chinese=asked.question.chinese)
    scores = scoring.fused(words, meaning, terms=asked.question.known, chinese=asked.question.chinese)
    # By row where scores are equal, so that the same question always gives the same order.
    best = np.lexsort((numbers, -scores))[: asked.limit]
    return [(candidates[place][0], float(scores[place]), float(words[place])) for place in best]
