"""Webhooks against a real HTTPS server: signed, without content, tried again, and only to where they may go."""

import base64
import hashlib
import hmac
import ipaddress
import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from consilia.accounts.models import User
from consilia.audit.chain import chain_some
from consilia.audit.models import Event
from consilia.questions.models.webhooks import Delivery, Webhook
from consilia.questions.webhooks import keeping, posting, sending
from consilia.questions.webhooks.posting import may_talk_to, why_not_address
from tests import factories
from tests.questions.https_server import OtherSide, https_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def other(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherSide]:
    """Another system on this machine, which the operator has allowed."""
    settings.CONSILIA_WEBHOOK_NETWORKS = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]
    with https_server(tmp_path) as (side, authority):
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        yield side


@pytest.fixture
def webhook(other: OtherSide, oscar: User, now: datetime) -> Webhook:
    return keeping.add(url=other.url, kinds=["question.submitted", "question.replied"], by=oscar, now=now)


def work(now: datetime) -> int:
    chain_some()
    sending.queue_some(now=now)
    return sending.send_some(now=now)


def test_what_happened_is_sent_signed_and_without_a_word_of_it(
    webhook: Webhook, other: OtherSide, dr_bob: User, now: datetime
) -> None:
    question = factories.answered(by=dr_bob, email="asker@example.org", now=now)
    assert work(now) == 2
    (path, headers, body), (_path, _headers, second) = other.got
    assert path == "/hook?token=abc"
    assert headers["content-type"] == "application/json"
    told = json.loads(body)
    assert (told["type"], json.loads(second)["type"]) == ("question.submitted", "question.replied")
    assert set(told) == {"type", "timestamp", "data"}
    assert set(told["data"]) == {"kind", "ref", "position"}
    assert told["data"]["ref"] == str(question.reference)
    for word in (b"eyelid", b"coffee", b"asker@", b"neurology", b"Neurology", b"soon", b"Bob"):
        assert word not in body + second
    # As a receiver checks it, by the text of Standard Webhooks.
    key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - now.timestamp()) < 2


def test_only_the_events_that_were_chosen_and_only_once(
    webhook: Webhook, other: OtherSide, dr_bob: User, now: datetime
) -> None:
    factories.answered(by=dr_bob, now=now)
    for _turn in range(3):
        work(now + timedelta(days=1))
    ids = [headers["webhook-id"] for _path, headers, _body in other.got]
    assert len(ids) == len(set(ids)) == 2
    assert Delivery.objects.filter(sent_at__isnull=False).count() == 2


def test_what_was_before_is_not_sent(other: OtherSide, oscar: User, dr_bob: User, now: datetime) -> None:
    factories.question(now=now)
    chain_some()
    keeping.add(url=other.url, kinds=["question.submitted"], by=oscar, now=now)
    assert work(now) == 0


def test_what_does_not_arrive_is_tried_ever_later_with_the_same_id_and_given_up(
    webhook: Webhook, other: OtherSide, now: datetime
) -> None:
    other.answers = 500
    factories.question(now=now)
    pauses = []
    for _attempt in range(len(sending.PAUSES) + 1):
        assert work(now) == 1
        assert work(now) == 0, "not before it is due"
        delivery = Delivery.objects.get()
        pauses.append(delivery.due_at - now)
        now = delivery.due_at
    assert pauses[:-1] == list(sending.PAUSES)
    assert (delivery.dead_at is not None, delivery.outcome) == (True, "500")
    assert work(now + timedelta(days=9)) == 0
    assert len({headers["webhook-id"] for _path, headers, _body in other.got}) == 1
    assert len({headers["webhook-timestamp"] for _path, headers, _body in other.got}) > 1


def test_what_was_given_up_can_be_sent_again(webhook: Webhook, other: OtherSide, oscar: User, now: datetime) -> None:
    factories.question(now=now)
    work(now)
    Delivery.objects.update(sent_at=None, dead_at=now, attempts=10)
    assert keeping.send_again(webhook=webhook, by=oscar, now=now) == 1
    assert work(now) == 1
    assert Delivery.objects.get().sent_at


def test_who_is_gone_for_good_is_told_nothing_more(webhook: Webhook, other: OtherSide, now: datetime) -> None:
    other.answers = 410
    for _count in range(2):
        factories.question(now=now)
    assert work(now) == 1
    assert work(now + timedelta(days=1)) == 0
    assert Webhook.objects.get().stopped_because == "gone"


def test_a_webhook_that_is_switched_off_goes_on_where_it_stopped(
    webhook: Webhook, other: OtherSide, oscar: User, now: datetime
) -> None:
    keeping.switch_off(webhook=webhook, by=oscar, now=now)
    factories.question(now=now)
    assert work(now) == 0
    keeping.switch_on(webhook=webhook, by=oscar, now=now)
    assert work(now) == 1
    events = list(Event.objects.filter(object_kind="webhook").order_by("pk").values_list("action", flat=True))
    assert events == ["webhook.added", "webhook.switched_off", "webhook.switched_on"]
    assert "token" not in str(list(Event.objects.filter(object_kind="webhook").values()))


def test_a_redirect_is_not_followed(webhook: Webhook, other: OtherSide, now: datetime) -> None:
    other.answers, other.location = 302, other.url
    factories.question(now=now)
    assert work(now) == 1
    assert len(other.got) == 1
    assert Delivery.objects.get().outcome == "302"


def test_one_who_never_answers_is_left_in_time(
    webhook: Webhook, other: OtherSide, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(posting, "ALL_SECONDS", 0.5)
    other.hangs = True
    for _count in range(3):
        factories.question(now=now)
    started = time.monotonic()
    assert work(now) == 1, "once a turn, not once an event"
    assert time.monotonic() - started < 4
    assert Delivery.objects.exclude(outcome="").get().sent_at is None


def test_a_certificate_of_nobody_is_refused(
    webhook: Webhook, other: OtherSide, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    factories.question(now=now)
    work(now)
    assert Delivery.objects.get().outcome == "SSLCertVerificationError"
    assert other.got == []


def test_a_test_says_that_it_is_one(webhook: Webhook, other: OtherSide, oscar: User, now: datetime) -> None:
    assert keeping.try_out(webhook=webhook, by=oscar, now=now) == "204"
    ((_path, _headers, body),) = other.got
    assert json.loads(body)["type"] == "webhook.test"


def test_what_arrived_is_forgotten_after_a_month(webhook: Webhook, other: OtherSide, now: datetime) -> None:
    factories.question(now=now)
    work(now)
    assert sending.forget_sent(now=now + timedelta(days=29)) == 0
    assert sending.forget_sent(now=now + timedelta(days=31)) == 1


# --- where they may go ---


def test_without_leave_nothing_goes_to_a_private_address_whatever_its_name(
    webhook: Webhook, other: OtherSide, settings: Settings, now: datetime
) -> None:
    settings.CONSILIA_WEBHOOK_NETWORKS = []
    port = other.url.split(":")[2]
    # A name in the DNS may lead to an address inside: here one that every machine has.
    Webhook.objects.update(url=f"https://localhost:{port}")
    factories.question(now=now)
    assert work(now) == 1
    assert Delivery.objects.get().outcome == "private address"
    assert other.got == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_an_address_inside_is_refused(address: str) -> None:
    assert not may_talk_to(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    assert why_not_address(f"https://{host}/") == "private"


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_an_address_of_the_internet_is_fine(address: str) -> None:
    assert may_talk_to(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "why_not"),
    [
        ("https://hooks.example.org/a?b=c", ""),
        ("https://hooks.example.org:8443", ""),
        ("http://hooks.example.org/", "not_https"),
        ("ftp://hooks.example.org/", "not_https"),
        ("hooks.example.org", "not_https"),
        ("https:///path", "malformed"),
        ("https://user:secret@hooks.example.org/", "malformed"),
        ("https://hooks.example.org/#part", "malformed"),
        ("https://hooks.example.org:99999/", "malformed"),
        ("https://hooks.example.org/a b", "malformed"),
        ("https://hooks.example.org/\r\nHost: inside", "malformed"),
        ("https://höøks.example.org/", "malformed"),
        ("https://[::1", "malformed"),
    ],
)
def test_the_form_of_an_address_is_looked_at(url: str, why_not: str) -> None:
    assert why_not_address(url) == why_not


# --- at rest ---


def test_address_and_secret_are_sealed_at_rest(webhook: Webhook) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT url, secret FROM questions_webhook")
        stored = str(cursor.fetchall())
    assert "token" not in stored
    assert "whsec_" not in stored
