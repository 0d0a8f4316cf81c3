"""The index on disk: numbered generations, a pointer swapped whole, one writer, any number of readers.

A folder holds `gen-1`, `gen-2`, ... and `CURRENT`, which names the one to read. A rebuild writes a new
generation beside the old one and moves the pointer last, so a crash at any moment leaves the old or the new
index whole; what a crash left half-written is removed by the next rebuild.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from consilia.engines.retrieval import lexical
from consilia.engines.retrieval.building import GenerationWriter, recipe
from consilia.engines.retrieval.encoding import shipped_encoder
from consilia.engines.retrieval.passages import Passage
from consilia.engines.retrieval.reader import CURRENT, StoredIndex, current_generation, recipe_of, stamp_path
from consilia.engines.retrieval.remembering import VectorLog
from consilia.engines.retrieval.vectors import row_count, sort_into_lists

LOCK: Final = "LOCK"


class IndexBusyError(Exception):
    """Another process is writing this index."""


class IndexOutdatedError(Exception):
    """There is no index of today's recipe to add to: it has to be rebuilt."""


class IndexStore:
    """The writer's side of an index folder. Only the worker writes; everyone else opens a reader."""

    def __init__(self, folder: Path, *, words_alone: bool = False) -> None:
        self.folder = folder
        self._words_alone = words_alone

    @property
    def needs_rebuild(self) -> bool:
        """True where there is no index, it cannot be opened, or another recipe built it."""
        generation = current_generation(self.folder)
        if not generation or recipe_of(self.folder / generation) != self._recipe:
            return True
        try:
            index = lexical.open_index(str(self.folder / generation))
        except (ValueError, OSError):
            return True
        # Fewer rows than documents: the file was lost, and the next row would take an old one's number.
        return not self._words_alone and row_count(self.folder / generation) < index.searcher().num_docs

    @property
    def generation(self) -> int:
        """Number of the generation in use; 0 where there is none."""
        return _number(current_generation(self.folder))

    @property
    def holds_removed(self) -> bool:
        """True while files still hold the words of passages that were removed or replaced, unfindable but there.

        tantivy only marks what is deleted, and drops it when it happens to merge; rows of vectors are never
        taken out. A rebuild leaves nothing.
        """
        path = self.folder / current_generation(self.folder)
        try:
            segments = json.loads((path / "meta.json").read_text(encoding="utf-8"))["segments"]
        except OSError:
            return False
        documents = sum(segment["max_doc"] for segment in segments)
        # A segment of which everything was removed is dropped; its rows of vectors are not.
        return any(segment["deletes"] for segment in segments) or row_count(path) > documents

    def open_reader(self) -> StoredIndex:
        """A read-only index that follows every later commit and rebuild; works before the first build too."""
        return StoredIndex(self.folder, words_alone=self._words_alone)

    def rebuild(self, passages: Iterable[Passage], progress: Callable[[int], None] | None = None) -> str:
        """Builds a new generation of `passages`, makes it the current one, removes the others; its name.

        Raises IndexBusyError while another process writes. Readers answer from the old one until the swap.
        """
        with self._alone():
            current = current_generation(self.folder)
            self._remove_all_but(current)
            generation = f"gen-{_number(current) + 1}"
            remembered = self._remembered()
            self._build(self.folder / generation, passages, remembered, progress)
            _replace(self.folder / CURRENT, generation)
            self._remove_all_but(generation)
            if remembered:
                remembered.keep_used()
        return generation

    def update(self, add: Iterable[Passage] = (), remove: Iterable[str] = ()) -> None:
        """Takes out `remove`, puts in `add` (replacing passages of the same id), and commits both together.

        Raises IndexOutdatedError where a rebuild is due, IndexBusyError while another process writes.
        """
        with self._alone():
            if self.needs_rebuild:
                raise IndexOutdatedError(str(self.folder))
            path = self.folder / current_generation(self.folder)
            writer = GenerationWriter(lexical.open_index(str(path)), path, self._remembered())
            for passage_id in remove:
                writer.remove(passage_id)
            writer.add(add)
            writer.commit()

    @property
    def _recipe(self) -> str:
        return recipe(words_alone=self._words_alone)

    def _remembered(self) -> VectorLog | None:
        return None if self._words_alone else VectorLog(self.folder, shipped_encoder())

    def _build(
        self,
        path: Path,
        passages: Iterable[Passage],
        remembered: VectorLog | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        path.mkdir()
        writer = GenerationWriter(lexical.new_index(str(path)), path, remembered)
        writer.add(passages, progress)
        writer.commit()
        sort_into_lists(path)
        _replace(stamp_path(path), json.dumps({"recipe": self._recipe}))
        _sync_folder(path)

    def _remove_all_but(self, generation: str) -> None:
        for path in self.folder.glob("gen-*"):
            if path.name != generation:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as lock:
            try:
                # The system lets go of the lock when the process ends, however it ends.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexBusyError(str(self.folder)) from None
            yield


def _number(generation: str) -> int:
    return int(generation.removeprefix("gen-") or 0)


def _replace(path: Path, content: str) -> None:
    """Writes a file so that at any moment it holds the old content or the new, on the disk too."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
