"""What is being written: questions, replies, a language model's drafts, and prepared texts."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department, User
from consilia.questions.fields import SealedJSONField, SealedTextField
from consilia.questions.models.rows import PersonalData


class DraftQuerySet(models.QuerySet["Draft"]):
    """Unsent questions."""

    def older_than(self, moment: datetime) -> DraftQuerySet:
        """Not touched since `moment`."""
        return self.filter(updated_at__lt=moment)


class Draft(PersonalData):
    """A question being written. Found by the hash of a random cookie; deleted on sending or after some days."""

    holds = ("data",)

    key_hash = models.CharField(max_length=64, unique=True)
    data = SealedJSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    def __str__(self) -> str:
        return f"draft of {self.updated_at:%Y-%m-%d %H:%M}"


class ReplyDraft(PersonalData):
    """A reply that its doctor has not sent yet. Deleted when it is sent, and with the question.

    `version` rises with every change: a window that was left open cannot write over what another has saved since.
    """

    holds = ("words",)

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="reply_drafts")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    words = SealedJSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_reply_draft_a_doctor_and_question", fields=["question", "by"])]

    def __str__(self) -> str:
        return f"reply draft of {self.saved_at:%Y-%m-%d %H:%M}"


class NoDraft(models.TextChoices):
    """Why a language model's draft is none, beside the reasons that the adapter knows."""

    OFF = "off", _("Drafts by a language model are switched off.")
    LATE = "late", _("It was not written in time.")
    CHANGED = "changed", _("The question changed meanwhile.")
    NOT_HIDDEN = "not_hidden", _("What identifies somebody could not be hidden with certainty, so nothing was sent.")
    NO_SOURCE = "no_source", _("No published answer and no guidance is close to this question, so nothing was sent.")
    UNSUPPORTED = "unsupported", _("No sentence of the draft could be found in its sources.")
    AGAINST_TRIAGE = "against_triage", _("The draft did not fit how urgent the question is.")


class MachineDraftQuerySet(models.QuerySet["MachineDraft"]):
    """Drafts by a language model."""

    def waiting(self) -> MachineDraftQuerySet:
        """Not written yet, the oldest first."""
        return self.filter(done_at__isnull=True).order_by("asked_at", "pk")

    def written(self) -> MachineDraftQuerySet:
        """With words."""
        return self.filter(done_at__isnull=False, failure="")


class MachineDraft(PersonalData):
    """A draft of a reply that a doctor asked of a language model: what came of it, and of how much of it was sent.

    `for_version` is the version of the question that it answers. `words` are the sentences that stood the gate and the
    sources: {"sentences": [{"text", "cited"}], "sources": [{"title", "text", "address"}], "dropped": how many did not}.
    `changed` is the share of words that differ between the draft and the reply that was sent, 0 to 1.
    """

    holds = ("words",)

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="machine_drafts")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    for_version = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=16, blank=True)
    model = models.CharField(max_length=200, blank=True)
    prompt = models.CharField(max_length=32, blank=True)
    words = SealedJSONField(default=dict)
    inserted_at = models.DateTimeField(null=True)
    reply = models.ForeignKey("Reply", on_delete=models.SET_NULL, null=True, related_name="+")
    changed = models.FloatField(null=True)

    objects = MachineDraftQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_draft_is_written_at_a_time",
                fields=["question", "by"],
                condition=Q(done_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_share_of_a_draft_is_a_share",
                condition=Q(changed__isnull=True) | Q(changed__gte=0, changed__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"machine draft of {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def text(self) -> str:
        """The draft as it goes into an editor: without its citations."""
        between = "" if self.question.language.lower().startswith("zh") else " "
        return between.join(sentence["text"] for sentence in self.words.get("sentences", []))


class PreparedTextQuerySet(models.QuerySet["PreparedText"]):
    """Prepared texts."""

    def usable_by(self, user: User) -> PreparedTextQuerySet:
        """Their own and their department's; both may be changed by them."""
        usable = self.filter(Q(owner=user) | Q(department__isnull=False, department=user.department_id))
        return usable.select_related("department").order_by("name", "pk")


class PreparedText(models.Model):
    """Words that a doctor or a department uses again and again. Nothing of a patient, sealed all the same."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=16)
    text = SealedTextField()

    objects = PreparedTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_prepared_text_is_a_doctor_s_or_a_department_s",
                condition=Q(owner__isnull=True, department__isnull=False)
                | Q(owner__isnull=False, department__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
