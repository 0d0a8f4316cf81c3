"""An index for one command: built at once, searched, and gone with the object."""

import shutil
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path

import tantivy

from consilia.engines.retrieval import lexical
from consilia.engines.retrieval.passages import NO_FILTERS, Filters, Passage, Results


class MemoryIndex:
    """An Index that nobody else sees, memory-mapped from a temporary folder that is removed with it."""

    def __init__(self, index: tantivy.Index, folder: Path) -> None:
        self._index = index
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
        return int(self._index.searcher().num_docs)

    def search(self, query: str, *, limit: int = 10, filters: Filters = NO_FILTERS) -> Results:
        """See `Index.search`."""
        return lexical.search(self._index, query, limit=limit, filters=filters)

    def close(self) -> None:
        """Removes the folder now; searching afterwards is an error."""
        self._remove()


def build_in_memory(passages: Iterable[Passage]) -> MemoryIndex:
    """An index over `passages`; of passages with the same id the last one stands."""
    folder = Path(tempfile.mkdtemp(prefix="consilia-index-"))
    index = lexical.new_index(str(folder))
    lexical.write_all(index, passages)
    return MemoryIndex(index, folder)
