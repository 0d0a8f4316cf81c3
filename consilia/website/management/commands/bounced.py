"""`consilia bounced`: a mail that came back is noted; for the mail server to call."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consilia.accounts.bounces import note_bounce

LARGEST = 10_000_000


class Command(BaseCommand):
    """Reads one report of failed delivery."""

    help = "Read a report of failed delivery (RFC 3464) from standard input and mark the mail that came back."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 where the report is of no mail of ours, or of none that failed for good."""
        if not note_bounce(sys.stdin.buffer.read(LARGEST), now=timezone.now()):
            raise CommandError("this is no report of a mail of ours that failed for good.", returncode=1)
        self.stdout.write("Noted.")
