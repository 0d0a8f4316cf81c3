"""Related FAQ topics: finding or making those that are named, and deriving others from a page's own words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.text import slugify

from consilia.library.faults import GENERAL_ENGLISH, is_vacuous_topic
from consilia.library.models import Filing, Page, Topic

# How many topics a page shows, how many of them may be derived, and how many fill the list when it has none.
TOPICS_A_PAGE = 10
DERIVED_A_PAGE = 5
# Shorter words mean too many things: "all" and "ra" are a leukaemia and an arthritis, and something else mostly.
SHORTEST_ENGLISH = 3
SHORTEST_CHINESE = 2
# Chinese and Japanese are written without spaces: a word is found wherever its characters stand.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
LAST_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def file_under(page: Page, names: Sequence[str]) -> None:
    """Put `page` under the topics called `names` in its language, made where there are none, and under no others."""
    # Derived ones are gone first: a topic may be named now that was derived until now.
    page.filings.filter(is_derived=True).delete()
    page.topics.set({topic for name in names if (topic := _topic(name, page))})


def _topic(name: str, page: Page) -> Topic | None:
    name = " ".join(name.split())
    slug = slugify(name, allow_unicode=True)[:100]
    if not slug or is_vacuous_topic(name):
        return None
    same = Topic.objects.filter(Q(slug=slug) | Q(**{f"names__{page.language}": name})).order_by("pk").first()
    if topic := same or _by_synonym(name, page):
        return topic
    topic, _made = Topic.objects.get_or_create(
        slug=slug, defaults={"department": page.department, "names": {page.language: name}}
    )
    return topic


def _by_synonym(name: str, page: Page) -> Topic | None:
    topics = Topic.objects.filter(department=page.department, department__isnull=False)
    return next((topic for topic in topics if _folded(name) in map(_folded, _words_for(topic, page.language))), None)


@transaction.atomic
def file_by_words(pages: Sequence[Page]) -> None:
    """Derive topics of `pages` from their words, in place of those derived earlier; named topics stay.

    A page whose topics change after it was indexed is indexed again. The topics are read once for all `pages`.
    """
    newest = Topic.objects.aggregate(newest=Max("pk"))["newest"] or 0
    vocabularies = {language: Vocabulary(language) for language in {page.language for page in pages}}
    filings = _filings(pages)
    changes = [_changes(page, filings[page.pk], vocabularies[page.language]) for page in pages]
    Filing.objects.filter(pk__in=[filing.pk for change in changes for filing in change.gone]).delete()
    # An import may have filed a page meanwhile that the worker read before.
    Filing.objects.bulk_create((filing for change in changes for filing in change.new), ignore_conflicts=True)
    changed = [change.page.pk for change in changes if change.gone or change.new]
    Page.objects.filter(pk__in=changed, indexed_revision=F("revision")).update(revision=F("revision") + 1)
    Page.objects.filter(pk__in=filings.keys()).update(compared_to_topic=newest)


def _filings(pages: Sequence[Page]) -> dict[int, list[Filing]]:
    by_page: dict[int, list[Filing]] = {page.pk: [] for page in pages}
    for filing in Filing.objects.filter(page__in=by_page):
        by_page[filing.page_id].append(filing)
    return by_page


@dataclass(frozen=True, slots=True)
class _Changes:
    """What is derived anew for a page, and what no longer is."""

    page: Page
    gone: list[Filing]
    new: list[Filing]


def _changes(page: Page, filings: list[Filing], vocabulary: Vocabulary) -> _Changes:
    named = {filing.topic_id for filing in filings if not filing.is_derived}
    room = max(0, min(DERIVED_A_PAGE, TOPICS_A_PAGE - len(named)))
    wanted = vocabulary.topics_in(page, but_not=named)[:room]
    had = {filing.topic_id: filing for filing in filings if filing.is_derived}
    kept = {topic.pk for topic in wanted}
    return _Changes(
        page=page,
        gone=[filing for topic, filing in had.items() if topic not in kept],
        new=[Filing(page=page, topic=topic, is_derived=True) for topic in wanted if topic.pk not in had],
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of a topic that stands in a page."""

    topic: Topic
    word: str
    in_title: bool


class Vocabulary:
    """The words that lead to topics in one language: made once, then asked for many pages."""

    def __init__(self, language: str) -> None:
        self._by_word: defaultdict[str, list[Topic]] = defaultdict(list)
        common = set(Topic.objects.in_common().values_list("pk", flat=True))
        for topic in Topic.objects.order_by("pk"):
            for word in _telling_words(topic, language, is_common=topic.pk in common):
                self._by_word[word].append(topic)

    def topics_in(self, page: Page, *, but_not: set[int]) -> list[Topic]:
        """Topics of which a name or synonym stands in the page's title or question, the closest first.

        Those of the page's department, then those in the title, then the longest and so most telling. A word leads to
        one topic, and to none where it is a word of one of `but_not`.
        """
        title = set(self._words_in(f"{page.title} {page.heading}"))
        words = title.union(self._words_in(page.question))
        # "Loss" says nothing where "weight loss" is meant.
        whole = [word for word in words if not any(_is_part(word, other) for other in words)]
        led = [(word, self._by_word[word]) for word in whole]
        found = [
            _Found(_closest(topics, page), word, word in title)
            for word, topics in led
            if but_not.isdisjoint(topic.pk for topic in topics)
        ]
        found.sort(key=lambda one: (*_rank(one, page), one.topic.slug))
        return list(dict.fromkeys(one.topic for one in found))

    def _words_in(self, text: str) -> Iterator[str]:
        folded = _folded(text)
        words = _singular(folded).split()
        spaced = (" ".join(words[at : at + size]) for size in self._sizes[0] for at in range(len(words)))
        unspaced = (folded[at : at + size] for size in self._sizes[1] for at in range(len(folded)))
        yield from (word for parts in (spaced, unspaced) for word in parts if word in self._by_word)

    @cached_property
    def _sizes(self) -> tuple[frozenset[int], frozenset[int]]:
        """How many words the spaced ones have, and how many characters the unspaced ones."""
        unspaced = {word for word in self._by_word if UNSPACED.search(word)}
        spaced = self._by_word.keys() - unspaced
        return frozenset(len(word.split()) for word in spaced), frozenset(map(len, unspaced))


def _rank(found: _Found, page: Page) -> tuple[bool, bool, int]:
    return not _is_near(found.topic, page), not found.in_title, -len(found.word)


def _closest(topics: list[Topic], page: Page) -> Topic:
    return next((topic for topic in topics if _is_near(topic, page)), topics[0])


def _is_near(topic: Topic, page: Page) -> bool:
    return page.department_id is not None and topic.department_id == page.department_id


def _is_part(word: str, other: str) -> bool:
    if UNSPACED.search(word):
        return word != other and word in other
    return word != other and f" {word} " in f" {other} "


def _telling_words(topic: Topic, language: str, *, is_common: bool) -> set[str]:
    """The topic's words as they are looked for, without those that would be found on any page."""
    if any(map(is_vacuous_topic, topic.names.values())):
        return set()
    words = [_folded(LAST_BRACKETS.sub("", word) or word) for word in _words_for(topic, language)]
    # A topic that somebody described is no stray word.
    is_trusted = is_common or bool(topic.guidance or topic.synonyms)
    return {_sought(word) for word in words if _tells(word) and (is_trusted or not _is_one_word(word))}


def _tells(word: str) -> bool:
    if UNSPACED.search(word):
        return len(word) >= SHORTEST_CHINESE and not is_vacuous_topic(word)
    general = word in GENERAL_ENGLISH or is_vacuous_topic(word) or is_vacuous_topic(_singular(word))
    return len(word) >= SHORTEST_ENGLISH and not general


def _is_one_word(word: str) -> bool:
    return " " not in word and not UNSPACED.search(word)


def _sought(word: str) -> str:
    return word if UNSPACED.search(word) else _singular(word)


def _words_for(topic: Topic, language: str) -> list[str]:
    return [word for word in (topic.names.get(language, ""), *topic.synonyms.get(language, [])) if word]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def _singular(text: str) -> str:
    """Folded text with its English plurals taken for singulars; the same for both sides, whether English or not."""
    return " ".join(map(_singular_word, text.split()))


def _singular_word(word: str) -> str:
    if len(word) <= SHORTEST_ENGLISH or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    # Headaches are many, but one is a headache.
    is_long = word.endswith(("sses", "shes", "ches", "xes", "zes")) and not word.endswith("aches")
    return word[:-2] if is_long else word[:-1]
