"""Readers report problems without an account: kept sealed, limited without an address, settled by editors."""

import io
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consilia.accounts.models import Department, User
from consilia.audit.models import Event
from consilia.library.models import Page
from consilia.questions import forgetting, reporting
from consilia.questions.models import Outcome, ProblemReport, Question, StateChanged
from consilia.questions.policies import Refused
from consilia.questions.states import State
from tests import factories
from tests.desk.desk_acts import at_the_desk
from tests.factories import NOW
from tests.questions.flow import words_of
from tests.traces import stored

pytestmark = pytest.mark.django_db

CANARY = "quaggasecret"


@pytest.fixture
def page(neurology: Department) -> Page:
    return factories.page()


def tell(client: Client, page: Page, **typed: str) -> object:
    return client.post(f"/en/report/{page.pk}", {"kind": "wrong", **typed})


def test_a_page_leads_to_the_form_and_the_form_to_thanks(client: Client, page: Page) -> None:
    assert f'href="/en/report/{page.pk}"' in words_of(client.get(page.get_absolute_url()))
    form = client.get(f"/en/report/{page.pk}")
    assert page.title in words_of(form)
    assert form["Cache-Control"] == "no-store"
    sent = client.post(f"/en/report/{page.pk}", {"kind": "unsafe", "text": "The dose."}, follow=True)
    assert "Thank you for the report" in words_of(sent)
    report = ProblemReport.objects.get()
    assert (report.page_number, report.kind, report.text) == (page.pk, "unsafe", "The dose.")
    event = Event.objects.get(action="page.reported")
    assert (event.actor, event.object_ref, event.detail) == ("reader", str(page.pk), {"problem": "unsafe"})


def test_a_report_lies_sealed_and_stands_in_no_address_and_no_log(client: Client, page: Page) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    sent = client.post(f"/en/report/{page.pk}", {"kind": "private", "text": f"It is {CANARY}"}, REMOTE_ADDR="192.0.2.7")
    logging.getLogger().removeHandler(handler)
    assert sent.status_code == 302
    for place in (stored(), log.getvalue(), sent["Location"], client.cookies.output()):
        assert CANARY not in place
        assert "192.0.2.7" not in place


@pytest.mark.parametrize("typed", [{"kind": ""}, {"kind": "other"}, {"text": "x" * 2_001}, {"text": "half \x00"}])
def test_what_cannot_be_kept_is_shown_again(client: Client, page: Page, typed: dict[str, str]) -> None:
    response = tell(client, page, **typed)
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "There is a problem" in words_of(response)
    assert not ProblemReport.objects.exists()


def test_a_sender_is_stopped_for_an_hour_and_keeps_the_words(page: Page) -> None:
    here, elsewhere = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    for _one in range(reporting.MOST_AN_HOUR):
        assert tell(here, page).status_code == 302  # type: ignore[attr-defined]
    stopped = tell(here, page, text="The sixth")
    assert stopped.status_code == 429  # type: ignore[attr-defined]
    assert "The sixth" in words_of(stopped)
    assert tell(elsewhere, page).status_code == 302  # type: ignore[attr-defined]
    ProblemReport.objects.update(at=timezone.now() - timedelta(hours=2))
    assert tell(here, page).status_code == 302  # type: ignore[attr-defined]


def test_behind_a_proxy_the_address_is_the_one_that_it_saw(page: Page, settings: object) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    client = Client()
    for forged in range(reporting.MOST_AN_HOUR + 1):
        told = f"203.0.113.{forged}, 192.0.2.7"
        response = client.post(f"/en/report/{page.pk}", {"kind": "wrong"}, headers={"x-forwarded-for": told})
    assert response.status_code == 429


def test_nothing_is_reported_of_what_is_not_there(client: Client, page: Page) -> None:
    assert client.get(f"/en/report/{page.pk + 1}").status_code == 404
    Page.objects.filter(pk=page.pk).update(withdrawn_at=NOW, title="", question="")
    assert client.get(f"/en/report/{page.pk}").status_code == 410


def test_the_editor_s_list_has_the_gravest_first_and_settles_each(page: Page, erin: User, dr_bob: User) -> None:
    for kind in ("wrong", "unsafe", "private"):
        reporting.report(page_number=page.pk, kind=kind, text=f"It is {kind}.", sender="", now=NOW)
    editor = at_the_desk(erin)
    assert "3" in words_of(editor.get("/en/desk/publish"))
    html = words_of(editor.get("/en/desk/reports"))
    assert html.index("It is private.") < html.index("It is unsafe.") < html.index("It is wrong.")
    wrong = ProblemReport.objects.get(kind="wrong")
    answer = editor.post(f"/en/desk/reports/{wrong.pk}/settle", {"outcome": "nothing"}, follow=True)
    assert "The report is settled." in words_of(answer)
    assert "It is wrong." not in words_of(editor.get("/en/desk/reports"))
    assert "Nothing had to change" in words_of(editor.get("/en/desk/reports?show=settled"))
    assert editor.post(f"/en/desk/reports/{wrong.pk}/settle", {"outcome": "changed"}).status_code == 409
    assert editor.post(f"/en/desk/reports/{wrong.pk}/settle", {"outcome": "no"}).status_code == 422
    with pytest.raises(Refused):
        reporting.settle(report=ProblemReport.objects.open()[0], outcome=Outcome.NOTHING, by=dr_bob, now=NOW)


@pytest.mark.parametrize("asked_here", [True, False])
def test_taking_the_page_down_settles_it(client: Client, dr_bob: User, erin: User, asked_here: bool) -> None:
    page = factories.published(by=dr_bob, editor=erin) if asked_here else factories.page()
    report = reporting.report(page_number=page.pk, kind="private", text="", sender="", now=NOW)
    reporting.settle(report=report, outcome=Outcome.TAKEN_DOWN, by=erin, now=NOW)
    assert client.get(page.get_absolute_url()).status_code == 410
    assert [question.state for question in Question.objects.all()] == ([State.RETIRED] if asked_here else [])
    with pytest.raises(StateChanged):
        reporting.settle(report=report, outcome=Outcome.NOTHING, by=erin, now=NOW)


def test_words_and_senders_go(page: Page, dr_bob: User, erin: User) -> None:
    report = reporting.report(page_number=page.pk, kind="wrong", text=CANARY, sender="s", now=NOW)
    forgetting.forget_some(now=NOW + timedelta(days=1))
    report.refresh_from_db()
    assert (report.sender, report.text) == ("", CANARY)
    reporting.settle(report=report, outcome=Outcome.NOTHING, by=erin, now=NOW)
    forgetting.forget_some(now=NOW + timedelta(days=181))
    report.refresh_from_db()
    assert report.text == ""
    mine = factories.published(by=dr_bob, editor=erin)
    reporting.report(page_number=mine.pk, kind="private", text=CANARY, sender="s", now=NOW)
    forgetting.erase(question=Question.objects.get(), now=NOW)
    assert not ProblemReport.objects.exclude(text="").exists()
