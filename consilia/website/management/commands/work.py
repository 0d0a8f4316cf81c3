"""`consilia work`: the only worker."""

import signal
import sys
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from consilia.website import working
from consilia.website.working import AnotherWorker, only_worker, work_forever, work_until_idle


class Command(BaseCommand):
    """Index, Similar Q&A, More Info, notices, retention."""

    help = "Do what waits between requests: index, Similar Q&A, More Info, notices, retention."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--once, --rebuild."""
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")
        parser.add_argument("--rebuild", action="store_true", help="build the index anew first, and swap it in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop, or until idle with --once."""
        try:
            with only_worker():
                self._work(**options)
        except AnotherWorker:
            raise CommandError(
                "Another worker runs for this installation (`consilia serve`?). Stop it first."
            ) from None

    def _work(self, *, once: bool, rebuild: bool, **options: Any) -> None:
        if rebuild:
            working.rebuild()
        if once:
            with tqdm(unit=" steps", disable=not sys.stderr.isatty()) as bar:

                def report(done: int) -> None:
                    bar.update(done)

                work_until_idle(report=report)
            return
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        work_forever(stop)
