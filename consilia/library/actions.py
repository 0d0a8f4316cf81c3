"""The only writers of the public shelves. Who may call them is held by an import contract."""

import dataclasses
import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from consilia.accounts.models import Department
from consilia.audit.recording import Person, record
from consilia.library import topics
from consilia.library.copies import Correction, Outcome, PageCopy, ReplyCopy, Retraction, SourceCopy, TopicCopy
from consilia.library.kept import forget_kept
from consilia.library.models import (
    Change,
    MoreInfo,
    Origin,
    Page,
    PageReply,
    ReplyChange,
    Source,
    Topic,
    TopicSuggestion,
)
from consilia.library.translating import UnfitTranslation, doubts

# A page is looked at again after two years unless an editor sets another date.
REVIEW_AFTER = timedelta(days=730)
# Page.record_id of a page that was published here: its number, and its token or the moment it was.
OWN_RECORD = re.compile(r"page-([0-9]{1,18})-[0-9a-f]+")


class NothingToChange(Exception):
    """There is no such standing reply on a standing page, or it says this already."""


@transaction.atomic
def shelve_page(*, copy: PageCopy, by: Person | str, now: datetime) -> Page:
    """Put a copy on the shelf as a new page, reviewed today. Raises UnfitTranslation."""
    today = timezone.localdate(now)
    page = Page(token=secrets.token_hex(8), published_at=now, reviewed_on=today, next_review_on=today + REVIEW_AFTER)
    _fill(page, copy, now=now)
    topics.file_by_words([page])
    record(by=by, action="page.shelved", kind="page", ref=page.pk, now=now)
    return page


@transaction.atomic
def shelve_record(*, copy: PageCopy, by: Person | str, now: datetime) -> tuple[Page, Outcome]:
    """Put an imported record on the shelf; the same record again changes nothing, a withdrawn one stays withdrawn.

    Raises UnfitTranslation.
    """
    page = _shelved_as(copy.origin.external_id or "")
    if page is None:
        page = Page(published_at=now)
        _fill(page, copy, now=now)
        return page, Outcome.ADDED
    if page.is_withdrawn:
        return page, Outcome.WITHDRAWN
    # What was published here changes by an editor's hand only, whatever a file says of it.
    if page.external_id is None or page.digest == _digest(copy):
        return page, Outcome.UNCHANGED
    page.revision += 1
    _fill(page, copy, now=now)
    return page, Outcome.CHANGED


def file_by_words(*, pages: list[Page]) -> None:
    """Derive topics of pages that were shelved together; of what is left, and of topics to come, the worker does."""
    topics.file_by_words(pages)


def _shelved_as(record_id: str) -> Page | None:
    """The page of a record, also where it was published here and comes back by an export."""
    if page := Page.objects.filter(external_id=record_id).first():
        return page
    own = OWN_RECORD.fullmatch(record_id)
    page = Page.objects.filter(pk=int(own[1]), external_id=None).first() if own else None
    return page if page and page.record_id == record_id else None


@transaction.atomic
def withdraw_page(*, number: int, by: Person | str, now: datetime) -> None:
    """Take a page down for good, its translations with it: the words go at once; no list shows it from now on, and
    the index forgets it with the worker's next run.
    """
    page = Page.objects.select_for_update().get(pk=number)
    if page.is_withdrawn:
        return
    for translation in page.translations.filter(withdrawn_at__isnull=True):
        withdraw_page(number=translation.pk, by=by, now=now)
    forget_kept(page)
    page.replies.all().delete()
    page.reply_changes.all().delete()
    named = list(page.filings.filter(is_derived=False).values_list("topic_id", flat=True))
    page.topics.clear()
    page.proposed_filings.all().delete()
    # The words of a suggestion are what pages share; made anew, they stand only where enough others share them.
    TopicSuggestion.objects.filter(pages=page).delete()
    _forget_topics(named)
    page.similar_rows.all().delete()
    words = ("title", "heading", "question", "slug", "asker_alias", "asker_sex", "asker_age_band", "asked_on")
    for field in (*words, "translated_by"):
        setattr(page, field, "")
    page.care_now, page.urgent_signs, page.named_topics, page.extra, page.digest = [], [], [], {}, ""
    page.withdrawn_at = page.updated_at = now
    page.revision += 1
    page.save()
    MoreInfo.objects.filter(page=page).delete()
    page.left_out.all().delete()
    record(by=by, action="page.withdrawn", kind="page", ref=page.pk, now=now)


@transaction.atomic
def correct_reply(*, number: int, correction: Correction, by: Person | str, now: datetime) -> None:
    """Word a published reply anew; the page tells when and why, and keeps the earlier words. Raises NothingToChange."""
    reply = _standing_reply(number, correction.position)
    if not correction.text.strip() or reply.text == correction.text:
        raise NothingToChange
    _remember(reply, Change.CORRECTED, correction.reason, now=now)
    reply.text, reply.corrected_on = correction.text, timezone.localdate(now)
    reply.save(update_fields=["text", "corrected_on"])
    _change_page(reply.page, correction, by=by, now=now, action="page.corrected")


@transaction.atomic
def retract_reply(*, number: int, retraction: Retraction, by: Person | str, now: datetime) -> None:
    """Take back a published reply, here and in translations; the page tells when and why. Raises NothingToChange."""
    reply = _standing_reply(number, retraction.position)
    _remember(reply, Change.RETRACTED, retraction.reason, now=now)
    reply.text, reply.retracted_on = "", timezone.localdate(now)
    reply.save(update_fields=["text", "retracted_on"])
    _change_page(reply.page, retraction, by=by, now=now, action="page.retracted")
    standing = reply.page.translations.filter(withdrawn_at__isnull=True)
    for translation in standing.filter(replies__position=reply.position, replies__retracted_on__isnull=True):
        # Its care card is in another language: what was the doctor's advice goes, what makes it urgent stays.
        elsewhere = Retraction(reply.position, retraction.reason, urgent_signs=tuple(translation.urgent_signs))
        retract_reply(number=translation.pk, retraction=elsewhere, by=by, now=now)


@transaction.atomic
def send_readers_on(*, number: int, to: int | None, by: Person | str, now: datetime) -> None:
    """Readers of a page are led to another of its language that answers the same, or, with None, no longer.

    Copies of the page follow it, so that nobody is led twice. Raises NothingToChange.
    """
    page = Page.objects.select_for_update().get(pk=number)
    other = Page.objects.published().filter(pk=to, language=page.language).exclude(pk=number).first() if to else None
    if page.is_withdrawn or (to and other is None) or page.duplicate_of == other:
        raise NothingToChange
    forget_kept(page)
    following = page.copies.all() if other else Page.objects.none()
    Page.objects.filter(Q(pk=number) | Q(pk__in=list(following.values_list("pk", flat=True)))).update(
        duplicate_of=other,
        revision=F("revision") + 1,
        updated_at=now,
        similar_stale=True,
        more_info_stale=True,
    )
    # Whoever showed it among what is similar looks for another.
    Page.objects.filter(similar_rows__similar=number).update(similar_stale=True)
    record(by=by, action="page.sent_on", kind="page", ref=number, now=now, to=to)


def _standing_reply(number: int, position: int) -> PageReply:
    page = Page.objects.select_for_update().get(pk=number)
    reply = page.replies.filter(position=position, retracted_on__isnull=True).first()
    if reply is None or page.is_withdrawn:
        raise NothingToChange
    reply.page = page
    return reply


def _remember(reply: PageReply, kind: Change, reason: str, *, now: datetime) -> None:
    ReplyChange.objects.create(
        page=reply.page,
        position=reply.position,
        kind=kind,
        reason=reason,
        earlier=reply.text,
        on=timezone.localdate(now),
    )


def _change_page(page: Page, change: Retraction, *, by: Person | str, now: datetime, action: str) -> None:
    page.care_now, page.urgent_signs = list(change.care_now), list(change.urgent_signs)
    page.revision += 1
    page.updated_at = now
    # What was found or gathered by the earlier words is found anew.
    page.similar_stale = page.more_info_stale = True
    page.save()
    record(by=by, action=action, kind="page", ref=page.pk, now=now, reply=change.position)


def _forget_topics(named: list[int]) -> None:
    """Of topics that a withdrawn page named, take away those that no other names: they are in its asker's words."""
    gone = list(Topic.objects.abandoned().filter(pk__in=named).values_list("pk", flat=True))
    Topic.objects.filter(pk__in=gone).delete()


@transaction.atomic
def shelve_sources(*, copies: list[SourceCopy], now: datetime) -> dict[Outcome, int]:
    """Add or renew citable sources in one go; returns how many of each outcome."""
    known = dict(
        Source.objects.filter(external_id__in=[copy.external_id for copy in copies]).values_list(
            "external_id", "digest"
        )
    )
    counts = dict.fromkeys(Outcome, 0)
    fresh: list[Source] = []
    for copy in copies:
        digest = _digest(copy)
        if known.get(copy.external_id) == digest:
            counts[Outcome.UNCHANGED] += 1
            continue
        counts[Outcome.CHANGED if copy.external_id in known else Outcome.ADDED] += 1
        fresh.append(Source(**dataclasses.asdict(copy), digest=digest, read_at=now))
    renewed = [field for field in SourceCopy.__dataclass_fields__ if field != "external_id"]
    Source.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["external_id"],
        update_fields=[*renewed, "digest", "read_at", "is_indexed"],
    )
    return counts


@transaction.atomic
def shelve_topics(*, copies: Sequence[TopicCopy]) -> int:
    """Add or renew topics of the catalogue, then relate them; a related slug that does not exist is passed over.

    What an operator or editor changed or switched off stays as they left it. Returns how many were written.
    """
    rows = {topic.slug: topic for topic in Topic.objects.filter(slug__in=[copy.slug for copy in copies])}
    written = [copy for copy in copies if _shelve_topic(copy, rows)]
    if not written:
        return 0
    for copy in written:
        rows[copy.slug].related.clear()
    # Added, not set: a relation holds both ways, and the second topic need not name the first.
    for copy in written:
        rows[copy.slug].related.add(*(rows[slug] for slug in copy.related if slug in rows))
        Topic.objects.filter(pk=rows[copy.slug].pk).update(in_children=rows.get(copy.in_children))
    topics.merge_synonyms()
    # The words of a topic that is known already may be others now.
    Page.objects.update(compared_to_topic=0)
    return len(written)


def _shelve_topic(copy: TopicCopy, rows: dict[str, Topic]) -> bool:
    """Write one topic, unless it says that already or somebody here changed it; tells whether it was written."""
    told = _told(copy)
    digest = _digest_of(told)
    topic = rows.get(copy.slug)
    if topic is None:
        topic = rows[copy.slug] = Topic(slug=copy.slug)
    elif topic.shipped_digest == digest or not _is_as_shipped(topic):
        return False
    for field, value in told.items():
        setattr(topic, field, value)
    topic.department = Department.objects.filter(name=copy.department_name).first()
    topic.origin, topic.shipped_digest = Origin.CATALOGUE, digest
    topic.save()
    return True


def _is_as_shipped(topic: Topic) -> bool:
    """Whether nobody here has changed the topic: a bare name from an archive, or what the catalogue wrote last."""
    if topic.origin == Origin.ARCHIVE:
        return not (topic.guidance or topic.synonyms)
    told = {field: getattr(topic, field) for field in _TOLD}
    return topic.shipped_digest == _digest_of(told)


_TOLD = (
    "names",
    "synonyms",
    "guidance",
    "guidelines",
    "call_ambulance",
    "same_day",
    "reviewed_by_name",
    "reviewed_on",
)


def _told(copy: TopicCopy) -> dict[str, Any]:
    return {
        "names": dict(copy.names),
        "synonyms": dict(copy.synonyms),
        "guidance": {tag: text for tag, text in copy.guidance.items() if text.strip()},
        "guidelines": [dataclasses.asdict(guideline) for guideline in copy.guidelines],
        "call_ambulance": dict(copy.call_ambulance),
        "same_day": dict(copy.same_day),
        "reviewed_by_name": copy.reviewed_by_name,
        "reviewed_on": date.fromisoformat(copy.reviewed_on) if copy.reviewed_on else None,
    }


def _fill(page: Page, copy: PageCopy, *, now: datetime) -> None:
    page.language, page.title, page.heading = copy.language, copy.title, copy.heading
    page.slug = slugify(copy.title, allow_unicode=True)[:80].strip("-") or "page"
    page.question = copy.question
    page.asker_alias, page.asker_sex = copy.asker_alias, copy.asker_sex
    page.asker_age_band, page.asked_on = copy.asker_age_band, copy.asked_on
    page.department = Department.objects.filter(name=copy.department_name).first()
    page.urgency = copy.urgency
    page.care_now, page.urgent_signs = list(copy.care_now), list(copy.urgent_signs)
    page.external_id = copy.origin.external_id
    page.source_name, page.source_url = copy.origin.name, copy.origin.url
    page.source_licence = copy.origin.licence
    page.named_topics, page.compared_to_topic = list(copy.topics), 0
    page.extra, page.digest, page.is_excerpt = dict(copy.extra), _digest(copy), copy.is_excerpt
    page.duplicate_of = Page.objects.filter(external_id=copy.duplicate_of).first() if copy.duplicate_of else None
    _hang_off_original(page, copy)
    page.updated_at = now
    page.similar_stale = page.more_info_stale = True
    page.save()
    page.replies.all().delete()
    PageReply.objects.bulk_create(_reply_rows(page, copy.replies))
    topics.file_under(page, copy.topics)


def _hang_off_original(page: Page, copy: PageCopy) -> None:
    """A translation and its original are one record: the same asker, the same doctors. Raises UnfitTranslation."""
    page.translation_of, page.translated_revision, page.translated_by = None, 0, copy.translated_by
    if not copy.translation_of:
        return
    original = _shelved_as(copy.translation_of)
    if found := doubts(original, copy, but_for=page.pk or 0):
        raise UnfitTranslation(found)
    assert original is not None
    page.translation_of, page.translated_revision = original, original.revision


def _reply_rows(page: Page, replies: tuple[ReplyCopy, ...]) -> list[PageReply]:
    return [
        PageReply(
            page=page,
            position=position,
            text=reply.text,
            clinician_name=reply.clinician_name,
            clinician_name_original=reply.clinician_name_original,
            clinician_slug=reply.clinician_slug or slugify(reply.clinician_name, allow_unicode=True),
            department_name=reply.department_name,
            hospital_name=reply.hospital_name,
            replied_on=reply.replied_on,
            licence_verified=reply.licence_verified,
            extra=dict(reply.extra),
        )
        for position, reply in enumerate(replies)
    ]


def _digest(copy: PageCopy | SourceCopy) -> str:
    return _digest_of(dataclasses.asdict(copy))


def _digest_of(told: Mapping[str, Any]) -> str:
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
