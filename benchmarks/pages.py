"""Pages: a published page, and answers suggested while somebody types, beside a bare Django view."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from benchmarks.timing import each_ms, tell
from consilia.library.models import Page
from consilia.website.example import loading
from consilia.website.working import work_until_idle

ROUNDS = 200
BODY = b""
TYPED = "My left eyelid has been twitching for two weeks, mostly in the evening. Should I worry? "
# As much as is looked up of what is typed.
LONG = 2_000


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """The bytes of the published page, from nowhere."""
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
    suggest = reverse("questions:ask_suggest")
    short = each_ms(lambda _round: client.post(suggest, {"text": TYPED}), range(ROUNDS))
    long = each_ms(lambda _round: client.post(suggest, {"text": (TYPED * 30)[:LONG]}), range(ROUNDS))
    with override_settings(ROOT_URLCONF="benchmarks.pages"):
        peer = each_ms(lambda _round: client.get("/bare"), range(ROUNDS))
    tell("a bare view", peer)
    tell("a published page", served, peer)
    tell("suggestions for a typed sentence", short, peer)
    tell(f"suggestions for {LONG:,} typed characters", long, peer)
    print(f"  the page is {len(BODY):,} bytes before compression")
