"""What clinicians say to one another about a question, and how it went from hand to hand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from consilia.accounts.models import Department, User
from consilia.questions.fields import SealedTextField
from consilia.questions.models.rows import PersonalData, Unchanging


class NoteQuerySet(models.QuerySet["Note"]):
    """What colleagues say to one another."""

    def asked_of(self, user: User) -> NoteQuerySet:
        """Addressed to `user` or their department by somebody else, and not answered."""
        addressed = Q(to_user=user) | Q(to_department__isnull=False, to_department=user.department_id)
        return self.filter(addressed, answer__isnull=True).exclude(by=user)


class Note(Unchanging, PersonalData):
    """What a clinician says to colleagues about a question: never public, never shown to its asker.

    Addressed to one colleague, to a department, or to whoever opens the case. `answers` is the note that this one
    answers.
    """

    holds = ("text",)

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="notes")
    text = SealedTextField()
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="answer")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_note_has_one_address", condition=Q(to_user__isnull=True) | Q(to_department__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"note at {self.at:%Y-%m-%d %H:%M}"

    def is_asked_of(self, user: User) -> bool:
        """Addressed to `user` or their department by somebody else."""
        theirs = self.to_user_id == user.pk or (
            self.to_department_id is not None and self.to_department_id == user.department_id
        )
        return theirs and self.by_id != user.pk


class Transfer(Unchanging, PersonalData):
    """A question handed from one department to another, with the reason."""

    holds = ("reason",)

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="transfers")
    from_department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_department} to {self.to_department}"
