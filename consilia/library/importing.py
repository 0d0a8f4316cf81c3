"""From an archive's records to the shelves: mend what can be mended, name what is at fault, keep what is unknown."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils.text import Truncator, slugify

from consilia.accounts.models import Department
from consilia.audit.recording import IMPORTER, record
from consilia.engines import deid
from consilia.library import actions
from consilia.library.archives.identifying import Identifiers, identifying, masked
from consilia.library.archives.record import Exchange, Rejection, ReplyRecord, Skipped, SourceDocument
from consilia.library.catalogue import catalogue
from consilia.library.copies import OriginCopy, Outcome, PageCopy, ReplyCopy, SourceCopy
from consilia.library.faults import Fault, find_faults, mend, similar_as_exchanges
from consilia.library.models import Page, Urgency
from consilia.library.translating import UnfitTranslation

# Records that become visible together; a crash loses at most the batch in hand, and a second run adds it.
BATCH = 200
LONGEST_TITLE = 120
FRESH = frozenset({Outcome.ADDED, Outcome.CHANGED})
T = TypeVar("T")


@dataclass(slots=True)
class Report:
    """What an import did, or would do.

    `excerpts` are Similar items that are records of their own beside the page; `held` are the ids of records that were
    not shelved because they may identify somebody, `unfit` of those that do not fit the original they translate.
    """

    read: int = 0
    excerpts: int = 0
    held: list[str] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)


def import_exchanges(
    items: Iterable[Exchange | Rejection],
    *,
    now: datetime,
    dry_run: bool,
    report: Report,
    identifiers: Identifiers | None = None,
) -> Iterator[Report]:
    """Shelve records batch by batch, giving the growing report after each. A dry run only reads and reports.

    `identifiers` says what is done where a text may identify somebody; None looks for nothing.
    """
    ids: set[str] = set()
    for batch in _batches(items):
        whole = [item for item in batch if isinstance(item, Exchange)]
        ids.update(exchange.id for exchange in whole)
        report.rejections += [item for item in batch if isinstance(item, Rejection)]
        report.read += len(whole)
        report.faults += [(exchange.id, fault) for exchange in whole for fault in find_faults(exchange)]
        if identifiers is not None:
            whole = list(_looked_through(whole, identifiers, report))
        records = [(exchange, _excerpts(exchange, but_not=ids)) for exchange in whole]
        report.excerpts += sum(len(excerpts) for _exchange, excerpts in records)
        if not dry_run:
            _shelve(records, now=now, report=report)
        yield report


def _looked_through(whole: list[Exchange], identifiers: Identifiers, report: Report) -> Iterator[Exchange]:
    """Each record is looked at as it would be published; what is found is reported, masked or held back."""
    for exchange in whole:
        mended = mend(exchange)
        found = identifying(mended)
        report.faults += [(exchange.id, one.as_fault()) for one in found]
        if found and identifiers is Identifiers.HOLD:
            report.held.append(exchange.id)
        else:
            yield masked(mended, found) if found and identifiers is Identifiers.MASK else exchange


def import_sources(
    items: Iterable[SourceDocument | Rejection | Skipped], *, now: datetime, dry_run: bool, report: Report
) -> Iterator[Report]:
    """Shelve citable sources batch by batch, as import_exchanges does."""
    for batch in _batches(items):
        documents = [item for item in batch if isinstance(item, SourceDocument)]
        report.rejections += [item for item in batch if isinstance(item, Rejection)]
        report.skipped.update(item.reason for item in batch if isinstance(item, Skipped))
        report.read += len(documents)
        if not dry_run:
            report.outcomes.update(actions.shelve_sources(copies=[_source_copy(d) for d in documents], now=now))
        yield report


def install_catalogue() -> int:
    """Add the topics that ship with the package and renew those that nobody here changed; returns how many."""
    return actions.shelve_topics(copies=catalogue())


@transaction.atomic
def _shelve(records: list[tuple[Exchange, list[Exchange]]], *, now: datetime, report: Report) -> None:
    """Records, each with its excerpts."""
    fresh: list[Page] = []
    counts: Counter[Outcome] = Counter()
    for exchange, excerpts in records:
        try:
            outcome = _shelve_one(exchange, fresh, now=now)
        except UnfitTranslation as unfit:
            report.faults += [(exchange.id, fault) for fault in unfit.faults]
            report.unfit.append(exchange.id)
            continue
        counts[outcome] += 1
        # Excerpts of a page that is as it was stand already, and have a record of their own in an export.
        if outcome in FRESH:
            counts.update(_shelve_one(excerpt, fresh, now=now) for excerpt in excerpts)
    actions.file_by_words(pages=fresh)
    if counts[Outcome.ADDED] or counts[Outcome.CHANGED]:
        record(
            by=IMPORTER,
            action="archive.imported",
            kind="archive",
            ref=records[0][0].source.name[:64] or "archive",
            now=now,
            added=counts[Outcome.ADDED],
            changed=counts[Outcome.CHANGED],
        )
    report.outcomes.update(counts)


def _shelve_one(exchange: Exchange, fresh: list[Page], *, now: datetime) -> Outcome:
    page, outcome = actions.shelve_record(copy=page_copy(mend(exchange)), by=IMPORTER, now=now)
    if outcome in FRESH:
        fresh.append(page)
    return outcome


def _excerpts(exchange: Exchange, *, but_not: set[str]) -> list[Exchange]:
    """Records made of the similar items of `exchange`, without those that the archive holds as records."""
    return [excerpt for excerpt in similar_as_exchanges(exchange) if excerpt.id not in but_not]


def page_copy(exchange: Exchange) -> PageCopy:
    """An exchange record as a page. Keys that the contract does not name travel in `extra`."""
    extra = dict(exchange.extra)
    duplicate_of, excerpt = extra.pop("duplicate_of", None), bool(extra.pop("excerpt", False))
    translation_of, translated_by = extra.pop("translation_of", None), extra.pop("translated_by", "")
    for key, part in (("_asker", exchange.asker.extra), ("_source", exchange.source.extra)):
        if part:
            extra[key] = dict(part)
    if exchange.similar:
        extra["_similar"] = [item.to_json() for item in exchange.similar]
    if exchange.more_info:
        extra["uncited_more_info"] = exchange.more_info
    department = exchange.department or next((reply.department for reply in exchange.replies if reply.department), "")
    return PageCopy(
        language=exchange.language or "en",
        title=exchange.title[:300] or _title_from(exchange),
        heading=str(extra.pop("heading", ""))[:300],
        question=exchange.question,
        replies=tuple(_reply_copy(reply) for reply in exchange.replies),
        department_name=_department(department),
        asker_alias=_pseudonym(exchange),
        asker_sex=exchange.asker.sex[:8],
        asker_age_band=exchange.asker.age_band[:8],
        asked_on=exchange.asked_on[:7],
        urgency=_urgency(extra.pop("urgency", "")),
        care_now=_lines(extra.pop("care", [])),
        urgent_signs=_lines(extra.pop("urgent_signs", [])),
        topics=exchange.topics,
        origin=OriginCopy(exchange.id, exchange.source.name, exchange.source.url, exchange.source.licence),
        is_excerpt=excerpt,
        duplicate_of=duplicate_of,
        translation_of=translation_of if isinstance(translation_of, str) else None,
        translated_by=translated_by[:200] if isinstance(translated_by, str) else "",
        extra=extra,
    )


def _pseudonym(exchange: Exchange) -> str:
    # From the record's id alone: the same on every import, and nothing of what the archive called the person.
    return deid.pseudonym(hashlib.sha256(exchange.id.encode("utf-8", "surrogatepass")).digest()[:16], exchange.language)


def _reply_copy(reply: ReplyRecord) -> ReplyCopy:
    original, romanised = reply.extra.get("clinician_original", ""), reply.extra.get("clinician_romanised", "")
    return ReplyCopy(
        text=reply.text,
        clinician_name=reply.clinician[:200],
        clinician_name_original=original if isinstance(original, str) else "",
        # One doctor who replies in two languages has one page, under the romanised name.
        clinician_slug=slugify(romanised or reply.clinician, allow_unicode=True)[:200],
        department_name=reply.department[:100],
        hospital_name=reply.hospital[:200],
        replied_on=reply.replied_on[:7],
        extra=reply.extra,
    )


def _source_copy(document: SourceDocument) -> SourceCopy:
    return SourceCopy(
        external_id=document.id,
        title=document.title[:500],
        subject=document.focus[:300],
        text=document.text,
        language=document.language,
        publisher=document.publisher,
        collection=document.collection,
        url=document.url,
        licence=document.licence,
    )


def _title_from(exchange: Exchange) -> str:
    text = exchange.question or next((reply.text for reply in exchange.replies), "") or exchange.id
    return str(Truncator(" ".join(text.split())).chars(LONGEST_TITLE))


def _department(name: str) -> str:
    if not name:
        return ""
    slug = slugify(name, allow_unicode=True)[:64] or "department"
    department = Department.objects.filter(name=name[:100]).first()
    if department is None:
        department, _made = Department.objects.get_or_create(slug=slug, defaults={"name": name[:100]})
    return department.name


def _urgency(value: Any) -> str:
    return value if value in Urgency.values else ""


def _lines(value: Any) -> tuple[str, ...]:
    return tuple(line for line in value if isinstance(line, str)) if isinstance(value, list) else ()


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    steady = iter(items)
    while batch := list(islice(steady, BATCH)):
        yield batch
