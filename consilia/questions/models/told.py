"""Mails to askers, what readers report of a page, and what is left of a question that was erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Mail, MailQuerySet, User
from consilia.accounts.scope import scope_of
from consilia.library.models import Page
from consilia.questions.fields import SealedTextField
from consilia.questions.models.rows import PersonalData


class NoticeKind(models.TextChoices):
    """Why somebody is written to. No notice says anything of what was asked or answered."""

    RECEIVED = "received", _("We have your question")
    ASKED_BACK = "asked_back", _("The doctor has a question for you")
    LAPSED = "lapsed", _("Your question has been closed")
    REPLIED = "replied", _("A doctor has replied")
    AMENDED = "amended", _("A reply to your question was changed")
    SENT_BACK = "sent_back", _("Your question has not been published yet")
    PUBLISHED = "published", _("Your question has been published")


class Notice(Mail):
    """A mail to the asker, sent by the worker."""

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)

    objects = MailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {'sent' if self.sent_at else 'waiting'}"


class Problem(models.TextChoices):
    """What a reader finds wrong with a published page; the first is looked at first."""

    PRIVATE = "private", _("It shows who somebody is")
    UNSAFE = "unsafe", _("It could harm somebody who follows it")
    WRONG = "wrong", _("Something in it is wrong or out of date")


class Outcome(models.TextChoices):
    """What an editor did about a report."""

    NOTHING = "nothing", _("Nothing had to change")
    CHANGED = "changed", _("The page was changed")
    TAKEN_DOWN = "taken_down", _("The page was taken down")


class ReportQuerySet(models.QuerySet["ProblemReport"]):
    """Reports of problems."""

    def visible_to(self, editor: User) -> ReportQuerySet:
        """Those of the pages that an editor has to do with."""
        scope = scope_of(editor)
        return self.filter(page_number__in=Page.objects.within(scope).values("pk")) if scope.is_limited else self

    def open(self) -> ReportQuerySet:
        """Nobody has settled them."""
        return self.filter(settled_at__isnull=True)

    def first_things_first(self) -> ReportQuerySet:
        """What shows somebody, then what could harm, then the rest; the oldest of each first."""
        rank = Case(
            *[When(kind=kind, then=Value(place)) for place, kind in enumerate(Problem.values)],
            output_field=models.IntegerField(),
        )
        return self.annotate(rank=rank).order_by("rank", "at", "pk")


class ProblemReport(PersonalData):
    """What somebody without an account told about a published page; it may say who somebody is, so it is sealed.

    `sender` is no address: a keyed hash of one that changes with every day, emptied after a day.
    """

    holds = ("text", "sender")

    page_number = models.PositiveBigIntegerField(db_index=True)
    kind = models.CharField(max_length=16, choices=Problem.choices)
    text = SealedTextField(blank=True)
    sender = models.CharField(max_length=64, blank=True, db_index=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=16, blank=True, choices=Outcome.choices)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_settled_report_says_how_and_by_whom",
                condition=Q(settled_at__isnull=True, outcome="", settled_by__isnull=True)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: page {self.page_number}"


class Erasure(models.Model):
    """What is left of a question that was erased: that it was, and how much of what. Found by the same private link."""

    token_hash = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=8)
    language = models.CharField(max_length=16)
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    index_cleared_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.number} at {self.at:%Y-%m-%d %H:%M}"
