"""`consilia route`: the department that answered the questions most like each message."""

import time
from typing import Any

from consilia.engines.retrieval import vote_departments
from consilia.engines.triage import assess
from consilia.library.archives.record import Exchange
from consilia.website.archive_batch import ArchiveCommand
from consilia.website.batch import Record

NEIGHBOURS = 20


class Command(ArchiveCommand):
    """Departments by their answered neighbours, with a confidence that says when a person must choose."""

    help = "Which department? By the neighbours in ARCHIVE; unsure, what triage names too. Reads {id, text, language?}."

    def handle(self, *args: Any, **options: Any) -> None:
        """As the others, keeping each record's department."""
        self.departments: dict[str, str] = {}
        super().handle(*args, **options)

    def keep(self, exchange: Exchange) -> None:
        """The department of a record, its own or its first reply's."""
        name = exchange.department or next((reply.department for reply in exchange.replies if reply.department), "")
        if name:
            self.departments[exchange.id] = name

    def each(self, record: Record) -> Record:
        """Departments, best first."""
        began = time.perf_counter()
        results = self.index.search(record["text"], limit=NEIGHBOURS)
        route = vote_departments(results.hits, self.departments)
        self.took.append((time.perf_counter() - began) * 1000)
        shares = {score.name: round(score.score, 4) for score in route.departments}
        if not route.confident:
            # What the triage rules name stands behind what the archive knows: a person chooses among both.
            shares = dict.fromkeys(assess(record["text"]).departments, 0.0) | shares
        departments = [{"name": name, "score": share} for name, share in sorted(shares.items(), key=_most_first)]
        return {"id": record["id"], "departments": departments, "confident": route.confident}


def _most_first(share: tuple[str, float]) -> float:
    return -share[1]
