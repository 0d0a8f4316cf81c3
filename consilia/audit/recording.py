"""The one way to add to memory."""

from datetime import datetime
from typing import Protocol

from consilia.audit.models import Event

ASKER = "asker"
COMMAND = "command"
IMPORTER = "importer"
READER = "reader"
RETENTION = "retention"
STRANGER = "stranger"
WORKER = "worker"
NAMES = (ASKER, COMMAND, IMPORTER, READER, RETENTION, STRANGER, WORKER)
"""Whoever acts and is no signed-in user."""


class Person(Protocol):
    """Whoever acts: a signed-in user."""

    pk: int


def record(
    *, by: Person | str, action: str, kind: str, ref: object, now: datetime, **detail: str | int | bool | None
) -> Event:
    """Add an event. `by` is a user or one of the names above; `detail` never holds a patient's words."""
    actor = by if isinstance(by, str) else f"user:{by.pk}"
    return Event.objects.create(
        at=now, actor=actor, action=action, object_kind=kind, object_ref=str(ref), detail=detail
    )
