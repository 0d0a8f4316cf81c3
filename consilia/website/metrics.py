"""/metrics for Prometheus: how much waits, what fails, how old the heartbeat is. Numbers alone, of no person."""

from collections.abc import Iterator
from hmac import compare_digest
from importlib.metadata import version
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from consilia.accounts.models import MailQuerySet, StaffNotice
from consilia.audit.models import Event
from consilia.library.indexing import page_store
from consilia.library.models import Page, Urgency
from consilia.questions import clock
from consilia.questions.models import Notice, Question
from consilia.questions.models.webhooks import Delivery
from consilia.questions.states import UNANSWERED, State
from consilia.website.health import heartbeat_age, reasons_degraded

NEVER: Final = float("inf")


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What a monitor draws and is alarmed by, for who has the operator's token; without one there is no such page."""
    token = settings.CONSILIA_METRICS_TOKEN
    if not token:
        raise Http404
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not compare_digest(given.strip().encode(), token.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})
    registry = CollectorRegistry()
    registry.register(Service())
    told = generate_latest(registry)
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


class Service(Collector):
    """All that is told, asked of the database at the moment of the request: processes need to share nothing."""

    def collect(self) -> Iterator[Metric]:
        """Each metric once; docs/reference/metrics.md names them."""
        yield InfoMetricFamily("consilia", "The release that runs.", {"version": version("consilia")})
        yield _gauge("consilia_degraded_reasons", "What /health finds wrong.", len(reasons_degraded()))
        yield from _questions()
        yield from _notices()
        yield from _webhooks()
        yield from _pages()
        yield from _audit()
        yield _gauge("consilia_worker_heartbeat_age_seconds", "Since the worker's last turn.", _age(heartbeat_age()))

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: registering asks the database nothing."""
        return iter(())


def _questions() -> Iterator[Metric]:
    states = dict(Question.objects.order_by().values_list("state").annotate(Count("pk")))
    yield _by(
        "consilia_questions", "Questions by state.", "state", {state: states.get(state, 0) for state in State.values}
    )
    waiting = Question.objects.filter(state__in=UNANSWERED).order_by()
    levels = {row[0]: row[1:] for row in waiting.values_list("level").annotate(Count("pk"), first=Min("submitted_at"))}
    now = timezone.now()
    yield _by(
        "consilia_questions_waiting",
        "Questions that wait for a first reply, by urgency.",
        "urgency",
        {level: levels.get(level, (0, None))[0] for level in Urgency.values},
    )
    yield _by(
        "consilia_questions_oldest_age_seconds",
        "Age of the oldest question that waits for a first reply, by urgency; 0 where none waits.",
        "urgency",
        {level: (now - levels[level][1]).total_seconds() if level in levels else 0 for level in Urgency.values},
    )
    yield _gauge("consilia_questions_overdue", "Questions past the service clock.", clock.past_due(now=now).count())


def _notices() -> Iterator[Metric]:
    told = GaugeMetricFamily(
        "consilia_notices", "Mails by whom they are for and what became of them.", labels=["to", "state"]
    )
    for whom, mails in (("asker", Notice.objects.all()), ("staff", StaffNotice.objects.all())):
        for state, count in _mails(mails).items():
            told.add_metric([whom, state], count)
    yield told


def _mails(mails: MailQuerySet) -> dict[str, int]:
    # Those that were sent are most of them, and told nowhere.
    counts: dict[str, int] = mails.filter(sent_at__isnull=True).aggregate(
        waiting=Count("pk", filter=Q(given_up_at__isnull=True)),
        failing=Count("pk", filter=Q(given_up_at__isnull=True, attempts__gt=0)),
        given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
    )
    counts["bounced"] = mails.filter(bounced_at__isnull=False).count()
    return counts


def _webhooks() -> Iterator[Metric]:
    counts = {"waiting": Delivery.objects.waiting().count(), "given_up": Delivery.objects.dead().count()}
    counts["failing"] = Delivery.objects.waiting().filter(attempts__gt=0).count()
    yield _by("consilia_webhook_messages", "Messages to webhooks that have not arrived.", "state", counts)


def _pages() -> Iterator[Metric]:
    yield _gauge("consilia_pages", "Published pages.", Page.objects.published().count())
    waiting = Page.objects.waiting_for_index().count()
    yield _gauge("consilia_pages_waiting_for_index", "Pages whose newest words the index has not seen.", waiting)
    yield _gauge(
        "consilia_index_generation", "Number of the index in use; 0 where there is none.", page_store().generation
    )


def _audit() -> Iterator[Metric]:
    position = Event.objects.aggregate(last=Max("position"))["last"] or 0
    yield _gauge("consilia_audit_position", "Events in the chain of the audit log.", position)
    waiting = Event.objects.filter(position=None).count()
    yield _gauge("consilia_audit_waiting", "Events that the worker has not chained yet.", waiting)


def _age(seconds: float | None) -> float:
    return NEVER if seconds is None else seconds


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(name, said, value=value)


def _by(name: str, said: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    told = GaugeMetricFamily(name, said, labels=[label])
    for what, value in values.items():
        told.add_metric([what], value)
    return told
