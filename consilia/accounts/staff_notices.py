"""Mails to those who work here: that something waits for them; never what was asked or answered."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from consilia.accounts import mailing
from consilia.accounts.composing import compose
from consilia.accounts.models import Role, StaffNotice, StaffNoticeKind, User


def operators() -> list[User]:
    """Those who run the installation."""
    return list(User.objects.filter(role=Role.OPERATOR, is_active=True).order_by("pk"))


def tell(people: Iterable[User], kind: StaffNoticeKind, *, about: list[str], now: datetime) -> None:
    """One mail to each of them."""
    StaffNotice.objects.bulk_create(
        StaffNotice(user=somebody, kind=kind, about=about, created_at=now, due_at=now) for somebody in people
    )


def send_some(*, now: datetime) -> int:
    """Send the next that are due; returns how many were tried."""
    return mailing.send_due(StaffNotice.objects.select_related("user"), message=message, now=now)


def message(notice: StaffNotice) -> EmailMessage:
    """The mail, in the language of the installation: nobody's own is known."""
    with translation.override(settings.LANGUAGE_CODE):
        of_people = notice.user.is_operator and notice.kind != StaffNoticeKind.OVERDUE
        page = "accounts:people" if of_people else "desk:queue"
        context: dict[str, object] = {
            "kind": notice.kind,
            "about": notice.about,
            "name": notice.user.name,
            "is_operator": notice.user.is_operator,
            "link": settings.CONSILIA_BASE_URL + reverse(page),
            "service_name": settings.CONSILIA_SERVICE_NAME,
        }
        subject = f"{settings.CONSILIA_SERVICE_NAME}: {StaffNoticeKind(notice.kind).label}"
        return compose(subject=subject, template="accounts/staff_notice.txt", context=context, to=notice.user.email)
