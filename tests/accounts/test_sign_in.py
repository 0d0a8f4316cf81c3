"""Signing in and out."""

from typing import ClassVar

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from consilia.accounts.models import User
from consilia.audit.models import Event
from tests.accounts.signing_in import sign_in
from tests.people import PASSWORD


class CountingHasher(MD5PasswordHasher):
    """Counts what takes the time: password hashes."""

    made: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.made.append(salt)
        return super().encode(password, salt)


def test_an_email_address_signs_in_whatever_its_case(client: Client, dr_bob: User) -> None:
    response = sign_in(client, "Bob@Example.ORG", PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == reverse("desk:queue")
    assert get_user(client) == dr_bob


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client: Client, dr_bob: User) -> None:
    wrong = sign_in(client, "bob@example.org", "not the password")
    unknown = sign_in(client, "nobody@example.org", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    errors = [response.context["form"].non_field_errors() for response in (wrong, unknown)]
    assert errors[0] == errors[1]
    assert errors[0]


def test_a_switched_off_account_gets_that_answer_too(client: Client, dr_bob: User) -> None:
    wrong = sign_in(client, "bob@example.org", "not the password").context["form"].non_field_errors()
    dr_bob.is_active = False
    dr_bob.save()
    response = sign_in(client, "bob@example.org", PASSWORD)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == wrong
    assert not get_user(client).is_authenticated


def test_switching_an_account_off_ends_its_sessions_at_once(client: Client, dr_bob: User) -> None:
    client.force_login(dr_bob)
    dr_bob.is_active = False
    dr_bob.save()
    assert client.get(reverse("desk:queue")).status_code == 302
    assert not get_user(client).is_authenticated


def test_an_account_without_a_password_cannot_sign_in(client: Client, neurology: object) -> None:
    User.objects.create_user(email="new@example.org", name="New", role="editor")
    assert sign_in(client, "new@example.org", "").status_code == 422


def test_signing_in_leads_back_to_where_one_was(client: Client, dr_bob: User) -> None:
    wanted = reverse("desk:queue") + "?show=mine"
    page = client.get(wanted, follow=True)
    assert page.context["next"] == wanted
    assert sign_in(client, "bob@example.org", PASSWORD, next=wanted)["Location"] == wanted


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client: Client, dr_bob: User, elsewhere: str) -> None:
    assert sign_in(client, "bob@example.org", PASSWORD, next=elsewhere)["Location"] == reverse("desk:queue")


def test_a_new_session_is_opened_on_signing_in(client: Client, dr_bob: User) -> None:
    client.get(reverse("accounts:sign_in"))
    client.session.save()
    before = client.session.session_key
    sign_in(client, "bob@example.org", PASSWORD)
    assert client.session.session_key != before


def test_signing_out_ends_the_session(client: Client, dr_bob: User) -> None:
    client.force_login(dr_bob)
    client.post(reverse("accounts:sign_out"))
    assert not get_user(client).is_authenticated


def test_a_link_cannot_sign_anybody_out(client: Client, dr_bob: User) -> None:
    client.force_login(dr_bob)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert get_user(client) == dr_bob


def test_a_sign_in_lasts_a_shift_and_is_not_lengthened_by_use(client: Client, dr_bob: User) -> None:
    signed_in = sign_in(client, "bob@example.org", PASSWORD)
    assert signed_in.cookies["sessionid"]["max-age"] == 12 * 60 * 60
    assert "sessionid" not in client.get(reverse("desk:queue")).cookies


def test_the_sixth_guess_is_refused_even_if_it_is_right_and_the_next_account_is_not(
    client: Client, dr_bob: User, erin: User
) -> None:
    for _guess in range(5):
        assert sign_in(client, "bob@example.org", "not the password").status_code == 422
    # From everywhere: whoever guesses changes address.
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    response = sign_in(elsewhere, "Bob@example.org", PASSWORD)
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    assert not get_user(elsewhere).is_authenticated
    assert sign_in(client, "erin@example.org", PASSWORD).status_code == 302


def test_an_unknown_address_is_limited_too(client: Client, db: None) -> None:
    answers = [sign_in(client, "nobody@example.org", "not the password").status_code for _guess in range(6)]
    assert answers == [422] * 5 + [429]


def test_one_machine_cannot_guess_through_all_accounts(client: Client, db: None) -> None:
    for number in range(10):
        # Nor by saying that it is another one: nothing of ours stands before the service.
        forged = Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
        assert sign_in(forged, f"n{number}@example.org", "not the password").status_code == 422
    assert sign_in(client, "n11@example.org", "not the password").status_code == 429


def test_an_address_is_believed_from_proxies_of_ours(client: Client, dr_bob: User, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    proxied = Client(HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.7")
    sign_in(proxied, dr_bob.email)
    assert "198.51.100.7" in proxied.get(reverse("mfa_index")).content.decode()


def test_a_guess_takes_as_long_whoever_it_is(client: Client, dr_bob: User, mallory: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    User.objects.filter(pk=mallory.pk).update(is_active=False)
    invited = User.objects.create_user(email="new@example.org", name="New", role="editor")
    hashed = {}
    for email in ("bob@example.org", "nobody@example.org", "mallory@example.org", invited.email):
        CountingHasher.made.clear()
        sign_in(client, email, "not the password")
        hashed[email] = len(CountingHasher.made)
    assert set(hashed.values()) == {1}, hashed


def test_signing_in_and_failing_to_are_on_record_and_what_was_typed_is_not(client: Client, dr_bob: User) -> None:
    sign_in(client, "bob@example.org", "a secret typed wrong")
    sign_in(client, "my-secret@example.org", "whatever it was")
    sign_in(client, "bob@example.org", PASSWORD)
    events = Event.objects.filter(action__startswith="sign_in.").order_by("pk")
    assert [(event.action, event.object_ref, event.actor) for event in events] == [
        ("sign_in.failed", str(dr_bob.pk), "stranger"),
        ("sign_in.failed", "unknown", "stranger"),
        ("sign_in.ok", str(dr_bob.pk), f"user:{dr_bob.pk}"),
    ]
    assert "secret" not in str(list(events.values()))


def test_signing_in_takes_a_token_of_the_page(dr_bob: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "bob@example.org", PASSWORD).status_code == 403
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    "page", ["accounts/signup", "accounts/login", "signup", "sign-up", "password/reset", "3rdparty"]
)
def test_nothing_of_the_library_behind_it_is_reachable_but_what_we_show(client: Client, db: None, page: str) -> None:
    assert client.get(f"/en/{page}/").status_code == 404
    assert client.get(f"/{page}/").status_code == 404
