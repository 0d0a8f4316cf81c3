"""Reads exchange records from JSON Lines, plain or gzip; a broken line never stops the others."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from consilia.library.archives.checking import accept
from consilia.library.archives.opening import LONGEST_LINE, Line, must_be_text, numbered_lines, open_bytes
from consilia.library.archives.record import Exchange, Rejection

DEEPEST_NESTING = 32
SAVE_AS_UTF8 = "save the file as UTF-8"
CUT_SHORT = ("the file ends in the middle of this record", "fetch the file again: it was cut short")


class _NotJsonError(ValueError):
    """A value that Python would take but JSON does not know, or that JSON would silently lose."""


def read_exchanges(path: Path) -> Iterator[Exchange | Rejection]:
    """Give each line's record or rejection, in order; memory grows only with the ids, to find duplicates.

    Raises ArchiveUnreadable at once, before the first record, where the whole file cannot be read.
    """
    must_be_text(path)
    return _read(path)


def _read(path: Path) -> Iterator[Exchange | Rejection]:
    first_seen: dict[str, int] = {}
    with open_bytes(path) as stream:
        for line in numbered_lines(stream):
            if line.data.strip(b"\x00 \t\xef\xbb\xbf\xff\xfe"):
                yield once(read_line(line), line.number, first_seen)


def once(record: Exchange | Rejection, line: int, first_seen: dict[str, int]) -> Exchange | Rejection:
    """Give the record the first time its id is seen and a rejection each further time."""
    if isinstance(record, Rejection) or record.id not in first_seen:
        if isinstance(record, Exchange):
            first_seen[record.id] = line
        return record
    reason = f"the id stands already on line {first_seen[record.id]}"
    return Rejection(line, record.id, reason, "give each record an id of its own, or remove the second")


def read_line(line: Line) -> Exchange | Rejection:
    """Read one line of JSON Lines."""
    if line.overlong:
        reason = f"the line is longer than {LONGEST_LINE // (1024 * 1024)} MB"
        return Rejection(line.number, None, reason, "check for a missing line end")
    try:
        text = _decode(line.data)
    except UnicodeDecodeError as error:
        return Rejection(line.number, None, *_not_utf8(error, line))
    return _parse(text, line)


def _parse(text: str, line: Line) -> Exchange | Rejection:
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
        _must_be_storable(text, value)
    except _NotJsonError as error:
        return Rejection(line.number, None, str(error), "correct the line and import the file again")
    except RecursionError:
        return Rejection(line.number, None, *_too_deep())
    except json.JSONDecodeError as error:
        return Rejection(line.number, None, *_not_json(error, line))
    except ValueError:
        return Rejection(line.number, None, "it holds a number with too many digits", "write it as text")
    return accept(value, line=line.number)


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in data:
        raise UnicodeDecodeError("utf-8", data, 0, 1, "UTF-16")
    return data.decode("utf-8-sig")


def _not_utf8(error: UnicodeDecodeError, line: Line) -> tuple[str, str]:
    if line.unended and error.reason == "unexpected end of data":
        return CUT_SHORT
    if error.reason == "UTF-16":
        return "the line is not UTF-8; it looks like UTF-16", SAVE_AS_UTF8
    return f"the line is not UTF-8 (byte {error.start + 1} of {len(line.data)})", SAVE_AS_UTF8


def _not_json(error: json.JSONDecodeError, line: Line) -> tuple[str, str]:
    stops_at_end = error.msg.startswith("Unterminated") or error.pos >= len(error.doc.rstrip()) - 1
    if line.unended and stops_at_end:
        return CUT_SHORT
    return f"the line is not JSON (at character {error.pos + 1})", "write one whole JSON object on each line"


def _too_deep() -> tuple[str, str]:
    return f"it nests more than {DEEPEST_NESTING} levels deep", "flatten the unknown keys of this record"


def _refuse_constant(name: str) -> NoReturn:
    raise _NotJsonError(f"{name} is not a JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise _NotJsonError("a key stands twice in the same object, so one of its values would be lost")
    return record


def _must_be_storable(text: str, value: object) -> None:
    # Databases take neither half a surrogate pair nor NUL; both can only arrive as an escape.
    if "\\u" in text:
        plain = json.dumps(value, ensure_ascii=False)
        if "\\u0000" in plain or any("\ud800" <= letter <= "\udfff" for letter in plain):
            raise _NotJsonError("it holds a character that is no character (NUL or half a surrogate pair)")
    # Counting brackets is cheap and spares nearly every record the walk.
    if text.count("{") + text.count("[") > DEEPEST_NESTING and _depth(value) > DEEPEST_NESTING:
        raise RecursionError


def _depth(value: object) -> int:
    depth, level = 0, [value]
    while level := [child for item in level for child in _children(item)]:
        depth += 1
    return depth


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
