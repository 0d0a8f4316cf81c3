"""An index for one command: built at once, searched, and gone with the object."""

import shutil
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path

from consilia.engines.retrieval import lexical, searching
from consilia.engines.retrieval.building import GenerationWriter
from consilia.engines.retrieval.encoding import Encoder, shipped_encoder
from consilia.engines.retrieval.passages import NO_FILTERS, Filters, Passage, Results
from consilia.engines.retrieval.remembering import JustEncoded
from consilia.engines.retrieval.searching import Searchable
from consilia.engines.retrieval.vectors import VectorFile, sort_into_lists


class MemoryIndex:
    """An Index that nobody else sees, memory-mapped from a temporary folder that is removed with it."""

    def __init__(self, searchable: Searchable, folder: Path) -> None:
        self._searchable = searchable
        self._folder = folder
        self._remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    @property
    def generation(self) -> str:
        """Always the same: there is only one."""
        return "memory"

    @property
    def size_bytes(self) -> int:
        """What the index takes on the disk."""
        return sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())

    def __len__(self) -> int:
        return int(self._searchable.index.searcher().num_docs)

    def search(self, query: str, *, limit: int = 10, filters: Filters = NO_FILTERS) -> Results:
        """See `Index.search`."""
        return searching.search(self._searchable, query, limit=limit, filters=filters)

    def close(self) -> None:
        """Removes the folder now; searching afterwards is an error."""
        self._remove()


def build_in_memory(passages: Iterable[Passage], *, words_alone: bool = False) -> MemoryIndex:
    """An index over `passages`; of passages with the same id the last one stands.

    `words_alone` makes no vectors: some hundred times faster to build, and it finds no rewordings.
    """
    encoder: Encoder | None = None if words_alone else shipped_encoder()
    folder = Path(tempfile.mkdtemp(prefix="consilia-index-"))
    index = lexical.new_index(str(folder))
    writer = GenerationWriter(index, folder, JustEncoded(encoder) if encoder else None)
    writer.add(passages)
    writer.commit()
    sort_into_lists(folder)
    return MemoryIndex(Searchable(index, VectorFile(folder), encoder), folder)
