"""How the service does, for operators and leads: charts over some days, each as a file for a spreadsheet too."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consilia.accounts.hours import why_not_lead
from consilia.accounts.scope import scope_of
from consilia.desk.charts import CHARTS, OF_ALL_DEPARTMENTS, PERIODS, charts
from consilia.desk.views.access import signed_in
from consilia.desk.views.queue import tabs
from consilia.questions.figures import Span

USUAL = "30"


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """All charts on one page."""
    span = _span(request)
    context = {"charts": list(charts(span)), "tabs": tabs(PERIODS, str(span.days)), "span": span}
    return render(request, "desk/figures.html", context)


@never_cache
@require_safe
def figures_csv(request: HttpRequest, chart: str) -> HttpResponse:
    """One of them as CSV, with the same numbers and the same silence about small ones."""
    span = _span(request)
    if chart not in CHARTS or (span.is_part and chart in OF_ALL_DEPARTMENTS):
        raise Http404
    response = HttpResponse(CHARTS[chart](span).as_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chart}-{span.days}-days.csv"'
    return response


def _span(request: HttpRequest) -> Span:
    user = signed_in(request)
    # An operator sees all departments, a lead their own.
    if not user.is_operator and why_not_lead(user):
        raise PermissionDenied
    department = None if user.is_operator else user.department
    days = request.GET.get("show", USUAL)
    return Span(
        days=int(days if days in PERIODS else USUAL),
        until=timezone.now(),
        department=department,
        scope=scope_of(user),
    )
