"""`consilia backup`: one file that holds all that cannot be made again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consilia.website.keeping import BackupRefused, write_backup


class Command(BaseCommand):
    """The database of an SQLite installation, taken while it serves."""

    help = "Write the database to one file, while the service runs. The index is made anew after a restore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE."""
        parser.add_argument("file", type=Path, help="where to write; must not exist yet, e.g. consilia.tar.gz")
        words = "also the keys that open private words and private links: then the file alone is enough to read them"
        parser.add_argument("--with-keys", action="store_true", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or say why not (exit 2)."""
        try:
            size = write_backup(options["file"], home=settings.CONSILIA_HOME, with_keys=options["with_keys"])
        except BackupRefused as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{options['file']}: {size:,} bytes. It holds private data: keep it locked away.")
        if not options["with_keys"]:
            self.stdout.write(
                "The keys are not in it, and without them nothing private opens: keep them apart, and keep them."
            )
