"""`consilia brief`: a digest of cited sentences for each question, or an honest silence."""

import time
from argparse import ArgumentParser
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from consilia.engines.evidence import EvidencePassage, brief_from, speaks_of_one_person
from consilia.engines.retrieval import Filters, MemoryIndex, build_in_memory
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.record import Exchange
from consilia.website.archive_batch import ArchiveCommand, language_of
from consilia.website.batch import Record, readable

PASSAGES = 60


class Command(ArchiveCommand):
    """Facets of sentences, each with the words it quotes and where they stand."""

    help = "More Info for each question, every sentence cited from ARCHIVE or SOURCES. Reads {id, text, language?}."

    # As the service indexes sources: a sentence is cited for the words that it shares.
    words_alone = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """ARCHIVE, FILE, --sources."""
        super().add_arguments(parser)
        parser.add_argument("--sources", metavar="FILE", help="more sources, as exchange records")

    def handle(self, *args: Any, **options: Any) -> None:
        """As the others, keeping the text that may be quoted."""
        self.texts: dict[str, EvidencePassage] = {}
        super().handle(*args, **options)

    def read_more(self, options: dict[str, Any]) -> None:
        """SOURCES, into an index of their own."""
        self.sources: MemoryIndex | None = None
        if file := options["sources"]:
            records = readable(file, read_exchanges)
            passages = self.taken(records, "sources", name=Path(file).name)
            self.sources = build_in_memory(passages, words_alone=self.words_alone)

    def keep(self, exchange: Exchange) -> None:
        """A record is quoted by its replies: what a doctor said, not what was asked."""
        text = "\n".join(reply.text for reply in exchange.replies)
        if text and exchange.id not in self.texts:
            self.texts[exchange.id] = EvidencePassage(
                id=exchange.id,
                text=text,
                title=exchange.title or exchange.question,
                language=exchange.language,
                subject=_subject(exchange),
                for_one_person=speaks_of_one_person(f"{exchange.title}\n{exchange.question}"),
            )

    def each(self, record: Record) -> Record:
        """One digest."""
        language = language_of(record)
        began = time.perf_counter()
        digest = brief_from(record["text"], partial(self._search, language), language=language)
        self.took.append((time.perf_counter() - began) * 1000)
        facets = [
            {"facet": facet.name, "sentences": [asdict(sentence) for sentence in facet.sentences]}
            for facet in digest.facets
        ]
        return {"id": record["id"], "facets": facets, "abstained": digest.abstained}

    def _search(self, language: str, words: str) -> list[EvidencePassage]:
        indexes = [index for index in (self.sources, self.index) if index is not None]
        hits = (index.search(words, limit=PASSAGES, filters=Filters(language=language)).hits for index in indexes)
        ids = dict.fromkeys(hit.id for found in hits for hit in found)
        return [self.texts[found] for found in ids if found in self.texts]


def _subject(exchange: Exchange) -> str:
    """The first topic where the title names it: MedQuAD's focus. A tag that the title does not name is no subject."""
    title = exchange.title.casefold()
    return next((topic for topic in exchange.topics[:1] if topic and topic.casefold() in title), "")
