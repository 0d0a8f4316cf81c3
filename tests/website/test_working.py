"""The one worker: alone, undisturbed by a step that fails, and careful with notices and old drafts."""

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from consilia.accounts import mailing
from consilia.accounts.models import ShortMemory, User
from consilia.library.models import Page
from consilia.questions import forgetting, notices
from consilia.questions.models import Draft, Notice
from consilia.website import working
from consilia.website.working import AnotherWorker, only_worker, work_forever, work_until_idle
from tests import factories

SECRET_WORDS = "My left eyelid has been twitching for two weeks, and I am ashamed of it."


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> Path:
    settings.CONSILIA_HOME = tmp_path
    return tmp_path


# --- one at a time ---


def test_there_is_one_worker_at_a_time() -> None:
    with only_worker():
        with pytest.raises(AnotherWorker), only_worker():
            pass
        with pytest.raises(CommandError, match="Another worker runs"):
            call_command("work", "--once")
    with only_worker():
        pass


# --- steps ---


@pytest.mark.django_db
def test_a_step_that_fails_rests_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, calls = Event(), {"bad": 0, "good": 0}

    def bad() -> int:
        calls["bad"] += 1
        raise RuntimeError(SECRET_WORDS)

    def good() -> int:
        calls["good"] += 1
        if calls["good"] == 3:
            stop.set()
        return 1

    monkeypatch.setattr(working, "STEPS", (bad, good))
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    work_forever(stop)
    assert calls == {"bad": 1, "good": 3}


@pytest.mark.django_db
def test_work_once_tells_of_a_step_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def bad() -> int:
        raise RuntimeError

    monkeypatch.setattr(working, "STEPS", (bad,))
    with pytest.raises(RuntimeError):
        work_until_idle()


@pytest.mark.django_db
def test_drafts_are_deleted_after_the_days_that_the_operator_set(settings: Settings) -> None:
    settings.CONSILIA_DRAFT_DAYS = 3
    for days in (2, 4):
        Draft.objects.create(key_hash=str(days), updated_at=timezone.now() - timedelta(days=days))
    work_until_idle()
    assert [draft.key_hash for draft in Draft.objects.all()] == ["2"]


@pytest.mark.django_db
def test_where_no_draft_is_old_none_is_deleted(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Draft.objects.create(key_hash="new", updated_at=timezone.now())
    with django_assert_num_queries(1) as asked:
        forgetting.delete_old_drafts(now=timezone.now())
    assert "DELETE" not in asked.captured_queries[0]["sql"], "it would take the one write lock at every turn"


@pytest.mark.django_db
def test_sessions_that_ran_out_are_cleared_at_most_hourly() -> None:
    now = timezone.now()

    def left_after(**ages: float) -> list[str]:
        Session.objects.all().delete()
        for key, hours in ages.items():
            Session.objects.create(session_key=key, session_data="", expire_date=now - timedelta(hours=hours))
        work_until_idle()
        return sorted(session.session_key for session in Session.objects.all())

    assert left_after(valid=-1, just_now=0.5) == ["just_now", "valid"]
    assert left_after(valid=-1, just_now=0.5, old=1.1) == ["valid"]


@pytest.mark.django_db
def test_from_where_somebody_was_signed_in_goes_with_the_session(oscar: User) -> None:
    now = timezone.now()
    for key, hours in (("valid", -1), ("old", 2)):
        Session.objects.create(session_key=key, session_data="", expire_date=now - timedelta(hours=hours))
        UserSession.objects.create(user=oscar, session_key=key, ip="192.0.2.1", user_agent="Ward computer")
        ShortMemory.objects.create(cache_key=key, value="", expires=now - timedelta(hours=hours))
    work_until_idle()
    assert [one.session_key for one in UserSession.objects.all()] == ["valid"]
    assert [one.cache_key for one in ShortMemory.objects.all()] == ["valid"]


@pytest.mark.django_db
def test_the_index_is_looked_up_for_waiting_pages_without_reading_the_table() -> None:
    plan = Page.objects.waiting_for_index().only("pk").explain()
    assert connection.vendor != "sqlite" or "page_to_index" in plan


# --- notices ---


@pytest.fixture
def notice(dr_bob: User) -> Notice:
    asked = factories.question(text=SECRET_WORDS, department=dr_bob.department, email="asker@example.org")
    return asked.notices.get()


def test_a_notice_says_that_there_is_news_and_nothing_of_what(notice: Notice) -> None:
    assert notices.send_some(now=factories.NOW) == 1
    (sent,) = mail.outbox
    assert sent.to == ["asker@example.org"]
    assert "/en/my/" in sent.body
    for word in ("eyelid", "twitching", "ashamed", "Neurology", "neurolog"):
        assert word not in f"{sent.subject} {sent.body}"


def test_a_notice_is_sent_once(notice: Notice) -> None:
    assert notices.send_some(now=factories.NOW) == 1
    assert notices.send_some(now=factories.NOW + timedelta(days=2)) == 0
    assert len(mail.outbox) == 1
    assert Notice.objects.get().sent_at == factories.NOW


def test_a_notice_that_another_worker_claimed_is_left_to_it(notice: Notice) -> None:
    Notice.objects.update(due_at=factories.NOW + timedelta(minutes=1), attempts=1)
    assert mailing._send(notice, notices.message, now=factories.NOW) is False
    assert mail.outbox == []


def test_a_notice_that_cannot_be_sent_is_tried_again_ever_later_and_given_up(
    notice: Notice, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    now, pauses = factories.NOW, []
    for _attempt in range(mailing.ATTEMPTS):
        assert notices.send_some(now=now) == 1
        again = Notice.objects.get()
        pauses.append(again.due_at - now)
        assert notices.send_some(now=now) == 0, "not before it is due"
        now = again.due_at
    assert pauses == sorted(pauses)
    assert pauses[0] < timedelta(minutes=5)
    assert Notice.objects.get().given_up_at
    assert notices.send_some(now=now + timedelta(days=30)) == 0


def test_an_address_that_no_mail_can_be_written_to_holds_up_nobody(dr_bob: User, settings: Settings) -> None:
    for email in ("asker\n@example.org", "asker@example.org"):
        factories.question(department=dr_bob.department, email=email)
    assert notices.send_some(now=factories.NOW) == 2
    assert [sent.to for sent in mail.outbox] == [["asker@example.org"]]
