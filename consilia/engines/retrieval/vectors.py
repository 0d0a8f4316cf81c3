"""Rows of vectors in a file: int8, append-only, memory-mapped, scanned whole or by lists.

The lexical index says which rows are alive: a document carries the number of its row. So a crash between
the two leaves rows that nobody points to, never a document without one. A scan of all rows is exact and
takes 0.4 to 2 ms at 25,000 rows, by processor, and 20 to 80 ms at a million; from LISTS_FROM rows on, a
rebuild sorts them into the lists of their nearest centre, of which a question reads the nearest few
(inverted file: Jégou, Douze and Schmid, "Product quantization for nearest neighbor search", 2011, section 4):
at 100,000 rows 2 ms instead of 8.5, with 98.5 of 100 of the nearest ten; at a million 3 instead of 67, with 98. Rows
added later stand behind the sorted ones and are scanned whole.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import simsimd
from numpy.typing import NDArray

from consilia.engines.retrieval.encoding import DIMENSIONS

ROWS_FILE: Final = "vectors.i8"
LISTS_FILE: Final = "lists.npz"
LISTS_FROM: Final = 50_000
LISTS: Final = 1_024
LISTS_READ: Final = 128
ROWS_READ: Final = 62_500
"""Beyond half a million rows fewer lists are read, so that a question's work stops growing."""
FEWEST_LISTS_READ: Final = 64
_SAMPLE: Final = 65_536
_ROUNDS: Final = 8
_STEP: Final = 65_536
Rows = NDArray[np.int8]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Lists:
    """`starts[i]` to `starts[i + 1]` are the places of list i; `row_at` a place's row, `place_of` a row's place."""

    centres: Rows
    starts: Numbers
    row_at: Numbers
    place_of: Numbers


def quantised(vectors: NDArray[np.float32]) -> Rows:
    """Each row scaled to -127..127. The scale falls out of the cosine, so none is kept."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    rows: Rows = np.rint(vectors * (127.0 / np.maximum(largest, 1e-9))).astype(np.int8)
    return rows


def cosines(one: Rows, many: Rows) -> NDArray[np.float64]:
    """Cosine of one row, shape (1, 384), with each of `many`."""
    if not len(many):
        return np.zeros(0)
    return 1.0 - np.asarray(simsimd.cdist(one, many, metric="cos"), dtype=np.float64).ravel()


class VectorFile:
    """Read-only view of a generation's rows, as many as there were when it was opened."""

    def __init__(self, folder: Path) -> None:
        path, count = folder / ROWS_FILE, row_count(folder)
        self._rows: Rows = (
            np.memmap(path, dtype=np.int8, mode="r", shape=(count, DIMENSIONS))
            if count
            else np.zeros((0, DIMENSIONS), dtype=np.int8)
        )
        self._lists = _read_lists(folder / LISTS_FILE)

    def __len__(self) -> int:
        return len(self._rows)

    def nearest(self, one: Rows, count: int) -> Numbers:
        """The numbers of the `count` rows nearest to `one`, shape (1, 384), nearest first."""
        parts = list(self._scanned(one))
        rows = np.concatenate([numbers for numbers, _ in parts]) if parts else np.zeros(0, dtype=np.int64)
        near = np.concatenate([found for _, found in parts]) if parts else np.zeros(0)
        best = np.argpartition(-near, count)[:count] if len(near) > count else np.arange(len(near))
        best = best[np.lexsort((rows[best], -near[best]))]
        nearest: Numbers = rows[best]
        return nearest

    def rows(self, numbers: Numbers) -> Rows:
        """Some rows by their numbers; zeros for a number that this view does not have."""
        found = np.zeros((len(numbers), DIMENSIONS), dtype=np.int8)
        here = numbers < len(self._rows)
        found[here] = self._rows[self._places(numbers[here])]
        return found

    def _scanned(self, one: Rows) -> Iterator[tuple[Numbers, NDArray[np.float64]]]:
        lists = self._lists
        tail = 0
        if lists is not None:
            tail = len(lists.row_at)
            nearest = np.argsort(-cosines(one, lists.centres))[: lists_read(tail)]
            for start, end in zip(lists.starts[nearest], lists.starts[nearest + 1], strict=True):
                yield lists.row_at[start:end], cosines(one, self._rows[start:end])
        if tail < len(self._rows):
            yield np.arange(tail, len(self._rows)), cosines(one, self._rows[tail:])

    def _places(self, rows: Numbers) -> Numbers:
        if self._lists is None:
            return rows
        sorted_rows = rows < len(self._lists.place_of)
        places = rows.copy()
        places[sorted_rows] = self._lists.place_of[rows[sorted_rows]]
        return places


class VectorWriter:
    """Appends rows to a generation's file; `sync` makes them durable, which must come before the index commits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / ROWS_FILE).open("ab")
        # What a crash left of half a row is cut off.
        self.count = self._file.tell() // DIMENSIONS
        self._file.truncate(self.count * DIMENSIONS)

    def append(self, rows: Rows) -> int:
        """Writes rows; the number of the first of them."""
        first = self.count
        self._file.write(rows.tobytes())
        self.count += len(rows)
        return first

    def sync(self) -> None:
        """All rows are on the disk when this returns."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Syncs and lets the file go."""
        self.sync()
        self._file.close()


def sort_into_lists(folder: Path, *, least: int = LISTS_FROM, lists: int = LISTS) -> None:
    """Sorts the rows of a finished, unpublished generation by their nearest centre; nothing below `least` rows."""
    path, count = folder / ROWS_FILE, row_count(folder)
    if count < max(least, lists):
        return
    rows: Rows = np.memmap(path, dtype=np.int8, mode="r", shape=(count, DIMENSIONS))
    centres = centres_of(_sample(rows), lists)
    nearest = np.concatenate([_nearest_centre(_units(part), centres) for part in _parts(rows)])
    row_at = np.argsort(nearest, kind="stable").astype(np.int64)
    place_of = np.empty(count, dtype=np.int64)
    place_of[row_at] = np.arange(count)
    starts = np.concatenate([[0], np.cumsum(np.bincount(nearest, minlength=lists))])
    sorted_path = path.with_suffix(".sorted")
    with sorted_path.open("wb") as file:
        for start in range(0, count, _STEP):
            file.write(rows[row_at[start : start + _STEP]].tobytes())
        file.flush()
        os.fsync(file.fileno())
    with (folder / LISTS_FILE).open("wb") as file:
        np.savez(file, centres=quantised(centres), starts=starts, row_at=row_at, place_of=place_of)
        file.flush()
        os.fsync(file.fileno())
    sorted_path.replace(path)


def row_count(folder: Path) -> int:
    """How many whole rows a generation's file holds."""
    path = folder / ROWS_FILE
    return path.stat().st_size // DIMENSIONS if path.exists() else 0


def lists_read(rows: int) -> int:
    """How many of LISTS a question reads where `rows` are sorted into them."""
    return min(LISTS_READ, max(FEWEST_LISTS_READ, ROWS_READ * LISTS // rows))


def _read_lists(path: Path) -> _Lists | None:
    if not path.exists():
        return None
    with np.load(path) as kept:
        return _Lists(kept["centres"], kept["starts"], kept["row_at"], kept["place_of"])


def centres_of(units: NDArray[np.float32], groups: int) -> NDArray[np.float32]:
    """Centres of `groups` groups of unit vectors, shape (groups, 384): k-means by cosine, the same each time."""
    chance = np.random.default_rng(0)
    centres = units[chance.choice(len(units), size=groups, replace=False)]
    for _ in range(_ROUNDS):
        nearest = _nearest_centre(units, centres)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, units)
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(length > 0, sums / np.maximum(length, 1e-9), centres).astype(np.float32)
    return centres


def _sample(rows: Rows) -> NDArray[np.float32]:
    chosen = np.random.default_rng(0).choice(len(rows), size=min(_SAMPLE, len(rows)), replace=False)
    return _units(rows[np.sort(chosen)])


def _nearest_centre(units: NDArray[np.float32], centres: NDArray[np.float32]) -> Numbers:
    nearest: Numbers = (units @ centres.T).argmax(axis=1)
    return nearest


def _units(rows: Rows) -> NDArray[np.float32]:
    vectors = rows.astype(np.float32)
    units: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return units


def _parts(rows: Rows) -> Iterator[Rows]:
    for start in range(0, len(rows), _STEP):
        yield rows[start : start + _STEP]
