"""`consilia audit WHAT`: whether the log of events is as it was written, and the log as records."""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from consilia.audit.chain import Head, chain_some, verify
from consilia.audit.exporting import event_records
from consilia.audit.recording import COMMAND, record
from consilia.website.batch import speak_utf8

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


class Command(BaseCommand):
    """Verify and export the audit log."""

    help = "Check that the log of events is as it was written, and export it. docs/how-to/audit.md tells how."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """WHAT."""
        whats = parser.add_subparsers(metavar="WHAT", dest="what", required=True, help="verify or export")
        words = "Go through the whole chain. Exit code 1, and the first event that is not as it was written."
        verifying = whats.add_parser("verify", help=words, description=words)
        kept = "the head that an earlier run printed and you kept elsewhere: finds that the end was cut off"
        verifying.add_argument("--head", metavar="POSITION:DIGEST", type=_head, help=kept)
        words = "Write events as JSON Lines to standard output, for a SIEM. No event holds what a patient wrote."
        exporting = whats.add_parser("export", help=words, description=words)
        exporting.add_argument("--since", metavar="TIME", type=_moment, help="2026-03-01 or 2026-03-01T09:30:00+08:00")
        exporting.add_argument("--until", metavar="TIME", type=_moment, help="events before it, written alike")
        after = "only chained events behind this position, in their order: what a collector asks that comes again"
        exporting.add_argument("--after", metavar="POSITION", type=int, help=after)

    def handle(self, *args: Any, **options: Any) -> None:
        """The one that was asked for."""
        if options["what"] == "verify":
            self._verify(options["head"])
        else:
            self._export(options)

    def _verify(self, kept: Head | None) -> None:
        # What was recorded a moment ago is chained first, where no worker runs.
        while chain_some():
            pass
        found = verify(kept=kept)
        if found.broken:
            raise CommandError(f"the log is not as it was written. {found.broken}. All before it holds.", returncode=1)
        self.stdout.write(f"{found.head.position:,} events, all as they were written. Keep this head elsewhere:")
        self.stdout.write(str(found.head))

    def _export(self, options: dict[str, Any]) -> None:
        speak_utf8()
        asked = {name: options[name] for name in ("since", "until", "after")}
        told = {name: str(value) for name, value in asked.items() if value is not None}
        # Who takes the log out is in the log.
        record(by=COMMAND, action="audit.exported", kind="audit", ref="", now=timezone.now(), **told)
        for event in event_records(**asked):
            sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _head(written: str) -> Head:
    found = _HEAD.fullmatch(written)
    if not found:
        raise ArgumentTypeError("a head is a position, a colon and 64 hexadecimal digits, as `audit verify` prints it")
    return Head(int(found[1]), found[2])


def _moment(written: str) -> datetime:
    try:
        day = parse_date(written)
        moment = datetime(day.year, day.month, day.day) if day else parse_datetime(written)  # noqa: DTZ001 - below
    except ValueError:
        moment = None
    if moment is None:
        raise ArgumentTypeError(f"{written!r} is no time: write 2026-03-01 or 2026-03-01T09:30:00+08:00")
    # Without a zone it is that of the installation, in which staff see times.
    return moment if moment.tzinfo else timezone.make_aware(moment)
