"""Reads exchange records from a spreadsheet saved as CSV, one answered question a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from consilia.library.archives.checking import accept
from consilia.library.archives.exchange import SAVE_AS_UTF8, once
from consilia.library.archives.opening import ArchiveUnreadable, must_be_text, numbered_lines, open_bytes
from consilia.library.archives.record import Exchange, Rejection

PLAIN = ("id", "language", "department", "title", "question", "asked_on", "more_info")
ASKER = {"asker_alias": "alias", "asker_sex": "sex", "asker_age_band": "age_band"}
REPLY = {
    "reply": "text",
    "clinician": "clinician",
    "reply_department": "department",
    "hospital": "hospital",
    "replied_on": "replied_on",
}
SOURCE = {"source_name": "name", "source_url": "url", "source_licence": "licence"}
TOPIC_SEPARATOR = ";"
KNOWN = {*PLAIN, *ASKER, *REPLY, *SOURCE, "topics"}


def read_csv(path: Path) -> Iterator[Exchange | Rejection]:
    """Give each row's record or rejection, in order; UTF-8, comma-separated, plain or gzip, cells to 128 kB.

    Columns, in any order: id, language, department, title, question, asked_on, more_info, topics (with ";"
    between them), asker_alias, asker_sex, asker_age_band, reply, clinician, reply_department, hospital,
    replied_on, source_name, source_url, source_licence. `id` and one of `question`, `reply` must be there;
    other columns are kept as unknown keys. A record with several replies fits no row: use JSON Lines.
    A rejection's line is the first of its row. Raises ArchiveUnreadable at once where the file cannot be read
    or its header lacks a needed column.
    """
    must_be_text(path)
    _must_have_columns(path)
    return _read(path)


class _Lines:
    """Decoded lines for the csv module, which remember whether one of them was too long or not UTF-8."""

    def __init__(self, stream: BinaryIO) -> None:
        self.lines = numbered_lines(stream)
        self.complaint: tuple[str, str] | None = None

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        text = line.data.decode("utf-8-sig" if line.number == 1 else "utf-8", errors="replace")
        if line.overlong:
            self.complaint = ("a line of the row is over 5 MB", "check for a missing line end or quote")
        elif b"\x00" in line.data:
            self.complaint = ("the row holds NUL characters; it may be UTF-16", SAVE_AS_UTF8)
        elif "\ufffd" in text and "\ufffd".encode() not in line.data:
            self.complaint = ("the row is not UTF-8", SAVE_AS_UTF8)
        return text + "\n"


def _must_have_columns(path: Path) -> None:
    with open_bytes(path) as stream:
        lines = _Lines(stream)
        try:
            header = [name.strip() for name in next(csv.reader(lines, strict=True), [])]
        except csv.Error:
            header = []
    if lines.complaint:
        raise ArchiveUnreadable(f"{path.name}: in the header, {lines.complaint[0]}: {lines.complaint[1]}.")
    if "id" not in header or not {"question", "reply"} & set(header):
        raise ArchiveUnreadable(f'{path.name}: the first line must name "id" and "question" or "reply".')
    if len(set(header)) < len(header):
        raise ArchiveUnreadable(f"{path.name}: two columns have the same name: rename one.")


def _read(path: Path) -> Iterator[Exchange | Rejection]:
    first_seen: dict[str, int] = {}
    with open_bytes(path) as stream:
        lines = _Lines(stream)
        rows = csv.reader(lines, strict=True)
        header = [name.strip() for name in next(rows)]
        while (start := rows.line_num + 1) and (row := _next_row(rows, start)) is not None:
            complaint, lines.complaint = lines.complaint, None
            if complaint:
                yield Rejection(start, None, *complaint)
            elif isinstance(row, Rejection):
                yield row
            elif any(cell.strip() for cell in row):
                yield once(_read_row(header, row, start), start, first_seen)


def _next_row(rows: Iterator[list[str]], start: int) -> list[str] | Rejection | None:
    try:
        return next(rows, None)
    except csv.Error:
        reason = "the row's quotes do not match, or a cell is longer than 128 kB"
        return Rejection(start, None, reason, 'put the cell in "..." and double the quotes inside it')


def _read_row(header: list[str], row: list[str], line: int) -> Exchange | Rejection:
    if len(row) > len(header):
        reason = f"the row has {len(row)} cells under {len(header)} columns"
        return Rejection(line, None, reason, 'put cells with commas in "..."')
    cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()}
    return accept(_record(cells), line=line)


def _record(cells: dict[str, str]) -> dict[str, Any]:
    replies = [_part(cells, REPLY)] if any(name in cells for name in REPLY) else []
    topics = [topic.strip() for topic in cells.get("topics", "").split(TOPIC_SEPARATOR) if topic.strip()]
    record: dict[str, Any] = {name: cells[name] for name in PLAIN if name in cells}
    record |= {"asker": _part(cells, ASKER), "source": _part(cells, SOURCE), "topics": topics}
    return record | ({"replies": replies} if replies else {}) | _unknown(cells)


def _part(cells: dict[str, str], columns: dict[str, str]) -> dict[str, str]:
    return {key: cells[name] for name, key in columns.items() if name in cells}


def _unknown(cells: dict[str, str]) -> dict[str, str]:
    # Columns named like an object of the record ("asker", "replies") hold text here and would not fit it.
    reserved = {"asker", "replies", "similar", "source"}
    unknown = {name: cell for name, cell in cells.items() if name not in KNOWN}
    return {f"csv_{name}" if name in reserved else name: cell for name, cell in unknown.items()}
