"""/health says what is degraded, in words that an operator can act on."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from consilia.accounts.models import Department, User
from consilia.engines.triage import Level
from consilia.library.models import Page
from consilia.questions import actions
from consilia.questions.models import Notice, Question
from consilia.website.health import heartbeat
from consilia.website.working import work_until_idle
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> Path:
    settings.CONSILIA_HOME = tmp_path
    return tmp_path


def reasons(client: Client) -> list[str]:
    response = client.get("/health")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    answer = response.json()
    assert set(answer) == {"status", "reasons"}
    assert answer["status"] == ("degraded" if answer["reasons"] else "ok")
    return list(answer["reasons"])


def test_all_is_well_after_the_worker_has_been_round(client: Client) -> None:
    work_until_idle()
    assert reasons(client) == []


def test_a_new_installation_says_what_is_missing(client: Client) -> None:
    assert [reason.split(":")[0] for reason in reasons(client)] == [
        "the worker is not running",
        "the index is missing or was made by another version",
    ]


def test_a_silent_worker_is_told(client: Client, own_home: Path) -> None:
    work_until_idle()
    past = time.time() - 120
    os.utime(own_home / "worker.heartbeat", (past, past))
    assert reasons(client) == ["the worker is not running: start `consilia work`"]
    heartbeat()
    assert reasons(client) == []


def test_late_notices_are_told(client: Client, dr_bob: User) -> None:
    work_until_idle()
    factories.question(department=dr_bob.department, email="asker@example.org", now=timezone.now())
    assert reasons(client) == []
    Notice.objects.update(due_at=timezone.now() - timedelta(hours=2))
    assert reasons(client) == ["notices are late: check the mail settings"]


REVIEW_LATE = "questions that have waited more than 15 minutes for a triage review: 1. A clinician must look"
EMERGENCY_LATE = "emergency questions that have waited more than 1 hour for a reply: 1. A clinician must look"
URGENT_LATE = "urgent questions that have waited more than 24 hours for a reply: 1. A clinician must look"


def test_a_triage_review_that_waits_is_told_however_often_the_asker_adds_to_it(client: Client, dr_bob: User) -> None:
    work_until_idle()
    now = timezone.now()
    factories.question(department=dr_bob.department, now=now - timedelta(hours=20))
    asked = factories.question(unsure=True, now=now - timedelta(minutes=14))
    assert reasons(client) == []
    Question.objects.filter(pk=asked.pk).update(clock_started_at=now - timedelta(minutes=16), state_changed_at=now)
    assert reasons(client) == [REVIEW_LATE]
    actions.withdraw(question=Question.objects.get(pk=asked.pk), now=now)
    assert reasons(client) == []


@pytest.mark.parametrize(("level", "told"), [(Level.URGENT, [URGENT_LATE]), (Level.SOON, []), (Level.ROUTINE, [])])
def test_an_urgent_question_that_nobody_answers_is_told(
    client: Client, dr_bob: User, level: Level, told: list[str]
) -> None:
    work_until_idle()
    now = timezone.now()
    asked = factories.question(level=level, department=dr_bob.department, now=now - timedelta(hours=23))
    assert reasons(client) == []
    Question.objects.update(clock_started_at=now - timedelta(hours=25))
    assert reasons(client) == told
    asked.refresh_from_db()
    actions.reply(question=asked, by=dr_bob, text="Come today, please.", now=now)
    assert reasons(client) == []


def test_an_emergency_that_nobody_looks_at_is_told_twice(client: Client, neurology: Department) -> None:
    work_until_idle()
    factories.question(level=Level.EMERGENCY, now=timezone.now() - timedelta(hours=25))
    assert reasons(client) == [
        REVIEW_LATE,
        "emergency questions that have waited more than 1 hour for a reply: 1. A clinician must look",
    ]


def test_pages_that_wait_long_for_the_index_are_counted(client: Client, neurology: Department) -> None:
    work_until_idle()
    factories.page(now=timezone.now())
    assert reasons(client) == []
    Page.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    assert reasons(client) == ["pages that have waited long for the index: 1"]


def test_a_database_that_does_not_answer_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    work_until_idle()

    def gone() -> None:
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(connection, "cursor", gone)
    assert "the database does not answer" in reasons(client)
