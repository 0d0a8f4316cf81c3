"""Mails that came back: whose Message-ID stands in a report of failed delivery (RFC 3464)."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final

from django.apps import apps

from consilia.accounts.mailing import message_id
from consilia.accounts.models import Mail

_OURS: Final = re.compile(r"<([a-z]+)-(\d{1,18})-[0-9a-f]+@[^>]+>")
_REPORTED: Final = re.compile(r"^message-id:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)


def note_bounce(report: bytes, *, now: datetime) -> bool:
    """Mark the mail that `report` is about; whether there is one, and it failed for good."""
    parsed = message_from_bytes(report, policy=policy.default)
    statuses = [status for part in parsed.walk() for status in _statuses(part)]
    failed = next((status for action, status in statuses if action == "failed" and status.startswith("5")), None)
    if failed is None:
        return False
    return any(_mark(number, outcome=failed, now=now) for number in _REPORTED.findall(_original(parsed)))


def _statuses(part: EmailMessage) -> Iterator[tuple[str, str]]:
    if part.get_content_type() != "message/delivery-status":
        return
    # One block for the report and one for each receiver.
    for block in part.get_payload():
        if not isinstance(block, str):
            yield str(block.get("Action", "")).strip().lower(), str(block.get("Status", "")).split("(")[0].strip()


def _original(parsed: EmailMessage) -> str:
    """The heads of the mail that came back, as the report holds it."""
    kinds = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
    return "\n".join(part.as_string() for part in parsed.walk() if part.get_content_type() in kinds)


def _mark(number: str, *, outcome: str, now: datetime) -> bool:
    found = _OURS.fullmatch(number)
    model = next((one for one in _mails() if found and one._meta.model_name == found[1]), None)
    if not found or model is None:
        return False
    mail = model._default_manager.filter(pk=int(found[2])).first()
    # Signed: nobody else can make a mail look as if it came back.
    if mail is None or message_id(mail) != number:
        return False
    model._default_manager.filter(pk=mail.pk).update(bounced_at=now, outcome=outcome[:40])
    return True


def _mails() -> list[type[Mail]]:
    return [model for model in apps.get_models() if issubclass(model, Mail)]
