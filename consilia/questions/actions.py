"""Everything that can be done to a question. Keyword-only, atomic, the audit event inside."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilia.accounts.models import Consent, ConsentScope, Department, User
from consilia.audit.recording import ASKER, RETENTION
from consilia.engines import deid
from consilia.engines.triage import Assessment, Level
from consilia.questions import claiming, consents, judging, machine_drafts, policies, publishing
from consilia.questions.acting import leave_event, lock, notify
from consilia.questions.asked import Asked
from consilia.questions.enquiries import Answer, Enquiry, complaints
from consilia.questions.jurisdiction import adult_age
from consilia.questions.links import private_token, token_hash
from consilia.questions.models import (
    Message,
    MessageKind,
    NoticeKind,
    Question,
    Relation,
    Reply,
    Transfer,
)
from consilia.questions.overriding import Overridden
from consilia.questions.policies import refuse_if
from consilia.questions.signing import signature
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
        clock_started_at=now,
        state_changed_at=now,
    )
    judging.keep_verdict(question, assessment, now=now)
    agreed = [ConsentScope.ANSWER, *([ConsentScope.PUBLISH] if question.may_publish else [])]
    consents.give(question, scopes=agreed, now=now)
    leave_event(question, "question.submitted", by=ASKER, now=now, level=question.level, unsure=question.unsure)
    notify(question, NoticeKind.RECEIVED, now=now)
    return question


@transaction.atomic
def add(*, question: Question, text: str, now: datetime) -> None:
    """The asker adds something; it is assessed together with all the rest. Raises Refused, StateChanged."""
    lock(question)
    refuse_if(why_not("add", question.state))
    if _said_already(question, text):
        return
    question.move("add", now=now)
    Message.objects.create(question=question, kind=MessageKind.ADDED, text=text, at=now)
    leave_event(question, "question.added_to", by=ASKER, now=now)
    judging.judge_anew(question, newest=text, now=now)


@transaction.atomic
def edit(*, question: Question, text: str, now: datetime) -> None:
    """The asker words the question anew, before a doctor has acted on it. Raises Refused, StateChanged."""
    lock(question)
    refuse_if(policies.why_not_edit(question))
    Message.objects.create(question=question, kind=MessageKind.EDITED_FROM, text=question.text, at=now)
    question.move("edit", now=now, text=text)
    leave_event(question, "question.edited", by=ASKER, now=now)
    judging.judge_anew(question, newest=text, now=now)


@transaction.atomic
def ask_back(*, question: Question, by: User, text: str, now: datetime, enquiries: Sequence[Enquiry] = ()) -> None:
    """A clinician needs to know more before replying: in words, one by one, or both. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_ask_back(by, question, on=timezone.localdate(now)))
    refuse_if(claiming.why_not_now(by, question, now=now))
    # The answer comes back to whoever asked.
    question.move("ask_back", now=now, **claiming.claimed(by, now=now))
    items = [enquiry.kept() for enquiry in enquiries] or None
    Message.objects.create(question=question, kind=MessageKind.ASKED_BACK, text=text, items=items, by=by, at=now)
    leave_event(question, "question.asked_back", by=by, now=now)
    notify(question, NoticeKind.ASKED_BACK, now=now)


@transaction.atomic
def answer_back(*, question: Question, text: str, now: datetime, answers: Sequence[Answer] = ()) -> None:
    """The asker answers the doctor's question; what they say is assessed too. Raises Refused, StateChanged.

    `answers` are those to what was asked one by one, `text` what is said besides.
    """
    lock(question)
    refuse_if(policies.why_not_answer_back(question))
    question.move("answer_back", now=now)
    whole = [*answers, *([Answer(text)] if text else [])]
    words, items = complaints(whole), [one.kept() for one in whole] if answers else None
    Message.objects.create(question=question, kind=MessageKind.ANSWERED_BACK, text=words, items=items, at=now)
    leave_event(question, "question.answered_back", by=ASKER, now=now)
    if words:
        judging.judge_anew(question, newest=words, now=now)
    # Asking back is no verdict: what a person had to judge before, a person has to judge still.
    if question.state != State.REVIEW and _unjudged(question):
        question.move("review", now=now)


@transaction.atomic
def lapse(*, question: Question, now: datetime) -> None:
    """Nobody waits for the asker's answer any more; it may still come. Raises StateChanged where it just came."""
    question.move("lapse", now=now)
    leave_event(question, "question.lapsed", by=RETENTION, now=now)
    notify(question, NoticeKind.LAPSED, now=now)


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
    overridden: Overridden | None = None,
    is_read: bool = False,
) -> Reply:
    """A licensed clinician replies; names and places are frozen on the reply. Raises Refused, StateChanged.

    `level` is how urgent they judge it to be, "" where they leave that open: then no urgency of theirs is published.
    `overridden` is what the checks found and they sent all the same. `is_read`: they have read every sentence of a
    language model's draft, and it is their answer.
    """
    refuse_if(policies.why_not_reply(by, question, on=timezone.localdate(now)))
    refuse_if(claiming.why_not_now(by, question, now=now))
    words = "\n".join((text, care_now, urgent_signs))
    drafts = machine_drafts.in_use(question, by=by, words=words)
    refuse_if(machine_drafts.why_not_send(drafts, words=words, is_read=is_read))
    question.move("reply", now=now, **claiming.FREE, **({"level": level, "unsure": False} if level else {}))
    given = Reply.objects.create(
        question=question,
        by=by,
        text=text,
        care_now=care_now,
        urgent_signs=urgent_signs,
        overridden=overridden.kept() if overridden else None,
        with_machine_draft=bool(drafts),
        at=now,
        **signature(by, language=question.language),
    )
    question.reply_drafts.filter(by=by).delete()
    checks = {"overridden": overridden.checks} if overridden else {}
    leave_event(
        question,
        "question.replied",
        by=by,
        now=now,
        reply=given.pk,
        **checks,
        **machine_drafts.keep_use(drafts, reply=given),
    )
    if level:
        judging.keep_judgement(question, level=level, by=by, now=now)
    notify(question, NoticeKind.REPLIED, now=now)
    return given


@transaction.atomic
def hand_over(*, question: Question, by: User, to: Department, reason: str, now: datetime) -> None:
    """Hand a question to another department, with a reason that stays visible. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_hand_over(by, question))
    refuse_if(claiming.why_not_now(by, question, now=now))
    if to.pk == question.department_id:
        raise policies.Refused(_("The question is already in that department."))
    Transfer.objects.create(
        question=question, from_department=question.department, to_department=to, reason=reason, by=by, at=now
    )
    question.move("hand_over", now=now, department=to, escalated_at=None, **claiming.FREE)
    leave_event(question, "question.handed_over", by=by, now=now, to=to.slug)


@transaction.atomic
def settle(*, question: Question, by: User, level: str, department: Department, reason: str, now: datetime) -> None:
    """A clinician decides how urgent a question is; both verdicts are kept. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_settle(by, question, on=timezone.localdate(now)))
    refuse_if(claiming.why_not_now(by, question, now=now))
    question.move("settle", now=now, level=level, unsure=False, department=department)
    judging.keep_judgement(question, level=level, by=by, reason=reason, now=now)


@transaction.atomic
def withdraw(*, question: Question, now: datetime) -> None:
    """The asker withdraws; a published page goes through the same door out. Raises Refused, StateChanged."""
    lock(question)
    refuse_if(why_not("withdraw", question.state))
    publishing.take_down(question=question, by=ASKER, now=now)
    question.move("withdraw", now=now, may_publish=False, email="")
    for consent in Consent.objects.filter(subject=str(question.reference), withdrawn_at__isnull=True):
        consent.withdraw(now=now)
    question.notices.filter(sent_at__isnull=True).delete()
    question.reply_drafts.all().delete()
    question.machine_drafts.filter(reply__isnull=True).delete()
    leave_event(question, "question.withdrawn", by=ASKER, now=now)


@transaction.atomic
def keep_private(*, question: Question, now: datetime) -> None:
    """The asker ends the consent to publication and keeps the reply; a page is taken down. Raises Refused."""
    lock(question)
    refuse_if(why_not("keep_private", question.state))
    publishing.take_down(question=question, by=ASKER, now=now)
    question.move("keep_private", now=now, may_publish=False)
    for consent in Consent.objects.standing(subject=str(question.reference), scope=ConsentScope.PUBLISH):
        consent.withdraw(now=now)
    leave_event(question, "question.kept_private", by=ASKER, now=now)


def _department(names: Sequence[str]) -> Department | None:
    known = {department.name: department for department in Department.objects.filter(name__in=names, is_active=True)}
    return next((known[name] for name in names if name in known), None)


def _first_state(assessment: Assessment) -> State:
    # An emergency that is still submitted (after the advice to act now) and whatever triage cannot decide:
    # a person looks before anything else.
    looked_at_first = assessment.unsure or assessment.level is Level.EMERGENCY
    return State.REVIEW if looked_at_first else State.WAITING


def _said_already(question: Question, text: str) -> bool:
    """A button pressed twice: the newest message says the same."""
    newest = question.messages.last()
    return newest is not None and newest.kind == MessageKind.ADDED and newest.text == text


def _unjudged(question: Question) -> bool:
    """Unsure, or an emergency on which no person has given a verdict."""
    by_person = question.triage_records.filter(by__isnull=False)
    return question.unsure or (question.level == Level.EMERGENCY and not by_person.exists())
