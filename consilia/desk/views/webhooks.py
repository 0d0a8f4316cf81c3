"""An operator's webhooks: which systems are told what, whether it arrives, and a secret that is shown once."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from consilia.desk.views.access import operator_of_all
from consilia.desk.webhook_forms import WebhookForm
from consilia.questions.models.webhooks import Delivery, Webhook
from consilia.questions.webhooks import keeping
from consilia.questions.webhooks.sending import KINDS

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A webhook in the list. Of its address only the host: the rest may be a token."""

    webhook: Webhook
    host: str
    kinds: list[str | Promise]
    sent: int
    waiting: int
    dead: int
    outcome: str


@never_cache
@sensitive_variables("webhook")
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """The list, and a form to add one; after adding, its secret, which is shown nowhere again."""
    user = operator_of_all(request)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        webhook = keeping.add(
            url=form.cleaned_data["url"], kinds=form.cleaned_data["kinds"], by=user, now=timezone.now()
        )
        return render(request, "desk/webhook_added.html", {"line": _line(webhook), "secret": webhook.secret})
    found = Webhook.objects.annotate(
        sent=Count("deliveries", filter=Q(deliveries__sent_at__isnull=False)),
        dead=Count("deliveries", filter=Q(deliveries__dead_at__isnull=False)),
        all=Count("deliveries"),
    )
    context = {"form": form, "lines": [_line(webhook) for webhook in found[:AT_MOST]]}
    return render(request, "desk/webhooks.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test at once, and say what came of it."""
    user = operator_of_all(request)
    outcome = keeping.try_out(webhook=get_object_or_404(Webhook, pk=pk), by=user, now=timezone.now())
    if outcome.startswith("2"):
        messages.success(request, _("The test arrived: the other side answered %(status)s.") % {"status": outcome})
    else:
        messages.error(request, _("The test did not arrive: %(outcome)s.") % {"outcome": outcome})
    return redirect("desk:webhooks")


_ACTS: dict[str, tuple[Callable[..., object], Promise]] = {
    "off": (keeping.switch_off, gettext_lazy("The webhook is switched off.")),
    "on": (keeping.switch_on, gettext_lazy("The webhook is switched on, and goes on where it stopped.")),
    "again": (keeping.send_again, gettext_lazy("What was given up is tried again.")),
}


@never_cache
@require_POST
def perform(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Switch off or on, or send again."""
    user = operator_of_all(request)
    do, said = _ACTS[act]
    do(webhook=get_object_or_404(Webhook, pk=pk), by=user, now=timezone.now())
    messages.success(request, str(said))
    return redirect("desk:webhooks")


def _line(webhook: Webhook) -> Line:
    last = Delivery.objects.filter(webhook=webhook).exclude(outcome="").order_by("-position").first()
    sent, dead, every = (getattr(webhook, name, 0) for name in ("sent", "dead", "all"))
    return Line(
        webhook=webhook,
        host=urlsplit(webhook.url).hostname or "",
        kinds=[KINDS.get(kind, kind) for kind in webhook.kinds],
        sent=sent,
        waiting=every - sent - dead,
        dead=dead,
        outcome=last.outcome if last else "",
    )
