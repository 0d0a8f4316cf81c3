"""Search and Similar: the index proposes, the database decides. What was searched for is never logged."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q, prefetch_related_objects

from consilia.engines.retrieval import NO_FILTERS, Candidate, Filters, Results, Route, spread, vote_departments
from consilia.engines.retrieval.reader import NO_INDEX, OLD_INDEX
from consilia.library.indexing import page_index
from consilia.library.models import Page, Topic

log = logging.getLogger(__name__)

# Four are shown; the engine proposes more, because copies and too many of one doctor fall away.
PROPOSED = 24
# A question far less close than the closest one is not similar, only the next in the list.
NEAR_THE_CLOSEST = 0.5
# Beside an editor stand a few topics, not a library.
MOST_TOPICS = 2


class IndexDown(Exception):
    """The index cannot be asked now; `reason` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page and the words of it that match."""

    page: Page
    score: float
    shown: Callable[[], str] = field(default=str, repr=False, compare=False)

    @property
    def snippet(self) -> str:
        """The words, found when they are shown; "" where there are none to show."""
        return self.shown()


@dataclass(frozen=True, slots=True)
class Found:
    """Pages best first. `degraded` names why the full engine did not answer; None when it did.

    `read_as` is what was searched for in place of a mistyped query, or "".
    """

    pages: tuple[FoundPage, ...]
    degraded: str | None = None
    read_as: str = ""


def find_pages(*, text: str, filters: Filters = NO_FILTERS, limit: int = 20, offset: int = 0) -> Found:
    """Published pages that match `text`. Falls back to a plain match in the database when the index is down."""
    try:
        results = search_index(text, filters=filters, limit=offset + limit)
    except IndexDown as down:
        log.warning("The index did not answer (%s); searching plainly.", down.reason)
        return Found(_plain_match(text, filters)[offset : offset + limit], degraded=NO_INDEX)
    # Who searches for a word wants each page with it; near in meaning alone counts from the floor on.
    worth = tuple(hit for place, hit in enumerate(results.hits) if place < results.found or hit.shares_words)
    shown = _decide(replace(results, hits=worth[offset : offset + limit]))
    return Found(shown, degraded=results.fallback, read_as=results.read_as)


def find_similar(*, text: str, language: str) -> tuple[FoundPage, ...]:
    """At most four answered questions close to `text`; none when none is close, or while the index is down."""
    try:
        return close_to(text=text, language=language)
    except IndexDown as down:
        log.warning("The index did not answer (%s); showing nothing similar.", down.reason)
        return ()


def close_to(*, text: str, language: str) -> tuple[FoundPage, ...]:
    """As find_similar, but raises IndexDown: nothing close, and no index to ask, are two things."""
    found = {item.page.pk: item for item in _close(text, language=language)}
    # No copies are left out here: for somebody who asks, the same question is the best answer.
    return _spread("", found)


def close_to_page(page: Page) -> tuple[FoundPage, ...]:
    """At most four pages close to `page`: never itself or a copy of it, spread over doctors. Raises IndexDown.

    Asked twice: by its question, and by its title and topics, because what is peculiar to one question matches no
    other. The second counts only among pages of the same department or topic. Its topics must be prefetched.
    """
    topics = {topic.pk: topic.names.get(page.language, "") for topic in page.topics.all()}
    found: dict[int, FoundPage] = {}
    for item in _close(f"{page.title}\n{page.question}", language=page.language, but_not=page.pk):
        found[item.page.pk] = item
    by_topics = _close("\n".join((page.title, *topics.values())), language=page.language, but_not=page.pk)
    prefetch_related_objects([item.page for item in by_topics], "topics")
    for item in by_topics:
        if _related(page, set(topics), item.page):
            known = found.get(item.page.pk)
            found[item.page.pk] = max(known, item, key=lambda one: one.score) if known else item
    return _spread(page.question, found)


def _close(text: str, *, language: str, but_not: int | None = None) -> tuple[FoundPage, ...]:
    results = search_index(text, filters=Filters(language=language), limit=PROPOSED)
    others = [hit for hit in results.hits[: results.found] if hit.id != str(but_not)]
    near = tuple(hit for hit in others if hit.score >= NEAR_THE_CLOSEST * others[0].score)
    return _decide(replace(results, hits=near))


def _related(page: Page, topics: set[int], other: Page) -> bool:
    same_department = page.department_id is not None and page.department_id == other.department_id
    return same_department or not topics.isdisjoint(topic.pk for topic in other.topics.all())


def _spread(question: str, found: dict[int, FoundPage]) -> tuple[FoundPage, ...]:
    best_first = sorted(found.values(), key=lambda item: -item.score)
    return tuple(found[int(chosen.id)] for chosen in spread(question, [_candidate(item) for item in best_first]))


def topics_named(similar: Sequence[FoundPage]) -> list[Topic]:
    """What the closest answers are about, the most common first: a few, those with a guidance in this language."""
    named = Counter(topic for item in similar for topic in item.page.topics.all() if topic.is_active)
    return [topic for topic, _times in named.most_common() if topic.guidance_here][:MOST_TOPICS]


def departments_near(*, text: str) -> Route:
    """The vote of the published pages closest to `text`, in any language; nobody votes while the index is down."""
    try:
        results = search_index(text, filters=Filters(), limit=PROPOSED)
    except IndexDown as down:
        log.warning("The index did not answer (%s); no department is proposed.", down.reason)
        return Route(departments=(), confident=False)
    shelved = Page.objects.published().filter(pk__in=[int(hit.id) for hit in results.hits], department__is_active=True)
    names = {str(number): name for number, name in shelved.values_list("pk", "department__name")}
    return vote_departments(results.hits, names)


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
    return tuple(FoundPage(pages[int(hit.id)], hit.score, hit.shown) for hit in results.hits if int(hit.id) in pages)


def _plain_match(text: str, filters: Filters) -> tuple[FoundPage, ...]:
    pages = Page.objects.published().for_listing()
    if filters.language:
        pages = pages.filter(language=filters.language)
    if filters.department:
        pages = pages.filter(department__name=filters.department)
    if filters.sex:
        pages = pages.filter(asker_sex=filters.sex)
    if filters.age_band:
        pages = pages.filter(asker_age_band=filters.age_band)
    if filters.since and filters.until:
        # Years and months alike: "2025" and "2025-03" begin with the year that a search can name.
        pages = pages.filter(asked_on__startswith=filters.since[:4])
    for word in text.split()[:6]:
        pages = pages.filter(Q(title__icontains=word) | Q(question__icontains=word))
    return tuple(FoundPage(page, 0.0) for page in pages[:100]) if text.strip() else ()


def _candidate(item: FoundPage) -> Candidate:
    return Candidate(
        id=str(item.page.pk),
        text=item.page.question or item.page.title,
        clinicians=tuple(reply.clinician_name for reply in item.page.standing_replies),
        department=item.page.department.name if item.page.department else "",
        score=item.score,
    )
