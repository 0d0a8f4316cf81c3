"""An operator's acts on webhooks: add, try, switch off and on, send again what was given up."""

import base64
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Max

from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.audit.recording import record
from consilia.questions.models.webhooks import Delivery, Stopped, Webhook
from consilia.questions.webhooks.sending import send_test

_SECRET_BYTES: Final = 32


@transaction.atomic
def add(*, url: str, kinds: list[str], by: User, now: datetime) -> Webhook:
    """A webhook that is told of what happens from now on. Its `secret` is for the other side, to be shown once."""
    webhook = Webhook.objects.create(
        url=url,
        kinds=sorted(kinds),
        secret="whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode(),
        position=Event.objects.aggregate(last=Max("position"))["last"] or 0,
        added_by=by,
        added_at=now,
    )
    _remember(webhook, "webhook.added", by=by, now=now)
    return webhook


def try_out(*, webhook: Webhook, by: User, now: datetime) -> str:
    """Send a message that says that it is a test; what came of it."""
    outcome = send_test(webhook, now=now)
    _remember(webhook, "webhook.tested", by=by, now=now, outcome=outcome)
    return outcome


@transaction.atomic
def switch_off(*, webhook: Webhook, by: User, now: datetime) -> None:
    """Nothing more is sent; what happens meanwhile is sent after it was switched on again."""
    standing = Webhook.objects.filter(pk=webhook.pk, stopped_at__isnull=True)
    if standing.update(stopped_at=now, stopped_because=Stopped.OPERATOR):
        _remember(webhook, "webhook.switched_off", by=by, now=now)


@transaction.atomic
def switch_on(*, webhook: Webhook, by: User, now: datetime) -> None:
    """It is sent again, from where it stopped."""
    if Webhook.objects.filter(pk=webhook.pk, stopped_at__isnull=False).update(stopped_at=None, stopped_because=""):
        _remember(webhook, "webhook.switched_on", by=by, now=now)


@transaction.atomic
def send_again(*, webhook: Webhook, by: User, now: datetime) -> int:
    """What was given up is tried anew; returns how many."""
    count = Delivery.objects.dead().filter(webhook=webhook).update(dead_at=None, attempts=0, due_at=now)
    if count:
        _remember(webhook, "webhook.sent_again", by=by, now=now, count=count)
    return count


def _remember(webhook: Webhook, action: str, *, by: User, now: datetime, **detail: str | int) -> None:
    # The host alone: what follows it may be a token of the other side.
    host = urlsplit(webhook.url).hostname or ""
    record(by=by, action=action, kind="webhook", ref=webhook.pk, now=now, host=host, **detail)
