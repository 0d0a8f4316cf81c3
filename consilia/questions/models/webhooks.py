"""Webhooks: addresses of other systems that are told that something happened, and never what was written."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.questions.fields import SealedTextField


class Stopped(models.TextChoices):
    """Why nothing is sent to a webhook any more."""

    OPERATOR = "operator", _("Switched off")
    GONE = "gone", _("The other side said that it is gone for good")


class Webhook(models.Model):
    """Where to send which events. Address and secret are sealed: an address may hold a token of the other side.

    Attributes:
        position: events of the audit log up to here have had their turn.
    """

    url = SealedTextField()
    secret = SealedTextField()
    kinds = models.JSONField(default=list)
    position = models.PositiveBigIntegerField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(max_length=16, blank=True, choices=Stopped.choices)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Messages to other systems."""

    def waiting(self) -> DeliveryQuerySet:
        """Not arrived and not given up, to webhooks that stand."""
        return self.filter(sent_at__isnull=True, dead_at__isnull=True, webhook__stopped_at__isnull=True)

    def due(self, *, now: datetime) -> DeliveryQuerySet:
        """The next to try, the oldest event first."""
        return self.waiting().filter(due_at__lte=now).order_by("due_at", "position", "pk")

    def dead(self) -> DeliveryQuerySet:
        """Given up after the last try."""
        return self.filter(dead_at__isnull=False)


class Delivery(models.Model):
    """One event on its way to one webhook. It holds no message: that is made of the event when it is sent.

    Attributes:
        position: the event, by its place in the chain of the audit log.
        outcome: of the last try: an HTTP status, or the kind of failure.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    position = models.PositiveBigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, db_index=True)
    dead_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(name="an_event_once_a_webhook", fields=["webhook", "position"])]
        indexes = [
            models.Index(
                name="delivery_waiting",
                fields=["due_at"],
                condition=models.Q(sent_at__isnull=True, dead_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"event {self.position} to webhook {self.webhook_id}"
