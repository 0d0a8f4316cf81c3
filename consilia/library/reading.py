"""What a published page shows beyond its own row."""

from dataclasses import dataclass

from consilia.accounts.languages import bcp47
from consilia.library.models import Facet, Page, Sentence, Topic
from consilia.library.topics import TOPICS_A_PAGE, mentioned_in

MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class FacetShown:
    """A facet of More Info with its sentences."""

    name: str
    label: str
    sentences: tuple[Sentence, ...]


def more_info_by_facet(page: Page) -> tuple[FacetShown, ...]:
    """The cited sentences of More Info, facet by facet in reading order; empty where evidence is thin."""
    sentences = list(page.more_info.sentences.all()) if hasattr(page, "more_info") else []
    shown = (
        FacetShown(facet.value, str(facet.label), tuple(one for one in sentences if one.facet == facet.value))
        for facet in Facet
    )
    return tuple(facet for facet in shown if facet.sentences)


def more_topics(page: Page) -> list[Topic]:
    """For a page that is filed under none, so that Related FAQ is never empty.

    Those topics of its department that its words mention; where they mention none, the department's first.
    """
    topics = Topic.objects.public().filter(names__has_key=page.language).for_reading()
    if page.department_id:
        topics = topics.filter(department=page.department_id)
    near = list(topics[:MOST_LOOKED_AT])
    return mentioned_in(page, near) or near[:TOPICS_A_PAGE]


def tag_of(code: str | None) -> str:
    """BCP 47 tag under which pages of the reader's language stand: zh-hant is zh-Hant."""
    return bcp47(code or "en")
