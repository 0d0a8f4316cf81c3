"""Batch commands: JSON Lines in, JSON Lines out, in order; a broken line is reported and never stops the others."""

import io
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from consilia.library.archives.opening import LONGEST_LINE, ArchiveUnreadable, Line, numbered_lines

Record = Mapping[str, Any]
T = TypeVar("T")
# An empty line, with or without the mark that some editors put before the first.
BLANK = b" \t\r\n\xef\xbb\xbf"


class BadRecord(Exception):
    """A record that this command cannot take; the message says what to mend."""


class BatchCommand(BaseCommand):
    """A command over JSON Lines. Subclasses say what becomes of one record."""

    # Batch commands need no database and no service.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE and --quiet."""
        parser.add_argument("file", nargs="?", metavar="FILE", help="JSON Lines; standard input where left out")
        parser.add_argument("--quiet", action="store_true", help="no progress and no summary")

    def each(self, record: Record) -> Record:
        """The answer to one record. Raises BadRecord."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer every record; exit 1 when some were rejected."""
        speak_utf8()
        good, bad = 0, 0
        with open_records(options["file"]) as stream:
            for line in progress(stream, quiet=options["quiet"]):
                if not line.data.strip(BLANK):
                    continue
                try:
                    answer = self._answer(line)
                except BadRecord as error:
                    bad += 1
                    warn(f"line {line.number}: {error}")
                    continue
                good += 1
                write_json(answer)
        sys.stdout.flush()
        if not options["quiet"]:
            warn(self.summary(good, bad))
        if bad:
            raise SystemExit(1)

    def _answer(self, line: Line) -> Record:
        try:
            return self.each(parse_query(line))
        except BadRecord:
            raise
        except Exception as error:
            # One record that breaks an engine must not cost the others theirs; its words are not repeated.
            raise BadRecord(f"the engine failed ({type(error).__name__}); please report it") from error

    def summary(self, good: int, bad: int) -> str:
        """The last line on standard error."""
        return f"{good} answered, {bad} rejected"


def whole_number(most: int) -> Callable[[str], int]:
    """The type of an argument: a whole number from 1 to `most`."""

    def read(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise ArgumentTypeError(f"must be a whole number from 1 to {most}")
        return int(text)

    return read


def speak_utf8() -> None:
    """Standard output is UTF-8 whatever the locale, as JSON Lines must be."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="strict", newline="\n")


def open_records(file: str | None) -> BinaryIO:
    """FILE, or standard input. Raises CommandError (exit 2) for a file that cannot be read."""
    if file is None or file == "-":
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}. Check the path.", returncode=2) from error


def progress(stream: BinaryIO, *, quiet: bool) -> Iterator[Line]:
    """The lines of a stream, with a bar on a terminal."""
    yield from tqdm(numbered_lines(stream), unit=" records", disable=quiet or not sys.stderr.isatty())


def parse_query(line: Line) -> Record:
    """One record with an id and a text. Raises BadRecord."""
    record = parse_object(line)
    if not isinstance(record.get("id"), str | int) or isinstance(record.get("id"), bool):
        raise BadRecord('no "id"; give every record one')
    if not isinstance(record.get("text"), str):
        raise BadRecord('no "text"; it must be a string')
    language = record.get("language")
    if language is not None and not isinstance(language, str):
        raise BadRecord('"language" must be a BCP 47 tag such as "en" or "zh-Hant"')
    return record


def parse_object(line: Line) -> Record:
    """The JSON object of a line. Raises BadRecord."""
    if line.overlong:
        raise BadRecord(f"longer than {LONGEST_LINE // 1_048_576} MB; split it")
    try:
        record = json.loads(line.data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadRecord("not UTF-8; save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadRecord(f"not JSON (at character {error.pos + 1})") from None
    except RecursionError:
        raise BadRecord("nested too deep") from None
    except ValueError:
        raise BadRecord("a number with too many digits; write it as text") from None
    if not isinstance(record, dict):
        raise BadRecord("not a JSON object; write one object a line")
    return record


def write_json(value: object) -> None:
    """One line on standard output; half a surrogate pair is written escaped rather than failing."""
    try:
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    except UnicodeEncodeError:
        sys.stdout.write(json.dumps(value) + "\n")


def warn(message: str) -> None:
    """One line on standard error, clear of the progress bar."""
    tqdm.write(message, file=sys.stderr)


def number_of(record: Record, key: str, *, least: float, most: float, otherwise: float | None = None) -> float | None:
    """A number or null. Raises BadRecord."""
    value = record.get(key)
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise BadRecord(f'"{key}" must be a number from {least:g} to {most:g}, or null')
    return float(value)


def one_of(record: Record, key: str, choices: Iterable[str]) -> str | None:
    """One of a few words or null. Raises BadRecord."""
    value = record.get(key)
    if value is None or value in choices:
        return value
    raise BadRecord(f'"{key}" must be one of {", ".join(choices)}, or null')


def readable(path: str, read: Callable[[Path], T]) -> T:
    """`read(path)`; an archive that cannot be read is wrong usage (exit 2)."""
    try:
        return read(Path(path))
    except ArchiveUnreadable as error:
        raise CommandError(str(error), returncode=2) from error
