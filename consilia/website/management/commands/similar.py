"""`consilia similar`: answered questions close to each message."""

import time
from argparse import ArgumentParser
from typing import Any

from consilia.website.archive_batch import ArchiveCommand
from consilia.website.batch import Record, whole_number


class Command(ArchiveCommand):
    """Ranked hits, and how many of them stand above the calibrated floor."""

    help = "Answered questions close to each message. Reads {id, text, language?}; keeps no record of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """ARCHIVE, FILE, --top."""
        super().add_arguments(parser)
        parser.add_argument("--top", type=whole_number(1000), default=10, help="hits a message (default 10)")

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
