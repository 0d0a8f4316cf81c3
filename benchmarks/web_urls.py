"""Every address of the service, and a view that returns the bytes of a page from nowhere."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from consilia.library.models import KeptPage
from consilia.website import urls


@cache
def _bytes() -> bytes:
    return bytes(KeptPage.objects.order_by("pk")[0].body)


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """A page's bytes, without a question to anybody."""
    return HttpResponse(_bytes(), headers={"Content-Encoding": "gzip"})


urlpatterns = [path("bare", bare, name="bare"), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
