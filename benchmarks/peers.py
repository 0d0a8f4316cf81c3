"""Other full-text engines, given the same terms as ours: what is compared is finding and ranking, not stemming."""

import importlib.util
import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, Protocol

import psycopg

FTS5: Final = "SQLite FTS5"
BM25S: Final = "bm25s"
POSTGRESQL: Final = "PostgreSQL"
SHOWN: Final = 10


class Peer(Protocol):
    """An engine with an index of its own."""

    @property
    def size_bytes(self) -> int:
        """What its index takes, texts of terms included where it keeps them."""
        ...

    def add(self, texts: Iterable[str]) -> None:
        """Indexes texts, each a line of terms with spaces between, and makes them findable."""
        ...

    def ask(self, terms: list[str]) -> object:
        """The ten best texts that hold any of the terms."""
        ...

    def close(self) -> None:
        """Lets go of it all."""
        ...


class Fts5:
    """SQLite's own, ranked by bm25(), in a file, merged into one segment as it is fastest."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fts5.sqlite3"
        self._connection = sqlite3.connect(self._path)
        self._connection.execute("CREATE VIRTUAL TABLE passages USING fts5(text, tokenize='unicode61')")

    @property
    def size_bytes(self) -> int:
        return self._path.stat().st_size

    def add(self, texts: Iterable[str]) -> None:
        self._connection.executemany("INSERT INTO passages(text) VALUES (?)", ((text,) for text in texts))
        self._connection.execute("INSERT INTO passages(passages) VALUES ('optimize')")
        self._connection.commit()

    def ask(self, terms: list[str]) -> object:
        sql = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY bm25(passages) LIMIT ?"
        return self._connection.execute(sql, (" OR ".join(f'"{term}"' for term in terms), SHOWN)).fetchall()

    def close(self) -> None:
        self._connection.close()
        self._path.unlink()


class Bm25s:
    """Scores worked out beforehand, in arrays in memory (Lù, "BM25S", 2024)."""

    def __init__(self, folder: Path) -> None:
        del folder  # it lives in memory
        self._index: Any = importlib.import_module("bm25s").BM25()
        self._held = 0

    @property
    def size_bytes(self) -> int:
        return sum(int(self._index.scores[part].nbytes) for part in ("data", "indices", "indptr"))

    def add(self, texts: Iterable[str]) -> None:
        vocabulary: dict[str, int] = {}
        # Numbers, since a million lists of words do not fit into the memory of a laptop.
        numbers = [[vocabulary.setdefault(term, len(vocabulary)) for term in text.split()] for text in texts]
        self._held = len(numbers)
        self._index.index((numbers, vocabulary), show_progress=False)

    def ask(self, terms: list[str]) -> object:
        return self._index.retrieve([terms], k=min(SHOWN, self._held), show_progress=False)

    def close(self) -> None:
        self._index = None


class PostgreSql:
    """Its full-text search: ts_rank_cd over what a GIN index finds. In temporary tables, so that nothing stays."""

    def __init__(self, folder: Path) -> None:
        del folder  # the server has one of its own
        self._connection = psycopg.connect(os.environ["CONSILIA_DATABASE_URL"], autocommit=True)
        self._connection.execute("SET max_parallel_workers_per_gather = 0")
        self._connection.execute("SET maintenance_work_mem = '256MB'")
        self._connection.execute("SET temp_buffers = '256MB'")

    @property
    def size_bytes(self) -> int:
        found = self._connection.execute("SELECT pg_total_relation_size('passages')").fetchone()
        return int(found[0]) if found else 0

    def add(self, texts: Iterable[str]) -> None:
        self._connection.execute("CREATE TEMPORARY TABLE texts (id serial, text text)")
        with self._connection.cursor().copy("COPY texts (text) FROM STDIN") as copy:
            for text in texts:
                copy.write_row((text,))
        self._connection.execute(
            "CREATE TEMPORARY TABLE passages AS SELECT id, to_tsvector('simple', text) AS words FROM texts"
        )
        self._connection.execute("CREATE INDEX ON passages USING gin (words)")
        self._connection.execute("DROP TABLE texts")
        self._connection.execute("ANALYZE passages")

    def ask(self, terms: list[str]) -> object:
        sql = (
            "SELECT id FROM passages, to_tsquery('simple', %s) asked WHERE words @@ asked "
            "ORDER BY ts_rank_cd(words, asked) DESC LIMIT %s"
        )
        return self._connection.execute(sql, (" | ".join(f"'{term}'" for term in terms), SHOWN)).fetchall()

    def close(self) -> None:
        self._connection.close()


def peers() -> tuple[dict[str, Callable[[Path], Peer]], dict[str, str]]:
    """The engines there are here, and for each of the others the reason why not."""
    here: dict[str, Callable[[Path], Peer]] = {FTS5: Fts5, BM25S: Bm25s, POSTGRESQL: PostgreSql}
    missing: dict[str, str] = {}
    if importlib.util.find_spec("bm25s") is None:
        missing[BM25S] = "not installed (pip install bm25s)"
    if not os.environ.get("CONSILIA_DATABASE_URL", "").startswith("postgres"):
        missing[POSTGRESQL] = "no server (run it as: tools/postgres.sh .venv/bin/python -m benchmarks scale)"
    return {name: made for name, made in here.items() if name not in missing}, missing
