"""Private questions: what was asked, how urgent it was judged, what was said, what was published from it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department, Leave, Mail, MailQuerySet, Role, User
from consilia.accounts.scope import Scope, scope_of
from consilia.library.models import Change, Page, Urgency
from consilia.questions.enquiries import said
from consilia.questions.fields import SealedJSONField, SealedTextField
from consilia.questions.states import OPEN, REPLIED, UNANSWERED, State, after
from consilia.questions.webhook_models import Delivery, Webhook  # noqa: F401 - a room's tables are found in its models.py

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Relation(models.TextChoices):
    """Whom the question is about, seen from the one who writes."""

    SELF = "self", _("Myself")
    CHILD = "child", _("My child")
    PARENT = "parent", _("My mother or father")
    PARTNER = "partner", _("My partner")
    OTHER = "other", _("Someone else")


class Sex(models.TextChoices):
    """Sex as far as it matters for the answer."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class StateChanged(Exception):
    """Somebody else changed the question a moment ago, or it is past this act."""


class RowIsFinal(Exception):
    """A row that is never edited was about to be."""


class PersonalData(models.Model):
    """A row with something of a person in it. What drives erasure, retention and the asker's own copy is declared here.

    Attributes:
        holds: the columns with what a person wrote or what could tell who they are. A test looks at every column of
            every private model: whoever adds one has to decide.
    """

    holds: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def clear(cls, rows: models.QuerySet[Any]) -> int:
        """Empty those columns of `rows`, past all that forbids editing; returns how many rows there were."""
        empty = {field.name: field.get_default() for field in cls._meta.local_fields}
        return rows.update(**{name: empty[name] for name in cls.holds})


class Unchanging(models.Model):
    """A row that is written once: a correction is a new row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new row. Raises RowIsFinal for one that exists."""
        if not self._state.adding:
            raise RowIsFinal(f"{type(self).__name__} rows are never edited.")
        super().save(*args, **kwargs)


def _who_can_reply() -> models.QuerySet[User]:
    """Clinicians whose licence is verified and holds today, and who are not away."""
    today = timezone.localdate()
    here = User.objects.exclude(pk__in=Leave.objects.standing(on=today).values("user"))
    return here.filter(
        role=Role.CLINICIAN,
        is_active=True,
        department__isnull=False,
        profile__verified_at__isnull=False,
        profile__licence_expires_on__gte=today,
    )


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions, as the desk and the private page need them."""

    def visible_to(self, user: User) -> QuestionQuerySet:
        """What `user` may see: nobody sees more than their work needs.

        A clinician sees their department, whatever a person still has to judge, every emergency, and departments
        where no licensed clinician could reply, so that no question waits unseen; and what a colleague asks them
        about, until they have said something to it. An editor sees what has been
        answered and may be published, as far as they are not limited. An operator sees no question at all, and nobody
        sees a withdrawn one.
        """
        if user.role == Role.CLINICIAN:
            return self.exclude(state=State.WITHDRAWN).filter(
                Q(department=user.department_id)
                | Q(state=State.REVIEW)
                | Q(state__in=OPEN, unsure=True)
                | Q(state__in=OPEN, level=Urgency.EMERGENCY)
                | Q(department__isnull=True)
                | Q(pk__in=Note.objects.asked_of(user).values("question"))
                | ~Q(department__in=_who_can_reply().values("department"))
            )
        if user.role == Role.EDITOR:
            kept = self.filter(Q(cleared_at__isnull=True) | Q(state=State.PUBLISHED))
            return kept.filter(state__in=REPLIED, may_publish=True).within(scope_of(user))
        return self.none()

    def within(self, scope: Scope) -> QuestionQuerySet:
        """Those of the departments and hospitals that somebody is limited to.

        A question is of the hospital whose doctor replied; while nobody has, of each with clinicians in its department.
        """
        questions = self.none() if scope.is_nothing else self
        if scope.departments:
            questions = questions.filter(department__in=scope.departments)
        if scope.hospitals:
            replies = Reply.objects.filter(question=OuterRef("pk"))
            staff = User.objects.filter(role=Role.CLINICIAN, is_active=True, hospital__in=scope.hospitals)
            theirs = Exists(replies.filter(by__hospital__in=scope.hospitals))
            open_to_them = ~Exists(replies) & Q(department__in=staff.values("department"))
            questions = questions.filter(theirs | open_to_them)
        return questions

    def open(self) -> QuestionQuerySet:
        """Not answered and not withdrawn."""
        return self.filter(state__in=OPEN)

    def most_urgent_first(self) -> QuestionQuerySet:
        """Triage reviews first, then by urgency, then the oldest."""
        review_first = Case(When(state=State.REVIEW, then=Value(0)), default=Value(1))
        urgency = Case(
            *[When(level=level, then=Value(rank)) for rank, level in enumerate(Urgency.values)],
            default=Value(0),
            output_field=models.IntegerField(),
        )
        return self.annotate(review_first=review_first, urgency_rank=urgency).order_by(
            "review_first", "urgency_rank", "submitted_at", "pk"
        )

    def unanswered(self) -> QuestionQuerySet:
        """Somebody has to act on it, and it is not the asker."""
        return self.filter(state__in=UNANSWERED)

    def first_for(self, user: User) -> QuestionQuerySet:
        """What a clinician looks at before the rest: their department's, and what somebody has to judge or assign."""
        return self.filter(Q(department=user.department_id) | Q(state=State.REVIEW) | Q(department__isnull=True))

    def not_first_for(self, user: User) -> QuestionQuerySet:
        """The rest."""
        return self.exclude(department=user.department_id).exclude(state=State.REVIEW).filter(department__isnull=False)

    def taken_on_by(self, user: User) -> QuestionQuerySet:
        """What `user` has taken on, whether or not the lock still holds."""
        return self.filter(claimed_by=user)

    def with_corrections_to_publish(self) -> QuestionQuerySet:
        """Published, and a doctor has worded a reply anew since."""
        waiting = Amendment.objects.filter(question=OuterRef("pk"), kind=Change.CORRECTED, carried_at__isnull=True)
        return self.filter(Exists(waiting), state=State.PUBLISHED, cleared_at__isnull=True)

    def asked_of(self, user: User) -> QuestionQuerySet:
        """A colleague asks `user`, or their department, and nobody has answered."""
        return self.filter(pk__in=Note.objects.asked_of(user).values("question"))

    def to_look_over(self, user: User) -> QuestionQuerySet:
        """Answered in a department that wants a second clinician before publication, and nobody but `user` has been.

        Not their own replies: whoever wrote one cannot approve it.
        """
        unseen = Reply.objects.filter(question=OuterRef("pk"), approvals__isnull=True).exclude(by=user)
        return self._publishable().filter(Exists(unseen), department__second_review=True, department=user.department_id)

    def ready_to_publish(self) -> QuestionQuerySet:
        """Answered, and the asker agreed to publication; not what goes public by itself."""
        return self._publishable().exclude(pk__in=PlannedPublication.objects.standing().values("question"))

    def planned(self) -> QuestionQuerySet:
        """They go public by themselves, the next first."""
        standing = PlannedPublication.objects.standing()
        return self._publishable().filter(pk__in=standing.values("question")).order_by("planned__due_at", "pk")

    def _publishable(self) -> QuestionQuerySet:
        return self.filter(state__in=[State.ANSWERED, State.RETIRED], may_publish=True, cleared_at__isnull=True)

    def published_without_answer(self) -> QuestionQuerySet:
        """Published, and every reply has been taken back since: the page tells that, and nothing else."""
        retracted = Amendment.objects.filter(reply=OuterRef("pk"), kind=Change.RETRACTED)
        stands = Reply.objects.filter(~Exists(retracted), question=OuterRef("pk"))
        return self.filter(~Exists(stands), state=State.PUBLISHED)


class Question(PersonalData):
    """What somebody asked. The text never leaves this room; a page is a copy of approved text."""

    holds = (
        "text",
        "relation",
        "age_years",
        "sex",
        "duration",
        "medicines",
        "safety_answers",
        "asked_by_guardian",
        "hidden_words",
        "email",
    )

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(max_length=16)
    text = SealedTextField()
    relation = models.CharField(max_length=8, choices=Relation.choices, default=Relation.SELF)
    age_years = models.FloatField(null=True, blank=True)
    sex = models.CharField(max_length=8, blank=True, choices=Sex.choices)
    duration = SealedTextField(blank=True)
    medicines = SealedTextField(blank=True)
    safety_answers = SealedJSONField(default=dict, blank=True)
    asked_by_guardian = models.BooleanField(default=False)
    hidden_words = SealedJSONField(default=list, blank=True)
    email = SealedTextField(blank=True)
    alias = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)

    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="questions")
    state = models.CharField(max_length=16, choices=State.choices)
    level = models.CharField(max_length=16, choices=Urgency.choices)
    unsure = models.BooleanField(default=False)
    may_publish = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()
    state_changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    cleared_at = models.DateTimeField(null=True)

    # The service clock, see clock.py: moved on by the time that the asker took to answer. An older release, which may
    # still serve while this one starts, leaves it to the database.
    clock_started_at = models.DateTimeField(db_default=Now())
    clock_paused_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    # Who works on it: see claiming.py. `claim_taken_from` is whoever had it before somebody took it over.
    claimed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="claims")
    claimed_at = models.DateTimeField(null=True)
    claim_renewed_at = models.DateTimeField(null=True)
    claim_taken_from = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    if TYPE_CHECKING:
        triage_records: RelatedManager[TriageRecord]
        messages: RelatedManager[Message]
        replies: RelatedManager[Reply]
        transfers: RelatedManager[Transfer]
        sent_backs: RelatedManager[SentBack]
        publications: RelatedManager[Publication]
        notices: RelatedManager[Notice]
        reply_drafts: RelatedManager[ReplyDraft]
        machine_drafts: RelatedManager[MachineDraft]
        amendments: RelatedManager[Amendment]
        notes: RelatedManager[Note]

    objects = QuestionQuerySet.as_manager()

    # For whom, and as of which version, this very object was fetched through `visible_to`.
    shown_to: tuple[int, int] | None = None

    class Meta:
        constraints = [
            models.CheckConstraint(name="question_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="question_level_is_known", condition=Q(level__in=Urgency.values)),
            models.CheckConstraint(
                name="a_claim_says_since_when",
                condition=Q(claimed_by__isnull=True) | Q(claimed_at__isnull=False, claim_renewed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "department"]),
            models.Index(fields=["submitted_at"]),
            models.Index(fields=["state", "clock_started_at"]),
        ]

    def __str__(self) -> str:
        return f"Question {self.number}"

    def words_of_asker(self) -> list[str]:
        """All that the asker wrote: the question, and what they added to it."""
        return [self.text, *(message.text for message in self.messages.all() if message.by_id is None)]

    @property
    def wording(self) -> str:
        """The question as its asker would have it published: the newest wording for that, or the question itself."""
        reworded: list[str] = [one.text for one in self.messages.all() if one.kind == MessageKind.REWORDED]
        return reworded[-1] if reworded else self.text

    @property
    def number(self) -> str:
        """What people call the question on the telephone: the first eight characters of its reference."""
        return str(self.reference)[:8].upper()

    def is_visible_to(self, user: User) -> bool:
        """Asked once for one page: whatever changes who may see a question changes its version too."""
        if self.shown_to != (user.pk, self.version):
            if not Question.objects.visible_to(user).filter(pk=self.pk).exists():
                return False
            self.shown_to = (user.pk, self.version)
        return True

    def move(self, act: str, *, now: datetime, **changes: Any) -> None:
        """Guarded change: of two people acting at once, one wins. Raises StateChanged for the other.

        The guard is the version that the caller has read, so that nobody acts on words that have changed since.
        """
        target = after(act, State(self.state))
        as_read = Question.objects.filter(pk=self.pk, version=self.version, state=self.state)
        changes |= self._clock(target, now) if target else {}
        if not target or not as_read.update(state=target, state_changed_at=now, version=self.version + 1, **changes):
            raise StateChanged(f"{act} from {self.state}")
        self.state, self.state_changed_at, self.version = target, now, self.version + 1
        for field, value in changes.items():
            setattr(self, field, value)

    def _clock(self, target: State, now: datetime) -> dict[str, Any]:
        """The service clock stands still while the asker is asked, and starts anew where an answered question is."""
        doctors_turn = target in UNANSWERED
        if target == State.ASKED_BACK:
            return {} if self.clock_paused_at else {"clock_paused_at": now}
        if doctors_turn and self.clock_paused_at:
            paused = now - self.clock_paused_at
            return {"clock_started_at": self.clock_started_at + paused, "clock_paused_at": None}
        if doctors_turn and self.state in REPLIED:
            return {"clock_started_at": now, "escalated_at": None}
        return {}


class TriageRecord(Unchanging, PersonalData):
    """One verdict on a question, by the engine or by a person, with the words behind it."""

    holds = ("red_flags", "ask_next", "reason")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="triage_records")
    level = models.CharField(max_length=16, choices=Urgency.choices)
    unsure = models.BooleanField(default=False)
    departments = models.JSONField(default=list)
    red_flags = SealedJSONField(default=list)
    ask_next = SealedJSONField(default=list)
    rules_version = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedTextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.level} at {self.at:%Y-%m-%d %H:%M}"


class MessageKind(models.TextChoices):
    """Who says what to whom before the reply."""

    ADDED = "added", _("Added by the asker")
    ASKED_BACK = "asked_back", _("Asked by the doctor")
    ANSWERED_BACK = "answered_back", _("Answered by the asker")
    EDITED_FROM = "edited_from", _("Earlier wording")
    REWORDED = "reworded", _("Worded anew for publication")


class Message(Unchanging, PersonalData):
    """One turn of the conversation around a question, private for good."""

    holds = ("text", "items")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=16, choices=MessageKind.choices)
    text = SealedTextField()
    # What was asked one by one, or said to each: see enquiries.py. An older release knows nothing of it.
    items = SealedJSONField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def said(self) -> list[tuple[str, str]]:
        """(Question, answer) of what was asked or answered one by one."""
        return said(self.items or [])

    @property
    def answers(self) -> bool:
        """The items tell all that was said; the text tells it once more, for triage."""
        return bool(self.items) and self.kind == MessageKind.ANSWERED_BACK


class Reply(Unchanging, PersonalData):
    """A doctor's reply, with names, department and hospital as they were when it was written."""

    holds = ("text", "care_now", "urgent_signs", "overridden")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
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

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="amendments")
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

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="notes")
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

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="transfers")
    from_department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_department} to {self.to_department}"


class Obstacle(models.TextChoices):
    """Why an editor does not publish a question as it stands; the asker reads it too."""

    RECOGNISABLE = "recognisable", _("Somebody could be recognised by it")
    THIRD_PERSON = "third_person", _("It tells too much about another person")
    UNCLEAR = "unclear", _("Others would not understand it as it stands")
    OTHER = "other", _("Another reason")


class SentBack(Unchanging, PersonalData):
    """An editor's no to publication for now, with what is in the way and what the asker could change."""

    holds = ("text",)

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="sent_backs")
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

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="publications")
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

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="planned")
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

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)

    objects = MailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {'sent' if self.sent_at else 'waiting'}"


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

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="reply_drafts")
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

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="machine_drafts")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    for_version = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=16, blank=True)
    model = models.CharField(max_length=200, blank=True)
    prompt = models.CharField(max_length=32, blank=True)
    words = SealedJSONField(default=dict)
    inserted_at = models.DateTimeField(null=True)
    reply = models.ForeignKey(Reply, on_delete=models.SET_NULL, null=True, related_name="+")
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
