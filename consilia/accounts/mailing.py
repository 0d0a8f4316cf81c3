"""Mails that the worker sends: each tried again for some hours, none held up by another, none sent twice."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import salted_hmac

from consilia.accounts.models import Mail, MailQuerySet

log = logging.getLogger(__name__)

BATCH: Final = 50
PERMANENT: Final = 500
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
        composed = message(mail)
        composed.extra_headers["Message-ID"] = message_id(mail)
        composed.send()
    except (SMTPException, OSError, ValueError) as error:
        # ValueError: an address that no mail can be written to. It must not hold up the others.
        kind, outcome = type(mail).__name__, _outcome(error)
        log.warning("%s %s was not sent (%s), attempt %s.", kind, mail.pk, outcome, mail.attempts + 1)
        in_vain = mail.attempts + 1 >= ATTEMPTS or _is_refused(error)
        row.update(outcome=outcome, **({"given_up_at": now} if in_vain else {}))
    else:
        row.update(sent_at=now, outcome="")
    return True


def message_id(mail: Mail) -> str:
    """By which a mail that comes back is recognised (bounces.py); signed, so that nobody can make one up."""
    number = f"{mail._meta.model_name}-{mail.pk}"
    signature = salted_hmac("consilia.accounts.mailing", number).hexdigest()[:20]
    return f"<{number}-{signature}@{urlsplit(settings.CONSILIA_BASE_URL).hostname}>"


def _outcome(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return ", ".join(str(code) for code, _words in error.recipients.values())[:40]
    if isinstance(error, SMTPResponseException):
        return str(error.smtp_code)
    return type(error).__name__[:40]


def _is_refused(error: Exception) -> bool:
    """Whether the mail server knows that this address will never take a mail (RFC 5321: 5yz is permanent)."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= PERMANENT for code, _words in error.recipients.values())
