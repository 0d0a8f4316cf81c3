"""Related FAQ: pages under the topics that are named, and under those that their own words are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max, Q, prefetch_related_objects
from django.utils.text import slugify

from consilia.library.faults import is_vacuous_topic
from consilia.library.judging import FILED_FROM, PROPOSED_FROM, Judged, Vocabulary
from consilia.library.models import Filing, Origin, Page, ProposedFiling, Topic
from consilia.library.naming import key, words_for

# How many topics a page shows, how many of them may be derived, and how many may wait for the editor.
TOPICS_A_PAGE = 10
DERIVED_A_PAGE = 5
PROPOSED_A_PAGE = 2


def file_under(page: Page, names: Sequence[str]) -> None:
    """Put `page` under the topics called `names` in its language, made where there are none.

    What an editor confirmed stays; every other filing goes.
    """
    # Derived ones are gone first: a topic may be named now that was derived until now.
    page.filings.filter(is_confirmed=False).delete()
    telling = [name for name in (" ".join(name.split()) for name in names) if not is_vacuous_topic(name)]
    known = _known(page) if telling else {}
    topics = {topic for name in telling if (topic := known.get(key(name)) or _named(name, page))}
    Filing.objects.bulk_create((Filing(page=page, topic=topic) for topic in topics), ignore_conflicts=True)


def _known(page: Page) -> dict[str, Topic]:
    """The described topics by their words in the page's language; those of the page's department before others."""
    topics = Topic.objects.described().only("names", "synonyms", "department").order_by("-pk")
    near = [topic for topic in topics if topic.department_id and topic.department_id == page.department_id]
    return {key(word): topic for topic in [*topics, *near] for word in words_for(topic, page.language)}


def _named(name: str, page: Page) -> Topic | None:
    """The topic of exactly this name, made where there is none."""
    slug = slugify(name, allow_unicode=True)[:100]
    if not slug:
        return None
    same = Q(slug=slug) | Q(**{f"names__{page.language}": name})
    return Topic.objects.filter(same).order_by("pk").first() or Topic.objects.create(
        slug=slug, department=page.department, names={page.language: name}
    )


@transaction.atomic
def file_by_words(pages: Sequence[Page]) -> None:
    """Derive topics of `pages` from their words, in place of those derived earlier; named and confirmed ones stay.

    What is not sure enough is proposed to the editor. A page whose topics change after it was indexed is indexed
    again. The topics are read once for all `pages`.
    """
    newest = Topic.objects.aggregate(newest=Max("pk"))["newest"] or 0
    prefetch_related_objects(list(pages), "replies")
    vocabularies = {language: Vocabulary(language) for language in {page.language for page in pages}}
    known = _known_of(pages)
    changes = [_changes(page, known[page.pk], vocabularies[page.language]) for page in pages]
    Filing.objects.filter(pk__in=[filing.pk for change in changes for filing in change.gone]).delete()
    # An import may have filed a page meanwhile that the worker read before.
    Filing.objects.bulk_create((filing for change in changes for filing in change.new), ignore_conflicts=True)
    ProposedFiling.objects.filter(page__in=known, dismissed_at=None).delete()
    proposals = (one for change in changes for one in change.proposed)
    ProposedFiling.objects.bulk_create(proposals, ignore_conflicts=True)
    changed = [change.page.pk for change in changes if change.gone or change.new]
    Page.objects.filter(pk__in=changed, indexed_revision=F("revision")).update(revision=F("revision") + 1)
    Page.objects.filter(pk__in=known.keys()).update(compared_to_topic=newest)


@dataclass(slots=True)
class _Known:
    """What is settled about a page: its filings, and the topics that an editor said it is not about."""

    filings: list[Filing] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)


def _known_of(pages: Sequence[Page]) -> dict[int, _Known]:
    by_page: dict[int, _Known] = {page.pk: _Known() for page in pages}
    for filing in Filing.objects.filter(page__in=by_page):
        by_page[filing.page_id].filings.append(filing)
    for page, topic in ProposedFiling.objects.dismissed().filter(page__in=by_page).values_list("page_id", "topic_id"):
        by_page[page].refused.add(topic)
    return by_page


@dataclass(frozen=True, slots=True)
class _Changes:
    """What is derived anew for a page, what no longer is, and what an editor should look at."""

    page: Page
    gone: list[Filing]
    new: list[Filing]
    proposed: list[ProposedFiling]


def _changes(page: Page, known: _Known, vocabulary: Vocabulary) -> _Changes:
    settled = {filing.topic_id for filing in known.filings if filing.is_settled}
    room = max(0, min(DERIVED_A_PAGE, TOPICS_A_PAGE - len(settled)))
    judged = [one for one in vocabulary.judge(page, but_not=settled) if one.topic.pk not in known.refused]
    sure = {one.topic.pk: one for one in judged if one.confidence >= FILED_FROM}
    wanted = dict(list(sure.items())[:room])
    had = {filing.topic_id: filing for filing in known.filings if not filing.is_settled}
    kept = {topic for topic, filing in had.items() if topic in wanted and filing.confidence == wanted[topic].confidence}
    return _Changes(
        page=page,
        gone=[filing for topic, filing in had.items() if topic not in kept],
        new=[_filing(page, one) for topic, one in wanted.items() if topic not in kept],
        proposed=[
            ProposedFiling(page=page, topic=one.topic, confidence=one.confidence)
            for one in [one for one in judged if PROPOSED_FROM <= one.confidence < FILED_FROM][:PROPOSED_A_PAGE]
        ],
    )


def _filing(page: Page, judged: Judged) -> Filing:
    return Filing(page=page, topic=judged.topic, is_derived=True, confidence=judged.confidence)


def merge_synonyms() -> int:
    """Move pages from bare topics, which archives named, to the described topic that goes by the same name.

    The bare topics go; Page.named_topics keeps what the archive said. Returns how many were merged.
    """
    described = _by_key(Topic.objects.described().filter(origin=Origin.CATALOGUE).order_by("pk"))
    merged = 0
    for bare in Topic.objects.bare():
        called = [(tag, key(name)) for tag, name in bare.names.items()]
        if target := next((described[word] for word in called if word in described), None):
            _merge(bare, target)
            merged += 1
    return merged


def _by_key(topics: Iterable[Topic]) -> dict[tuple[str, str], Topic]:
    found: defaultdict[tuple[str, str], list[Topic]] = defaultdict(list)
    for topic in topics:
        for tag in topic.names:
            for word in words_for(topic, tag):
                found[tag, key(word)].append(topic)
    return {word: topics[0] for word, topics in found.items()}


def _merge(bare: Topic, target: Topic) -> None:
    moving = bare.filings.exclude(page__in=Page.objects.filter(topics=target))
    Page.objects.filter(filings__in=moving).update(revision=F("revision") + 1)
    # What was named stands, even where it was derived for the target before.
    target.filings.filter(is_derived=True, page__filings__in=bare.filings.filter(is_derived=False)).update(
        is_derived=False, confidence=1.0
    )
    moving.update(topic=target)
    bare.delete()
