"""Prepared texts: a doctor's own and their department's."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilia.accounts.models import User
from consilia.desk.prepared_forms import PreparedForm
from consilia.desk.views.access import signed_in
from consilia.questions import prepared
from consilia.questions.models import PreparedText


@never_cache
@require_safe
def prepared_texts(request: HttpRequest) -> HttpResponse:
    """All that this doctor may use."""
    rows = PreparedText.objects.usable_by(_clinician(request))
    return render(request, "desk/prepared_texts.html", {"texts": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_prepared(request: HttpRequest) -> HttpResponse:
    """Write a new one."""
    doctor = _clinician(request)
    form = PreparedForm(request.POST if request.method == "POST" else None, by=doctor)
    if form.is_valid():
        prepared.add(by=doctor, given=form.given(), now=timezone.now())
        messages.success(request, _("The text is kept."))
        return redirect("desk:prepared_texts")
    return _form_page(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """Word one anew; replies that used it stay as they were sent."""
    doctor = _clinician(request)
    found = _found(doctor, pk)
    form = PreparedForm(request.POST if request.method == "POST" else None, by=doctor, prepared=found)
    if form.is_valid():
        prepared.change(prepared=found, by=doctor, given=form.given(), now=timezone.now())
        messages.success(request, _("The text is kept."))
        return redirect("desk:prepared_texts")
    return _form_page(request, form, found)


@never_cache
@require_POST
def delete_prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one."""
    doctor = _clinician(request)
    prepared.delete(prepared=_found(doctor, pk), by=doctor, now=timezone.now())
    messages.success(request, _("The text is deleted."))
    return redirect("desk:prepared_texts")


def _clinician(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_clinician:
        raise PermissionDenied
    return user


def _found(doctor: User, pk: int) -> PreparedText:
    return get_object_or_404(PreparedText.objects.usable_by(doctor), pk=pk)


def _form_page(request: HttpRequest, form: PreparedForm, found: PreparedText | None = None) -> HttpResponse:
    context = {"form": form, "prepared": found}
    return render(request, "desk/prepared_text.html", context, status=422 if form.is_bound else 200)
