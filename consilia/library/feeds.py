"""Atom feeds of what has been published: of the whole library, of a department, of a doctor, of a topic."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consilia.accounts.models import Department
from consilia.library.models import Page, PageQuerySet, PageReply, Topic
from consilia.library.reading import tag_of

ENTRIES = 50


class LibraryFeed(Feed[Page, Department | Topic | None]):
    """The newest pages in the reader's language."""

    feed_type = Atom1Feed
    # Feed views are classes called by Django; this is what @login_not_required sets on a function.
    login_required = False

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Answer, cacheable for some minutes."""
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "public, max-age=300"
        return response

    def title(self, obj: Department | Topic | None) -> str:
        """Heading of the feed."""
        return _("Newly answered questions")

    def link(self, obj: Department | Topic | None) -> str:
        """Page of the feed."""
        return public(reverse("library:home"))

    def feed_url(self, obj: Department | Topic | None) -> str:
        """Address of the feed itself."""
        return public(reverse("library:feed"))

    def author_name(self, obj: Department | Topic | None) -> str:
        """Who answers for the feed: RFC 4287 asks for an author wherever an entry has none."""
        return settings.CONSILIA_SERVICE_NAME

    def items(self, obj: Department | Topic | None) -> QuerySet[Page]:
        """Newest first."""
        return self.pages(obj).filter(language=tag_of(get_language())).for_listing()[:ENTRIES]

    def pages(self, obj: Department | Topic | None) -> PageQuerySet:
        """All that this feed may show."""
        return Page.objects.published()

    def item_link(self, item: Page) -> str:
        """Address of the page."""
        return public(item.get_absolute_url())

    def item_title(self, item: Page) -> str:
        """Title of the page, as it is: an Atom title is plain text."""
        return item.title

    def item_description(self, item: Page) -> str:
        """The question, escaped: Django marks an Atom summary as HTML."""
        return escape(item.question)

    def item_author_name(self, item: Page) -> str | None:
        """Who replied, where they signed."""
        return ", ".join(reply.clinician_name for reply in item.standing_replies if reply.clinician_name) or None

    def item_pubdate(self, item: Page) -> datetime:
        """The day on which it was published: the minute is nobody's business."""
        return day_of(item.published_at)

    def item_updateddate(self, item: Page) -> datetime:
        """The day on which it was last changed."""
        return day_of(item.updated_at)


class DepartmentFeed(LibraryFeed):
    """The newest pages of one department."""

    def get_object(self, request: HttpRequest, slug: str) -> Department | Topic:
        """The department, or 404."""
        return get_object_or_404(Department, slug=slug)

    def title(self, obj: Department | Topic | None) -> str:
        """Heading of the feed."""
        return _("Newly answered questions: %(department)s") % {"department": obj}

    def link(self, obj: Department | Topic | None) -> str:
        """Page of the department."""
        assert obj is not None
        return public(reverse("library:department", args=[obj.slug]))

    def feed_url(self, obj: Department | Topic | None) -> str:
        """Address of the feed itself."""
        assert obj is not None
        return public(reverse("library:department_feed", args=[obj.slug]))

    def pages(self, obj: Department | Topic | None) -> PageQuerySet:
        """Pages of the department."""
        assert isinstance(obj, Department)
        return Page.objects.published().filter(department=obj)


class TopicFeed(DepartmentFeed):
    """The newest pages under one topic."""

    def get_object(self, request: HttpRequest, slug: str) -> Department | Topic:
        """The topic, or 404 where it is shown to nobody."""
        return get_object_or_404(Topic.objects.public(), slug=slug)

    def link(self, obj: Department | Topic | None) -> str:
        """Page of the topic."""
        assert obj is not None
        return public(reverse("library:topic", args=[obj.slug]))

    def feed_url(self, obj: Department | Topic | None) -> str:
        """Address of the feed itself."""
        assert obj is not None
        return public(reverse("library:topic_feed", args=[obj.slug]))

    def pages(self, obj: Department | Topic | None) -> PageQuerySet:
        """Pages under the topic."""
        assert isinstance(obj, Topic)
        return Page.objects.published().filter(topics=obj)


def day_of(moment: datetime) -> datetime:
    """The beginning of the day, as the service counts days."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


class DoctorFeed(LibraryFeed):
    """The newest pages on which one doctor replied."""

    def get_object(self, request: HttpRequest, slug: str) -> Any:
        """The doctor, by a reply that is published; or 404."""
        signed = PageReply.objects.signed_by(slug).first()
        if signed is None:
            raise Http404
        return signed

    def title(self, obj: Any) -> str:
        """Heading of the feed."""
        return _("New replies of %(doctor)s") % {"doctor": obj.clinician_name}

    def link(self, obj: Any) -> str:
        """Page of the doctor."""
        return public(reverse("library:doctor", args=[obj.clinician_slug]))

    def feed_url(self, obj: Any) -> str:
        """Address of the feed itself."""
        return public(reverse("library:doctor_feed", args=[obj.clinician_slug]))

    def pages(self, obj: Any) -> PageQuerySet:
        """Pages with a reply of the doctor."""
        return Page.objects.published().filter(pk__in=PageReply.objects.signed_by(obj.clinician_slug).values("page"))


def public(path: str) -> str:
    """The whole address, as readers reach it, of a path of this service."""
    return settings.CONSILIA_BASE_URL + iri_to_uri(path)
