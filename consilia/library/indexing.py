"""Where the index lives, and how pages and sources become what it holds. Only the worker opens it for writing."""

from functools import cache
from pathlib import Path

from django.conf import settings

from consilia.engines.retrieval import Index, IndexStore, Passage
from consilia.library.models import Page, Source


def page_store() -> IndexStore:
    """The index of pages."""
    return _store(settings.CONSILIA_INDEX / "pages")


def source_store() -> IndexStore:
    """The index of citable sources: by words alone, since a sentence is cited for the words it shares."""
    return _store(settings.CONSILIA_INDEX / "sources", words_alone=True)


def page_index() -> Index:
    """Read-only view of the pages, which follows the worker's newest generation."""
    return _reader(settings.CONSILIA_INDEX / "pages")


def source_index() -> Index:
    """Read-only view of the sources."""
    return _reader(settings.CONSILIA_INDEX / "sources", words_alone=True)


def page_passage(page: Page) -> Passage:
    """What the index holds of a page. Its replies and topics must be prefetched."""
    return Passage(
        id=str(page.pk),
        language=page.language,
        title=page.title,
        question=page.question,
        replies=tuple(reply.words for reply in page.standing_replies),
        topics=tuple(topic.names.get(page.language, "") for topic in page.topics.all() if topic.is_active),
        department=page.department.name if page.department else "",
        sex=page.asker_sex,
        age_band=page.asker_age_band,
        date=page.asked_on,
    )


def source_passage(source: Source) -> Passage:
    """What the index holds of a source."""
    return Passage(id=str(source.pk), language=source.language, title=source.title, replies=(source.text,))


@cache
def _store(folder: Path, *, words_alone: bool = False) -> IndexStore:
    return IndexStore(folder, words_alone=words_alone)


@cache
def _reader(folder: Path, *, words_alone: bool = False) -> Index:
    return _store(folder, words_alone=words_alone).open_reader()
