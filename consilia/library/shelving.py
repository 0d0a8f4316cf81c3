"""The worker's part of the library: topics, index, Similar Q&A, More Info. Every step is bounded, can be run again."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from consilia.engines.retrieval import is_copy
from consilia.library.assembling import assemble
from consilia.library.finding import close_to_page
from consilia.library.gathering import suggest_topics
from consilia.library.indexing import (
    page_passage,
    page_store,
    source_passage,
    source_store,
)
from consilia.library.models import Page, SimilarPage, Source
from consilia.library.topics import file_by_words

# Pages or sources handled in one step, so that a step takes seconds and a stop is never far away.
BATCH = 200
SIMILAR_A_PAGE = 4


def file_some_pages() -> int:
    """Derive topics of the next pages, which were never compared with the newest topics; returns how many."""
    pages = list(Page.objects.waiting_for_topics()[:BATCH])
    if pages:
        file_by_words(pages)
    return len(pages)


def suggest_new_topics(*, now: datetime) -> int:
    """Once no page waits for its topics, look what pages under none have in common; returns whether it looked."""
    return 0 if Page.objects.waiting_for_topics().exists() else int(suggest_topics(now=now))


def index_some_pages() -> int:
    """Bring the next pages' newest revisions into the index; returns how many. Crash-safe: it would just run again."""
    pages = list(
        Page.objects.waiting_for_index().select_related("department").prefetch_related("replies", "topics")[:BATCH]
    )
    if not pages:
        return 0
    on_shelf = [page for page in pages if not page.is_withdrawn and page.duplicate_of_id is None]
    gone = [page for page in pages if page not in on_shelf]
    page_store().update(add=map(page_passage, on_shelf), remove=[str(page.pk) for page in gone])
    for page in pages:
        _mark_indexed(page)
    return len(pages)


@transaction.atomic
def _mark_indexed(page: Page) -> None:
    # Conditional: a revision made meanwhile stays waiting. Pages that list this one are refreshed as well.
    Page.objects.filter(pk=page.pk, revision=page.revision).update(
        indexed_revision=page.revision, similar_stale=not page.is_withdrawn
    )
    Page.objects.filter(similar_rows__similar=page.pk).update(similar_stale=True)


def refresh_some_similar() -> int:
    """Compute Similar Q&A of the next pages, and mark the pages they are now similar to; returns how many."""
    pages = list(Page.objects.published().filter(similar_stale=True).prefetch_related("topics").order_by("pk")[:BATCH])
    for page in pages:
        _refresh_similar(page)
    Page.objects.filter(similar_stale=True).exclude(withdrawn_at=None, duplicate_of=None).update(similar_stale=False)
    return len(pages)


@transaction.atomic
def _refresh_similar(page: Page) -> None:
    close = [(item.page, item.score) for item in close_to_page(page)]
    found = [*close, *_named_by_source(page, [near for near, _score in close])][:SIMILAR_A_PAGE]
    before = set(page.similar_rows.values_list("similar_id", flat=True))
    page.similar_rows.all().delete()
    SimilarPage.objects.bulk_create(
        SimilarPage(page=page, similar=near, rank=rank, score=score) for rank, (near, score) in enumerate(found)
    )
    Page.objects.filter(pk=page.pk, revision=page.revision).update(similar_stale=False)
    newly = {near.pk for near, _score in found} - before
    # A neighbour whose own list was made before this page existed must see it; one that listed it already need not.
    Page.objects.filter(pk__in=newly, similar_stale=False).exclude(similar_rows__similar=page.pk).filter(
        Q(updated_at__lt=page.updated_at)
    ).update(similar_stale=True)


def _named_by_source(page: Page, but_not: list[Page]) -> list[tuple[Page, float]]:
    """What the page's source listed as similar and the index does not find close, for libraries too small to tell."""
    named = page.extra.get("_similar") or []
    ids = [f"{page.external_id}-similar-{number}" for number in range(1, len(named) + 1)]
    listed = Page.objects.published().filter(external_id__in=ids).order_by("pk")
    return [
        (near, 0.0)
        for near in listed
        if near not in but_not and not any(is_copy(near.question, other.question) for other in (page, *but_not))
    ]


def index_some_sources() -> int:
    """Bring the next sources into the index of sources; returns how many."""
    sources = list(Source.objects.filter(is_indexed=False).order_by("pk")[: BATCH * 10])
    if not sources:
        return 0
    source_store().update(add=map(source_passage, sources), remove=[])
    for source in sources:
        Source.objects.filter(pk=source.pk, digest=source.digest).update(is_indexed=True)
    # New sources may have something to say about every page in their language.
    Page.objects.filter(language__in={source.language for source in sources}).update(more_info_stale=True)
    return len(sources)


def assemble_some_more_info(*, now: datetime) -> int:
    """Assemble More Info for the next pages; returns how many."""
    if Source.objects.filter(is_indexed=False).exists():
        return 0
    pages = list(
        Page.objects.published()
        .filter(more_info_stale=True)
        .select_related("department")
        .prefetch_related("replies")
        .order_by("pk")[:BATCH]
    )
    for page in pages:
        assemble(page, now=now)
    return len(pages)


def clear_removed_words(*, progress: Callable[[int], None] | None = None) -> int:
    """Once nothing waits, write each index anew where words of removed pages or sources lie in its files still.

    Returns how many indexes were written. It takes as long as a rebuild, so it comes after all batches, not each.
    """
    written = 0
    if page_store().holds_removed and not Page.objects.waiting_for_index().exists():
        _rebuild_pages(progress)
        written += 1
    if source_store().holds_removed and not Source.objects.filter(is_indexed=False).exists():
        _rebuild_sources(progress)
        written += 1
    return written


def holds_nothing_removed() -> bool:
    """Whether no index file holds words of a page that was taken down."""
    waiting = Page.objects.waiting_for_index().exists()
    return not waiting and not page_store().holds_removed


def rebuild(*, progress: Callable[[int], None] | None = None) -> None:
    """Build a new generation of both indexes from the database and swap it in; readers see the old one until then.

    `progress` is called every 500 passages with how many have been written.
    """
    Page.objects.update(similar_stale=True)
    _rebuild_pages(progress)
    _rebuild_sources(progress)


def _rebuild_sources(progress: Callable[[int], None] | None) -> None:
    seen = dict(Source.objects.values_list("pk", "digest"))
    source_store().rebuild(map(source_passage, Source.objects.order_by("pk").iterator(chunk_size=BATCH)), progress)
    # Conditional, as for pages: what was renewed while the index was built stays waiting.
    for numbers in _parts(list(seen)):
        digests = [seen[number] for number in numbers]
        Source.objects.filter(pk__in=numbers, digest__in=digests).update(is_indexed=True)


def _rebuild_pages(progress: Callable[[int], None] | None) -> None:
    pages = Page.objects.published().select_related("department").prefetch_related("replies", "topics").order_by("pk")
    seen = dict(Page.objects.values_list("pk", "revision"))
    page_store().rebuild(map(page_passage, pages.iterator(chunk_size=BATCH)), progress)
    _mark_rebuilt(seen)


@transaction.atomic
def _mark_rebuilt(seen: dict[int, int]) -> None:
    # Conditional, as when indexing: a page that changed while the index was built stays waiting.
    for revision in set(seen.values()):
        for numbers in _parts([pk for pk, its in seen.items() if its == revision]):
            Page.objects.filter(pk__in=numbers, revision=revision).update(indexed_revision=revision)


def _parts(numbers: list[int]) -> list[list[int]]:
    return [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
