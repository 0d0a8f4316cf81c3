"""`consilia similar`: answered questions close to each message."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from consilia.website.archive_batch import ArchiveCommand
from consilia.website.batch import Record


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ArgumentTypeError("must be a whole number from 1 to 1000")
    return int(text)


class Command(ArchiveCommand):
    """Ranked hits, and how many of them stand above the calibrated floor."""

    help = "Answered questions close to each message. Reads {id, text, language?}; keeps no record of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """ARCHIVE, FILE, --top."""
        super().add_arguments(parser)
        parser.add_argument("--top", type=_count, default=10, help="hits a message (default 10)")

    def handle(self, *args: Any, **options: Any) -> None:
        """As the others."""
        self.top = options["top"]
        super().handle(*args, **options)

    def each(self, record: Record) -> Record:
        """One list of hits."""
        began = time.perf_counter()
        results = self.index.search(record["text"], limit=self.top)
        took = (time.perf_counter() - began) * 1000
        self.took.append(took)
        hits = [{"id": hit.id, "score": round(hit.score, 6)} for hit in results.hits]
        return {"id": record["id"], "hits": hits, "found": results.found, "ms": round(took, 3)}
