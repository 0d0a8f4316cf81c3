"""The lexical half: the tantivy index, its fields, its documents, and its candidates for a question."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple

import tantivy

from consilia.engines.retrieval import scoring, stopwords, variants
from consilia.engines.retrieval.analysis import analyzer, distinct_terms, is_han, prepare
from consilia.engines.retrieval.passages import Filters, Hit, Passage
from consilia.engines.retrieval.snippets import snippet

RECIPE: Final = f"lexical-3-{zlib.crc32(' '.join(sorted(stopwords.ALL)).encode()):08x}-{variants.FINGERPRINT}-tantivy-7"
"""How this half is made: fields, analysis, file format."""

LONGEST_QUERY: Final = 8_000
LONGEST_PASSAGE: Final = 200_000
MOST_TERMS_WEIGHED: Final = 400
RAREST_WORDS: Final = 24
RAREST_CHARACTERS: Final = 96
MOST_POSTINGS: Final = 1_500_000
FEWEST_TERMS: Final = 12
"""Asked for whatever they cost. Among a million records a common Chinese character stands in one of four and says
next to nothing: without such, the slowest questions take 9 ms by words instead of 25."""
LONGEST_KEY: Final = 256
WRITER_HEAP: Final = 64_000_000

LAST_MONTH: Final = 10_000 * 12
_MONTH = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?(?![0-9])")
_JSON = json.JSONEncoder(ensure_ascii=False)
_KEYWORDS = ("language", "department", "sex", "age_band")


Scored = tuple[tantivy.DocAddress, float]


class Term(NamedTuple):
    """A term of a query: what it weighs in the sum, how many passages hold it, and the most it can add."""

    text: str
    weight: float
    holding: int
    most: float


@dataclass(frozen=True, slots=True)
class Question:
    """A query ready to be asked: the terms worth asking for, how many it has that a passage holds, and the best score
    within reach."""

    terms: tuple[Term, ...]
    known: int
    ceiling: float
    chinese: bool


@cache
def schema() -> tantivy.Schema:
    """Exact keys for filters, one analysed field over the whole passage, and the words kept for snippets.

    One field, not one per part: title to record over the Chinese archive gives mean reciprocal rank .577 with
    one field, .554 with two added up.
    """
    builder = tantivy.SchemaBuilder()
    for name in ("key", *_KEYWORDS, "topic"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="consilia", index_option="freq")
    builder.add_unsigned_field("month", indexed=True)
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_bytes_field("kept", stored=True)
    return builder.build()


def new_index(path: str | None = None) -> tantivy.Index:
    """An index in the empty folder `path`, or in memory."""
    return _ready(tantivy.Index(schema(), path=path, reuse=False))


def open_index(path: str) -> tantivy.Index:
    """The index in `path`; raises ValueError where there is none or it cannot be read."""
    return _ready(tantivy.Index.open(path))


def _ready(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("consilia", analyzer())
    index.config_reader(reload_policy="manual")
    return index


def commit(index: tantivy.Index, writer: tantivy.IndexWriter) -> None:
    """Makes what was written durable and visible, and lets the writer go."""
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def add(writer: tantivy.IndexWriter, passage: Passage, row: int) -> None:
    """Adds one passage, whose vector stands in `row`; the writer's owner commits."""
    document = tantivy.Document()
    document.add_text("key", key(passage.id))
    document.add_unsigned("month", month(passage.date))
    document.add_unsigned("row", row)
    for name in _KEYWORDS:
        document.add_text(name, key(getattr(passage, name)))
    for topic in passage.topics:
        document.add_text("topic", key(topic))
    parts = (passage.title, passage.question, *passage.replies, *passage.topics)
    document.add_text("text", prepare("\n".join(parts)[:LONGEST_PASSAGE]))
    kept = _JSON.encode([passage.id, *_shown(passage)])
    document.add_bytes("kept", kept.encode("utf-8", "surrogatepass"))
    writer.add_document(document)


def remove(writer: tantivy.IndexWriter, passage_id: str) -> None:
    """Removes the passage of that id, if it is there; the writer's owner commits."""
    writer.delete_documents_by_term("key", key(passage_id))


def key(value: str) -> str:
    """`value` as an exact term: always encodable, never longer than the index can hold."""
    text = value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= LONGEST_KEY else hashlib.sha256(text.encode()).hexdigest()


def month(date: str) -> int:
    """The month of "2024-05" or "2024-05-17" as a number that grows; of a year alone its first; 0 for anything else."""
    read = _MONTH.match(date)
    return int(read[1]) * 12 + int(read[2] or 1) if read else 0


def _shown(passage: Passage) -> tuple[str, str]:
    return passage.question or passage.title, passage.replies[0] if passage.replies else ""


def best(searcher: tantivy.Searcher, question: Question, filters: Filters, count: int) -> list[Scored]:
    """The `count` passages that hold the most of the question's words, by BM25."""
    if not question.terms:
        return []
    found = searcher.search(_narrowed(question, filters), count, count=False)
    return [(address, float(score)) for score, address in found.hits]


def of_rows(searcher: tantivy.Searcher, question: Question, filters: Filters, rows: Sequence[int]) -> list[Scored]:
    """Those of `rows` that are alive and pass the filters, with the BM25 of the question's words in them."""
    if not rows:
        return []
    # One lookup for each: a set query walks through the dictionary of all rows, 1.6 ms of a million for a hundred.
    each = [tantivy.Query.term_query(schema(), "row", row, index_option="basic") for row in rows]
    among = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])
    query = _narrowed(question, filters, among)
    found = searcher.search(query, len(rows), count=False)
    return [(address, float(score)) for score, address in found.hits]


def rows_of(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    """The rows of vectors of some passages."""
    return [int(row or 0) for row in searcher.fast_field_values("row", addresses)]


def read(searcher: tantivy.Searcher, query: str) -> Question:
    """The query's terms weighed by how rare they are here."""
    texts = distinct_terms(query[:LONGEST_QUERY])[:MOST_TERMS_WEIGHED]
    weighed = [_weigh(searcher, text) for text in texts]
    han = sum(is_han(text) for text in texts)
    rarest = _rarest(term for term in weighed if term.holding)
    return Question(
        terms=tuple(affordable(rarest)),
        known=len(rarest),
        ceiling=scoring.ceiling(term.most for term in weighed),
        chinese=2 * han > len(texts),
    )


def _weigh(searcher: tantivy.Searcher, text: str) -> Term:
    weight = scoring.SINGLE_CHARACTER_WEIGHT if len(text) == 1 and is_han(text) else 1.0
    # What was removed is counted among the holding until its segment is merged, but not among all.
    holding: int = searcher.doc_freq("text", text)
    most = scoring.most_from_term(passages=max(searcher.num_docs, holding), holding=holding, weight=weight)
    return Term(text, weight, holding, most)


def _rarest(terms: Iterable[Term]) -> list[Term]:
    """The rarest words and the rarest Chinese terms: more of the latter, since one word makes several."""
    by_rarity = sorted(terms, key=lambda term: term.holding)
    words = [term for term in by_rarity if not is_han(term.text)][:RAREST_WORDS]
    return words + [term for term in by_rarity if is_han(term.text)][:RAREST_CHARACTERS]


def affordable(terms: Sequence[Term]) -> list[Term]:
    """The rarest terms, as many as together stand in MOST_POSTINGS passages, and at least FEWEST_TERMS."""
    by_rarity = sorted(terms, key=lambda term: term.holding)
    sums = accumulate(term.holding for term in by_rarity)
    return [
        term
        for place, (term, read) in enumerate(zip(by_rarity, sums, strict=True))
        if place < FEWEST_TERMS or read <= MOST_POSTINGS
    ]


def _narrowed(question: Question, filters: Filters, among: tantivy.Query | None = None) -> tantivy.Query:
    should = [(tantivy.Occur.Should, _term_query(term)) for term in question.terms]
    # A filter decides who is in, and must add nothing to the score.
    silent = [(tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)) for query in _exact_all(filters)]
    if among is not None:
        # Here the words only score: a passage near in meaning may share none of them.
        alive = (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0))
        return tantivy.Query.boolean_query([alive, *silent, *should])
    scored = tantivy.Query.boolean_query(should)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, scored), *silent]) if silent else scored


def _exact_all(filters: Filters) -> list[tantivy.Query]:
    names = (*_KEYWORDS, "topic")
    exact = [_exact(name, value) for name in names if (value := getattr(filters, name)) is not None]
    if filters.since is None and filters.until is None:
        return exact
    first = max(1, month(filters.since or ""))
    last = month(filters.until) if filters.until is not None else LAST_MONTH
    return [*exact, tantivy.Query.range_query(schema(), "month", tantivy.FieldType.Unsigned, first, last)]


def _exact(name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema(), name, key(value), index_option="basic")


def _term_query(term: Term) -> tantivy.Query:
    query = tantivy.Query.term_query(schema(), "text", term.text, index_option="freq")
    return query if term.weight == 1.0 else tantivy.Query.boost_query(query, term.weight)


def hit(
    searcher: tantivy.Searcher, address: tantivy.DocAddress, score: float, question: Question, *, shares_words: bool
) -> Hit:
    """One passage, which can be shown with the words of it that match."""
    kept: bytes = searcher.doc(address)["kept"][0]
    passage_id, *texts = json.loads(kept.decode("utf-8", "surrogatepass"))

    def shown() -> str:
        return snippet(texts, {term.text: term.most for term in question.terms})

    return Hit(id=passage_id, score=min(1.0, max(0.0, score)), shares_words=shares_words, shown=shown)
