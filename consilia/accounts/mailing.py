"""Mails that the worker sends: each tried again for some hours, none held up by another, none sent twice."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any, Final

from django.core.mail import EmailMessage

from consilia.accounts.models import Mail, MailQuerySet

log = logging.getLogger(__name__)

BATCH: Final = 50
ATTEMPTS: Final = 10
"""After the last attempt (some eight hours after the first) a mail is given up, and /health has long said so."""


def send_due(mails: MailQuerySet, *, message: Callable[[Any], EmailMessage], now: datetime) -> int:
    """Send the next of `mails` that are due; returns how many were tried. Safe to run twice at once."""
    due = list(mails.unsent(now=now)[:BATCH])
    return sum(_send(mail, message, now=now) for mail in due)


def _send(mail: Mail, message: Callable[[Any], EmailMessage], *, now: datetime) -> bool:
    # Claimed before it is sent: who loses the race sends nothing, and a crash sends it again after the pause.
    again_at = now + timedelta(minutes=2**mail.attempts)
    row = type(mail)._default_manager.filter(pk=mail.pk)
    claimed = row.filter(due_at=mail.due_at, sent_at=None).update(due_at=again_at, attempts=mail.attempts + 1)
    if not claimed:
        return False
    try:
        message(mail).send()
    except (SMTPException, OSError, ValueError) as error:
        # ValueError: an address that no mail can be written to. It must not hold up the others.
        kind = type(mail).__name__
        log.warning("%s %s was not sent (%s), attempt %s.", kind, mail.pk, type(error).__name__, mail.attempts + 1)
        if mail.attempts + 1 >= ATTEMPTS:
            row.update(given_up_at=now)
    else:
        row.update(sent_at=now)
    return True
