"""How soon a department answers: from its own questions, with those that still wait; silent where there are few."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from consilia.accounts.models import User
from consilia.engines.triage import Level
from consilia.questions import actions, expecting
from consilia.questions.links import private_path
from consilia.questions.models import Question, Reply
from consilia.questions.templatetags.telling import roughly
from tests import factories
from tests.factories import NOW
from tests.questions.flow import words_of

HOUR = timedelta(hours=1)


def answered_after(doctor: User, *waits: timedelta) -> None:
    """Questions of yesterday and before, each with a reply after so long."""
    for number, wait in enumerate(waits):
        asked = factories.question(department=doctor.department, now=NOW - timedelta(days=5, minutes=number))
        actions.reply(question=asked, by=doctor, text="Harmless.", now=asked.submitted_at + wait)


def test_the_estimate_counts_those_who_still_wait() -> None:
    answered = [(number * HOUR, True) for number in range(1, 11)]
    assert expecting.within(answered, 0.5) == 5 * HOUR
    assert expecting.within(answered, 0.8) == 8 * HOUR
    waiting = [(100 * HOUR, False)] * 10
    assert expecting.within([*answered, *waiting], 0.5) == 10 * HOUR
    assert expecting.within([*answered, *waiting], 0.8) is None
    assert expecting.within([(timedelta(0), False)] * 10 + answered, 0.5) == 5 * HOUR, "just asked: no news of slowness"


def test_nothing_is_said_from_few_replies(dr_bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dr_bob.department
    monkeypatch.setattr(expecting, "FEWEST", 4)
    answered_after(dr_bob, HOUR, 2 * HOUR, 3 * HOUR)
    assert expecting.measure(dr_bob.department, now=NOW) is None
    answered_after(dr_bob, 4 * HOUR)
    found = expecting.measure(dr_bob.department, now=NOW)
    assert found == expecting.Expected(half=2 * HOUR, most=4 * HOUR)
    assert expecting.measure(dr_bob.department, now=NOW + timedelta(days=91)) is None, "too long ago to tell"


@pytest.mark.parametrize(("level", "says"), [(Level.SOON, True), (Level.URGENT, False)])
def test_whoever_waits_reads_it_unless_they_should_not_wait(
    client: Client, dr_bob: User, monkeypatch: pytest.MonkeyPatch, level: Level, says: bool
) -> None:
    monkeypatch.setattr(expecting, "FEWEST", 2)
    now = NOW
    question = factories.question(department=dr_bob.department, level=level, now=now)
    cache.set(f"expected:{question.department_id}", [6 * 3600, 3 * 24 * 3600])
    page = words_of(client.get(private_path(question)))
    assert ("half had a first reply within 6 hours and four of five within 3 days" in page) is says
    Question.objects.filter(pk=question.pk).update(state="answered")
    assert "four of five" not in words_of(client.get(private_path(question)))
    assert not Reply.objects.exists()


def test_times_are_told_roughly() -> None:
    told = [roughly(timedelta(minutes=minutes)) for minutes in (0, 5, 61, 48 * 60, 48 * 60 + 1)]
    assert told == ["1 hour", "1 hour", "2 hours", "48 hours", "3 days"]
