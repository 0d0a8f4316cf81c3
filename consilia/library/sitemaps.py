"""The sitemap: every public page, topic, department and doctor; in parts, and an index of them, where they are many."""

from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap, x_robots_tag
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.encoding import iri_to_uri

from consilia.accounts.models import Department
from consilia.library.feeds import public
from consilia.library.models import Page, PageReply, Topic

Item = TypeVar("Item")
# Of 50,000 that the protocol allows: a part is made in a second or two, and well below its 50 MB.
IN_A_PART = 5_000


class PublicSitemap(Sitemap[Item]):
    """Addresses as readers reach them: CONSILIA_BASE_URL, whatever name the request came by."""

    limit = IN_A_PART

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

    def items(self) -> QuerySet[Page]:
        """In the order of their numbers."""
        return Page.objects.published().only("pk", "language", "slug", "updated_at").order_by("pk")

    def lastmod(self, item: Page) -> datetime:
        """When it was last changed."""
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """When any of them was: asked of the database, since Django would read them all."""
        newest: datetime | None = Page.objects.published().aggregate(at=Max("updated_at"))["at"]
        return newest


class ShellSitemap(PublicSitemap[str]):
    """What leads to the pages, and what tells of the service, in each language."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Names of addresses."""
        return ["library:home", "library:topics", "library:departments", "website:about", "website:privacy"]

    def location(self, item: str) -> str:
        """Address in the current language."""
        return reverse(item)


class TopicSitemap(PublicSitemap[Topic]):
    """Topics that have pages, in each language."""

    i18n = True
    alternates = True

    def items(self) -> QuerySet[Topic]:
        """Those that have a published page."""
        return Topic.objects.filter(pages__in=Page.objects.published()).distinct().order_by("pk")


class DepartmentSitemap(PublicSitemap[Department]):
    """Departments that have pages, in each language."""

    i18n = True
    alternates = True

    def items(self) -> QuerySet[Department]:
        """Those that have a published page."""
        return Department.objects.active().filter(pages__in=Page.objects.published()).distinct().order_by("pk")

    def location(self, item: Department) -> str:
        """Address in the current language."""
        return iri_to_uri(reverse("library:department", args=[item.slug]))


class DoctorSitemap(PublicSitemap[str]):
    """Doctors, each by the slug of their page, in each language."""

    i18n = True
    alternates = True

    def items(self) -> QuerySet[PageReply, str]:
        """Those who replied on a published page."""
        signed = PageReply.objects.filter(page__in=Page.objects.published()).exclude(clinician_slug="")
        return signed.order_by("clinician_slug").values_list("clinician_slug", flat=True).distinct()

    def location(self, item: str) -> str:
        """Address in the current language."""
        return iri_to_uri(reverse("library:doctor", args=[item]))


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "shell": ShellSitemap,
    "pages": PageSitemap,
    "topics": TopicSitemap,
    "departments": DepartmentSitemap,
    "doctors": DoctorSitemap,
}


@login_not_required
def whole(request: HttpRequest) -> HttpResponse:
    """Every published page, topic, department and doctor, for search engines; where they are many, the index."""
    if any(_made(one).paginator.num_pages > 1 for one in SITEMAPS.values()):
        return index(request)
    listed: HttpResponse = sitemap(request, sitemaps=SITEMAPS)
    return listed


@login_not_required
@x_robots_tag
def index(request: HttpRequest) -> HttpResponse:
    """The parts of the sitemap."""
    # Not Django's own: it takes addresses from the host that was asked, and reads every page to see which is newest.
    parts = [
        {"location": public(reverse("sitemap_part", args=[name])) + f"?p={number}", "last_mod": newest}
        for name, site in ((name, _made(one)) for name, one in SITEMAPS.items())
        for newest in [site.get_latest_lastmod()]
        for number in site.paginator.page_range
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")


def _made(one: type[Sitemap[Any]] | Sitemap[Any]) -> Sitemap[Any]:
    return one if isinstance(one, Sitemap) else one()


sitemap_patterns = [
    path("sitemap.xml", whole, name="sitemap"),
    path("sitemap-index.xml", index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap_part"),
]
