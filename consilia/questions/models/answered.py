"""What doctors replied, what became of a reply later, and who looked it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.library.models import Change
from consilia.questions.fields import SealedJSONField, SealedTextField
from consilia.questions.models.rows import PersonalData, Unchanging

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Reply(Unchanging, PersonalData):
    """A doctor's reply, with names, department and hospital as they were when it was written."""

    holds = ("text", "care_now", "urgent_signs", "overridden")

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField()
    care_now = SealedTextField(blank=True)
    urgent_signs = SealedTextField(blank=True)
    # What the checks before sending found and the doctor meant as it stands: {"slips": [{"id", "quote"}], "reason"}.
    overridden = SealedJSONField(null=True, blank=True)
    # A draft of a language model was put into it, or stands in it; whoever reads it is told.
    with_machine_draft = models.BooleanField(default=False, db_default=False)
    clinician_name = models.CharField(max_length=200)
    clinician_name_original = models.CharField(max_length=200, blank=True)
    department_name = models.CharField(max_length=100)
    hospital_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    if TYPE_CHECKING:
        amendments: RelatedManager[Amendment]
        approvals: RelatedManager[Approval]

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.clinician_name} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def amendment(self) -> Amendment | None:
        """The newest, which holds; of a reply that is not stored yet, none."""
        return next(reversed(self.amendments.all()), None) if self.pk else None

    @property
    def standing(self) -> Reply | Amendment:
        """Where the words stand that hold now: its own, or those of its newest amendment."""
        return self.amendment or self

    @property
    def is_retracted(self) -> bool:
        """Taken back: it no longer holds."""
        amendment = self.amendment
        return amendment is not None and amendment.kind == Change.RETRACTED


class Ground(models.TextChoices):
    """Why a reply no longer holds, in words that readers of its page may read."""

    HARM = "harm", _("It could harm somebody who follows it.")
    WRONG = "wrong", _("Something in it is wrong.")
    OUTDATED = "outdated", _("It is out of date.")
    MISPLACED = "misplaced", _("It does not answer this question.")


class Amendment(Unchanging, PersonalData):
    """A reply worded anew by its doctor, or taken back, after it was sent. The earlier rows stay as they are.

    `carried_at` is when a published page took it over, or when a page was made with it.
    """

    holds = ("text", "care_now", "urgent_signs", "overridden", "reason")

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="amendments")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="amendments")
    kind = models.CharField(max_length=16, choices=Change.choices)
    text = SealedTextField(blank=True)
    care_now = SealedTextField(blank=True)
    urgent_signs = SealedTextField(blank=True)
    overridden = SealedJSONField(null=True, blank=True)
    reason = SealedTextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    carried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class Approval(Unchanging):
    """A second clinician has looked over a reply as it stands; a correction of it wants a new one."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="one_approval_a_clinician_and_reply", fields=["reply", "by"])]

    def __str__(self) -> str:
        return f"approved at {self.at:%Y-%m-%d %H:%M}"
