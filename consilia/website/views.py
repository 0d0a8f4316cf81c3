"""The shell's own pages: language choice, health, about, and what is shown when something goes wrong."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from consilia.accounts.models import Department
from consilia.questions import machine_drafts
from consilia.questions.jurisdiction import adult_age, here
from consilia.website.health import reasons_degraded
from consilia.website.languages import current_language


@login_not_required
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """From / to the home page in the language that the browser asks for."""
    response = HttpResponseRedirect(f"/{current_language()}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@login_not_required
@require_safe
def language_home(request: HttpRequest, tag: str) -> HttpResponse:
    """From /en, as people type it, to /en/."""
    return HttpResponsePermanentRedirect(f"/{tag}/")


@login_not_required
@require_safe
def below_language(request: HttpRequest, tag: str, rest: str) -> HttpResponse:
    """From /zh-hant/topics, as people type it, to /zh-Hant/topics, with all that follows as it was typed."""
    return HttpResponsePermanentRedirect(f"/{tag}{request.get_full_path()[len(tag) + 1 :]}")


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """`{"status": "ok" | "degraded", "reasons": [...]}` for a monitor."""
    reasons = reasons_degraded()
    response = JsonResponse({"status": "degraded" if reasons else "ok", "reasons": reasons})
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the library and where one asks, nothing of the asker's or the desk's."""
    hidden = ("ask/", "my/", "desk", "report/", "sign-in", "welcome/", "search?")
    private = "\n".join(f"Disallow: /*/{part}" for part in hidden)
    text = f"User-agent: *\n{private}\nSitemap: {settings.CONSILIA_BASE_URL}/sitemap-index.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """What a language model should know before it reads or quotes the library (llmstxt.org)."""
    context = {"base_url": settings.CONSILIA_BASE_URL, "departments": Department.objects.active()}
    return render(request, "website/llms.txt", context, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the service is, and what it is not."""
    return render(request, "website/about.html", {"jurisdiction": here()})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and who sees it."""
    return render(
        request,
        "website/privacy.html",
        {
            "draft_days": settings.CONSILIA_DRAFT_DAYS,
            "asked_on": settings.CONSILIA_ASKED_ON,
            "answer_days": settings.CONSILIA_ANSWER_DAYS,
            "retention_days": settings.CONSILIA_RETENTION_DAYS,
            "adult_age": adult_age(),
            "machine_drafts": machine_drafts.is_on(),
        },
    )


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. Rendered without the request: nothing that may be broken is asked."""
    return HttpResponseBadRequest(render_to_string("400.html"))


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


@login_not_required
def too_often(request: HttpRequest) -> HttpResponse:
    """429."""
    return render(request, "429.html", status=429)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """500. Rendered without the request: nothing that may be broken is asked."""
    return HttpResponseServerError(render_to_string("500.html"))
