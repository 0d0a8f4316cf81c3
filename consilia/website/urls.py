"""Every address of the service. Those that strangers may open are on the tested list in tests/website."""

from django.urls import include, path, register_converter

from consilia.accounts.allauth_urls import single_sign_on_patterns
from consilia.library.sitemaps import sitemap_patterns
from consilia.website import metrics, views
from consilia.website.languages import LanguageTag, MistypedTag, in_every_language

register_converter(LanguageTag, "language")
register_converter(MistypedTag, "mistyped")

urlpatterns = [
    path("", views.choose_language, name="root"),
    path("health", views.health, name="health"),
    path("metrics", metrics.metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
    path("llms.txt", views.llms, name="llms"),
    *sitemap_patterns,
    *single_sign_on_patterns,
    *in_every_language(
        path("", include("consilia.library.urls")),
        path("", include("consilia.questions.urls")),
        path("", include("consilia.accounts.urls")),
        path("", include("consilia.accounts.allauth_urls")),
        path("desk", include("consilia.desk.urls")),
        path("", include("consilia.website.pages")),
    ),
    # After the languages: what reaches this is short of its last slash, or in the wrong case.
    path("<language:tag>", views.language_home, name="language_home"),
    path("<mistyped:tag>/<path:rest>", views.below_language, name="below_language"),
]

handler400 = "consilia.website.views.bad_request"
handler403 = "consilia.website.views.forbidden"
handler404 = "consilia.website.views.not_found"
handler429 = "consilia.website.views.too_often"
handler500 = "consilia.website.views.broken"
