"""What people at the desk do to More Info: a doctor signs it, a sentence is left out."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilia.accounts.licences import why_not_sign
from consilia.accounts.models import User
from consilia.audit.recording import record
from consilia.library.models import LeftOut, MoreInfo, Returned, Sentence

# As a page: looked at again after two years.
REVIEW_AFTER = timedelta(days=730)


class NotAsSeen(Exception):
    """It was assembled anew, signed or withdrawn meanwhile; the message is fit to show."""


class MayNot(Exception):
    """What the person may not do; the message is fit to show."""


def why_not_review(user: User, *, on: date) -> str | None:
    """More Info is signed with a doctor's name, so by a clinician whose licence holds."""
    if not user.is_clinician or not user.is_active:
        return _("Only a clinician can do this.")
    return why_not_sign(user, on=on)


def why_not_leave_out(user: User, *, on: date) -> str | None:
    """An editor, or whoever may sign."""
    return None if user.is_editor and user.is_active else why_not_review(user, on=on)


@transaction.atomic
def sign_more_info(*, number: int, by: User, now: datetime) -> None:
    """Sign what stands there; `number` is of the MoreInfo that was seen. Raises MayNot, NotAsSeen."""
    today = timezone.localdate(now)
    if reason := why_not_review(by, on=today):
        raise MayNot(reason)
    # Guarded: an assembly made meanwhile has another number, and nobody has read it.
    signed = (
        MoreInfo.objects.shown()
        .filter(pk=number)
        .update(reviewed_by_name=by.name, reviewed_on=today, next_review_on=today + REVIEW_AFTER, returned_because="")
    )
    if not signed:
        raise NotAsSeen(_("It has changed meanwhile. Read it again before you sign."))
    page = MoreInfo.objects.values_list("page_id", flat=True).get(pk=number)
    record(by=by, action="more_info.signed", kind="page", ref=page, now=now)


@transaction.atomic
def leave_out(*, number: int, sentence: int, by: User, now: datetime) -> None:
    """Leave a sentence out for good; a signature falls, for it was given to other words. Raises MayNot, NotAsSeen."""
    if reason := why_not_leave_out(by, on=timezone.localdate(now)):
        raise MayNot(reason)
    row = Sentence.objects.filter(pk=sentence, more_info=number).select_related("more_info").select_for_update().first()
    if row is None:
        raise NotAsSeen(_("This sentence is not there any more."))
    more_info = row.more_info
    source = row.citations.values_list("source_id", flat=True)[0]
    LeftOut.objects.create(
        page_id=more_info.page_id,
        facet=row.facet,
        # As the next assembly would quote it, else it would come back.
        text=row.as_quoted or row.text,
        source_id=source,
        reason=LeftOut.Reason.PERSON,
        left_out_at=now,
    )
    row.delete()
    was_signed = more_info.reviewed_on is not None
    MoreInfo.objects.filter(pk=number).update(
        reviewed_by_name="",
        reviewed_on=None,
        next_review_on=None,
        returned_because=Returned.SENTENCE if was_signed else more_info.returned_because,
        abstained=not more_info.sentences.exists(),
    )
    record(by=by, action="more_info.sentence_left_out", kind="page", ref=more_info.page_id, now=now)
