"""The service is closed by default: strangers may open the addresses on this list and no other."""

from django.conf import settings

from tests.addresses import every_address

OPEN_TO_STRANGERS = {
    "root",
    "health",
    "robots",
    "sitemap",
    "website:about",
    "website:privacy",
    "library:home",
    "library:search",
    "library:page",
    "library:page_by_number",
    "library:topics",
    "library:topic",
    "library:departments",
    "library:department",
    "library:department_feed",
    "library:doctor",
    "library:feed",
    "questions:ask",
    "questions:ask_about",
    "questions:ask_answered",
    "questions:ask_answers",
    "questions:ask_check",
    "questions:ask_consent",
    "questions:ask_emergency",
    "questions:ask_guardian",
    "questions:ask_safety",
    "questions:ask_sent",
    # Whoever holds a private link may open it: it cannot be guessed, and only its hash is kept.
    "questions:private",
    "questions:private_add",
    "questions:private_answer",
    "questions:private_edit",
    "questions:private_keep",
    "questions:private_withdraw",
    "accounts:sign_in",
}


def test_every_address_asks_to_sign_in_unless_it_says_otherwise() -> None:
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE


def test_strangers_may_open_these_addresses_and_no_other() -> None:
    views = every_address()
    # What LoginRequiredMiddleware looks at; a view without the mark is closed.
    public = {name for name, view in views.items() if not getattr(view, "login_required", True)}
    assert public == OPEN_TO_STRANGERS
