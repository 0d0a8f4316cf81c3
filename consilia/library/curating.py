"""What an editor decides about topics: doubtful filings, suggested topics, how one reads. Only the desk calls it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from consilia.accounts.models import Department
from consilia.audit.recording import Person, record
from consilia.library.models import Filing, Origin, Page, ProposedFiling, Topic, TopicSuggestion


@transaction.atomic
def confirm_filing(*, proposal: ProposedFiling, by: Person, now: datetime) -> None:
    """The page is about the topic: it stays filed, whatever its words say."""
    Filing.objects.update_or_create(
        page=proposal.page, topic=proposal.topic, defaults={"is_confirmed": True, "confidence": 1.0}
    )
    Page.objects.filter(pk=proposal.page_id).update(revision=F("revision") + 1)
    record(by=by, action="filing.confirmed", kind="page", ref=proposal.page_id, now=now, topic=proposal.topic_id)
    proposal.delete()


@transaction.atomic
def dismiss_filing(*, proposal: ProposedFiling, by: Person, now: datetime) -> None:
    """The page is not about the topic: it is neither proposed nor filed there again."""
    ProposedFiling.objects.filter(pk=proposal.pk).update(dismissed_at=now)
    record(by=by, action="filing.dismissed", kind="page", ref=proposal.page_id, now=now, topic=proposal.topic_id)


@transaction.atomic
def accept_suggestion(
    *, suggestion: TopicSuggestion, names: Mapping[str, str], department: Department, by: Person, now: datetime
) -> Topic:
    """Make a topic of a suggestion, named by the editor; `names` by BCP 47 tag, one of them English.

    The worker then files pages under it by their words, as under any topic.
    """
    topic = Topic.objects.create(
        slug=_free_slug(names["en"]),
        department=department,
        names=dict(names),
        synonyms={suggestion.language: [suggestion.words]},
        origin=Origin.EDITOR,
    )
    TopicSuggestion.objects.filter(pk=suggestion.pk).update(topic=topic)
    record(by=by, action="topic.added", kind="topic", ref=topic.pk, now=now)
    return topic


def _free_slug(name: str) -> str:
    slug = slugify(name, allow_unicode=True)[:90] or "topic"
    taken = set(Topic.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 2))
    return next(free for free in (slug, *numbered) if free not in taken)


@transaction.atomic
def dismiss_suggestion(*, suggestion: TopicSuggestion, by: Person, now: datetime) -> None:
    """No topic: these words are not suggested again."""
    TopicSuggestion.objects.filter(pk=suggestion.pk).update(dismissed_at=now)
    record(by=by, action="topic.dismissed", kind="suggestion", ref=suggestion.pk, now=now)


@transaction.atomic
def change_topic(
    *,
    topic: Topic,
    names: Mapping[str, str],
    synonyms: Mapping[str, list[str]],
    guidance: Mapping[str, str],
    is_active: bool,
    by: Person,
    now: datetime,
) -> None:
    """Change how a topic is called and reads, or switch it off; the catalogue leaves it alone from then on.

    Guidance that is changed is reviewed by nobody.
    """
    told = {tag: text for tag, text in guidance.items() if text}
    if told != topic.guidance:
        topic.reviewed_by_name, topic.reviewed_on = "", None
    topic.names, topic.synonyms, topic.guidance = dict(names), dict(synonyms), told
    topic.is_active = is_active
    topic.save()
    # Its name stands in the index with each page, and its words may lead to other pages now.
    Page.objects.filter(filings__topic=topic).update(revision=F("revision") + 1)
    Page.objects.update(compared_to_topic=0)
    record(by=by, action="topic.changed", kind="topic", ref=topic.pk, now=now, is_active=is_active)
