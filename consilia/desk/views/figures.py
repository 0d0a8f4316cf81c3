"""How the service does, for operators: charts over some days, each as a file for a spreadsheet too."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consilia.desk.charts import CHARTS, OF_ALL_DEPARTMENTS, PERIODS, charts
from consilia.desk.views.access import operator
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
    if chart not in CHARTS or (span.department and chart in OF_ALL_DEPARTMENTS):
        raise Http404
    response = HttpResponse(CHARTS[chart](span).as_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chart}-{span.days}-days.csv"'
    return response


def _span(request: HttpRequest) -> Span:
    operator(request)
    days = request.GET.get("show", USUAL)
    return Span(days=int(days if days in PERIODS else USUAL), until=timezone.now())
