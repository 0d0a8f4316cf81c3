"""Mails to askers: that something happened, and where to read it; never what was asked or answered."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from consilia.questions.links import private_path
from consilia.questions.models import Notice, NoticeKind

log = logging.getLogger(__name__)

BATCH = 50
# After the last attempt (some eight hours after the first) a notice is given up, and /health has long said so.
ATTEMPTS = 10


def send_some(*, now: datetime) -> int:
    """Send the next notices that are due; returns how many were tried. Safe to run twice at once."""
    due = list(Notice.objects.unsent(now=now).select_related("question")[:BATCH])
    return sum(_send(notice, now=now) for notice in due)


def _send(notice: Notice, *, now: datetime) -> bool:
    # Claimed before it is sent: who loses the race sends nothing, and a crash sends it again after the pause.
    again_at = now + timedelta(minutes=2**notice.attempts)
    claimed = Notice.objects.filter(pk=notice.pk, due_at=notice.due_at, sent_at=None).update(
        due_at=again_at, attempts=notice.attempts + 1
    )
    if not claimed:
        return False
    try:
        message(notice).send()
    except (SMTPException, OSError, ValueError) as error:
        # ValueError: an address that no mail can be written to. It must not hold up the others.
        log.warning("Notice %s was not sent (%s), attempt %s.", notice.pk, type(error).__name__, notice.attempts + 1)
        if notice.attempts + 1 >= ATTEMPTS:
            Notice.objects.filter(pk=notice.pk).update(given_up_at=now)
    else:
        Notice.objects.filter(pk=notice.pk).update(sent_at=now)
    return True


def message(notice: Notice) -> EmailMessage:
    """The mail, in the asker's language, with the private link and nothing clinical."""
    question = notice.question
    with translation.override(question.language.lower()):
        context = {
            "kind": notice.kind,
            "number": question.number,
            "link": settings.CONSILIA_BASE_URL + private_path(question),
            "service_name": settings.CONSILIA_SERVICE_NAME,
        }
        body = render_to_string("questions/notice.txt", context)
        subject = f"{settings.CONSILIA_SERVICE_NAME}: {NoticeKind(notice.kind).label}"
        return EmailMessage(subject=subject, body=body, to=[question.email])
