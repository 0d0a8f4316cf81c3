"""Search: the embedded index beside SQLite FTS5 (BM25), same records, same queries."""

import json
import random
import re
import sqlite3
import time
from collections.abc import Iterator
from importlib import resources
from typing import Any

from benchmarks.timing import each_ms, tell
from consilia.engines.retrieval import Passage, build_in_memory

SIZE = 20_000
QUERIES = 300


def records() -> Iterator[tuple[str, str]]:
    """SIZE English texts, each three sentences drawn from the example service: enough variety to rank by."""
    text = (resources.files("consilia.website.example") / "exchanges.jsonl").read_text(encoding="utf-8")
    known: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    sentences = [
        sentence
        for record in known
        if record["language"] == "en"
        for words in (record["question"], *(reply["text"] for reply in record["replies"]))
        for sentence in re.split(r"(?<=[.?!])\s+", words)
    ]
    chance = random.Random(7)
    for number in range(SIZE):
        yield str(number), " ".join(chance.sample(sentences, 3))


def run() -> None:
    """Index SIZE records in both, ask QUERIES of them."""
    texts = list(records())
    queries = [text.split(". ")[0] for _number, text in random.Random(11).sample(texts, QUERIES)]
    began = time.perf_counter()
    index = build_in_memory(Passage(id=number, language="en", question=text) for number, text in texts)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE passages USING fts5(text, tokenize='porter')")
    peer.executemany("INSERT INTO passages(text) VALUES (?)", ((text,) for _number, text in texts))
    theirs = time.perf_counter() - began
    print(f"  indexing: {SIZE / ours:,.0f} records/s, FTS5 {SIZE / theirs:,.0f} records/s, ratio {theirs / ours:.2f}")
    fts5 = each_ms(lambda query: _fts5(peer, query), queries)
    tell("SQLite FTS5", fts5)
    tell("embedded index", each_ms(lambda query: index.search(query, limit=10), queries), fts5)


def _fts5(peer: sqlite3.Connection, query: str) -> list[Any]:
    words = " OR ".join(f'"{word}"' for word in re.findall(r"[a-z]+", query.lower()))
    sql = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY bm25(passages) LIMIT 10"
    return peer.execute(sql, (words,)).fetchall()
