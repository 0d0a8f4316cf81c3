"""Mails to askers: that something happened, and where to read it; never what was asked or answered."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

from consilia.accounts import mailing
from consilia.accounts.composing import compose
from consilia.questions.links import private_path
from consilia.questions.models import Notice, NoticeKind


def send_some(*, now: datetime) -> int:
    """Send the next notices that are due; returns how many were tried. Safe to run twice at once."""
    return mailing.send_due(Notice.objects.select_related("question"), message=message, now=now)


def message(notice: Notice) -> EmailMessage:
    """The mail, in the asker's language, with the private link and nothing clinical."""
    question = notice.question
    with translation.override(question.language.lower()):
        context: dict[str, object] = {
            "kind": notice.kind,
            "number": question.number,
            "link": settings.CONSILIA_BASE_URL + private_path(question),
            "service_name": settings.CONSILIA_SERVICE_NAME,
        }
        subject = f"{settings.CONSILIA_SERVICE_NAME}: {NoticeKind(notice.kind).label}"
        return compose(subject=subject, template="questions/notice.txt", context=context, to=question.email)
