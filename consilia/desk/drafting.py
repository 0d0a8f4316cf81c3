"""What a doctor types is kept: how that is done from a form, and how the page says so."""

from contextlib import suppress
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consilia.accounts.models import User
from consilia.desk.reply_forms import DRAFT, ReplyForm
from consilia.questions import reply_drafts
from consilia.questions.models import Question
from consilia.questions.policies import Refused
from consilia.questions.reply_drafts import DraftMovedOn, Kept


def keep_draft(question: Question, form: ReplyForm, *, by: User) -> None:
    """Keep what stands in the form. Who has saved other words elsewhere is told of it when they save, not here."""
    with suppress(Refused, DraftMovedOn):
        kept = reply_drafts.save(
            question=question, by=by, words=form.as_typed, seen=form.draft_seen, now=timezone.now()
        )
        goes_on_from(form, kept)


def goes_on_from(form: ReplyForm, kept: Kept) -> None:
    """The window has seen this version."""
    form.kept = kept
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data[DRAFT] = str(kept.version)
    form.data = data


def said_of(saved_at: datetime | None) -> str:
    """When the draft was saved, as the page says it: the time of day, with the day where that is not today."""
    if saved_at is None:
        return ""
    here = timezone.localtime(saved_at)
    style = "TIME_FORMAT" if here.date() == timezone.localdate() else "DATETIME_FORMAT"
    return _("Saved %(time)s") % {"time": date_format(here, style)}
