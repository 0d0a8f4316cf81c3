"""`consilia import`: an archive onto the shelves."""  # noqa: N999 - a command is named by its module

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from consilia.library.archives.csvfile import read_csv
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.identifying import FAULT, Identifiers
from consilia.library.archives.medquad import read_medquad
from consilia.library.archives.seedpage import read_seedpages
from consilia.library.copies import Outcome
from consilia.library.importing import Report, import_exchanges, import_sources
from consilia.website.batch import readable

READERS: dict[str, Callable[[Path], Iterator[Any]]] = {
    "exchange": read_exchanges,
    "seedpage": read_seedpages,
    "csv": read_csv,
    "medquad": read_medquad,
}
# More warnings than this are counted by name; --report keeps them all.
SHOWN_WARNINGS = 60


class Command(BaseCommand):
    """Answered questions become pages; MedQuAD becomes citable sources."""

    help = "Import an archive. Every rejected record is reported with its line, the reason and how to mend it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PATH, --format, --dry-run, --report, --identifiers, --quiet."""
        parser.add_argument("path", metavar="PATH", help="a file, or for seedpage a folder of them")
        parser.add_argument("--format", choices=sorted(READERS), default="exchange", help="default: exchange")
        parser.add_argument("--dry-run", action="store_true", help="read and report everything, change nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write rejections and warnings as JSON Lines")
        parser.add_argument(
            "--identifiers",
            choices=[one.value for one in Identifiers],
            default=Identifiers.KEEP.value,
            help="what to do where a text may identify somebody, which is reported in each case: keep it, mask the "
            "words, or hold the whole record back (default: keep)",
        )
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import; exit 1 when some records were rejected, 2 when the archive cannot be read at all."""
        if options["report"]:
            _must_be_writable(options["report"])
        items = readable(options["path"], READERS[options["format"]])
        sources = options["format"] == "medquad"
        report, now, dry_run = Report(), timezone.now(), options["dry_run"]
        if sources:
            # Published leaflets about illnesses, not words of patients.
            steps = import_sources(items, now=now, dry_run=dry_run, report=report)
        else:
            how = Identifiers(options["identifiers"])
            steps = import_exchanges(items, now=now, dry_run=dry_run, report=report, identifiers=how)
        with tqdm(unit=" records", disable=options["quiet"] or not sys.stderr.isatty()) as bar:
            for _report in steps:
                bar.update(report.read - bar.n)
        self._tell(report, path=options["path"], dry_run=options["dry_run"], sources=sources)
        if options["report"]:
            _write_report(options["report"], report)
        if report.rejections:
            raise SystemExit(1)

    def _tell(self, report: Report, *, path: str, dry_run: bool, sources: bool) -> None:
        for rejection in report.rejections:
            name = f" ({rejection.id})" if rejection.id else ""
            self.stderr.write(f"line {rejection.line}{name}: {rejection.reason}; {rejection.mend}")
        if len(report.faults) <= SHOWN_WARNINGS:
            for record_id, fault in report.faults:
                self.stdout.write(f"warning {record_id} {fault.name} in {fault.where}: {fault.quote!r} {fault.detail}")
        for name, count in sorted(Counter(fault.name for _id, fault in report.faults).items()):
            self.stdout.write(f"warnings {name}: {count}")
        for reason, count in sorted(report.skipped.items()):
            self.stdout.write(f"skipped {count}: {reason}")
        if not report.read and not report.rejections:
            self.stderr.write(f"nothing in {path} to import")
        self._tell_identifiers(report)
        if report.unfit:
            self.stdout.write(f"{len(report.unfit)} translations do not fit their originals and were held back")
        kind = "sources" if sources else "records"
        excerpts = f", {report.excerpts} similar items as excerpts" if report.excerpts else ""
        self.stdout.write(f"{report.read} {kind} read{excerpts}, {len(report.rejections)} rejected")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        else:
            done = ", ".join(f"{report.outcomes[outcome]} {outcome.value}" for outcome in Outcome)
            self.stdout.write(done)

    def _tell_identifiers(self, report: Report) -> None:
        records = {record_id for record_id, fault in report.faults if fault.name == FAULT}
        if records:
            self.stdout.write(
                f"{len(records)} records hold what may identify somebody (--report lists it, word by word); "
                f"{len(report.held)} of them held back"
            )


def _must_be_writable(path: Path) -> None:
    # Told before the import, not after an hour of it.
    try:
        path.touch()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Choose another file for the report.", returncode=2) from error


def _write_report(path: Path, report: Report) -> None:
    with path.open("w", encoding="utf-8") as file:
        for rejection in report.rejections:
            row = {"line": rejection.line, "id": rejection.id, "rejected": rejection.reason, "mend": rejection.mend}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        for record_id, fault in report.faults:
            warning = {"id": record_id, "warning": fault.name, "where": fault.where, "quote": fault.quote}
            file.write(json.dumps(warning | {"detail": fault.detail}, ensure_ascii=False) + "\n")
