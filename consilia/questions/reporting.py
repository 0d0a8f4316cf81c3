"""Readers tell what is wrong with a published page, without an account; editors settle it."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from consilia.accounts.models import Role, User
from consilia.audit.recording import READER, record
from consilia.questions import publishing
from consilia.questions.models import Outcome, ProblemReport, StateChanged
from consilia.questions.policies import refuse_if

MOST_AN_HOUR: Final = 5
"""Reports of one sender; a house or a ward behind one address shares them."""
SENDER_KEPT: Final = timedelta(days=1)


class TooManyReports(Exception):
    """This sender has reported enough for an hour."""


def sender_of(address: str, *, now: datetime) -> str:
    """What stands for a network address: it cannot be turned back, and means nothing on another day."""
    told = f"report:{now:%Y-%m-%d}:{address}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), told, hashlib.sha256).hex()


@transaction.atomic
def report(*, page_number: int, kind: str, text: str, sender: str, now: datetime) -> ProblemReport:
    """Keep a report for the editors. Raises TooManyReports."""
    lately = ProblemReport.objects.filter(sender=sender, at__gt=now - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise TooManyReports
    made = ProblemReport.objects.create(page_number=page_number, kind=kind, text=text, sender=sender, at=now)
    record(by=READER, action="page.reported", kind="page", ref=page_number, now=now, problem=kind)
    return made


def why_not_settle(user: User) -> str | None:
    """Editors answer for what is published."""
    if user.role != Role.EDITOR or not user.is_active:
        return _("Only an editor can settle a report.")
    return None


@transaction.atomic
def settle(*, report: ProblemReport, outcome: Outcome, by: User, now: datetime) -> None:
    """Say what came of it; TAKEN_DOWN takes the page down, wherever it came from. Raises Refused, StateChanged."""
    refuse_if(why_not_settle(by))
    open_still = ProblemReport.objects.open().filter(pk=report.pk)
    if not open_still.update(settled_at=now, settled_by=by, outcome=outcome):
        raise StateChanged("somebody else has settled it")
    if outcome == Outcome.TAKEN_DOWN:
        publishing.take_down_page(number=report.page_number, by=by, now=now)
    record(
        by=by, action="report.settled", kind="page", ref=report.page_number, now=now, report=report.pk, outcome=outcome
    )


def forget_reports(*, now: datetime) -> None:
    """Senders go after a day, words as those of questions do: some time after the end."""
    told = ProblemReport.objects.exclude(sender="").filter(at__lte=now - SENDER_KEPT)
    # Looked for first: an update takes the one write lock of SQLite at every turn, even where there is nothing.
    if told.exists():
        told.update(sender="")
    before = now - timedelta(days=settings.CONSILIA_RETENTION_DAYS)
    over = ProblemReport.objects.filter(settled_at__lte=before).exclude(text="")
    if over.exists():
        ProblemReport.clear(over)
