"""Authenticator apps, recovery codes, and the door for those who must have one."""

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consilia.accounts import allauth_urls, factor_secrets
from consilia.accounts.models import User
from consilia.audit.models import Event
from tests.accounts.signing_in import code_of, sign_in, with_app

DESK = "desk:queue"
TORN = {
    "id": "eA",
    "rawId": "eA",
    "type": "public-key",
    "response": {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA", "signature": "AA"},
    "clientExtensionResults": {},
}


@pytest.fixture
def at_once(settings: Settings) -> None:
    """No days of grace."""
    settings.CONSILIA_MFA_GRACE_DAYS = 0


def actions() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def test_with_an_app_the_password_alone_lets_nobody_in(client: Client, dr_bob: User) -> None:
    secret = with_app(client, dr_bob)
    fresh = Client()
    assert sign_in(fresh, dr_bob.email)["Location"] == reverse("mfa_authenticate")
    assert not get_user(fresh).is_authenticated
    assert fresh.get(reverse(DESK)).status_code == 302
    wrong = fresh.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 422
    assert "This code is not right" in wrong.content.decode()
    assert fresh.post(reverse("mfa_authenticate"), {"code": code_of(secret)})["Location"] == reverse(DESK)
    assert get_user(fresh) == dr_bob
    failed = Event.objects.get(action="sign_in.failed")
    assert (failed.object_ref, failed.detail) == (str(dr_bob.pk), {"how": "second_factor"})
    assert Event.objects.filter(action="sign_in.ok").last().detail == {"how": "password+mfa"}  # type: ignore[union-attr]


def test_a_code_works_once(client: Client, dr_bob: User) -> None:
    secret = with_app(client, dr_bob)
    code = code_of(secret)
    first, second = Client(), Client()
    for someone in (first, second):
        sign_in(someone, dr_bob.email)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422


def test_codes_cannot_be_guessed(client: Client, dr_bob: User) -> None:
    secret = with_app(client, dr_bob)
    fresh = Client()
    sign_in(fresh, dr_bob.email)
    for number in range(5):
        fresh.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})
    refused = fresh.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert refused.status_code == 422
    assert "Too many attempts" in refused.content.decode()


def test_the_second_step_leads_back_to_where_one_was_and_never_elsewhere(client: Client, dr_bob: User) -> None:
    secret = with_app(client, dr_bob)
    wanted = reverse("accounts:people")
    for typed, reached, steps in ((wanted, wanted, 0), ("https://evil.example/", reverse(DESK), 1)):
        fresh = Client()
        sign_in(fresh, dr_bob.email, next=typed)
        answer = fresh.post(reverse("mfa_authenticate"), {"code": code_of(secret, steps=steps)})
        assert answer["Location"] == reached


def test_a_recovery_code_stands_in_once(client: Client, dr_bob: User) -> None:
    with_app(client, dr_bob)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    answers = []
    for _time in range(2):
        fresh = Client()
        sign_in(fresh, dr_bob.email)
        answers.append(fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code)
    assert answers == [302, 422]


def test_secrets_are_sealed_in_the_database_and_a_lost_key_lets_nobody_in(
    client: Client, dr_bob: User, settings: Settings
) -> None:
    secret = with_app(client, dr_bob)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert factor_secrets.unseal(stored) == secret
    settings.SECRET_KEY = "another key of this installation, made later"
    lost = factor_secrets.unseal(stored)
    assert lost
    assert lost not in (secret, factor_secrets.unseal(stored)), "by chance each time, so that no code fits"


def test_every_page_of_it_is_in_our_own_look(client: Client, dr_bob: User, settings: Settings) -> None:
    settings.CONSILIA_MFA_REQUIRED = False
    sign_in(client, dr_bob.email)
    shown: dict[str, int] = {}

    def look_at(names: Iterable[str], browser: Client) -> None:
        for name in names:
            page = browser.get(reverse(name))
            shown[name] = page.status_code
            assert not [one.origin for one in page.templates if "/allauth/templates/" in str(one.origin)], name

    look_at(["mfa_activate_totp"], client)
    with_app(client, dr_bob)
    fresh = Client()
    sign_in(fresh, dr_bob.email)
    look_at(["mfa_authenticate", "account_login", "socialaccount_login_cancelled"], fresh)
    # Allauth's own names and no other; passkeys are looked at by a journey.
    names = {one.name for one in allauth_urls.urlpatterns if one.name} - {"mfa_remove_webauthn", *shown}
    look_at(sorted(names), client)
    led_on = {name for name, status in shown.items() if status == 302}
    assert led_on == {"account_login", "mfa_reauthenticate_webauthn"}, shown


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("name", ["dr_bob", "oscar"])
def test_whoever_must_have_one_is_stopped_until_they_do(
    client: Client, name: str, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(name)
    sign_in(client, user.email)
    for address in (DESK, "accounts:people"):
        assert client.get(reverse(address))["Location"] == reverse("mfa_index")
    assert client.post(reverse("accounts:verify", args=[user.pk]))["Location"] == reverse("mfa_index")
    assert "Add a second factor to go on" in client.get(reverse("mfa_index")).content.decode()
    assert client.get(reverse("library:home")).status_code == 200
    with_app(Client(), user)
    assert client.get(reverse(DESK)).status_code in {200, 302}
    assert client.get(reverse(DESK)).headers.get("Location") != reverse("mfa_index")


@pytest.mark.usefixtures("at_once")
def test_an_editor_may_do_without(client: Client, erin: User) -> None:
    sign_in(client, erin.email)
    assert client.get(reverse("desk:to_publish")).status_code == 200


def test_nobody_is_stopped_where_the_operator_says_so(client: Client, dr_bob: User, settings: Settings) -> None:
    settings.CONSILIA_MFA_REQUIRED, settings.CONSILIA_MFA_GRACE_DAYS = False, 0
    assert "second factor" not in sign_in(client, dr_bob.email, next=reverse(DESK)).content.decode()
    assert client.get(reverse(DESK)).status_code == 200


def test_days_of_grace_begin_with_the_first_sign_in_and_end_with_a_later_one(client: Client, dr_bob: User) -> None:
    sign_in(client, dr_bob.email)
    page = client.get(reverse(DESK))
    assert page.status_code == 200
    assert "Add a second factor by" in page.content.decode()
    long_ago = timezone.now() - timedelta(days=8)
    User.objects.filter(pk=dr_bob.pk).update(first_signed_in_at=long_ago)
    assert client.get(reverse(DESK)).status_code == 302
    # Who signed in before the days were over finishes the shift.
    User.objects.filter(pk=dr_bob.pk).update(last_login=long_ago + timedelta(days=6))
    assert client.get(reverse(DESK)).status_code == 200


def test_the_last_factor_stays_with_whoever_must_have_one(client: Client, dr_bob: User, settings: Settings) -> None:
    with_app(client, dr_bob)
    refused = client.post(reverse("mfa_deactivate_totp"))
    assert refused.status_code == 422
    assert "your only second factor" in refused.content.decode()
    settings.CONSILIA_MFA_REQUIRED = False
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists(), "recovery codes go with what they stand in for"
    assert actions().count("second_factor.added") == 1
    assert actions().count("second_factor.removed") == 1


def test_another_persons_passkey_cannot_be_removed(client: Client, dr_bob: User, oscar: User) -> None:
    theirs = Authenticator.objects.create(user=oscar, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    sign_in(client, dr_bob.email)
    assert client.post(reverse("mfa_remove_webauthn", args=[theirs.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_the_only_passkey_stays_too(client: Client, dr_bob: User) -> None:
    sign_in(client, dr_bob.email)
    only = Authenticator.objects.create(user=dr_bob, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    assert client.post(reverse("mfa_remove_webauthn", args=[only.pk])).status_code == 422
    Authenticator.objects.create(user=dr_bob, type=Authenticator.Type.TOTP, data={"secret": factor_secrets.seal("AA")})
    assert client.post(reverse("mfa_remove_webauthn", args=[only.pk])).status_code == 302
    assert not Authenticator.objects.filter(pk=only.pk).exists()


FALSE = ("", "{}", "[]", "null", "not json", '{"id": "x", "type": "public-key"}', json.dumps(TORN))


def test_a_false_passkey_is_refused(client: Client, dr_bob: User) -> None:
    sign_in(client, dr_bob.email)
    for typed in FALSE:
        client.get(reverse("mfa_add_webauthn"))
        answer = client.post(reverse("mfa_add_webauthn"), {"name": "Key", "credential": typed})
        assert answer.status_code == 422, typed
    assert not Authenticator.objects.exists()
    with_app(client, dr_bob)
    fresh = Client()
    sign_in(fresh, dr_bob.email)
    for typed in FALSE[:4]:
        assert fresh.post(reverse("mfa_authenticate"), {"credential": typed}).status_code == 422, typed
    assert not get_user(fresh).is_authenticated


def test_what_guards_the_account_is_asked_for_again_after_a_while(client: Client, dr_bob: User) -> None:
    with_app(client, dr_bob)
    session = client.session
    for entry in session["account_authentication_methods"]:
        entry["at"] -= 6 * 60
    session.save()
    asked = client.get(reverse("mfa_view_recovery_codes"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    again = client.post(asked["Location"], {"password": "not the password"})
    assert again.status_code == 422
    page = client.get(asked["Location"])
    assert "With a code" in page.content.decode()
    sent = client.post(asked["Location"], {"password": "a long and boring password"})
    assert sent["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(sent["Location"]).status_code == 200
