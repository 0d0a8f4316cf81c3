"""Opens archive files, plain or gzip: checked whole before the first record, read in bounded lines."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

LONGEST_LINE = 5 * 1024 * 1024
CHUNK = 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
# What people hand over by mistake, by its first bytes; a tar has its mark at byte 257.
FOREIGN = {
    b"PK\x03\x04": "a ZIP file: unpack it and give the file inside",
    b"%PDF": "a PDF: export the records as JSON Lines or CSV",
    b"SQLite format 3": "an SQLite database: export the records as JSON Lines or CSV",
    b"<?xml": "an XML file: pack MedQuAD's XML as .tar.gz and use --format medquad",
}


class ArchiveUnreadable(Exception):
    """The file as a whole cannot be read; the message says what to do. Nothing has been yielded."""


class ArchiveRefused(ArchiveUnreadable):
    """The file could be read, but holds what no honest archive holds; nothing of it is taken."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line end; `overlong` lines are cut, `unended` is the last one without a line end."""

    number: int
    data: bytes
    overlong: bool
    unended: bool


def must_be_file(path: Path) -> None:
    """Raise ArchiveUnreadable unless the path is a file that may be opened."""
    if path.is_dir():
        raise ArchiveUnreadable(f"{path.name} is a folder: give the file inside it.")
    try:
        path.open("rb").close()
    except FileNotFoundError:
        raise ArchiveUnreadable(f"{path.name} does not exist: check the path.") from None
    except OSError as error:
        raise ArchiveUnreadable(f"{path.name} cannot be opened: {error.strerror}.") from None


def must_be_text(path: Path) -> None:
    """Raise ArchiveUnreadable where the file cannot be lines of text: damaged gzip, another kind of file."""
    must_be_file(path)
    if is_gzip(path):
        must_be_whole_gzip(path)
    with open_bytes(path) as stream:
        head = stream.read(512)
    if head[257:262] == b"ustar":
        raise ArchiveUnreadable(f"{path.name} is a tar archive: if it is MedQuAD, use --format medquad.")
    for magic, words in FOREIGN.items():
        if head.startswith(magic):
            raise ArchiveUnreadable(f"{path.name} is {words}.")


def must_be_whole_gzip(path: Path, *, largest: float = math.inf) -> None:
    """Decompress to the end and keep nothing, so that a cut file is refused before its first record.

    Raises ArchiveRefused once more than `largest` bytes have come out of it.
    """
    size = 0
    try:
        with gzip.open(path) as stream:
            while size <= largest and (chunk := stream.read(CHUNK)):
                size += len(chunk)
    except (EOFError, OSError, zlib.error):
        raise ArchiveUnreadable(f"{path.name} is cut short or damaged: fetch it again.") from None
    if size > largest:
        raise ArchiveRefused(f"Refused: {path.name} is too large when unpacked. Nothing was imported.")


def is_gzip(path: Path) -> bool:
    """Whether the file is gzip, by its first bytes, whatever its name."""
    with path.open("rb") as stream:
        return stream.read(2) == GZIP_MAGIC


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open plain or gzip as a stream of plain bytes."""
    with gzip.open(path, "rb") if is_gzip(path) else path.open("rb") as stream:
        yield cast(BinaryIO, stream)


def numbered_lines(stream: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Give each line, counted from 1; never holds more than `longest` bytes of one."""
    number = 0
    while data := stream.readline(longest + 1):
        number += 1
        overlong = len(data) > longest and not data.endswith(b"\n")
        ended = _drain_line(stream) if overlong else data.endswith(b"\n")
        yield Line(number, data[:longest].rstrip(b"\r\n"), overlong, unended=not ended)


def _drain_line(stream: BinaryIO) -> bool:
    while chunk := stream.readline(CHUNK):
        if chunk.endswith(b"\n"):
            return True
    return False
