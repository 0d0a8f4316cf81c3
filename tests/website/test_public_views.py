"""The service is closed by default: strangers may open the addresses on this list and no other."""

import pytest
from django.conf import settings
from django.test import Client

from tests.addresses import every_address

OPEN_TO_STRANGERS = {
    "root",
    "language_home",
    "below_language",
    "health",
    # With a token that an operator has set; without one there is no such page.
    "metrics",
    "robots",
    "sitemap",
    "sitemap_index",
    "sitemap_part",
    "llms",
    "website:about",
    "website:privacy",
    "library:home",
    "library:search",
    "library:suggest",
    "library:page",
    "library:page_by_number",
    "library:topics",
    "library:topic",
    "library:topic_feed",
    "library:departments",
    "library:department",
    "library:department_feed",
    "library:doctor",
    "library:doctor_feed",
    "library:feed",
    "library:source",
    "questions:ask",
    "questions:ask_about",
    "questions:ask_answered",
    "questions:ask_answers",
    "questions:ask_check",
    "questions:ask_consent",
    "questions:ask_department",
    "questions:ask_emergency",
    "questions:ask_guardian",
    "questions:ask_safety",
    "questions:ask_sent",
    "questions:ask_suggest",
    # Whoever holds a private link may open it: it cannot be guessed, and only its hash is kept.
    "questions:report",
    "questions:reported",
    "questions:private",
    "questions:private_add",
    "questions:private_answer",
    "questions:private_edit",
    "questions:private_keep",
    "questions:private_resubmit",
    "questions:private_copy",
    "questions:private_erase",
    "questions:private_withdraw",
    # The way in. Signing out is open, so that somebody at the second step can give up.
    "accounts:sign_in",
    "accounts:sign_out",
    "accounts:welcome",
    "account_login",
    "mfa_authenticate",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_login_cancelled",
}


def test_every_address_asks_to_sign_in_unless_it_says_otherwise() -> None:
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE


def test_strangers_may_open_these_addresses_and_no_other() -> None:
    views = every_address()
    # What LoginRequiredMiddleware looks at; a view without the mark is closed.
    public = {name for name, view in views.items() if not getattr(view, "login_required", True)}
    assert public == OPEN_TO_STRANGERS


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("/en", "/en/"),
        ("/zh-Hant", "/zh-Hant/"),
        ("/zh-hant", "/zh-Hant/"),
        ("/zh-hant/", "/zh-Hant/"),
        ("/EN", "/en/"),
    ],
)
@pytest.mark.django_db
def test_a_language_without_its_last_slash_leads_home(client: Client, typed: str, leads_to: str) -> None:
    response = client.get(typed)
    assert (response.status_code, response["Location"]) == (301, leads_to)
    assert client.get(leads_to).status_code == 200


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("/zh-hant/topics", "/zh-Hant/topics"),
        ("/ZH-HANT/pages/12/眼皮", "/zh-Hant/pages/12/%E7%9C%BC%E7%9A%AE"),
        ("/zh-hant/a%3Fb?q=1&q=%E7%9C%BC", "/zh-Hant/a%3Fb?q=1&q=%E7%9C%BC"),
        ("/En/topics", "/en/topics"),
        ("/zh-hant//example.org/", "/zh-Hant//example.org/"),
    ],
)
@pytest.mark.django_db
def test_a_language_in_the_wrong_case_leads_to_the_same_address_in_the_right_one(
    client: Client, typed: str, leads_to: str
) -> None:
    response = client.get(typed)
    assert (response.status_code, response["Location"]) == (301, leads_to)
    assert client.get("/zh-Hant/topics").status_code == 200
    assert client.get("/zh-Hant/nowhere").status_code == 404, "led once, never in a circle"


@pytest.mark.parametrize("typed", ["/fr", "/fr/", "/english", "/en-", "/e", "/zh", "/en/no-such-page", "/enabout"])
@pytest.mark.django_db
def test_no_other_address_is_led_anywhere(client: Client, typed: str) -> None:
    assert client.get(typed).status_code == 404


def test_nothing_can_be_posted_to_a_language(client: Client) -> None:
    assert client.post("/en").status_code == 405
