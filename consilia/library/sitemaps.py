"""The sitemap: every public page, topic and department."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import QuerySet
from django.urls import path, reverse

from consilia.accounts.models import Department
from consilia.library.models import Page, Topic


class PageSitemap(Sitemap[Page]):
    """Published pages, each at its one address."""

    limit = 50_000

    def items(self) -> QuerySet[Page]:
        """In the order of their numbers."""
        return Page.objects.published().only("pk", "language", "slug", "updated_at").order_by("pk")

    def lastmod(self, item: Page) -> datetime:
        """When it was last changed."""
        return item.updated_at


class TopicSitemap(Sitemap[Topic]):
    """Topics that have pages, in each language."""

    i18n = True

    def items(self) -> QuerySet[Topic]:
        """Those that have a published page."""
        return Topic.objects.filter(pages__in=Page.objects.published()).distinct().order_by("pk")


class DepartmentSitemap(Sitemap[Department]):
    """Departments that have pages, in each language."""

    i18n = True

    def items(self) -> QuerySet[Department]:
        """Those that have a published page."""
        return Department.objects.active().filter(pages__in=Page.objects.published()).distinct()

    def location(self, item: Department) -> str:
        """Address in the current language."""
        return reverse("library:department", args=[item.slug])


sitemap_patterns = [
    path(
        "sitemap.xml",
        login_not_required(sitemap),
        {"sitemaps": {"pages": PageSitemap, "topics": TopicSitemap, "departments": DepartmentSitemap}},
        name="sitemap",
    )
]
