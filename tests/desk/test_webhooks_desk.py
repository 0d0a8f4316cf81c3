"""Operators add webhooks, see the secret once, try them, and see what does not arrive."""

import pytest
from django.test import Client

from consilia.accounts.models import User
from consilia.questions.models.webhooks import Delivery, Webhook
from tests import factories

LIST = "/en/desk/webhooks"
TYPED = {"url": "https://hooks.example.org/in/abc-token", "kinds": ["question.replied", "page.withdrawn"]}


@pytest.fixture
def operator(client: Client, oscar: User) -> Client:
    client.force_login(oscar)
    return client


def test_the_secret_is_shown_once(operator: Client) -> None:
    added = operator.post(LIST, TYPED)
    secret = Webhook.objects.get().secret
    assert secret in added.content.decode().replace("&#x2B;", "+")
    assert "no-store" in added["Cache-Control"]
    page = operator.get(LIST).content.decode()
    assert "hooks.example.org" in page
    assert "A doctor has replied" in page
    assert "abc-token" not in page
    assert "whsec_" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "http://hooks.example.org/", "kinds": ["question.replied"]}, "begins with https"),
        ({"url": "https://10.0.0.8/", "kinds": ["question.replied"]}, "private network"),
        ({"url": "https://hooks.example.org/", "kinds": []}, "at least one event"),
        ({"url": "https://hooks.example.org/", "kinds": ["sign_in.failed"]}, "There is a problem"),
    ],
)
def test_what_cannot_be_is_told(operator: Client, typed: dict[str, object], said: str) -> None:
    response = operator.post(LIST, typed)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Webhook.objects.exists()


def test_a_test_that_does_not_arrive_is_told(operator: Client) -> None:
    operator.post(LIST, TYPED)
    Webhook.objects.update(url="https://127.0.0.1/")
    response = operator.post(f"{LIST}/{Webhook.objects.get().pk}/test", follow=True)
    assert "The test did not arrive: private address." in response.content.decode()


def test_what_was_given_up_is_shown_and_sent_again(operator: Client) -> None:
    operator.post(LIST, TYPED)
    webhook = Webhook.objects.get()
    Delivery.objects.create(
        webhook=webhook, position=1, due_at=factories.NOW, dead_at=factories.NOW, attempts=10, outcome="503"
    )
    page = operator.get(LIST).content.decode()
    assert "1 given up" in page
    assert "last answer: 503" in page
    operator.post(f"{LIST}/{webhook.pk}/send-again")
    assert Delivery.objects.waiting().count() == 1
    operator.post(f"{LIST}/{webhook.pk}/switch-off")
    assert Delivery.objects.waiting().count() == 0
    assert "Switched off" in operator.get(LIST).content.decode()
