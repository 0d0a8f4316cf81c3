"""Operators search the audit log; that they read it is in it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.audit.recording import record
from consilia.questions.models import Question
from tests import factories

LOG = "/en/desk/audit"


@pytest.fixture
def at_the_log(client: Client, oscar: User) -> Client:
    client.force_login(oscar)
    return client


def shown(client: Client, **asked: str) -> list[tuple[str, str]]:
    response = client.get(LOG, asked)
    assert response.status_code == 200
    return [(entry.who, entry.event.action) for entry in response.context["entries"]]


def test_who_what_about_what_and_when_narrow_the_log(at_the_log: Client, dr_bob: User) -> None:
    now = timezone.now()
    asked = factories.answered(by=dr_bob, now=now)
    factories.question(now=now - timedelta(days=40))
    assert ("Dr Bob", "question.replied") in shown(at_the_log, who="bob@example")
    assert shown(at_the_log, who="asker", what="question.submitted") == [("the asker", "question.submitted")]
    assert {what for _who, what in shown(at_the_log, what="question.")} == {"question.submitted", "question.replied"}
    both = {("Dr Bob", "question.replied"), ("the asker", "question.submitted")}
    for ref in (asked.number, str(asked.reference)):
        assert set(shown(at_the_log, ref=ref, what="question")) == both
    long_ago = str(timezone.localdate() - timedelta(days=45))
    assert len(shown(at_the_log, what="question.submitted", since=long_ago)) == 2


def test_to_read_the_log_is_an_event_that_keeps_no_free_words(at_the_log: Client, oscar: User) -> None:
    asked = factories.question(now=timezone.now())
    shown(at_the_log, who="somebody's name", what="question.read", ref=asked.number)
    shown(at_the_log, ref="My eyelid twitches")
    first, second = Event.objects.filter(action="audit.read").order_by("pk")
    assert first.actor == f"user:{oscar.pk}"
    assert (first.detail["what"], first.detail["about"]) == ("question.read", asked.number.lower())
    assert "name" not in str(first.detail)
    assert "about" not in second.detail


def test_nothing_found_and_nonsense_are_told(at_the_log: Client) -> None:
    assert "No event like that" in at_the_log.get(LOG, {"who": "nobody of that name"}).content.decode()
    for nonsense in ({"what": "Über!"}, {"since": "2026-03-02", "until": "2026-03-01"}, {"since": "soon"}):
        response = at_the_log.get(LOG, nonsense)
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()


def test_the_log_shows_no_word_of_a_question(at_the_log: Client, dr_bob: User) -> None:
    factories.answered(by=dr_bob, now=timezone.now())
    page = at_the_log.get(LOG).content.decode()
    assert "question.replied" in page
    assert not any(word in page for word in ("eyelid", "twitch", "coffee"))


def test_a_long_log_has_pages_and_costs_the_same(
    at_the_log: Client, dr_bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(60):
        record(by=dr_bob, action="question.read", kind="question", ref=f"{count}", now=timezone.now())
    with django_assert_max_num_queries(7):
        first = at_the_log.get(LOG, {"what": "question.read"})
    assert "page=2" in first.content.decode()
    assert "what=question.read" in first.content.decode()
    assert len(shown(at_the_log, what="question.read", page="2")) == 10
    assert not Question.objects.exists()
