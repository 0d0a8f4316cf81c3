"""Single sign-on against a provider that answers over HTTP: only people who were invited come in."""

import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.website.environment import Environment
from tests.accounts.openid_provider import CLIENT, SECRET, Provider, running
from tests.accounts.signing_in import sign_in, with_app
from tests.people import PASSWORD

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(server: Provider, settings: Settings, db: None) -> Provider:
    environment = {
        "CONSILIA_OIDC_SERVER": server.issuer,
        "CONSILIA_OIDC_CLIENT_ID": CLIENT,
        "CONSILIA_OIDC_SECRET": SECRET,
        "CONSILIA_OIDC_NAME": "Example Hospital",
    }
    described = Environment(environment).single_sign_on()
    settings.CONSILIA_SINGLE_SIGN_ON = described
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [described]}}
    server.person = {"sub": "bob-at-the-hospital", "email": "Bob@example.org", "email_verified": True}
    server.lies = {}
    return server


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def at_the_provider(address: str) -> str:
    """What a browser does there; returns the path and query to come back to."""
    with pytest.raises(HTTPError) as answered:
        urllib.request.build_opener(NoRedirect).open(address)
    back = urlsplit(answered.value.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_on(client: Client, **more: str) -> Any:
    sent = client.post(reverse("openid_connect_login"), more)
    assert sent.status_code == 302
    return client.get(at_the_provider(sent["Location"]))


@pytest.mark.usefixtures("provider")
def test_somebody_invited_comes_in_and_keeps_password_and_number(client: Client, dr_bob: User) -> None:
    assert "Sign in by Example Hospital" in client.get(reverse("accounts:sign_in")).content.decode()
    assert sign_on(client, next="/en/people")["Location"] == "/en/people"
    assert get_user(client) == dr_bob
    assert Event.objects.get(action="sign_in.ok").detail == {"how": "socialaccount"}
    assert sign_in(Client(), dr_bob.email, PASSWORD).status_code == 302
    # From now on by the provider's number for them, whatever their address there.
    assert SocialAccount.objects.get().uid == "bob-at-the-hospital"


def test_a_changed_address_at_the_provider_is_still_the_same_person(
    client: Client, dr_bob: User, provider: Provider
) -> None:
    sign_on(client)
    provider.person["email"] = "robert@example.org"
    again = Client()
    sign_on(again)
    assert get_user(again) == dr_bob


@pytest.mark.usefixtures("dr_bob")
@pytest.mark.parametrize(
    "person",
    [
        {"email": "stranger@example.org"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": None},
    ],
    ids=["never invited", "address not verified", "verified or not is not said", "no address"],
)
def test_nobody_else_comes_in_nor_gets_an_account(client: Client, provider: Provider, person: dict[str, Any]) -> None:
    provider.person |= person
    before = User.objects.count()
    answer = sign_on(client)
    assert answer.status_code == 403
    assert "You have no account here" in answer.content.decode()
    assert not get_user(client).is_authenticated
    assert User.objects.count() == before
    assert Event.objects.get().action == "sign_in.failed"


def test_an_address_given_to_somebody_else_does_not_inherit_the_account(
    client: Client, dr_bob: User, provider: Provider
) -> None:
    sign_on(client)
    provider.person["sub"] = "another-bob"
    other = Client()
    assert sign_on(other).status_code == 403
    assert not get_user(other).is_authenticated


@pytest.mark.usefixtures("provider")
def test_who_has_left_does_not_come_in(client: Client, dr_bob: User) -> None:
    sign_on(client)
    User.objects.filter(pk=dr_bob.pk).update(is_active=False)
    again = Client()
    assert sign_on(again).status_code == 403
    assert not get_user(again).is_authenticated


@pytest.mark.usefixtures("provider")
def test_the_second_factor_is_asked_for_all_the_same(client: Client, dr_bob: User) -> None:
    with_app(client, dr_bob)
    fresh = Client()
    assert sign_on(fresh)["Location"] == reverse("mfa_authenticate")
    assert not get_user(fresh).is_authenticated


@pytest.mark.usefixtures("dr_bob")
@pytest.mark.parametrize("lie", [{"iss": "https://evil.example"}, {"aud": "another client"}, {"exp": 1}])
def test_a_token_that_was_not_meant_for_us_is_refused(client: Client, provider: Provider, lie: dict[str, Any]) -> None:
    provider.lies = lie
    answer = sign_on(client)
    assert answer.status_code == 401
    assert "The sign-in did not work" in answer.content.decode()
    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("provider", "dr_bob")
def test_an_answer_that_nobody_asked_for_is_refused(client: Client) -> None:
    """Somebody else's code in a link: the session that began it is another."""
    sent = Client().post(reverse("openid_connect_login"))
    answer = client.get(at_the_provider(sent["Location"]))
    assert answer.status_code == 401
    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("provider")
def test_a_link_asks_first_and_nobody_ties_an_account_of_the_provider_to_another(client: Client, oscar: User) -> None:
    assert client.get(reverse("openid_connect_login")).status_code == 200
    client.force_login(oscar)
    assert sign_on(client, process="connect").status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.mark.usefixtures("provider", "dr_bob")
def test_single_sign_on_never_leads_to_another_site(client: Client) -> None:
    assert sign_on(client, next="https://evil.example/")["Location"] == reverse("desk:queue")


@pytest.mark.usefixtures("provider")
def test_who_turns_back_at_the_provider_is_told_that_nothing_happened(client: Client) -> None:
    sent = client.post(reverse("openid_connect_login"))
    state = dict(part.split("=") for part in urlsplit(sent["Location"]).query.split("&"))["state"]
    answered = {"error": "access_denied", "state": state}
    back = client.get(f"{reverse('openid_connect_callback')}?{urlencode(answered)}", follow=True)
    assert "You turned back" in back.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"OIDC_SERVER": "https://sso.example"},
        {"OIDC_SERVER": "http://sso.example", "OIDC_CLIENT_ID": "a", "OIDC_SECRET": "b"},
        {"OIDC_CLIENT_ID": "a", "OIDC_SECRET": "b"},
    ],
)
def test_half_a_provider_stops_the_start(given: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="CONSILIA_OIDC_SERVER"):
        Environment({f"CONSILIA_{name}": value for name, value in given.items()}).single_sign_on()
