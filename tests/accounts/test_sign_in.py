"""Signing in and out."""

from typing import Any

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from consilia.accounts.models import User
from tests.people import PASSWORD


def sign_in(client: Client, email: str, password: str, **more: str) -> Any:
    return client.post(reverse("accounts:sign_in"), {"username": email, "password": password, **more})


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
