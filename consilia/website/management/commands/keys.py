"""`consilia keys WHAT`: the master keys that private words are sealed with, and how one follows another."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from consilia.questions import keyfile, keyring, sealing

IN_ENVIRONMENT = "The master key is set by CONSILIA_MASTER_KEY."


class Command(BaseCommand):
    """Show, make, change and drop master keys."""

    help = "Show and change the master keys that private words are sealed with. docs/how-to/keys.md tells how."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """WHAT."""
        whats = parser.add_subparsers(metavar="WHAT", dest="what", required=True, help="show, make, rotate or retire")
        for name, words in (
            ("show", "Name the keys that are here, and how many values each has sealed. No key is ever printed."),
            ("make", "Print a new key, for CONSILIA_MASTER_KEY. It is stored nowhere: keep it before you use it."),
            ("rotate", "Put a new key before the old one, and everything under it. The service may go on running."),
            ("retire", "Drop the old keys from the key file, once nothing is sealed with them."),
        ):
            whats.add_parser(name, help=words, description=words)

    def handle(self, *args: Any, **options: Any) -> None:
        """The one that was asked for; exit 2 with the reason where it cannot be done."""
        acts = {"show": self._show, "make": self._make, "rotate": self._rotate, "retire": self._retire}
        try:
            acts[options["what"]]()
        except (sealing.WrongMasterKey, sealing.BadMasterKey, keyring.KeyStillNeeded) as error:
            raise CommandError(str(error), returncode=2) from error

    def _show(self) -> None:
        here = sealing.names(sealing.master_keys())
        needed = keyring.needed()
        for number, name in enumerate(here):
            self.stdout.write(f"{name}  {'seals and opens' if not number else 'opens'}  {needed[name]:,} values")
        for name in sorted(set(needed) - set(here)):
            self.stdout.write(f"{name}  NOT HERE  {needed[name]:,} values cannot be read")

    def _make(self) -> None:
        self.stdout.write(sealing.new_key())

    def _rotate(self) -> None:
        if not settings.CONSILIA_MASTER_KEY:
            # The old ones stay behind the new one until `retire`: a process that has not looked yet seals with one.
            keyfile.replace(_file(), "\n".join([sealing.new_key(), *sealing.written_keys()]))
        elif len(sealing.master_keys()) < 2:
            advice = "Put a new key (`consilia keys make`) before it, with a comma, restart the service, then rotate."
            raise CommandError(f"{IN_ENVIRONMENT} {advice}", returncode=2)
        with tqdm(unit=" values", desc="taking over", leave=False) as bar:
            done = keyring.take_over(progress=bar.update)
        first = sealing.master_keys()[0].name
        self.stdout.write(
            f"{done:,} values are now under {first}. When the service has run on: `consilia keys retire`."
        )

    def _retire(self) -> None:
        first = keyring.only_first()
        if settings.CONSILIA_MASTER_KEY:
            self.stdout.write(f"{IN_ENVIRONMENT} Nothing needs any key but the first: take the others out.")
            return
        keyfile.replace(_file(), first)
        self.stdout.write(f"Only {sealing.master_keys()[0].name} is left. Backups from before need the keys of then.")


def _file() -> Path:
    file: Path = settings.CONSILIA_MASTER_KEY_FILE
    return file
