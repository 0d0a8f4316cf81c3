"""The hash chain over events: each keeps the SHA-256 of what it says and of the event before it.

Events enter unchained, so that people who act at once never wait for one another; the worker chains them, in the order
of their numbers. Whoever changes or takes out a chained event breaks the chain there. Why so: docs/adr/.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from django.db import IntegrityError, connection, models, transaction

from consilia.audit.models import Event

START: Final = "0" * 64
"""What the first event keeps as the digest of the one before it."""
BATCH: Final = 500
_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: who keeps it elsewhere can tell later whether the end was cut off."""

    position: int
    digest: str

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look through the whole chain found.

    Attributes:
        head: the last event up to which all holds.
        broken: what is wrong with the first that does not hold, or "".
        waiting: events that the worker has not chained yet.
    """

    head: Head
    broken: str
    waiting: int


def content(event: Event) -> dict[str, Any]:
    """What an event says, as it is exported and as the chain holds it."""
    return {
        "id": event.pk,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "action": event.action,
        "kind": event.object_kind,
        "ref": event.object_ref,
        "detail": event.detail,
    }


def digest_of(event: Event, *, position: int, before: str) -> str:
    """SHA-256, in hex, of the event's content at its place behind the digest `before`."""
    # Sorted keys and no spaces: both databases give the same bytes back, whatever order they keep JSON in.
    said = content(event) | {"position": position, "before": before}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def chain_some(model: type[models.Model] = Event) -> int:
    """Chain the next unchained events; returns how many. `model` is for the migration that chains what is there.

    Of two who chain at once, the database lets one: no two events have one position.
    """
    # The plain manager: the model's own refuses every change, and so does the database, save this one.
    events, places = model._base_manager, list[tuple[int, str, int]]()
    head = _head(events)
    before = head.digest
    for position, event in enumerate(events.filter(position=None).order_by("pk")[:BATCH], start=head.position + 1):
        before = digest_of(event, position=position, before=before)  # type: ignore[arg-type]
        places.append((position, before, event.pk))
    return len(places) if _take(places) else 0


def _take(places: list[tuple[int, str, int]]) -> bool:
    """Whether all these places were free and these events unchained: all of them, or none."""
    # Not by the ORM, which takes ten times as long: the migration has a whole log before it.
    place = "UPDATE audit_event SET position = %s, digest = %s WHERE id = %s AND position IS NULL"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(place, places)
            if places and cursor.rowcount != len(places):
                raise IntegrityError("somebody else chains too")
    except IntegrityError:
        return False
    return True


def verify(*, kept: Head | None = None) -> Verdict:
    """Go through the whole chain, and look whether `kept`, an earlier head, still stands in it."""
    last, broken = Head(0, START), ""
    for event in _chained():
        if broken := _why_broken(event, last):
            break
        assert event.position is not None
        last = Head(event.position, event.digest)
    if kept is not None and not broken:
        broken = _why_not_kept(kept, last)
    return Verdict(last, broken, Event.objects.filter(position=None).count())


def _head(events: "models.Manager[Any]") -> Head:
    last = events.exclude(position=None).order_by("-position").values_list("position", "digest").first()
    return Head(*last) if last else Head(0, START)


def _chained() -> Iterator[Event]:
    return Event.objects.exclude(position=None).order_by("position").iterator(chunk_size=_AT_ONCE)


def _why_broken(event: Event, last: Head) -> str:
    position = last.position + 1
    if event.position != position:
        return f"position {position}: the event is gone; the next that is there is at position {event.position}"
    if event.digest != digest_of(event, position=position, before=last.digest):
        return f"position {position} (event {event.pk}): it is not what was recorded"
    return ""


def _why_not_kept(kept: Head, last: Head) -> str:
    if kept.position > last.position:
        return f"position {last.position + 1}: the chain ends before it; up to {kept.position} there were events"
    digest = Event.objects.filter(position=kept.position).values_list("digest", flat=True).first()
    if kept.position and digest != kept.digest:
        return f"position {kept.position}: it is not what the kept head says; the chain was made anew"
    return ""
