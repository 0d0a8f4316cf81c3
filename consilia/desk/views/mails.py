"""Mails that did not go out or came back, for operators: how many, why, and another try. No address of an asker."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consilia.accounts.models import MailQuerySet, StaffNotice
from consilia.audit.recording import record
from consilia.desk.views.access import operator_of_all
from consilia.questions.models import Notice

DAYS = 30
AT_MOST = 50
_WHOM: dict[str, Promise] = {"asker": gettext_lazy("To askers"), "staff": gettext_lazy("To those who work here")}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A mail that did not arrive, or not yet."""

    number: int
    whom: Promise
    kind: str
    mail: Notice | StaffNotice


@never_cache
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Counts of the last days, and the newest that are in trouble."""
    operator_of_all(request)
    since = timezone.now() - timedelta(days=DAYS)
    counts = [(_WHOM[whom], _counts(rows.filter(created_at__gte=since))) for whom, rows in _rows().items()]
    troubles = [
        Trouble(mail.pk, _WHOM[whom], mail.get_kind_display(), mail)
        for whom, rows in _rows().items()
        for mail in rows.in_trouble().order_by("-created_at", "-pk")[:AT_MOST]
    ]
    given_up = any(one.mail.given_up_at for one in troubles)
    return render(request, "desk/mails.html", {"counts": counts, "troubles": troubles, "given_up": given_up})


@never_cache
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Try anew what was given up and has an address still."""
    user, now = operator_of_all(request), timezone.now()
    notices = Notice.objects.given_up().exclude(question__email="")
    again = sum(
        rows.update(given_up_at=None, attempts=0, due_at=now) for rows in (notices, StaffNotice.objects.given_up())
    )
    if again:
        record(by=user, action="mail.sent_again", kind="mail", ref="", now=now, count=again)
    said = ngettext("%(count)s mail is tried again.", "%(count)s mails are tried again.", again) % {"count": again}
    messages.success(request, said if again else _("There was nothing to try again."))
    return redirect("desk:mails")


def _rows() -> dict[str, MailQuerySet]:
    return {"asker": Notice.objects.all(), "staff": StaffNotice.objects.all()}


def _counts(rows: MailQuerySet) -> dict[str, int]:
    counts: dict[str, int] = rows.aggregate(
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        waiting=Count("pk", filter=Q(sent_at__isnull=True, given_up_at__isnull=True)),
        given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
        bounced=Count("pk", filter=Q(bounced_at__isnull=False)),
    )
    return counts
