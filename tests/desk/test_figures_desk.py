"""Operators see how the service does: charts that need no colour, each as CSV, and no small number."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Department, User
from consilia.engines.triage import Level
from tests import factories

FIGURES = "/en/desk/figures"


@pytest.fixture
def at_the_figures(client: Client, oscar: User) -> Client:
    client.force_login(oscar)
    return client


def table(client: Client, chart: str, **asked: str) -> list[list[str]]:
    response = client.get(f"{FIGURES}/{chart}.csv", asked)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_an_empty_service_has_figures(at_the_figures: Client) -> None:
    response = at_the_figures.get(FIGURES)
    assert response.status_code == 200
    assert "Nothing waits." in response.content.decode()


def test_every_number_stands_beside_its_bar_and_in_the_file(
    at_the_figures: Client, dr_bob: User, dr_carol: User
) -> None:
    for count in range(12):
        level = Level.SOON if count < 6 else Level.ROUTINE
        factories.question(department=dr_bob.department, level=level, now=timezone.now())
    for _count in range(6):
        factories.question(department=dr_carol.department, level=Level.URGENT, now=timezone.now() - timedelta(days=20))
    page = at_the_figures.get(FIGURES).content.decode()
    assert re.search(r'Neurology</th>\s*<td>12<svg[^>]*aria-hidden="true"[^>]*><rect width="100.0"', page)
    assert re.search(r'Pediatrics</th>\s*<td>6<svg[^>]*><rect width="50.0"', page)
    assert "style=" not in page, "the security policy stops inline styles"
    assert ["Neurology", "12", "0"] in table(at_the_figures, "unanswered")
    urgency = table(at_the_figures, "urgency")
    assert urgency[0] == ["Urgency", "Questions"]
    assert dict(urgency[1:])["Urgent"] == "6"
    assert dict(table(at_the_figures, "urgency", show="7")[1:])["Urgent"] == "0"


def test_a_small_number_is_told_nowhere(at_the_figures: Client, dr_bob: User, dr_carol: User) -> None:
    for _count in range(7):
        factories.question(department=dr_bob.department, now=timezone.now())
    factories.question(department=dr_carol.department, now=timezone.now())
    page = at_the_figures.get(FIGURES).content.decode()
    assert re.search(r"Pediatrics</th>\s*<td>under 5</td>", page)
    assert [row[1] for row in table(at_the_figures, "unanswered")] == ["Questions", "<5", "<5"]


def test_what_is_no_chart_is_not_found_and_no_period_is_the_usual_one(at_the_figures: Client) -> None:
    assert at_the_figures.get(f"{FIGURES}/secrets.csv").status_code == 404
    assert at_the_figures.get(FIGURES, {"show": "9999"}).context["span"].days == 30


def test_a_department_whose_name_a_spreadsheet_would_run_is_harmless(
    at_the_figures: Client, neurology: Department
) -> None:
    Department.objects.update(name="=1+1")
    for _count in range(5):
        factories.question(department=Department.objects.get(), now=timezone.now())
    assert table(at_the_figures, "unanswered")[1][0] == "'=1+1"


def test_the_figures_cost_the_same_however_much_there_is(
    at_the_figures: Client, dr_bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _count in range(8):
        factories.answered(by=dr_bob, now=timezone.now())
    with django_assert_max_num_queries(24):
        assert at_the_figures.get(FIGURES).status_code == 200


def test_a_lead_sees_their_own_department_and_no_other_clinician_does(
    client: Client, dr_bob: User, dr_carol: User
) -> None:
    for somebody in (dr_bob, dr_carol):
        for _count in range(6):
            factories.question(department=somebody.department, now=timezone.now())
    client.force_login(dr_carol)
    assert client.get(FIGURES).status_code == 403
    User.objects.filter(pk=dr_carol.pk).update(leads_department=True)
    page = client.get(FIGURES).content.decode()
    assert "Pediatrics" in page
    assert "Neurology" not in page
    assert table(client, "unanswered")[1:] == [["Pediatrics", "6", "0"]]
    assert "Privacy findings" not in page
    assert client.get(f"{FIGURES}/privacy-findings.csv").status_code == 404
