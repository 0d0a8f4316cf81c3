"""Vectors made once: a log beside the generations, so that a rebuild, or one cut short, encodes nothing twice."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from consilia.engines.retrieval.encoding import DIMENSIONS, Encoder, fingerprint
from consilia.engines.retrieval.vectors import Rows, quantised

_ENTRY: Final = np.dtype([("text", "<u8"), ("row", "i1", (DIMENSIONS,))])


class Remembered(Protocol):
    """Texts to rows, by an encoder or from memory."""

    def vectors(self, texts: Sequence[str]) -> Rows:
        """Rows of the texts, shape (len(texts), 384)."""
        ...


class JustEncoded:
    """Remembers nothing."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def vectors(self, texts: Sequence[str]) -> Rows:
        """See `Remembered`."""
        return quantised(self._encoder.encode(texts))


class VectorLog:
    """A log of (hash of a text, its row), read at the first question; one process writes it at a time.

    `keep_used` drops what was not asked for since the log was opened: the vectors of withdrawn words.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._path = folder / f"vectors-{fingerprint()}.log"
        for other in folder.glob("vectors-*"):
            if other != self._path:
                other.unlink()
        self._kept = _read(self._path)
        self._order = np.argsort(self._kept["text"], kind="stable")
        self._names = self._kept["text"][self._order]
        self._used: set[int] = set()
        self._added: dict[int, NDArray[np.int8]] = {}

    def vectors(self, texts: Sequence[str]) -> Rows:
        """See `Remembered`; what is not in the log is encoded and put there, on the disk."""
        names = [_name(text) for text in texts]
        missing = list(dict.fromkeys(n for n, name in enumerate(names) if self._find(name) is None))
        if missing:
            fresh = quantised(self._encoder.encode([texts[n] for n in missing]))
            self._append([names[n] for n in missing], fresh)
        self._used.update(names)
        return np.stack([row for row in map(self._find, names) if row is not None])

    def keep_used(self) -> None:
        """Writes the log anew with only what was asked for, where it holds more than that."""
        kept = _read(self._path)
        wanted = kept[np.isin(kept["text"], np.fromiter(self._used, dtype=np.uint64, count=len(self._used)))]
        if len(wanted) == len(kept):
            return
        temporary = self._path.with_suffix(".new")
        with temporary.open("wb") as file:
            file.write(wanted.tobytes())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)

    def _find(self, name: int) -> NDArray[np.int8] | None:
        if name in self._added:
            return self._added[name]
        at = int(np.searchsorted(self._names, np.uint64(name)))
        if at < len(self._names) and int(self._names[at]) == name:
            row: NDArray[np.int8] = self._kept["row"][self._order[at]]
            return row
        return None

    def _append(self, names: list[int], rows: Rows) -> None:
        entries = np.zeros(len(names), dtype=_ENTRY)
        entries["text"], entries["row"] = names, rows
        with self._path.open("ab") as file:
            # What a crash left of half an entry is cut off.
            file.truncate(file.tell() // _ENTRY.itemsize * _ENTRY.itemsize)
            file.write(entries.tobytes())
            file.flush()
            os.fsync(file.fileno())
        self._added.update(zip(names, rows, strict=True))


def _name(text: str) -> int:
    # 64 bits: among a million texts two share a name once in forty million libraries.
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _read(path: Path) -> NDArray[np.void]:
    count = path.stat().st_size // _ENTRY.itemsize if path.exists() else 0
    return np.memmap(path, dtype=_ENTRY, mode="r", shape=(count,)) if count else np.zeros(0, dtype=_ENTRY)
