"""Related FAQ topics: finding or making a page's topics, merging synonyms, refusing vacuous ones."""

import unicodedata
from collections.abc import Iterable
from itertools import islice

from django.db.models import Q
from django.utils.text import slugify

from consilia.library.faults import is_vacuous_topic
from consilia.library.models import Page, Topic

# How many topics a page shows, and how many of its department's fill the list when it has none of its own.
TOPICS_A_PAGE = 10


def file_under(page: Page, names: tuple[str, ...]) -> None:
    """Put `page` under the topics called `names` in its language, and under those whose words it contains."""
    named = [topic for name in names if (topic := _topic(name, page))]
    page.topics.set({*named, *_mentioned(page)})


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
    return next((topic for topic in topics if _folded(name) in _words_for(topic, page.language)), None)


def _mentioned(page: Page) -> list[Topic]:
    """Topics of the page's department whose name or synonym stands in its title or question."""
    return mentioned_in(page, Topic.objects.filter(department=page.department, department__isnull=False))


def mentioned_in(page: Page, topics: Iterable[Topic]) -> list[Topic]:
    """Those of `topics` whose name or synonym stands in the page's title or question, at most a page's worth."""
    text = _folded(f"{page.title} {page.heading} {page.question}")
    mentioned = (topic for topic in topics if any(_contains(text, word) for word in _words_for(topic, page.language)))
    return list(islice(mentioned, TOPICS_A_PAGE))


def _words_for(topic: Topic, language: str) -> set[str]:
    words = [topic.names.get(language, ""), *topic.synonyms.get(language, [])]
    return {_folded(word) for word in words if word}


def _contains(text: str, word: str) -> bool:
    # Latin words match whole; Chinese has no spaces to match by.
    return f" {word} " in f" {text} " if word.isascii() else word in text


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
