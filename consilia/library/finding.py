"""Search and Similar: the index proposes, the database decides. What was searched for is never logged."""

import logging
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q

from consilia.engines.retrieval import Candidate, Filters, Results, spread
from consilia.library.indexing import page_index
from consilia.library.models import Page, Topic
from consilia.library.reading import tag_of

log = logging.getLogger(__name__)

# Four are shown; the engine proposes more, because copies and too many of one doctor fall away.
PROPOSED = 24
# A question far less close than the closest one is not similar, only the next in the list.
NEAR_THE_CLOSEST = 0.6

NO_INDEX, OLD_INDEX = "no_index", "old_index"


class IndexDown(Exception):
    """The index cannot be asked now; `reason` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page and the words of it that match."""

    page: Page
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Pages best first. `degraded` names why the full engine did not answer; None when it did."""

    pages: tuple[FoundPage, ...]
    degraded: str | None = None


def find_pages(
    *, text: str, language: str | None = None, filters: Filters | None = None, limit: int = 20, offset: int = 0
) -> Found:
    """Published pages that match `text`. Falls back to a plain match in the database when the index is down."""
    chosen = replace(filters or Filters(), language=language)
    try:
        results = search_index(text, filters=chosen, limit=offset + limit)
    except IndexDown as down:
        log.warning("The index did not answer (%s); searching plainly.", down.reason)
        return Found(_plain_match(text, chosen)[offset : offset + limit], degraded=NO_INDEX)
    return Found(_decide(results)[offset : offset + limit], degraded=results.fallback)


def find_similar(*, text: str, language: str) -> tuple[FoundPage, ...]:
    """At most four answered questions close to `text`; none when none is close, or while the index is down."""
    try:
        return close_to(text=text, language=language)
    except IndexDown as down:
        log.warning("The index did not answer (%s); showing nothing similar.", down.reason)
        return ()


def close_to(*, text: str, language: str, but_not: Page | None = None) -> tuple[FoundPage, ...]:
    """As find_similar, but raises IndexDown: nothing close, and no index to ask, are two things to the worker."""
    results = search_index(text, filters=Filters(language=language), limit=PROPOSED)
    itself = str(but_not.pk) if but_not else ""
    others = [hit for hit in results.hits[: results.found] if hit.id != itself]
    near = tuple(hit for hit in others if hit.score >= NEAR_THE_CLOSEST * others[0].score)
    found = {str(item.page.pk): item for item in _decide(replace(results, hits=near))}
    # A page's Similar leaves out copies of the page; for somebody who asks, the same question is the best answer.
    question = but_not.question if but_not else ""
    candidates = [_candidate(item) for item in found.values()]
    return tuple(found[candidate.id] for candidate in spread(question, candidates))


def find_topics(*, text: str, limit: int = 10) -> list[Topic]:
    """Topics whose name holds one of the words typed."""
    words = [word for word in text.casefold().split()[:8] if len(word) > 1]
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted |= Q(slug__icontains=word)
        for code, _name in settings.LANGUAGES:
            wanted |= Q(**{f"names__{tag_of(code)}__icontains": word})
    return list(Topic.objects.filter(wanted).for_reading()[:limit])


def search_index(text: str, *, filters: Filters, limit: int) -> Results:
    """What the index proposes. Raises IndexDown where it is missing, outdated or broken."""
    try:
        results = page_index().search(text, limit=limit, filters=filters)
    except Exception as error:
        # Whatever breaks in the engine: only its kind is passed on, never what was searched for.
        raise IndexDown(type(error).__name__) from None
    if results.fallback in {NO_INDEX, OLD_INDEX}:
        raise IndexDown(results.fallback)
    return results


def _decide(results: Results) -> tuple[FoundPage, ...]:
    pages = Page.objects.published().for_listing().in_bulk([int(hit.id) for hit in results.hits])
    return tuple(FoundPage(pages[int(hit.id)], hit.snippet, hit.score) for hit in results.hits if int(hit.id) in pages)


def _plain_match(text: str, filters: Filters) -> tuple[FoundPage, ...]:
    pages = Page.objects.published().for_listing()
    if filters.language:
        pages = pages.filter(language=filters.language)
    if filters.department:
        pages = pages.filter(department__name=filters.department)
    for word in text.split()[:6]:
        pages = pages.filter(Q(title__icontains=word) | Q(question__icontains=word))
    return tuple(FoundPage(page, "", 0.0) for page in pages[:100]) if text.strip() else ()


def _candidate(item: FoundPage) -> Candidate:
    return Candidate(
        id=str(item.page.pk),
        text=item.page.question or item.page.title,
        clinicians=tuple(reply.clinician_name for reply in item.page.replies.all()),
        department=item.page.department.name if item.page.department else "",
        score=item.score,
    )
