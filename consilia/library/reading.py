"""What a published page shows beyond its own row."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from consilia.accounts.languages import bcp47
from consilia.accounts.models import in_reader_language
from consilia.library.models import Facet, Page, PageReply, ReplyChange, Sentence, Topic
from consilia.library.topics import TOPICS_A_PAGE

HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class FacetShown:
    """A facet of More Info with its sentences."""

    name: str
    label: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ReplyShown:
    """A reply with what has been changed in it, the newest first."""

    reply: PageReply
    changes: tuple[ReplyChange, ...]


def replies_shown(page: Page) -> list[ReplyShown]:
    """The page's replies in their order, retracted ones too: who read one must learn that it no longer holds."""
    replies = list(page.replies.all())
    by_position: defaultdict[int, list[ReplyChange]] = defaultdict(list)
    if any(reply.corrected_on or reply.retracted_on for reply in replies):
        for change in page.reply_changes.all():
            by_position[change.position].append(change)
    return [ReplyShown(reply, tuple(by_position[reply.position])) for reply in replies]


def language_versions(page: Page) -> dict[str, Page]:
    """The original and its translations by BCP 47 tag, `page` among them; empty where it stands alone.

    The page must come from for_reading().
    """
    if not page.translation_of_id and not getattr(page, "is_translated", True):
        return {}
    original = page.translation_of_id or page.pk
    versions = Page.objects.published().filter(Q(pk=original) | Q(translation_of=original)).order_by("pk")
    return {version.language: version for version in versions.only("pk", "language", "slug")}


def more_info_by_facet(page: Page) -> tuple[FacetShown, ...]:
    """The cited sentences of More Info, facet by facet in reading order; empty where evidence is thin."""
    sentences = list(page.more_info.sentences.all()) if hasattr(page, "more_info") else []
    shown = (
        FacetShown(facet.value, str(facet.label), tuple(one for one in sentences if one.facet == facet.value))
        for facet in Facet
    )
    return tuple(facet for facet in shown if facet.sentences)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in three parts, of which the middle one is quoted."""

    before: str
    quoted: str
    after: str


def marked(text: str, asked: Mapping[str, str]) -> Marked:
    """The text with the words `from` to `to` apart, in code points; nothing marked where they are no place in it."""
    start, end = (int(given) if (given := asked.get(name, "")).isdecimal() else 0 for name in ("from", "to"))
    if not 0 <= start < end <= len(text):
        return Marked(text, "", "")
    return Marked(text[:start], text[start:end], text[end:])


def more_topics(page: Page) -> list[Topic]:
    """For a page that is filed under none, so that Related FAQ is never empty while the library has a topic to show.

    The topics of its department; where there are none, the library's; in another language only where all are.
    """
    public = Topic.objects.public()
    readable = public.filter(names__has_key=page.language)
    near = readable.filter(department=page.department_id, department__isnull=False)
    shown = (list(topics.most_used()[:TOPICS_A_PAGE]) for topics in (near, readable, public))
    return next(filter(None, shown), [])


def best_of_topic(topic: Topic, *, language: str) -> QuerySet[Page]:
    """The published pages under a topic, the best first: those a reader of `language` can read, with a whole reply.

    Then those signed under a verified licence, those that are surely about the topic, the newest.
    """
    replies = PageReply.objects.filter(page=OuterRef("pk"))
    return (
        Page.objects.published()
        .filter(filings__topic=topic)
        .annotate(
            mine=ExpressionWrapper(Q(language=language), BooleanField()),
            is_whole=Exists(replies) & Q(is_excerpt=False),
            is_verified=Exists(replies.filter(licence_verified=True)),
            sureness=F("filings__confidence"),
        )
        .select_related("department")
        .prefetch_related("replies")
        .order_by("-mine", "-is_whole", "-is_verified", "-sureness", "-published_at", "-pk")
    )


def tag_of(code: str | None) -> str:
    """BCP 47 tag under which pages of the reader's language stand: zh-hant is zh-Hant."""
    return bcp47(code or "en")


def language_of(text: str) -> str:
    """BCP 47 tag of the language that `text` is written in; the reader's where the script does not tell."""
    han, latin = len(HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if han or latin:
        return "zh-Hant" if han >= latin else "en"
    return in_reader_language({"zh-Hant": "zh-Hant"}, "en")
