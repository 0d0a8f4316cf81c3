"""What was asked, how urgent it was judged, and what was said before the reply."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department, Leave, Role, User
from consilia.accounts.scope import Scope, scope_of
from consilia.library.models import Change, Urgency
from consilia.questions.enquiries import said
from consilia.questions.fields import SealedJSONField, SealedTextField
from consilia.questions.models.among_colleagues import Note, Transfer
from consilia.questions.models.answered import Amendment, Reply
from consilia.questions.models.published import PlannedPublication, Publication, SentBack
from consilia.questions.models.rows import PersonalData, StateChanged, Unchanging
from consilia.questions.models.told import Notice
from consilia.questions.models.unsent import MachineDraft, ReplyDraft
from consilia.questions.states import OPEN, REPLIED, UNANSWERED, State, after

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
