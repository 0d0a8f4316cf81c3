"""Events as records, one after the other, for a system that watches over several services (a SIEM)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from consilia.audit.chain import content
from consilia.audit.models import Event


def event_records(*, since: datetime | None, until: datetime | None, after: int | None) -> Iterator[dict[str, Any]]:
    """Events from `since` to before `until` in the order of their time; or those behind position `after`, in its order.

    Each with its place in the chain; an event that the worker has not chained yet has none. Never the whole log in
    memory.
    """
    events = Event.objects.order_by("at", "pk")
    if after is not None:
        events = Event.objects.filter(position__gt=after).order_by("position")
    if since is not None:
        events = events.filter(at__gte=since)
    if until is not None:
        events = events.filter(at__lt=until)
    for event in events.iterator(chunk_size=2000):
        yield content(event) | {"position": event.position, "digest": event.digest or None}
