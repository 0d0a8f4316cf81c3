"""More Info at the desk: what waits for a doctor's signature, its sentences beside the reply, what was left out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consilia.accounts.models import User
from consilia.accounts.scope import scope_of
from consilia.desk.views.access import signed_in, stopped
from consilia.desk.views.queue import A_PAGE, tabs
from consilia.library import reviewing
from consilia.library.models import MoreInfo, Page
from consilia.library.reading import more_info_by_facet

TO_REVIEW, REVIEWED, LEFT_OUT = "to_review", "reviewed", "left_out"
FILTERS: dict[str, str | Promise] = {
    TO_REVIEW: gettext_lazy("To review"),
    REVIEWED: gettext_lazy("Reviewed"),
    LEFT_OUT: gettext_lazy("With sentences left out"),
}


def _at_the_desk(request: HttpRequest) -> User:
    user = signed_in(request)
    if not (user.is_editor or user.is_clinician):
        raise PermissionDenied
    return user


@never_cache
@require_safe
def more_info_list(request: HttpRequest) -> HttpResponse:
    """What waits to be reviewed, what came back first; what is signed; where a sentence contradicted the reply."""
    scope = scope_of(_at_the_desk(request))
    show = request.GET.get("show", TO_REVIEW)
    show = show if show in FILTERS else TO_REVIEW
    today = timezone.localdate()
    chosen = {
        TO_REVIEW: MoreInfo.objects.to_review(on=today),
        REVIEWED: MoreInfo.objects.reviewed(on=today),
        LEFT_OUT: MoreInfo.objects.with_left_out(),
    }[show]
    if scope.is_limited:
        chosen = chosen.filter(page__in=Page.objects.within(scope))
    page = Paginator(chosen.select_related("page", "page__department"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/more_info_list.html", {"page": page, "tabs": tabs(FILTERS, show), "today": today})


@never_cache
@require_safe
def more_info(request: HttpRequest, number: int) -> HttpResponse:
    """One page's More Info with each sentence's quoted words, the replies beside it, and what was left out."""
    user, today = _at_the_desk(request), timezone.localdate()
    reached = Page.objects.published().within(scope_of(user))
    page = get_object_or_404(reached.for_reading(), pk=number, more_info__isnull=False)
    context = {
        "page": page,
        "facets": more_info_by_facet(page),
        "left_out": page.left_out.select_related("source"),
        "why_not_review": reviewing.why_not_review(user, on=today),
        "may_leave_out": reviewing.why_not_leave_out(user, on=today) is None,
    }
    return render(request, "desk/more_info.html", context)


@require_POST
def sign_more_info(request: HttpRequest, number: int) -> HttpResponse:
    """A doctor signs what they saw; `number` is of that assembly."""
    return _done(request, number, said=_("You have signed this More Info."))


@require_POST
def leave_out(request: HttpRequest, number: int, sentence: int) -> HttpResponse:
    """A sentence goes for good."""
    return _done(request, number, sentence=sentence, said=_("The sentence is left out."))


def _done(request: HttpRequest, number: int, *, said: str, sentence: int | None = None) -> HttpResponse:
    user, now = _at_the_desk(request), timezone.now()
    page = MoreInfo.objects.filter(pk=number).values_list("page_id", flat=True).first()
    if user.is_limited and not Page.objects.within(scope_of(user)).filter(more_info__pk=number).exists():
        raise Http404
    try:
        if sentence is None:
            reviewing.sign_more_info(number=number, by=user, now=now)
        else:
            reviewing.leave_out(number=number, sentence=sentence, by=user, now=now)
    except reviewing.MayNot as refusal:
        return stopped(request, reason=str(refusal), status=403)
    except reviewing.NotAsSeen as changed:
        return stopped(request, reason=str(changed), status=409)
    messages.success(request, said)
    return redirect("desk:more_info", page)
