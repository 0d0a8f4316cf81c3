"""The editor's topics: suggested ones, doubtful filings, and how each topic is called and reads."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilia.accounts.models import User
from consilia.accounts.scope import Scope, scope_of
from consilia.desk.topic_forms import NewTopicForm, TopicForm
from consilia.desk.views.access import signed_in
from consilia.desk.views.queue import A_PAGE, tabs
from consilia.library import curating
from consilia.library.models import (
    Page,
    ProposedFiling,
    ProposedFilingQuerySet,
    Topic,
    TopicSuggestion,
    TopicSuggestionQuerySet,
)

SUGGESTED, DOUBTFUL, ALL = "suggested", "doubtful", "all"
FILTERS: dict[str, str | Promise] = {
    SUGGESTED: gettext_lazy("Suggested topics"),
    DOUBTFUL: gettext_lazy("Doubtful filings"),
    ALL: gettext_lazy("All topics"),
}
EXAMPLES = 5


@never_cache
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """What waits for an editor's eye: suggested topics, doubtful filings; and every topic, to be changed."""
    scope = scope_of(_editor(request))
    show = request.GET.get("show", SUGGESTED)
    show = show if show in FILTERS else SUGGESTED
    rows: dict[str, Any] = {
        SUGGESTED: _suggestions(scope),
        DOUBTFUL: _filings(scope),
        ALL: Topic.objects.for_reading().within(scope),
    }
    page = Paginator(rows[show], A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "show": show,
        "tabs": tabs(FILTERS, show),
        "examples": [(one, _examples(one)) for one in page] if show == SUGGESTED else [],
    }
    return render(request, "desk/topics.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggested_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """A suggestion with example questions: name it in every language, or dismiss it."""
    editor = _editor(request)
    suggestion = get_object_or_404(_suggestions(scope_of(editor)), pk=pk)
    if request.method == "POST" and "dismiss" in request.POST:
        curating.dismiss_suggestion(suggestion=suggestion, by=editor, now=timezone.now())
        messages.success(request, _("It is not suggested again."))
        return redirect("desk:topics")
    form = NewTopicForm(request.POST if request.method == "POST" else None, suggestion=suggestion)
    if request.method == "POST" and form.is_valid():
        curating.accept_suggestion(
            suggestion=suggestion,
            names=form.names(),
            department=form.cleaned_data["department"],
            by=editor,
            now=timezone.now(),
        )
        messages.success(request, _("The topic is made. Pages that are about it are filed within minutes."))
        return redirect("desk:topics")
    context = {"suggestion": suggestion, "examples": _examples(suggestion), "form": form}
    return render(request, "desk/suggested_topic.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def doubtful_filing(request: HttpRequest, pk: int) -> HttpResponse:
    """The page is about the topic, or it is not."""
    editor = _editor(request)
    proposal = get_object_or_404(_filings(scope_of(editor)), pk=pk)
    decide = curating.confirm_filing if "confirm" in request.POST else curating.dismiss_filing
    decide(proposal=proposal, by=editor, now=timezone.now())
    messages.success(request, _("Your decision is kept."))
    response = redirect("desk:topics")
    response["Location"] += f"?show={DOUBTFUL}"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """How a topic is called and reads; switch it off or on."""
    editor = _editor(request)
    topic = get_object_or_404(Topic.objects.within(scope_of(editor)).select_related("department"), pk=pk)
    form = TopicForm(request.POST if request.method == "POST" else None, topic=topic)
    if request.method == "POST" and form.is_valid():
        curating.change_topic(topic=topic, **form.told(), by=editor, now=timezone.now())
        messages.success(request, _("The topic is changed."))
        return redirect("desk:change_topic", topic.pk)
    status = 422 if form.is_bound else 200
    return render(request, "desk/topic.html", {"topic": topic, "form": form}, status=status)


def _suggestions(scope: Scope) -> TopicSuggestionQuerySet:
    """New topics are of the whole service."""
    waiting = TopicSuggestion.objects.waiting()
    return waiting.none() if scope.is_limited else waiting


def _filings(scope: Scope) -> ProposedFilingQuerySet:
    waiting = ProposedFiling.objects.waiting()
    return waiting.filter(page__in=Page.objects.within(scope)) if scope.is_limited else waiting


def _editor(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_editor:
        raise PermissionDenied
    return user


def _examples(suggestion: TopicSuggestion) -> QuerySet[Page]:
    return suggestion.pages.published().order_by("-pk")[:EXAMPLES]
