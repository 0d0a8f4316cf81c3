"""`consilia restore`: an installation as it was when it was backed up."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consilia.website.keeping import BackupRefused, read_backup


class Command(BaseCommand):
    """Into an empty CONSILIA_HOME only."""

    help = "Restore a backup into an empty CONSILIA_HOME; then `consilia serve` makes the index anew."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE."""
        parser.add_argument("file", type=Path, help="a file written by `consilia backup`")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, or say why not (exit 2)."""
        try:
            read_backup(options["file"], home=settings.CONSILIA_HOME)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(
            "Restored. If master.key and secret.key are not beside it, put them there. Then: consilia serve"
        )
