"""Events: who did what to which thing, when. No foreign keys, so that memory outlives what it remembers."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models


class AppendOnly(Exception):
    """An event was about to be changed or deleted."""


class EventQuerySet(models.QuerySet["Event"]):
    """Events can be read and added, nothing else."""

    def about(self, kind: str, ref: str) -> "EventQuerySet":
        """Events about one thing, oldest first."""
        return self.filter(object_kind=kind, object_ref=ref).order_by("at", "pk")

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnly("Events are never changed.")

    def delete(self) -> NoReturn:
        """Refused."""
        raise AppendOnly("Events are never deleted.")

    def bulk_update(self, objs: Iterable["Event"], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        """Refused."""
        raise AppendOnly("Events are never changed.")


class Event(models.Model):
    """One act. `detail` holds names and numbers of the act, never anything that a patient wrote.

    Attributes:
        position: its place in the chain, 1 for the first; None until the worker has chained it.
        digest: SHA-256 of what it says and of the digest before it (chain.py).
    """

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=64, db_index=True)
    object_kind = models.CharField(max_length=32)
    object_ref = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    position = models.PositiveBigIntegerField(null=True, editable=False)
    # The default stands in the database too: the previous release goes on recording while this one is put in place.
    digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="one_event_a_position", fields=["position"])]
        indexes = [
            models.Index(fields=["object_kind", "object_ref"]),
            models.Index(name="event_to_chain", fields=["id"], condition=models.Q(position__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.object_kind} {self.object_ref}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new event. Raises AppendOnly for one that exists."""
        if self.pk is not None:
            raise AppendOnly("Events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnly("Events are never deleted.")
