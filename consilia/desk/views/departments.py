"""How the operator has the departments work."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consilia.accounts.actions import NotAllowed
from consilia.accounts.second_review import departments_of, set_second_review
from consilia.desk.views.access import operator


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_review(request: HttpRequest) -> HttpResponse:
    """In which departments a second clinician looks over each reply before it is published."""
    user = operator(request)
    try:
        departments = departments_of(user)
    except NotAllowed:
        raise PermissionDenied from None
    if request.method == "POST":
        ticked = {int(pk) for pk in request.POST.getlist("second_review") if pk.isdecimal()}
        set_second_review(by=user, wanted=departments.filter(pk__in=ticked), now=timezone.now())
        messages.success(request, _("It is set. It holds for whatever is published from now on."))
        return redirect("desk:second_review")
    return render(request, "desk/second_review.html", {"departments": departments})
