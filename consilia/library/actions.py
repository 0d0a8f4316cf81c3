"""The only writers of the public shelves. Who may call them is held by an import contract."""

import dataclasses
import hashlib
import json
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from consilia.accounts.models import Department
from consilia.audit.recording import Person, record
from consilia.library.copies import Outcome, PageCopy, ReplyCopy, SourceCopy, TopicCopy
from consilia.library.models import MoreInfo, Page, PageReply, Source, Topic
from consilia.library.topics import file_under

# A page is looked at again after two years unless an editor sets another date.
REVIEW_AFTER = timedelta(days=730)


@transaction.atomic
def shelve_page(*, copy: PageCopy, by: Person | str, now: datetime) -> Page:
    """Put a copy on the shelf as a new page, reviewed today."""
    today = timezone.localdate(now)
    page = Page(published_at=now, reviewed_on=today, next_review_on=today + REVIEW_AFTER)
    _fill(page, copy, now=now)
    record(by=by, action="page.shelved", kind="page", ref=page.pk, now=now)
    return page


@transaction.atomic
def shelve_record(*, copy: PageCopy, by: Person | str, now: datetime) -> tuple[Page, Outcome]:
    """Put an imported record on the shelf; the same record again changes nothing, a withdrawn one stays withdrawn."""
    page = Page.objects.filter(external_id=copy.origin.external_id).first()
    if page is None:
        page = Page(published_at=now)
        _fill(page, copy, now=now)
        return page, Outcome.ADDED
    if page.is_withdrawn:
        return page, Outcome.WITHDRAWN
    if page.digest == _digest(copy):
        return page, Outcome.UNCHANGED
    page.revision += 1
    _fill(page, copy, now=now)
    return page, Outcome.CHANGED


@transaction.atomic
def withdraw_page(*, number: int, by: Person | str, now: datetime) -> None:
    """Take a page down for good: its words go at once; no list shows it from now on, and the index
    forgets it with the worker's next run.
    """
    page = Page.objects.select_for_update().get(pk=number)
    if page.is_withdrawn:
        return
    page.replies.all().delete()
    topics = list(page.topics.values_list("pk", flat=True))
    page.topics.clear()
    # A topic that this page alone was filed under is named in its asker's words.
    Topic.objects.abandoned().filter(pk__in=topics).delete()
    page.similar_rows.all().delete()
    for field in ("title", "heading", "question", "slug", "asker_alias", "asker_sex", "asker_age_band", "asked_on"):
        setattr(page, field, "")
    page.care_now, page.urgent_signs, page.extra, page.digest = [], [], {}, ""
    page.withdrawn_at = page.updated_at = now
    page.revision += 1
    page.save()
    MoreInfo.objects.filter(page=page).delete()
    record(by=by, action="page.withdrawn", kind="page", ref=page.pk, now=now)


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
def shelve_topics(*, copies: list[TopicCopy]) -> None:
    """Add or renew topics, then relate them; a related slug that does not exist is passed over."""
    topics = {copy.slug: _shelve_topic(copy) for copy in copies}
    for topic in topics.values():
        topic.related.clear()
    # Added, not set: a relation holds both ways, and the second topic need not name the first.
    for copy in copies:
        topics[copy.slug].related.add(*(topics[slug] for slug in copy.related if slug in topics))


def _shelve_topic(copy: TopicCopy) -> Topic:
    topic, _made = Topic.objects.update_or_create(
        slug=copy.slug,
        defaults={
            "department": Department.objects.filter(name=copy.department_name).first(),
            "names": dict(copy.names),
            "synonyms": dict(copy.synonyms),
            "guidance": {tag: text for tag, text in copy.guidance.items() if text.strip()},
            "guideline": copy.guideline,
        },
    )
    return topic


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
    page.extra, page.digest, page.is_excerpt = dict(copy.extra), _digest(copy), copy.is_excerpt
    page.duplicate_of = Page.objects.filter(external_id=copy.duplicate_of).first() if copy.duplicate_of else None
    page.updated_at = now
    page.similar_stale = page.more_info_stale = True
    page.save()
    page.replies.all().delete()
    PageReply.objects.bulk_create(_reply_rows(page, copy.replies))
    file_under(page, copy.topics)


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
    canonical = json.dumps(dataclasses.asdict(copy), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
