"""`consilia serve`: web server and worker in one."""

import os
import shutil
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from consilia.accounts.departments import install_canonical
from consilia.library.importing import install_catalogue
from consilia.questions import keyring
from consilia.website.batch import whole_number
from consilia.website.serving import PortTaken, Tree, refuse_taken_port


class Command(BaseCommand):
    """Prepares the installation, then serves it until Ctrl-C."""

    help = "Serve this installation: web server and worker in one process tree. Ctrl-C stops both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--port, --host."""
        parser.add_argument("--port", type=whole_number(65535), default=8000, help="port to listen on (default 8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, collect static files, serve."""
        # Links in mail, feeds and the sitemap lead here unless the operator said where readers come in.
        os.environ.setdefault("CONSILIA_BASE_URL", f"http://localhost:{options['port']}")
        tree = Tree(host=options["host"], port=options["port"], processes=settings.CONSILIA_WEB_PROCESSES)
        try:
            refuse_taken_port(options["host"], options["port"])
            self.prepare()
            code = tree.run(when_up=lambda: self.announce(options["port"]))
        except PortTaken as error:
            raise CommandError(str(error)) from error
        if code:
            raise SystemExit(code)

    def prepare(self) -> None:
        """Whatever the server needs before it starts; each step can be run again."""
        call_command("migrate", verbosity=0, interactive=False)
        if reason := keyring.why_not_open():
            # Before anybody writes: a home without its key would be given a new one, and hold words of both.
            raise CommandError(
                f"{reason} Put the master key of then into {settings.CONSILIA_MASTER_KEY_FILE}.", returncode=2
            )
        install_canonical()
        install_catalogue()
        shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
        call_command("collectstatic", verbosity=0, interactive=False)

    def announce(self, port: int) -> None:
        """Say where the service is."""
        self.stdout.write(f"{settings.CONSILIA_SERVICE_NAME} is at http://localhost:{port}/ (Ctrl-C stops it)")
        self.stdout.flush()
