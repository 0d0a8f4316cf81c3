"""The sitemap: every public page, topic, department and doctor."""

from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.encoding import iri_to_uri

from consilia.accounts.models import Department
from consilia.library.models import Page, PageReply, Topic

Item = TypeVar("Item")


class PublicSitemap(Sitemap[Item]):
    """Addresses as readers reach them: CONSILIA_BASE_URL, whatever name the request came by."""

    def get_protocol(self, protocol: str | None = None) -> str:
        """http or https, as in the public address."""
        return urlsplit(settings.CONSILIA_BASE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """Host and port of the public address."""
        return urlsplit(settings.CONSILIA_BASE_URL).netloc

    def location(self, item: Item) -> str:
        """Path of the item, escaped as the sitemap protocol asks."""
        address: str = item.get_absolute_url()  # type: ignore[attr-defined]
        return iri_to_uri(address)


class PageSitemap(PublicSitemap[Page]):
    """Published pages, each at its one address."""

    limit = 50_000

    def items(self) -> QuerySet[Page]:
        """In the order of their numbers."""
        return Page.objects.published().only("pk", "language", "slug", "updated_at").order_by("pk")

    def lastmod(self, item: Page) -> datetime:
        """When it was last changed."""
        return item.updated_at


class TopicSitemap(PublicSitemap[Topic]):
    """Topics that have pages, in each language."""

    i18n = True

    def items(self) -> QuerySet[Topic]:
        """Those that have a published page."""
        return Topic.objects.filter(pages__in=Page.objects.published()).distinct().order_by("pk")


class DepartmentSitemap(PublicSitemap[Department]):
    """Departments that have pages, in each language."""

    i18n = True

    def items(self) -> QuerySet[Department]:
        """Those that have a published page."""
        return Department.objects.active().filter(pages__in=Page.objects.published()).distinct().order_by("pk")

    def location(self, item: Department) -> str:
        """Address in the current language."""
        return iri_to_uri(reverse("library:department", args=[item.slug]))


class DoctorSitemap(PublicSitemap[str]):
    """Doctors, each by the slug of their page, in each language."""

    i18n = True

    def items(self) -> QuerySet[PageReply, str]:
        """Those who replied on a published page."""
        signed = PageReply.objects.filter(page__in=Page.objects.published()).exclude(clinician_slug="")
        return signed.order_by("clinician_slug").values_list("clinician_slug", flat=True).distinct()

    def location(self, item: str) -> str:
        """Address in the current language."""
        return iri_to_uri(reverse("library:doctor", args=[item]))


SITEMAPS = {"pages": PageSitemap, "topics": TopicSitemap, "departments": DepartmentSitemap, "doctors": DoctorSitemap}
sitemap_patterns = [
    path("sitemap.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
]
