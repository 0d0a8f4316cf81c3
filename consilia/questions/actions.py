"""Everything that can be done to a question. Keyword-only, atomic, the audit event inside."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilia.accounts.models import Consent, ConsentScope, Department, User
from consilia.audit.recording import ASKER, record
from consilia.engines import deid
from consilia.engines.triage import Assessment, Level
from consilia.questions import consents, policies, publishing
from consilia.questions.asked import Asked
from consilia.questions.assessing import assess_again, assess_newest
from consilia.questions.jurisdiction import adult_age
from consilia.questions.links import private_token, token_hash
from consilia.questions.models import (
    Message,
    MessageKind,
    Notice,
    NoticeKind,
    Question,
    Relation,
    Reply,
    Transfer,
    TriageRecord,
)
from consilia.questions.policies import refuse_if
from consilia.questions.states import State, why_not


class ConsentMissing(Exception):
    """The asker has not agreed that a doctor reads the question."""


class GuardianMissing(Exception):
    """The person is under the age of consent, and nobody responsible for them is asking."""


def needs_guardian(*, relation: str, age_years: float | None) -> bool:
    """Under the age of consent, or asked for as a child whose age is not given."""
    if age_years is None:
        return relation == Relation.CHILD
    return age_years < adult_age()


@transaction.atomic
def submit(
    *,
    asked: Asked,
    assessment: Assessment,
    now: datetime,
    departments: Sequence[str] = (),
    reference: uuid.UUID | None = None,
) -> Question:
    """Store a question, its verdict, consents, event and notice together. Raises ConsentMissing, GuardianMissing.

    `departments` are canonical names, best first, that go before those of the verdict.
    `reference` is given where the same question could arrive twice: the second time the database refuses it.
    """
    if not asked.may_answer:
        raise ConsentMissing
    if needs_guardian(relation=asked.relation, age_years=asked.age_years) and not asked.asked_by_guardian:
        raise GuardianMissing
    reference = reference or uuid.uuid4()
    question = Question.objects.create(
        reference=reference,
        language=asked.language,
        text=asked.text,
        relation=asked.relation,
        age_years=asked.age_years,
        sex=asked.sex,
        duration=asked.duration,
        medicines=asked.medicines,
        safety_answers=dict(asked.safety_answers),
        asked_by_guardian=asked.asked_by_guardian,
        hidden_words=list(asked.hidden_words),
        email=asked.email,
        alias=deid.pseudonym(secrets.token_bytes(16), asked.language),
        token_hash=token_hash(private_token(reference)),
        department=_department([*departments, *assessment.departments]),
        state=_first_state(assessment),
        level=assessment.level.value,
        unsure=assessment.unsure,
        may_publish=asked.may_publish,
        submitted_at=now,
        state_changed_at=now,
    )
    _keep_verdict(question, assessment, now=now)
    agreed = [ConsentScope.ANSWER, *([ConsentScope.PUBLISH] if question.may_publish else [])]
    consents.give(question, scopes=agreed, now=now)
    _event(question, "question.submitted", by=ASKER, now=now, level=question.level, unsure=question.unsure)
    _notify(question, NoticeKind.RECEIVED, now=now)
    return question


@transaction.atomic
def add(*, question: Question, text: str, now: datetime) -> None:
    """The asker adds something; it is assessed together with all the rest. Raises Refused, StateChanged."""
    _lock(question)
    refuse_if(why_not("add", question.state))
    if _said_already(question, text):
        return
    question.move("add", now=now)
    Message.objects.create(question=question, kind=MessageKind.ADDED, text=text, at=now)
    _event(question, "question.added_to", by=ASKER, now=now)
    _assess_anew(question, newest=text, now=now)


@transaction.atomic
def edit(*, question: Question, text: str, now: datetime) -> None:
    """The asker words the question anew, before a doctor has acted on it. Raises Refused, StateChanged."""
    _lock(question)
    refuse_if(policies.why_not_edit(question))
    Message.objects.create(question=question, kind=MessageKind.EDITED_FROM, text=question.text, at=now)
    question.move("edit", now=now, text=text)
    _event(question, "question.edited", by=ASKER, now=now)
    _assess_anew(question, newest=text, now=now)


@transaction.atomic
def ask_back(*, question: Question, by: User, text: str, now: datetime) -> None:
    """A clinician needs to know more before replying. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_ask_back(by, question, on=timezone.localdate(now)))
    question.move("ask_back", now=now)
    Message.objects.create(question=question, kind=MessageKind.ASKED_BACK, text=text, by=by, at=now)
    _event(question, "question.asked_back", by=by, now=now)
    _notify(question, NoticeKind.ASKED_BACK, now=now)


@transaction.atomic
def answer_back(*, question: Question, text: str, now: datetime) -> None:
    """The asker answers the doctor's question; what they say is assessed too. Raises Refused, StateChanged."""
    _lock(question)
    refuse_if(why_not("answer_back", question.state))
    question.move("answer_back", now=now)
    Message.objects.create(question=question, kind=MessageKind.ANSWERED_BACK, text=text, at=now)
    _event(question, "question.answered_back", by=ASKER, now=now)
    _assess_anew(question, newest=text, now=now)
    # Asking back is no verdict: what a person had to judge before, a person has to judge still.
    if question.state != State.REVIEW and _unjudged(question):
        question.move("review", now=now)


@transaction.atomic
def reply(
    *,
    question: Question,
    by: User,
    text: str,
    now: datetime,
    care_now: str = "",
    urgent_signs: str = "",
    level: str = "",
) -> Reply:
    """A licensed clinician replies; names and places are frozen on the reply. Raises Refused, StateChanged.

    `level` is how urgent they judge it to be, "" where they leave that open: then no urgency of theirs is published.
    """
    refuse_if(policies.why_not_reply(by, question, on=timezone.localdate(now)))
    question.move("reply", now=now, **({"level": level, "unsure": False} if level else {}))
    given = Reply.objects.create(
        question=question,
        by=by,
        text=text,
        care_now=care_now,
        urgent_signs=urgent_signs,
        clinician_name=by.name,
        clinician_name_original=by.profile.name_original,
        # As the asker reads them: what is frozen here is what the page shows, and nobody translates it later.
        department_name=by.department.names.get(question.language, by.department.name) if by.department else "",
        hospital_name=by.hospital.names.get(question.language, by.hospital.name) if by.hospital else "",
        at=now,
    )
    _event(question, "question.replied", by=by, now=now, reply=given.pk)
    if level:
        _keep_judgement(question, level=level, by=by, now=now)
    _notify(question, NoticeKind.REPLIED, now=now)
    return given


@transaction.atomic
def hand_over(*, question: Question, by: User, to: Department, reason: str, now: datetime) -> None:
    """Hand a question to another department, with a reason that stays visible. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_hand_over(by, question))
    if to.pk == question.department_id:
        raise policies.Refused(_("The question is already in that department."))
    Transfer.objects.create(
        question=question, from_department=question.department, to_department=to, reason=reason, by=by, at=now
    )
    question.move("hand_over", now=now, department=to)
    _event(question, "question.handed_over", by=by, now=now, to=to.slug)


@transaction.atomic
def settle(*, question: Question, by: User, level: str, department: Department, reason: str, now: datetime) -> None:
    """A clinician decides how urgent a question is; both verdicts are kept. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_settle(by, question, on=timezone.localdate(now)))
    question.move("settle", now=now, level=level, unsure=False, department=department)
    _keep_judgement(question, level=level, by=by, reason=reason, now=now)


@transaction.atomic
def withdraw(*, question: Question, now: datetime) -> None:
    """The asker withdraws; a published page goes through the same door out. Raises Refused, StateChanged."""
    _lock(question)
    refuse_if(why_not("withdraw", question.state))
    publishing.take_down(question=question, by=ASKER, now=now)
    question.move("withdraw", now=now, may_publish=False, email="")
    for consent in Consent.objects.filter(subject=str(question.reference), withdrawn_at__isnull=True):
        consent.withdraw(now=now)
    question.notices.filter(sent_at__isnull=True).delete()
    _event(question, "question.withdrawn", by=ASKER, now=now)


@transaction.atomic
def keep_private(*, question: Question, now: datetime) -> None:
    """The asker ends the consent to publication and keeps the reply; a page is taken down. Raises Refused."""
    _lock(question)
    refuse_if(why_not("keep_private", question.state))
    publishing.take_down(question=question, by=ASKER, now=now)
    question.move("keep_private", now=now, may_publish=False)
    for consent in Consent.objects.standing(subject=str(question.reference), scope=ConsentScope.PUBLISH):
        consent.withdraw(now=now)
    _event(question, "question.kept_private", by=ASKER, now=now)


def _department(names: Sequence[str]) -> Department | None:
    known = {department.name: department for department in Department.objects.filter(name__in=names, is_active=True)}
    return next((known[name] for name in names if name in known), None)


def _first_state(assessment: Assessment) -> State:
    # An emergency that is still submitted (after the advice to act now) and whatever triage cannot decide:
    # a person looks before anything else.
    looked_at_first = assessment.unsure or assessment.level is Level.EMERGENCY
    return State.REVIEW if looked_at_first else State.WAITING


def _keep_verdict(question: Question, assessment: Assessment, *, now: datetime) -> None:
    TriageRecord.objects.create(
        question=question,
        level=assessment.level.value,
        unsure=assessment.unsure,
        departments=list(assessment.departments),
        red_flags=[{"id": flag.id, "quote": flag.quote} for flag in assessment.red_flags],
        ask_next=list(assessment.ask_next),
        rules_version=assessment.rules_version,
        at=now,
    )


def _keep_judgement(question: Question, *, level: str, by: User, now: datetime, reason: str = "") -> None:
    """A clinician's own verdict, beside those of the engine."""
    departments = [question.department.name] if question.department else []
    TriageRecord.objects.create(question=question, level=level, departments=departments, by=by, reason=reason, at=now)
    _event(question, "triage.settled", by=by, now=now, level=level)


def _assess_anew(question: Question, *, newest: str, now: datetime) -> None:
    """New words can only raise the level: what a person or the engine judged before is not talked down.

    The newest words are judged on their own as well, so that no length of what stood before can drown them.
    """
    together, alone = assess_again(question), assess_newest(question, newest)
    new_safety_questions = set(alone.ask_next) - _known_safety_questions(question)
    assessment = max(together, alone, key=lambda one: (one.level.rank, one.unsure))
    _keep_verdict(question, assessment, now=now)
    # Words on which the ask flow would have asked safety questions: here a person looks.
    undecided = together.unsure or bool(new_safety_questions)
    raised = assessment.level.rank > Level(question.level).rank
    if raised:
        Question.objects.filter(pk=question.pk).update(level=assessment.level.value)
        question.level = assessment.level.value
    if undecided or (raised and assessment.level is Level.EMERGENCY):
        question.move("review", now=now, unsure=undecided)


def _known_safety_questions(question: Question) -> set[str]:
    """Those that were answered, and those that an earlier verdict wanted: the complaint is not new."""
    wanted = (record.ask_next for record in question.triage_records.all())
    return {*question.safety_answers, *(one for ids in wanted for one in ids)}


def _lock(question: Question) -> None:
    """Read the row as it stands now and hold it until the transaction ends: an asker's words never lose a race."""
    question.refresh_from_db(from_queryset=Question.objects.select_for_update())


def _said_already(question: Question, text: str) -> bool:
    """A button pressed twice: the newest message says the same."""
    newest = question.messages.last()
    return newest is not None and newest.kind == MessageKind.ADDED and newest.text == text


def _unjudged(question: Question) -> bool:
    """Unsure, or an emergency on which no person has given a verdict."""
    by_person = question.triage_records.filter(by__isnull=False)
    return question.unsure or (question.level == Level.EMERGENCY and not by_person.exists())


def _event(question: Question, action: str, *, by: User | str, now: datetime, **detail: str | int | bool) -> None:
    record(by=by, action=action, kind="question", ref=question.reference, now=now, **detail)


def _notify(question: Question, kind: NoticeKind, *, now: datetime) -> None:
    if question.email:
        Notice.objects.create(question=question, kind=kind, created_at=now, due_at=now)
