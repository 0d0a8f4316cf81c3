"""`consilia export`: the library as open data."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from consilia.library.exporting import exchange_records


class Command(BaseCommand):
    """Every published page as an exchange record."""

    help = "Export every published page. Withdrawn pages are never exported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """OUT, --format."""
        parser.add_argument("out", metavar="OUT", type=Path, help="file to write; must not exist yet")
        parser.add_argument(
            "--format", choices=["exchange", "static", "fhir"], default="exchange", help="default: exchange"
        )
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write beside, then move into place: OUT is whole or not there."""
        if options["format"] != "exchange":
            raise CommandError(f"The format {options['format']} is not written yet. Use exchange.", returncode=2)
        out: Path = options["out"]
        if out.exists():
            raise CommandError(f"{out} exists already. Choose another name.", returncode=2)
        partial = out.with_name(f".{out.name}.partial")
        count = 0
        try:
            with partial.open("w", encoding="utf-8") as file:
                quiet = options["quiet"] or not sys.stderr.isatty()
                for record in tqdm(exchange_records(), unit=" records", disable=quiet):
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
                    count += 1
            partial.replace(out)
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{count} records written to {out}")
