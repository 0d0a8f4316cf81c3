"""The audit log as operators search it: who did what to which thing, when. To read it is an event as well."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consilia.accounts.models import User
from consilia.accounts.scope import people_within, scope_of
from consilia.audit.models import Event, EventQuerySet
from consilia.audit.recording import record
from consilia.desk.audit_forms import AuditForm
from consilia.desk.views.access import operator

A_PAGE = 50
READ = "audit.read"


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as a person reads it."""

    event: Event
    who: str
    detail: str


@never_cache
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Search the log; without words the last days of it."""
    user = operator(request)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return render(request, "desk/audit.html", {"form": form}, status=422)
    page = Paginator(_reached(form.found(), user), A_PAGE).get_page(request.GET.get("page"))
    entries = _entries(list(page))
    # Once the page is there: whoever reads does not read of their own reading.
    record(by=user, action=READ, kind="audit", ref="", now=timezone.now(), page=page.number, **form.told())
    return render(request, "desk/audit.html", {"form": form, "page": page, "entries": entries})


def _reached(events: EventQuerySet, user: User) -> EventQuerySet:
    """Of a limited operator's people: what they did, and what was done to them."""
    if not user.is_limited:
        return events
    numbers = list(people_within(scope_of(user)).values_list("pk", flat=True))
    theirs = Q(actor__in=[f"user:{number}" for number in numbers])
    return events.filter(theirs | Q(object_kind="user", object_ref__in=[str(number) for number in numbers]))


def _entries(events: list[Event]) -> list[Entry]:
    numbers = {event.actor.partition(":")[2] for event in events if event.actor.startswith("user:")}
    names = {f"user:{user.pk}": user.name for user in User.objects.filter(pk__in=numbers).only("pk", "name")}
    return [Entry(event, _who(event.actor, names), _told(event)) for event in events]


def _who(actor: str, names: dict[str, str]) -> str:
    said = {
        "asker": _("the asker"),
        "command": _("a command"),
        "importer": _("the import"),
        "reader": _("a reader"),
        "retention": _("the schedule"),
        "stranger": _("somebody not signed in"),
        "worker": _("the worker"),
    }
    return names.get(actor) or said.get(actor, actor)


def _told(event: Event) -> str:
    return ", ".join(f"{name}: {value}" for name, value in event.detail.items() if value not in {None, ""})
