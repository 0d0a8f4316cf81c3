"""Tell what is wrong with a published page: a form without an account, and a word of thanks."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consilia.library.models import Page
from consilia.questions.forms import ReportForm
from consilia.questions.reporting import TooManyReports, report, sender_of
from consilia.questions.views.confidential import confidential


@login_not_required
@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest, number: int) -> HttpResponse:
    """The form; what is sent stands in no address and no log."""
    page = Page.objects.select_related("duplicate_of").filter(pk=number).first()
    if page is None:
        raise Http404
    page = page.duplicate_of or page
    if page.is_withdrawn:
        return render(request, "410.html", status=410)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _asked(request, page, form, status=422 if form.is_bound else 200)
    now = timezone.now()
    try:
        report(page_number=page.pk, sender=sender_of(_address(request), now=now), now=now, **form.cleaned_data)
    except TooManyReports:
        return _asked(request, page, form, status=429)
    return redirect("questions:reported")


@login_not_required
@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens now."""
    return render(request, "questions/reported.html")


def _asked(request: HttpRequest, page: Page, form: ReportForm, *, status: int) -> HttpResponse:
    context = {"page": page, "form": form, "too_many": status == 429}
    return render(request, "questions/report.html", context, status=status)


def _address(request: HttpRequest) -> str:
    """Whence the request came: what our own proxy says, where there is one (the last it added), else the connection."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
