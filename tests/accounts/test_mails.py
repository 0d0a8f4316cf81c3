"""Mails over a real mail server: plain and HTML say the same, refusals and bounces are known, operators see them."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from consilia.accounts import mailing
from consilia.accounts.bounces import note_bounce
from consilia.accounts.composing import compose
from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.questions import notices
from consilia.questions.models import Notice
from tests import factories
from tests.accounts.smtp_server import Mailbox, smtp_server

pytestmark = pytest.mark.django_db
MAILS = "/en/desk/mails"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    with smtp_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", box.port, 5
        yield box


@pytest.fixture
def notice(dr_bob: User) -> Notice:
    return factories.question(department=dr_bob.department, email="asker@example.org").notices.get()


def arrived(mailbox: Mailbox) -> EmailMessage:
    (raw,) = mailbox.got
    return message_from_bytes(raw, policy=policy.default)


class Read(HTMLParser):
    """The words and the addresses of a page, and what would be fetched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.links, self.tags = "", list[str](), dict[str, dict[str, str | None]]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = dict(attrs)
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]

    def handle_data(self, data: str) -> None:
        self.words += data


def both(mail: EmailMessage) -> tuple[str, Read]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), Read(html.get_content())


# --- two forms ---


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-Hant", "zh-Hant")])
def test_plain_and_html_say_the_same_in_the_asker_s_language(
    mailbox: Mailbox, dr_bob: User, language: str, tag: str
) -> None:
    factories.question(department=dr_bob.department, email="asker@example.org", language=language)
    assert notices.send_some(now=factories.NOW) == 1
    mail = arrived(mailbox)
    plain, html = both(mail)
    said = html.words.replace(mail["Subject"], "")
    assert "".join(plain.split()) == "".join(said.split())
    assert (html.tags["html"]["lang"], html.tags["html"]["dir"]) == (tag, "ltr")
    (link,) = html.links
    assert link in plain
    assert "/my/" in link
    for word in ("eyelid", "twitch", "eurology", "asker@"):
        assert word not in plain + html.words + mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"


def test_what_stands_in_a_name_is_no_html(oscar: User) -> None:
    context: dict[str, object] = {"name": "<b>Eve</b>", "link": "http://x/", "days": 7, "service_name": "S"}
    mail = compose(subject="Hello <i>", template="accounts/invitation.txt", context=context, to="a@example.org")
    html = str(mail.alternatives[0][0])  # type: ignore[attr-defined]
    assert "<b>Eve" in mail.body
    assert "<b>Eve" not in html
    assert "<i>" not in html


# --- refused ---


def test_an_address_that_the_server_refuses_for_good_is_given_up_at_once(mailbox: Mailbox, notice: Notice) -> None:
    mailbox.to_receivers = "550 5.1.1 no such user asker@example.org"
    notices.send_some(now=factories.NOW)
    refused = Notice.objects.get()
    assert (refused.given_up_at, refused.outcome, refused.attempts) == (factories.NOW, "550", 1)


def test_an_address_that_is_busy_is_tried_again(mailbox: Mailbox, notice: Notice) -> None:
    mailbox.to_receivers = "450 4.2.1 try later"
    notices.send_some(now=factories.NOW)
    assert (Notice.objects.get().given_up_at, Notice.objects.get().outcome) == (None, "450")
    mailbox.to_receivers = "250 OK"
    notices.send_some(now=factories.NOW + timedelta(hours=1))
    sent = Notice.objects.get()
    assert (sent.sent_at is not None, sent.outcome, len(mailbox.got)) == (True, "", 1)


# --- come back ---

REPORT = """From: mailer-daemon@example.org
To: consilia@localhost
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

It could not be delivered.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; asker@example.org
Action: {action}
Status: {status}

--part
Content-Type: text/rfc822-headers

Message-ID: {number}
Subject: whatever

--part--
"""


def report(number: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    return REPORT.format(number=number, action=action, status=status).encode()


def test_a_mail_that_came_back_is_known_by_its_number(mailbox: Mailbox, notice: Notice) -> None:
    notices.send_some(now=factories.NOW)
    number = arrived(mailbox)["Message-ID"]
    assert number == mailing.message_id(notice)
    assert note_bounce(report(number), now=factories.NOW)
    came_back = Notice.objects.get()
    assert (came_back.bounced_at, came_back.outcome) == (factories.NOW, "5.1.1")


@pytest.mark.parametrize(
    "broken", [b"", b"\xff\xfe", b"Subject: hello\n\nNo report.", b"Content-Type: multipart/report\n\n"]
)
def test_what_is_no_report_is_none(broken: bytes) -> None:
    assert not note_bounce(broken, now=factories.NOW)


def test_a_report_of_a_delay_or_with_a_made_up_number_changes_nothing(notice: Notice) -> None:
    ours = mailing.message_id(notice)
    made_up = f"<notice-{notice.pk}-{'0' * 20}@localhost>"
    for raw in (report(ours, action="delayed", status="4.2.2"), report(made_up), report("<user-1-0@localhost>")):
        assert not note_bounce(raw, now=factories.NOW)
    assert Notice.objects.get().bounced_at is None


def test_the_command_reads_a_report_as_a_mail_server_hands_it_over(
    notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(report(mailing.message_id(notice)))))
    call_command("bounced")
    assert Notice.objects.get().bounced_at
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"nothing")))
    with pytest.raises(CommandError) as stopped:
        call_command("bounced")
    assert stopped.value.returncode == 1


# --- operators ---


def test_operators_see_what_did_not_arrive_and_no_address(
    mailbox: Mailbox, client: Client, oscar: User, dr_bob: User
) -> None:
    client.force_login(oscar)
    assert "All mails arrived" in client.get(MAILS).content.decode()
    mailbox.to_receivers = "550 5.1.1 no such user asker@example.org"
    factories.question(department=dr_bob.department, email="asker@example.org", now=timezone.now())
    notices.send_some(now=timezone.now())
    page = client.get(MAILS).content.decode()
    assert "550" in page
    assert "Given up" in page
    assert "asker@" not in page
    mailbox.to_receivers = "250 OK"
    assert "1 mail is tried again" in client.post(f"{MAILS}/again", follow=True).content.decode()
    assert notices.send_some(now=timezone.now()) == 1
    assert Notice.objects.get().sent_at
    assert Event.objects.get(action="mail.sent_again").detail == {"count": 1}


def test_what_came_back_or_has_no_address_any_more_is_not_tried_again(
    client: Client, oscar: User, notice: Notice
) -> None:
    client.force_login(oscar)
    Notice.objects.update(given_up_at=timezone.now(), bounced_at=timezone.now())
    client.post(f"{MAILS}/again")
    Notice.objects.update(bounced_at=None)
    type(notice.question).objects.update(email="")
    client.post(f"{MAILS}/again")
    assert Notice.objects.get().given_up_at
