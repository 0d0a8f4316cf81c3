"""/metrics: closed without the operator's token, readable by Prometheus, and without anything of anybody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings

from consilia.accounts.models import User
from consilia.engines.triage import Level
from consilia.questions.models import Notice
from consilia.website.environment import Environment
from consilia.website.working import work_until_idle
from tests import factories

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-operator"


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.CONSILIA_HOME = tmp_path
    settings.CONSILIA_METRICS_TOKEN = TOKEN


def told(client: Client) -> dict[str, float]:
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    assert response["Cache-Control"] == "no-store"
    families = text_string_to_metric_families(response.content.decode())
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in families
        for sample in family.samples
    }


def test_without_a_token_set_there_is_no_such_page(client: Client, settings: Settings) -> None:
    settings.CONSILIA_METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer Ü"])
def test_without_the_token_nothing_is_told(client: Client, given: str) -> None:
    response = client.get("/metrics", headers={"Authorization": given})
    assert (response.status_code, response.content) == (401, b"")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_short_token_stops_the_service() -> None:
    with pytest.raises(Exception, match="16 or more characters"):
        Environment({"CONSILIA_METRICS_TOKEN": "short"})


def test_what_waits_is_told(client: Client, dr_bob: User) -> None:
    now = timezone.now()
    factories.question(level=Level.URGENT, department=dr_bob.department, now=now - timedelta(days=2))
    factories.question(unsure=True, now=now)
    factories.answered(by=dr_bob, email="asker@example.org", now=now)
    Notice.objects.update(attempts=1, due_at=now + timedelta(hours=1))
    numbers = told(client)
    assert (numbers["consilia_questions waiting"], numbers["consilia_questions answered"]) == (1, 1)
    assert (numbers["consilia_questions_waiting urgent"], numbers["consilia_questions_waiting soon"]) == (1, 1)
    assert numbers["consilia_questions_oldest_age_seconds urgent"] == pytest.approx(2 * 86_400, abs=60)
    assert numbers["consilia_questions_oldest_age_seconds routine"] == 0
    assert numbers["consilia_questions_overdue"] == 1
    assert (numbers["consilia_notices waiting asker"], numbers["consilia_notices failing asker"]) == (2, 2)
    assert numbers["consilia_notices given_up staff"] == 0
    assert numbers["consilia_audit_waiting"] >= 3
    assert numbers["consilia_worker_heartbeat_age_seconds"] == float("inf")
    assert numbers["consilia_degraded_reasons"] >= 2


def test_what_the_worker_has_done_is_told(client: Client, neurology: object) -> None:
    factories.page(now=timezone.now())
    assert (told(client)["consilia_index_generation"], told(client)["consilia_pages_waiting_for_index"]) == (0, 1)
    work_until_idle()
    numbers = told(client)
    assert numbers["consilia_worker_heartbeat_age_seconds"] < 60
    assert (numbers["consilia_pages"], numbers["consilia_pages_waiting_for_index"]) == (1, 0)
    assert numbers["consilia_index_generation"] == 1
    assert numbers["consilia_audit_waiting"] == 0


def test_no_word_of_a_question_and_nobody_s_name_is_in_it(client: Client, dr_bob: User) -> None:
    factories.answered(by=dr_bob, email="asker@example.org", now=timezone.now())
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    page = response.content.decode()
    assert not any(word in page for word in ("eyelid", "coffee", "asker@", "Bob", "eurology"))


def test_it_costs_the_same_however_much_there_is(
    client: Client, dr_bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _count in range(5):
        factories.answered(by=dr_bob, now=timezone.now())
    with django_assert_max_num_queries(30):
        told(client)


def test_every_metric_is_in_the_reference(client: Client) -> None:
    reference = (Path(__file__).parents[2] / "docs" / "reference" / "metrics.md").read_text(encoding="utf-8")
    assert sorted({name.split()[0] for name in told(client)} - set(re.findall(r"`(consilia_\w+)", reference))) == []
