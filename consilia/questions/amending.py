"""After a reply was sent: its doctor words it anew or takes it back, a colleague looks over it. Rows are only added."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consilia.accounts.models import User
from consilia.library.models import Change
from consilia.questions import machine_drafts, policies, publishing
from consilia.questions.acting import leave_event, notify
from consilia.questions.models import Amendment, Approval, NoticeKind, Question, Reply, StateChanged
from consilia.questions.overriding import Overridden
from consilia.questions.policies import refuse_if
from consilia.questions.states import State


@transaction.atomic
def correct(
    *,
    question: Question,
    reply: Reply,
    by: User,
    text: str,
    reason: str,
    now: datetime,
    care_now: str = "",
    urgent_signs: str = "",
    overridden: Overridden | None = None,
) -> None:
    """Its doctor words a reply anew, and says why. A published page follows by an editor's hand, whose list it joins.

    Whoever approved the earlier words has not read these. Raises Refused, StateChanged.
    """
    refuse_if(policies.why_not_correct_reply(by, question, reply, on=timezone.localdate(now)))
    words = "\n".join((text, care_now, urgent_signs))
    refuse_if(machine_drafts.why_not_correct_with(question, reply, by=by, words=words))
    question.move("amend", now=now)
    Amendment.objects.create(
        question=question,
        reply=reply,
        kind=Change.CORRECTED,
        text=text,
        care_now=care_now,
        urgent_signs=urgent_signs,
        overridden=overridden.kept() if overridden else None,
        reason=reason,
        by=by,
        at=now,
    )
    reply.approvals.all().delete()
    leave_event(question, "question.reply_corrected", by=by, now=now, reply=reply.pk)
    notify(question, NoticeKind.AMENDED, now=now)


@transaction.atomic
def retract(*, question: Question, reply: Reply, by: User, ground: str, reason: str, now: datetime) -> None:
    """Its doctor or an editor takes a reply back. A published page says so at once, by the words of `ground` alone.

    `reason` is for the asker and colleagues. Without another reply that stands the question waits for a doctor again,
    unless it is published: then it does so when the page is taken down. Raises Refused, StateChanged.
    """
    refuse_if(policies.why_not_retract_reply(by, question, reply))
    question.move("amend", now=now)
    is_published = question.state == State.PUBLISHED
    if is_published:
        publishing.take_reply_back(question=question, reply=reply, ground=ground, by=by, now=now)
    Amendment.objects.create(
        question=question,
        reply=reply,
        kind=Change.RETRACTED,
        reason=reason,
        by=by,
        at=now,
        carried_at=now if is_published else None,
    )
    leave_event(question, "question.reply_retracted", by=by, now=now, reply=reply.pk, ground=ground)
    notify(question, NoticeKind.AMENDED, now=now)
    publishing.reopen_unanswered(question, now=now)


@transaction.atomic
def approve(*, question: Question, reply: Reply, by: User, now: datetime) -> None:
    """A second clinician has looked over the reply as `question` was read. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_approve(by, question, reply, on=timezone.localdate(now)))
    as_read = Question.objects.select_for_update().filter(pk=question.pk, version=question.version)
    if not as_read.exists() or reply.approvals.filter(by=by).exists():
        raise StateChanged("the reply changed, or is approved already")
    Approval.objects.create(reply=reply, by=by, at=now)
    leave_event(question, "question.reply_approved", by=by, now=now, reply=reply.pk)
