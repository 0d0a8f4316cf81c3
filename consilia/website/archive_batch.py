"""Batch commands that first read an archive of exchange records into an index of their own."""

import resource
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from consilia.engines.retrieval import MemoryIndex, Passage, build_in_memory
from consilia.engines.retrieval.measuring import percentile
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.record import Exchange, Rejection
from consilia.website.batch import BatchCommand, Record, open_records, readable, warn


class ArchiveCommand(BatchCommand):
    """Indexes ARCHIVE, then answers each record of FILE from it."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """ARCHIVE before FILE."""
        parser.add_argument("archive", metavar="ARCHIVE", help="exchange records, JSON Lines, plain or gzip")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Index, then answer; exit 1 when records of either were rejected."""
        if options["file"] not in {None, "-"}:
            open_records(options["file"]).close()  # a wrong path is told before the archive is read, not after
        self.took: list[float] = []
        self.rejected = Counter()
        self.read_more(options)
        began = time.perf_counter()
        passages = self._passages(options["archive"], quiet=options["quiet"])
        self.index = build_in_memory(passages, words_alone=self.words_alone)
        self.indexing_took = time.perf_counter() - began
        super().handle(*args, **options)
        if self.rejected:
            raise SystemExit(1)

    index: MemoryIndex
    words_alone = False
    # Rejected lines by the file that they stand in: those of the queries are counted apart.
    rejected: Counter[str]

    def read_more(self, options: dict[str, Any]) -> None:
        """Called before the archive is read, for the files that a command reads beside it."""

    def keep(self, exchange: Exchange) -> None:
        """Called for every record of the archive, for what a command needs beside the index."""

    def _passages(self, archive: str, *, quiet: bool) -> Iterator[Passage]:
        records = readable(archive, read_exchanges)
        bar = tqdm(records, unit=" records", desc="indexing", disable=quiet or not sys.stderr.isatty())
        yield from self.taken(bar, "archive", name=Path(archive).name)

    def taken(self, records: Iterable[Exchange | Rejection], kind: str, *, name: str) -> Iterator[Passage]:
        """What can be searched of a file's records; the rest is reported, and so is a file of which nothing can."""
        empty = True
        for record in records:
            if isinstance(record, Rejection):
                self.rejected[kind] += 1
                warn(f"{name} line {record.line}: {record.reason}; {record.mend}")
                continue
            empty = False
            self.keep(record)
            yield passage(record)
        if empty:
            warn(f"nothing in {name} to search")

    def summary(self, good: int, bad: int) -> str:
        """Speed and size of the index, and how long a query took."""
        rate = len(self.index) / self.indexing_took if self.indexing_took else 0.0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return (
            f"{good} answered, {bad} rejected{self._rejected_elsewhere()}; "
            f"{len(self.index)} records indexed at {rate:,.0f}/s, "
            f"index {self.index.size_bytes:,} bytes, peak memory {peak:,} bytes, "
            f"query {percentile(self.took, 50):.1f} ms p50, {percentile(self.took, 99):.1f} ms p99"
        )

    def _rejected_elsewhere(self) -> str:
        told = (f", {count} {kind} {'line' if count == 1 else 'lines'}" for kind, count in self.rejected.items())
        return "".join(f"{one} rejected" for one in told)


def passage(exchange: Exchange) -> Passage:
    """What is searched of an exchange record: its question, its replies, whichever are there."""
    return Passage(
        id=exchange.id,
        language=exchange.language,
        title=exchange.title,
        question=exchange.question,
        replies=tuple(reply.text for reply in exchange.replies),
        topics=tuple(exchange.topics),
        department=exchange.department,
    )


def language_of(record: Record) -> str:
    """The language given, or the one its letters show: Chinese where most of them are."""
    given = record.get("language")
    if given:
        return str(given)
    letters = [letter for letter in record["text"] if letter.isalpha()]
    chinese = sum("\u3400" <= letter <= "\u9fff" for letter in letters)
    return "zh-Hant" if 2 * chinese > len(letters) else "en"
