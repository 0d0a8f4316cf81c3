"""People and the places they work in: departments, hospitals, users with one role, licences, consents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain, count
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_reader_language(names: dict[str, str], fallback: str) -> str:
    """The name in the language of the reader; `names` maps BCP 47 tags to names."""
    return names.get(_reader_tag(names), fallback)


def lines_in_reader_language(lists: dict[str, list[str]]) -> list[str]:
    """The lines in the language of the reader, or none; `lists` maps BCP 47 tags to lines."""
    return lists.get(_reader_tag(lists), [])


def _reader_tag(tags: Iterable[str]) -> str:
    wanted = (get_language() or "").lower()
    return next((tag for tag in tags if tag.lower() == wanted), "")


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments of this service."""

    def active(self) -> DepartmentQuerySet:
        """Those that the operator has not switched off, by name."""
        return self.filter(is_active=True).order_by("name")


class Department(models.Model):
    """A medical department; `name` is its English canonical name, `names` its translations by BCP 47 tag."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=100, unique=True)
    names = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    # Nothing is published before a second clinician has looked over each reply.
    second_review = models.BooleanField(default=False, db_default=False)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return in_reader_language(self.names, self.name)


class Hospital(models.Model):
    """A hospital whose clinicians reply."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200, unique=True)
    names = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return in_reader_language(self.names, self.name)


class Role(models.TextChoices):
    """What a signed-in person is here to do. Askers have no account."""

    CLINICIAN = "clinician", _("Clinician")
    EDITOR = "editor", _("Editor")
    OPERATOR = "operator", _("Operator")


class UserManager(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, *, email: str, name: str, role: str, password: str | None = None, **more: Any) -> User:
        """A new user with one role; without a password they cannot sign in yet."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, role=role, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, name: str, password: str | None = None) -> User:
        """The first operator of an installation, for `consilia createsuperuser`."""
        return self.create_user(email=email, name=name, role=Role.OPERATOR, password=password)

    def get_by_natural_key(self, username: str | None) -> User:
        """E-mail addresses are compared without regard to case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who signs in, with one role. Clinicians belong to a department and a hospital."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=Role.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True)
    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    first_signed_in_at = models.DateTimeField(null=True, blank=True)
    leads_department = models.BooleanField(default=False, db_default=False)
    # How far an editor, an operator or a lead reaches: see scope.py. Not limited is everywhere.
    is_limited = models.BooleanField(default=False, db_default=False)
    limited_departments = models.ManyToManyField(Department, blank=True, related_name="+")
    limited_hospitals = models.ManyToManyField(Hospital, blank=True, related_name="+")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clinician_has_a_department",
                condition=~models.Q(role="clinician") | models.Q(department__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_clinician(self) -> bool:
        """Replies to questions of a department."""
        return self.role == Role.CLINICIAN

    @property
    def is_editor(self) -> bool:
        """Publishes and watches over quality."""
        return self.role == Role.EDITOR

    @property
    def is_operator(self) -> bool:
        """Runs the installation."""
        return self.role == Role.OPERATOR


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Times away."""

    def standing(self, *, on: date) -> LeaveQuerySet:
        """Those that hold on this day."""
        return self.filter(from_on__lte=on, to_on__gte=on)

    def not_over(self, *, on: date) -> LeaveQuerySet:
        """Those that hold now or later, the next first."""
        return self.filter(to_on__gte=on).order_by("from_on", "pk")


class Leave(models.Model):
    """Days on which a clinician is away, the first and the last included. Why is nobody's business here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leaves")
    from_on = models.DateField()
    to_on = models.DateField(db_index=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_it_begins", condition=models.Q(to_on__gte=models.F("from_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.from_on} to {self.to_on}"


class DutyDay(models.Model):
    """A day of the week (Monday is 0) on which a clinician is on duty for their department."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duty_days")
    weekday = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="on_duty_once_a_day", fields=["user", "weekday"]),
            models.CheckConstraint(name="a_week_has_seven_days", condition=models.Q(weekday__lt=7)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.weekday}"


class MailQuerySet(models.QuerySet[Any]):
    """Mails."""

    def given_up(self) -> MailQuerySet:
        """Tried in vain for the last time. One that came back is not: another try would come back as well."""
        return self.filter(given_up_at__isnull=False, bounced_at__isnull=True)

    def in_trouble(self) -> MailQuerySet:
        """Given up, come back, or tried in vain so far."""
        tried = Q(sent_at__isnull=True, attempts__gt=0)
        return self.filter(Q(given_up_at__isnull=False) | Q(bounced_at__isnull=False) | tried)

    def unsent(self, *, now: datetime) -> MailQuerySet:
        """Due and not given up."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True, due_at__lte=now).order_by("due_at", "pk")


class Mail(models.Model):
    """What the worker sends, and tries again where it cannot be handed on: see mailing.py.

    Attributes:
        bounced_at: when a mail server reported that it cannot be delivered.
        outcome: of the last try that failed: a status of the mail server, or the kind of failure; never its words.
    """

    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        abstract = True


class StaffNoticeKind(models.TextChoices):
    """Why somebody of the staff is written to."""

    OVERDUE = "overdue", _("Questions have waited longer than they may")
    ASKED = "asked", _("A colleague asks you")
    ANSWERED = "answered", _("A colleague has answered you")
    NOT_PUBLISHED = "not_published", _("A page did not go public")
    LICENCE_ENDS = "licence_ends", _("A licence is about to expire")
    LICENCE_RECHECK = "licence_recheck", _("A licence is due to be checked again")


class StaffNotice(Mail):
    """A mail to somebody who works here: `about` are numbers of questions or names, never a word of what was asked."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=StaffNoticeKind.choices)
    about = models.JSONField(default=list)

    objects = MailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} to {self.user}"


# Leaves room in the column for the number of a namesake.
LONGEST_SLUG = 190


class ClinicianProfile(models.Model):
    """Who a clinician is to the public, and the licence that lets them reply.

    `slug` names their public page. It is made from the name once and stays when the name changes. An archive's author
    whose name gives the same slug is taken for this clinician and shares the page: an archive knows nothing else to
    tell people by. Two clinicians with accounts are two people, whatever their names, so the second gets a number.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True, blank=True)
    name_original = models.CharField(max_length=200, blank=True)
    licence_number = models.CharField(max_length=64)
    licence_authority = models.CharField(max_length=200)
    licence_expires_on = models.DateField()
    # How it was checked: the register that was looked up, the paper that was seen.
    licence_proof = models.CharField(max_length=200, blank=True, default="", db_default="")
    # The end of the licence, and the check, that have been warned of already.
    warned_of_end = models.DateField(null=True, blank=True)
    warned_of_check = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="verified_at_and_by_go_together",
                condition=models.Q(verified_at__isnull=True, verified_by__isnull=True)
                | models.Q(verified_at__isnull=False, verified_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.licence_authority} {self.licence_number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A profile without a slug is given one."""
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        wanted = slugify(self.user.name, allow_unicode=True)[:LONGEST_SLUG] or f"clinician-{self.user_id}"
        taken = set(ClinicianProfile.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        numbered = (f"{wanted}-{number}" for number in count(2))
        return next(slug for slug in chain([wanted], numbered) if slug not in taken)

    def licence_holds(self, *, on: date) -> bool:
        """Verified by an operator and not expired."""
        return self.verified_at is not None and on <= self.licence_expires_on


class ShortMemory(models.Model):
    """Rows of Django's database cache: attempts to sign in and used codes, for minutes.

    A model, so that a migration makes the table and nobody has to remember `createcachetable`.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


class ConsentScope(models.TextChoices):
    """What an asker agreed to; each is asked for on its own."""

    ANSWER = "answer", _("A doctor may read and answer my question")
    PUBLISH = "publish", _("My question and the reply may be published without anything that identifies me")


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Entries of the consent ledger."""

    def standing(self, *, subject: str, scope: str) -> ConsentQuerySet:
        """Given and not withdrawn."""
        return self.filter(subject=subject, scope=scope, withdrawn_at__isnull=True)


class Consent(models.Model):
    """One consent: to what, in which words (by version) and language, when; `subject` is a question's reference."""

    subject = models.CharField(max_length=64, db_index=True)
    scope = models.CharField(max_length=16, choices=ConsentScope.choices)
    text_version = models.CharField(max_length=16)
    language = models.CharField(max_length=16)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_standing_consent_a_scope",
                fields=["subject", "scope"],
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.given_at:%Y-%m-%d}"

    def withdraw(self, *, now: datetime) -> None:
        """Ends this consent; the entry stays in the ledger."""
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])
