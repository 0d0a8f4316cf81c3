"""What readers reported of published pages, the gravest first; an editor settles each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consilia.accounts.models import User
from consilia.desk.views.access import signed_in, stopped
from consilia.desk.views.queue import A_PAGE, tabs
from consilia.library.models import Page
from consilia.questions.models import Outcome, ProblemReport, StateChanged
from consilia.questions.policies import Refused
from consilia.questions.reporting import settle as settle_report

OPEN, SETTLED = "open", "settled"
FILTERS: dict[str, str | Promise] = {OPEN: gettext_lazy("To settle"), SETTLED: gettext_lazy("Settled")}


@never_cache
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The editors' list."""
    mine = ProblemReport.objects.visible_to(_editor(request))
    show = SETTLED if request.GET.get("show") == SETTLED else OPEN
    told = mine.exclude(settled_at=None).order_by("-settled_at", "-pk")
    chosen = told if show == SETTLED else mine.open().first_things_first()
    page = Paginator(chosen.select_related("settled_by"), A_PAGE).get_page(request.GET.get("page"))
    pages = Page.objects.in_bulk([report.page_number for report in page])
    context = {
        "page": page,
        "lines": [(report, pages.get(report.page_number)) for report in page],
        "tabs": tabs(FILTERS, show),
        "outcomes": Outcome,
    }
    return render(request, "desk/reports.html", context)


@never_cache
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Say what came of a report; taking the page down does so at once."""
    user = _editor(request)
    report = get_object_or_404(ProblemReport.objects.visible_to(user), pk=number)
    outcome = request.POST.get("outcome", "")
    if outcome not in Outcome.values:
        return stopped(request, reason=_("Choose what came of the report."), status=422)
    try:
        settle_report(report=report, outcome=Outcome(outcome), by=user, now=timezone.now())
    except Refused as refusal:
        return stopped(request, reason=str(refusal), status=409)
    except StateChanged:
        return stopped(request, reason=_("Somebody else has settled this report, or changed the page."), status=409)
    messages.success(request, _("The report is settled."))
    return redirect("desk:reports")


def _editor(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_editor:
        raise PermissionDenied
    return user
