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
from consilia.library.models import Page
from consilia.questions.models import Notice
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


def test_pages_that_wait_long_for_the_index_are_counted(client: Client, neurology: Department) -> None:
    work_until_idle()
    factories.page(now=timezone.now())
    assert reasons(client) == []
    Page.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    assert reasons(client) == ["1 pages have waited long for the index"]


def test_a_database_that_does_not_answer_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    work_until_idle()

    def gone() -> None:
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(connection, "cursor", gone)
    assert "the database does not answer" in reasons(client)
