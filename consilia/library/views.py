"""What a reader sees. Parse, ask the library, show; a withdrawn page answers 410."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilia.accounts.models import Department
from consilia.library.directory import find_departments, find_doctors, find_topics, often_asked
from consilia.library.finding import find_pages
from consilia.library.forms import SearchForm
from consilia.library.kept import kept_page
from consilia.library.models import Page, PageReply, Source, Topic
from consilia.library.reading import best_of_topic, marked, tag_of
from consilia.library.showing import show
from consilia.library.suggesting import suggest_pages

A_PAGE = 20
RESULTS = 10
NEWEST = 6


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Ask, search, and what has been answered lately in the reader's language."""
    newest = Page.objects.published().filter(language=tag_of(get_language()), is_excerpt=False).for_listing()
    return render(request, "library/home.html", {"pages": newest[:NEWEST], "form": SearchForm()})


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Search by a posted form, so that what was searched for stands in no address; ?q= works for links made elsewhere.

    Exempt from CSRF protection because it changes nothing, so that the form works on cached pages.
    """
    given = request.POST if request.method == "POST" else request.GET
    form = SearchForm(given if "q" in given else None)
    if not form.is_valid():
        return render(request, "library/search.html", {"form": form}, status=422 if form.is_bound else 200)
    number = form.cleaned_data["page"] or 1
    text = form.cleaned_data["q"]
    found = find_pages(text=text, filters=form.filters(), limit=RESULTS + 1, offset=(number - 1) * RESULTS)
    context = {
        "form": form,
        "found": found,
        "asked": found.read_as or text,
        "pages": found.pages[:RESULTS],
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(found.pages) > RESULTS else None,
    }
    if number == 1:
        context |= {
            "topics": find_topics(text=text),
            "doctors": find_doctors(text=text),
            "departments": find_departments(text=text),
        }
    if not found.pages:
        context["often"] = often_asked()
    response = render(request, "library/search.html", context)
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@csrf_exempt
@require_POST
@cache_control(no_store=True)
def suggest(request: HttpRequest) -> HttpResponse:
    """Pages close to what stands in the search box so far: a piece of a page, empty where none is close.

    Exempt from CSRF protection for the same reason as `search`.
    """
    found = suggest_pages(text=request.POST.get("q", ""), language=request.POST.get("language", ""))
    return render(request, "library/_suggestions.html", {"found": found, "typed": request.POST.get("q", "")})


@login_not_required
@require_safe
def page(request: HttpRequest, number: int, slug: str = "") -> HttpResponse:
    """One published page. Any other slug or language leads to its one address; a copy leads to what it copies."""
    if (kept := kept_page(request, number)) is not None:
        return kept
    found = Page.objects.for_reading().filter(pk=number).first()
    if found is None:
        raise Http404
    shown = found.duplicate_of or found
    if found.is_withdrawn or shown.is_withdrawn:
        return render(request, "410.html", status=410)
    if request.path != shown.get_absolute_url():
        return HttpResponsePermanentRedirect(shown.get_absolute_url())
    return show(request, found)


@login_not_required
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All topics that have a page or a guidance, by department."""
    counted = Topic.objects.public().annotate(size=Count("pages", filter=_ON_SHELF))
    return render(request, "library/topics.html", {"listing": _paged(request, counted.for_reading(), 100)})


@login_not_required
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic: when to get help, its guidance with sources, its best answered questions, its relatives."""
    found = get_object_or_404(Topic.objects.public().select_related("department"), slug=slug)
    listing = _paged(request, best_of_topic(found, language=tag_of(get_language())))
    related = found.related.public().for_reading()
    return render(request, "library/topic.html", {"topic": found, "listing": listing, "related": related})


@login_not_required
@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """Departments, each with the number of its pages."""
    counted = Department.objects.active().annotate(size=Count("pages", filter=_ON_SHELF))
    return render(request, "library/departments.html", {"departments": counted})


@login_not_required
@require_safe
def department(request: HttpRequest, slug: str) -> HttpResponse:
    """A department's answered questions and topics."""
    found = get_object_or_404(Department, slug=slug)
    listing = _paged(request, _in_reader_language_first(found.pages.published()))
    shown = Topic.objects.public().filter(department=found).for_reading()[:30]
    return render(request, "library/department.html", {"department": found, "listing": listing, "topics": shown})


@login_not_required
@require_safe
def doctor(request: HttpRequest, slug: str) -> HttpResponse:
    """A doctor as they signed their replies, and what they have answered."""
    replies = PageReply.objects.signed_by(slug)
    signed = replies.first()
    if signed is None:
        raise Http404
    pages = Page.objects.published().filter(pk__in=replies.values("page"))
    context = {
        "signed": signed,
        # An archive may hold a namesake's replies: the page vouches for all that stands on it, or for none.
        "licence_verified": not replies.filter(licence_verified=False).exists(),
        "listing": _paged(request, _in_reader_language_first(pages)),
    }
    return render(request, "library/doctor.html", context)


@login_not_required
@require_safe
def source(request: HttpRequest, number: int) -> HttpResponse:
    """A cited source with its licence, address, version and date; `from` and `to` mark the quoted words in place."""
    found = Source.objects.filter(pk=number).first()
    if found is None or not found.citations.exists():
        raise Http404
    return render(request, "library/source.html", {"source": found, "marked": marked(found.text, request.GET)})


_ON_SHELF = Q(pages__withdrawn_at__isnull=True, pages__duplicate_of__isnull=True)


def _in_reader_language_first(pages: QuerySet[Page]) -> QuerySet[Page]:
    mine = Q(language=tag_of(get_language()))
    return (
        pages.annotate(mine=ExpressionWrapper(mine, BooleanField()))
        .select_related("department")
        .prefetch_related("replies")
        .order_by("-mine", "-published_at", "-pk")
    )


def _paged(request: HttpRequest, rows: QuerySet[Page] | QuerySet[Topic], size: int = A_PAGE) -> PageOfList[Any]:
    return Paginator(rows, size).get_page(request.GET.get("page"))
