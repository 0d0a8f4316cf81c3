"""A published page, made from its rows."""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consilia.library.models import Page
from consilia.library.reading import language_versions, more_info_by_facet, more_topics, replies_shown
from consilia.library.structured import page_facts


def show(request: HttpRequest, page: Page) -> HttpResponse:
    """The page for whoever asks. `page` must come from for_reading()."""
    # One question for the replies of the page and of those that are like it.
    prefetch_related_objects([page, *(row.similar for row in page.similar_rows.all())], "replies")
    versions = language_versions(page)
    # Read by the language links of the header: they lead to the translation, where there is one.
    request.versions = {tag: version.get_absolute_url() for tag, version in versions.items()}  # type: ignore[attr-defined]
    replies, facets = replies_shown(page), more_info_by_facet(page)
    context = {
        "page": page,
        "replies": replies,
        "is_without_answer": bool(replies) and all(shown.reply.retracted_on for shown in replies),
        "data": page_facts(page, replies=replies, facets=facets),
        "versions": versions,
        "is_due": page.next_review_on is not None and page.next_review_on < timezone.localdate(),
        "facets": facets,
        "topics": page.topics.all() or more_topics(page),
        "address": settings.CONSILIA_BASE_URL + page.get_absolute_url(),
    }
    return render(request, "library/page.html", context)
