"""Events on their way to webhooks, signed as Standard Webhooks (2023) has it. What is sent holds no word of anybody."""

import base64
import hashlib
import hmac
import http.client
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consilia.audit.models import Event
from consilia.questions.models.webhooks import Delivery, Stopped, Webhook
from consilia.questions.webhooks.posting import Forbidden, post

log = logging.getLogger(__name__)

KINDS: Final[dict[str, Promise]] = {
    "question.submitted": _("A question was asked"),
    "question.handed_over": _("A question went to another department"),
    "question.asked_back": _("A doctor has asked back"),
    "question.answered_back": _("The asker has answered the doctor"),
    "question.replied": _("A doctor has replied"),
    "question.published": _("A question was published"),
    "question.unpublished": _("The page of a question was taken down"),
    "question.withdrawn": _("A question was withdrawn"),
    "question.erased": _("A question was erased"),
    "page.shelved": _("A page was published, or imported"),
    "page.corrected": _("A reply on a page was corrected"),
    "page.retracted": _("A reply on a page was retracted"),
    "page.withdrawn": _("A page was taken down"),
    "page.reported": _("A reader has reported a page"),
}
"""Events that can be sent, by their action in the audit log."""

TEST: Final = "webhook.test"
# As Standard Webhooks advises: some three days in all.
PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
KEPT: Final = timedelta(days=30)
_AT_ONCE: Final = 500
_A_TURN: Final = 20
# The worker has other things to do: a turn begins nothing new after this.
_TURN_SECONDS: Final = 10.0


def queue_some(*, now: datetime) -> int:
    """Find the events that webhooks have not had yet; returns how many were looked at."""
    last = Event.objects.aggregate(last=Max("position"))["last"] or 0
    behind = Webhook.objects.filter(stopped_at__isnull=True, position__lt=last)
    return sum(_queue(webhook, last=last, now=now) for webhook in behind)


@transaction.atomic
def _queue(webhook: Webhook, *, last: int, now: datetime) -> int:
    until = min(last, webhook.position + _AT_ONCE)
    # Guarded: of two who do the same, one does it.
    if not Webhook.objects.filter(pk=webhook.pk, position=webhook.position).update(position=until):
        return 0
    events = Event.objects.filter(position__gt=webhook.position, position__lte=until, action__in=webhook.kinds)
    positions = events.order_by("position").values_list("position", flat=True)
    Delivery.objects.bulk_create(Delivery(webhook=webhook, position=place, due_at=now) for place in positions if place)
    return until - webhook.position


def send_some(*, now: datetime) -> int:
    """Try the next messages that are due; returns how many were tried. Safe to run twice at once."""
    started, tried, failing = time.monotonic(), 0, set[int]()
    for delivery in Delivery.objects.due(now=now).select_related("webhook")[:_A_TURN]:
        if time.monotonic() - started > _TURN_SECONDS:
            break
        # Who does not answer holds up the others once a turn, not twenty times.
        if delivery.webhook_id in failing or not _claim(delivery, now=now):
            continue
        tried += 1
        if not _send(delivery, now=now):
            failing.add(delivery.webhook_id)
    return tried


def _claim(delivery: Delivery, *, now: datetime) -> bool:
    # Claimed before it is sent: who loses the race sends nothing, and a crash sends it again after the pause.
    again_at = now + PAUSES[min(delivery.attempts, len(PAUSES) - 1)]
    mine = Delivery.objects.filter(pk=delivery.pk, due_at=delivery.due_at, sent_at=None, dead_at=None)
    delivery.attempts += 1
    return bool(mine.update(due_at=again_at, attempts=delivery.attempts))


def _send(delivery: Delivery, *, now: datetime) -> bool:
    event = Event.objects.filter(position=delivery.position).first()
    webhook = delivery.webhook
    if event is None:
        outcome = "no such event"
    else:
        about = {"kind": event.object_kind, "ref": event.object_ref, "position": event.position}
        message = _message(event.action, at=event.at, about=about)
        outcome = _try(webhook, f"evt_{webhook.pk}_{delivery.position}", message, now=now)
    arrived = outcome.startswith("2")
    changes: dict[str, Any] = {"outcome": outcome}
    if arrived:
        changes["sent_at"] = now
    elif delivery.attempts > len(PAUSES) or event is None:
        changes["dead_at"] = now
    Delivery.objects.filter(pk=delivery.pk).update(**changes)
    if outcome == "410":
        Webhook.objects.filter(pk=webhook.pk).update(stopped_at=now, stopped_because=Stopped.GONE)
    if not arrived:
        log.warning("Event %s did not reach webhook %s (%s).", delivery.position, webhook.pk, outcome)
    return arrived


def send_test(webhook: Webhook, *, now: datetime) -> str:
    """Send a message of no event, at once; what came of it: an HTTP status, or the kind of failure."""
    number = f"test_{webhook.pk}_{int(now.timestamp())}"
    return _try(webhook, number, _message(TEST, at=now, about={}), now=now)


def _message(kind: str, *, at: datetime, about: dict[str, Any]) -> bytes:
    # Not the event's detail: a department and an urgency with a time can be more than other systems should know.
    told = {"type": kind, "timestamp": at.astimezone(UTC).isoformat(timespec="seconds"), "data": about}
    return json.dumps(told, separators=(",", ":")).encode()


def _try(webhook: Webhook, number: str, body: bytes, *, now: datetime) -> str:
    headers = {"Content-Type": "application/json", "User-Agent": "Consilia"}
    headers |= signed(webhook.secret, number=number, at=now, body=body)
    try:
        return str(post(webhook.url, body=body, headers=headers))
    except Forbidden:
        return "private address"
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__


def signed(secret: str, *, number: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers by which the other side knows that it was us, now, and this message."""
    moment = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{number}.{moment}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {"webhook-id": number, "webhook-timestamp": moment, "webhook-signature": signature}


def forget_sent(*, now: datetime) -> int:
    """What arrived long ago is forgotten, some at a time; returns how many."""
    old = list(Delivery.objects.filter(sent_at__lt=now - KEPT).values_list("pk", flat=True)[:_AT_ONCE])
    if old:
        Delivery.objects.filter(pk__in=old).delete()
    return len(old)
