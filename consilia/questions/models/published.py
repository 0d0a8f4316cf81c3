"""What went through the door, will go through it later, or was sent back at it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.questions.fields import SealedJSONField, SealedTextField
from consilia.questions.models.rows import PersonalData, Unchanging


class Obstacle(models.TextChoices):
    """Why an editor does not publish a question as it stands; the asker reads it too."""

    RECOGNISABLE = "recognisable", _("Somebody could be recognised by it")
    THIRD_PERSON = "third_person", _("It tells too much about another person")
    UNCLEAR = "unclear", _("Others would not understand it as it stands")
    OTHER = "other", _("Another reason")


class SentBack(Unchanging, PersonalData):
    """An editor's no to publication for now, with what is in the way and what the asker could change."""

    holds = ("text",)

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="sent_backs")
    obstacle = models.CharField(max_length=16, choices=Obstacle.choices)
    text = SealedTextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.obstacle} at {self.at:%Y-%m-%d %H:%M}"


class Publication(models.Model):
    """What went through the door: the number of the page made from this question. The page does not know."""

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="publications")
    page_number = models.PositiveBigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_standing_publication",
                fields=["question"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"page {self.page_number}"


class Stopped(models.TextChoices):
    """Why a page did not go public by itself; the editor reads it."""

    CONSENT = "consent", _("The asker no longer agrees to publication.")
    CHANGED = "changed", _("The question or a reply changed after it was approved.")
    EDITOR = "editor", _("Who approved it may no longer publish.")
    REFUSED = "refused", _("It may not be published as it stands.")
    FOUND = "found", _("Masking finds more than when it was approved.")
    MASKING = "masking", _("Masking did not work at that time.")


class PlannedPublicationQuerySet(models.QuerySet["PlannedPublication"]):
    """Pages that go public later."""

    def standing(self) -> PlannedPublicationQuerySet:
        """Not gone back to the editor."""
        return self.filter(stopped_at__isnull=True)


class PlannedPublication(PersonalData):
    """What an editor approved to go public at a time, with the version of the question that they read: planning.py.

    It is gone once the page is made. One that went back keeps the approved words for the editor.
    """

    holds = ("copy",)

    question = models.OneToOneField("Question", on_delete=models.CASCADE, related_name="planned")
    copy = SealedJSONField(default=dict)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(max_length=16, blank=True, choices=Stopped.choices)

    objects = PlannedPublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_stopped_plan_says_why",
                condition=Q(stopped_at__isnull=True, stopped_because="")
                | (Q(stopped_at__isnull=False) & ~Q(stopped_because="")),
            )
        ]

    def __str__(self) -> str:
        return f"planned for {self.due_at:%Y-%m-%d %H:%M}"
