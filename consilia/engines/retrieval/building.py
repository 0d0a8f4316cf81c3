"""Writing a generation: passages become documents and, in the same order, rows of vectors."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import tantivy

from consilia.engines.retrieval import lexical
from consilia.engines.retrieval.encoding import fingerprint
from consilia.engines.retrieval.passages import Passage
from consilia.engines.retrieval.remembering import Remembered
from consilia.engines.retrieval.vectors import VectorWriter

BATCH: Final = 256
"""Passages encoded together: enough to sort by length, few enough that progress moves every second or two."""
LONGEST_QUESTION_READ: Final = 400
"""Characters of title and question that go into a vector, so that the reply has its share of the 160 tokens."""


def recipe(*, words_alone: bool) -> str:
    """How an index is made; one made by another recipe must be built anew."""
    return lexical.RECIPE if words_alone else f"{lexical.RECIPE}-vectors-{fingerprint()}"


class GenerationWriter:
    """Adds passages to one index folder; nothing is visible or durable before `commit`.

    Without `remembered` no vectors are made, and the index finds by words alone.
    """

    def __init__(self, index: tantivy.Index, folder: Path, remembered: Remembered | None) -> None:
        self._index = index
        self._writer = index.writer(lexical.WRITER_HEAP, 1)  # one thread: equal scores keep their order
        # In an empty index only what came before in this run can stand in the way; removing takes its time.
        self._seen: set[int] | None = set() if index.searcher().num_docs == 0 else None
        self._remembered = remembered
        self._vectors = VectorWriter(folder) if remembered else None

    def add(self, passages: Iterable[Passage], progress: Callable[[int], None] | None = None) -> int:
        """Adds passages, each in the place of an earlier one with its id; `progress` hears how many. Their number."""
        written = 0
        for batch in _batches(passages):
            for row, passage in enumerate(batch, start=self._rows(batch)):
                self._make_way(passage)
                lexical.add(self._writer, passage, row)
            written += len(batch)
            if progress:
                progress(written)
        return written

    def remove(self, passage_id: str) -> None:
        """Removes the passage of that id, if it is there."""
        lexical.remove(self._writer, passage_id)

    def commit(self) -> None:
        """Makes all of it durable, the vectors first, then visible; the writer is done."""
        if self._vectors:
            self._vectors.close()
        lexical.commit(self._index, self._writer)

    def _make_way(self, passage: Passage) -> None:
        name = hash(passage.id)
        if self._seen is None or name in self._seen:
            lexical.remove(self._writer, passage.id)
        if self._seen is not None:
            self._seen.add(name)

    def _rows(self, batch: list[Passage]) -> int:
        if not self._vectors or not self._remembered:
            return 0
        return self._vectors.append(self._remembered.vectors([vector_text(passage) for passage in batch]))


def vector_text(passage: Passage) -> str:
    """What of a passage becomes its vector: question and first replies together find better than either alone."""
    title = "" if passage.question.startswith(passage.title) else passage.title
    asked = "\n".join(filter(None, (title, passage.question)))
    replied = "\n".join(passage.replies)
    return f"{asked[:LONGEST_QUESTION_READ] if replied else asked}\n{replied}".strip() or " ".join(passage.topics)


def _batches(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    steady = iter(passages)
    while batch := list(islice(steady, BATCH)):
        yield batch
