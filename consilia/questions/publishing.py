"""The one door between the private and the public: an approved copy goes out, and comes back through here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consilia.accounts.models import Consent, User
from consilia.audit.recording import Person
from consilia.engines import deid
from consilia.library import actions as library
from consilia.library.copies import Correction, PageCopy, ReplyCopy, Retraction
from consilia.library.formatting import STAR, plain
from consilia.library.models import MACHINE_DRAFT, Change, Page
from consilia.questions import consents, policies
from consilia.questions.acting import leave_event, notify
from consilia.questions.models import Ground, NoticeKind, PlannedPublication, Publication, Question, Reply, StateChanged
from consilia.questions.policies import Refused, refuse_if
from consilia.questions.states import State, after


@dataclass(frozen=True, slots=True)
class Approved:
    """What an editor confirmed, word by word. `replies` maps a reply's key to its approved text."""

    title: str
    question: str
    replies: dict[int, str]
    care_now: tuple[str, ...] = ()
    urgent_signs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovedChange:
    """What an editor confirmed about a reply that is published: why it changes, and the care card as it holds now."""

    reply: int
    reason: str
    care_now: tuple[str, ...] = ()
    urgent_signs: tuple[str, ...] = ()


# What is looked for again in the other texts of an exchange, once it has been found in one of them.
NAMES_SOMEBODY = frozenset(
    {
        deid.Kind.NAME,
        deid.Kind.PHONE,
        deid.Kind.EMAIL,
        deid.Kind.SOCIAL,
        deid.Kind.MRN,
        deid.Kind.NATIONAL_ID,
        deid.Kind.ACCOUNT,
        deid.Kind.PLATE,
        deid.Kind.EMPLOYER,
    }
)


def findings(text: str, *, language: str, question: Question) -> tuple[deid.Finding, ...]:
    """What in `text`, a part of the exchange, could identify somebody; a name found in one part is found in all.

    Raises whatever the engine raises: then nothing is publishable.
    """
    known = known_of(question)
    found = deid.find(text, language=language, known=known)
    return _with_those_in_emphasis(text, found, language=language, known=known) if STAR in text else found


def _with_those_in_emphasis(
    text: str, found: tuple[deid.Finding, ...], *, language: str, known: tuple[deid.Known, ...]
) -> tuple[deid.Finding, ...]:
    """Readers see no stars of an emphasis: "Mr. **Chen**" is looked at as "Mr. Chen", at its place in `text`."""
    seen = [place for place, character in enumerate(text) if character != STAR]
    read = deid.find("".join(text[place] for place in seen), language=language, known=known)
    through = [replace(one, start=seen[one.start], end=seen[one.end - 1] + 1) for one in read]
    others = [one for one in found if not any(one.start < it.end and it.start < one.end for it in through)]
    return tuple(sorted([*through, *others], key=lambda one: one.start))


def names_told(question: Question) -> tuple[str, ...]:
    """The names of people in all that the asker wrote. Raises whatever the engine raises."""
    return tuple(
        text[found.start : found.end]
        for text in question.words_of_asker()
        for found in deid.find(text, language=question.language)
        if found.kind == deid.Kind.NAME
    )


def known_beforehand(email: str, hidden_words: Iterable[str]) -> tuple[deid.Known, ...]:
    """What the asker told to be covered, and their address."""
    address = (deid.Known(email, deid.Kind.EMAIL),) if email else ()
    return (*address, *(deid.Known(word, deid.Kind.HIDDEN) for word in hidden_words))


def known_of(question: Question, *more: str) -> tuple[deid.Known, ...]:
    """What is hidden wherever it stands: what the asker told to hide, and names and numbers of the exchange and `more`.

    Raises whatever the engine raises.
    """
    known = set(known_beforehand(question.email, question.hidden_words))
    answers = (plain(one.text) for reply in question.replies.all() for one in (reply, reply.standing))
    for part in (question.text, question.wording, *answers, *more):
        for found in deid.find(part, language=question.language, known=tuple(known)):
            if found.kind in NAMES_SOMEBODY:
                known.add(deid.Known(part[found.start : found.end], found.kind))
    return tuple(sorted(known, key=lambda one: (-len(one.text), one.text)))


def check(*, question: Question, by: User, approved: Approved) -> Consent:
    """What every copy has to pass at the door; the consent under which it does. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_publish(by, question))
    consent = consents.to_publish(question)
    if consent is None:
        raise Refused(_("The asker did not agree to publication."))
    if set(approved.replies) != {reply.pk for reply in _standing(question)}:
        raise StateChanged("a reply came or was taken back while the copy was being edited")
    return consent


@transaction.atomic
def publish(*, question: Question, by: User, approved: Approved, now: datetime) -> int:
    """Shelve the approved copy and return the page's number. Raises Refused, StateChanged."""
    consent = check(question=question, by=by, approved=approved)
    question.move("publish", now=now)
    page = library.shelve_page(copy=_copy(question, approved, consent), by=by, now=now)
    Publication.objects.create(question=question, page_number=page.pk, by=by, at=now)
    PlannedPublication.objects.filter(question=question).delete()
    question.amendments.filter(carried_at__isnull=True).update(carried_at=now)
    leave_event(question, "question.published", by=by, now=now, page=page.pk)
    notify(question, NoticeKind.PUBLISHED, now=now)
    return page.pk


@transaction.atomic
def correct(*, question: Question, by: User, change: ApprovedChange, text: str, now: datetime) -> None:
    """The published reply gets the approved words of its doctor's correction; the page keeps the earlier ones.

    Raises Refused, StateChanged.
    """
    number, position = _published_reply(question, by=by, change=change)
    correction = Correction(position, change.reason, change.care_now, change.urgent_signs, text)
    _changed(library.correct_reply, number=number, correction=correction, by=by, now=now)
    question.amendments.filter(reply=change.reply, carried_at__isnull=True).update(carried_at=now)
    leave_event(question, "question.correction_published", by=by, now=now, page=number)


@transaction.atomic
def retract(*, question: Question, by: User, change: ApprovedChange, now: datetime) -> None:
    """The published reply no longer holds, and the page says so. Raises Refused, StateChanged."""
    number, position = _published_reply(question, by=by, change=change)
    retraction = Retraction(position, change.reason, change.care_now, change.urgent_signs)
    _changed(library.retract_reply, number=number, retraction=retraction, by=by, now=now)


@transaction.atomic
def send_readers_on(*, question: Question, by: User, to: int | None, now: datetime) -> None:
    """Readers of this question's page are led to page `to`, which answers the same; with None they read it again.

    Raises Refused, StateChanged.
    """
    refuse_if(policies.why_not_correct(by, question))
    page = question.publications.filter(withdrawn_at__isnull=True).first()
    if page is None:
        raise StateChanged("the page is gone")
    question.move("send_on", now=now)
    try:
        library.send_readers_on(number=page.page_number, to=to, by=by, now=now)
    except library.NothingToChange:
        raise Refused(_("No other published page in this language has that number, or nothing changes.")) from None


def _published_reply(question: Question, *, by: User, change: ApprovedChange) -> tuple[int, int]:
    """Number of the page and place of the reply on it: where the door put it, and no reply comes while it stands."""
    refuse_if(policies.why_not_correct(by, question))
    if not change.reason.strip():
        raise Refused(_("Say why: readers of the page are told."))
    return _place(question, change.reply)


def _place(question: Question, reply: int) -> tuple[int, int]:
    page = question.publications.filter(withdrawn_at__isnull=True).first()
    # What had been taken back before the page was made is not on it.
    retracted = question.amendments.filter(kind=Change.RETRACTED)
    gone = [one.reply_id for one in retracted if page and one.at <= page.at]
    replies = list(question.replies.exclude(pk__in=gone).values_list("pk", flat=True))
    if page is None or reply not in replies:
        raise StateChanged("the page or the reply is gone")
    return page.page_number, replies.index(reply)


def take_reply_back(*, question: Question, reply: Reply, ground: str, by: User, now: datetime) -> None:
    """The published page says at once that the reply no longer holds, whoever may take it back: amending.py decides.

    Its words to readers are those of `ground`: what a doctor writes goes through an editor's hands. What the page says
    of dangers stays; what to do now goes with the last reply. Raises StateChanged.
    """
    number, position = _place(question, reply.pk)
    page = Page.objects.get(pk=number)
    others = [one for one in _standing(question) if one.pk != reply.pk]
    with translation.override(question.language.lower()):
        why = str(Ground(ground).label)
    care_now = tuple(page.care_now) if others else ()
    retraction = Retraction(position, why, care_now, tuple(page.urgent_signs))
    _changed(library.retract_reply, number=number, retraction=retraction, by=by, now=now)


def reopen_unanswered(question: Question, *, now: datetime) -> None:
    """Without a reply that stands, and without a page, a question waits for a doctor again."""
    if after("reopen", State(question.state)) and not _standing(question):
        question.move("reopen", now=now)


def _standing(question: Question) -> list[Reply]:
    """Read anew: a reply may have been taken back a moment ago."""
    replies = Reply.objects.filter(question=question).prefetch_related("amendments")
    return [reply for reply in replies if not reply.is_retracted]


def _changed(act: Callable[..., None], **facts: object) -> None:
    try:
        act(**facts)
    except library.NothingToChange:
        raise StateChanged("the page no longer shows this reply, or shows these words already") from None


@transaction.atomic
def retire(*, question: Question, by: User, now: datetime) -> None:
    """An editor takes the page down; the question stays answered. Raises Refused, StateChanged."""
    refuse_if(policies.why_not_retire(by, question))
    question.move("retire", now=now)
    take_down(question=question, by=by, now=now)
    reopen_unanswered(question, now=now)


@transaction.atomic
def take_down_page(*, number: int, by: User, now: datetime) -> None:
    """An editor takes down a page, one that was asked here or an archive's. Raises Refused, StateChanged."""
    publication = Publication.objects.filter(page_number=number, withdrawn_at__isnull=True).first()
    if publication is not None:
        retire(question=publication.question, by=by, now=now)
    else:
        library.withdraw_page(number=number, by=by, now=now)


def take_down(*, question: Question, by: Person | str, now: datetime) -> None:
    """Withdraw whatever page stands for this question; none is fine."""
    for publication in question.publications.filter(withdrawn_at__isnull=True):
        library.withdraw_page(number=publication.page_number, by=by, now=now)
        publication.withdrawn_at = now
        publication.save(update_fields=["withdrawn_at"])
        leave_event(question, "question.unpublished", by=by, now=now, page=publication.page_number)


def asked_on(question: Question, consent: Consent | None) -> str:
    """The date of asking as its page tells it: a year, a month or a day."""
    return _told(question.submitted_at, consents.detail_of_dates(consent))


def _told(moment: datetime, detail: deid.Detail) -> str:
    return deid.date_told(timezone.localdate(moment), detail)


def _copy(question: Question, approved: Approved, consent: Consent) -> PageCopy:
    detail = consents.detail_of_dates(consent)
    return PageCopy(
        language=question.language,
        title=approved.title,
        question=approved.question,
        replies=tuple(_reply_copy(reply, approved.replies[reply.pk], detail) for reply in _standing(question)),
        department_name=question.department.name if question.department else "",
        asker_alias=question.alias,
        asker_sex=question.sex,
        asker_age_band=deid.age_band(question.age_years),
        asked_on=asked_on(question, consent),
        urgency=judged_level(question),
        care_now=approved.care_now,
        urgent_signs=approved.urgent_signs,
        topics=approved.topics,
    )


def judged_level(question: Question) -> str:
    """The urgency that will be published: a clinician's, "" where none has judged all that the asker wrote.

    The engine's own verdict is for the queue and never published as advice. It judges whatever the asker writes
    later; where it spoke last, there are words that the clinician had not read.
    """
    # Over all(): the desk has them at hand already.
    verdicts = list(question.triage_records.all())
    return verdicts[-1].level if verdicts and verdicts[-1].by_id else ""


def _reply_copy(reply: Reply, text: str, detail: deid.Detail) -> ReplyCopy:
    return ReplyCopy(
        text=text,
        clinician_name=reply.clinician_name,
        clinician_name_original=reply.clinician_name_original,
        clinician_slug=reply.by.profile.slug,
        department_name=reply.department_name,
        hospital_name=reply.hospital_name,
        replied_on=_told(reply.at, detail),
        licence_verified=True,
        extra={MACHINE_DRAFT: True} if reply.with_machine_draft else {},
    )
