"""Pages: a published page beside a bare Django view that returns the same bytes."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from benchmarks.timing import each_ms, tell
from consilia.library.models import Page
from consilia.website.example import loading
from consilia.website.working import work_until_idle

ROUNDS = 200
BODY = b""


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """The same bytes, from nowhere."""
    return HttpResponse(BODY)


urlpatterns = [path("bare", bare)]


def run() -> None:
    """ROUNDS requests of each, through the whole middleware, without a network."""
    global BODY  # noqa: PLW0603 - the bare view must return what the page returned
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    loading.load()
    work_until_idle()
    client = Client(HTTP_HOST="localhost")
    address = Page.objects.published().order_by("pk")[0].get_absolute_url()
    BODY = client.get(address).content
    served = each_ms(lambda _round: client.get(address), range(ROUNDS))
    with override_settings(ROOT_URLCONF="benchmarks.pages"):
        peer = each_ms(lambda _round: client.get("/bare"), range(ROUNDS))
    tell("a bare view", peer)
    tell("a published page", served, peer)
    print(f"  the page is {len(BODY):,} bytes before compression")
