"""At the door, before it opens: an editor does not publish yet and says why; the asker looks again, or lets it be."""

from datetime import datetime

from django.db import transaction

from consilia.accounts.models import ConsentScope, User
from consilia.audit.recording import ASKER
from consilia.questions import consents, judging, policies
from consilia.questions.acting import leave_event, lock, notify
from consilia.questions.models import Message, MessageKind, NoticeKind, Question, SentBack
from consilia.questions.policies import refuse_if


@transaction.atomic
def send_back(*, question: Question, by: User, obstacle: str, text: str, now: datetime) -> None:
    """Not published for now: `text` tells the asker what they could change. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_send_back(by, question))
    question.move("send_back", now=now)
    SentBack.objects.create(question=question, obstacle=obstacle, text=text, by=by, at=now)
    leave_event(question, "question.sent_back", by=by, now=now, obstacle=obstacle)
    notify(question, NoticeKind.SENT_BACK, now=now)


@transaction.atomic
def take_up(*, question: Question, by: User, now: datetime) -> None:
    """An editor thinks again: it waits for publication as before. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_take_up(by, question))
    question.move("take_up", now=now)
    question.notices.filter(kind=NoticeKind.SENT_BACK, sent_at__isnull=True).delete()
    leave_event(question, "question.taken_up", by=by, now=now)


@transaction.atomic
def resubmit(*, question: Question, text: str, now: datetime) -> None:
    """The asker agrees once more, to other words or to the same. Raises Refused, StateChanged.

    What the doctor answered stays as it was: the new wording is kept beside it, for the page alone.
    """
    lock(question)
    refuse_if(policies.why_not_resubmit(question))
    reworded = text != question.wording
    question.move("resubmit", now=now)
    consents.renew(question, scope=ConsentScope.PUBLISH, now=now)
    leave_event(question, "question.resubmitted", by=ASKER, now=now, reworded=reworded)
    if reworded:
        Message.objects.create(question=question, kind=MessageKind.REWORDED, text=text, at=now)
        judging.judge_rewording(question, words=text, now=now)
