"""Who works on a question: of two one wins, the lock lapses, whoever loses it sees to whom."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection

from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.questions import actions, claiming
from consilia.questions.models import Question, Reply, StateChanged
from consilia.questions.policies import Refused
from tests import factories
from tests.factories import NOW
from tests.people import colleague

MINUTE = timedelta(minutes=1)


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


@pytest.fixture
def dr_dana(dr_bob: User) -> User:
    """A licensed colleague of Dr Bob."""
    return colleague(dr_bob, "Dr Dana")


@pytest.fixture
def question(dr_bob: User) -> Question:
    return factories.question(department=dr_bob.department)


@pytest.fixture
def claimed(question: Question, dr_bob: User) -> Question:
    claiming.claim(question=question, by=dr_bob, now=NOW)
    return question


def test_a_claim_holds_for_ten_minutes_without_activity(claimed: Question, dr_bob: User, dr_dana: User) -> None:
    assert claiming.holder(claimed, now=NOW + 10 * MINUTE - timedelta(seconds=1)) == dr_bob
    assert claiming.holder(claimed, now=NOW + 10 * MINUTE) is None
    with pytest.raises(Refused, match="Dr Bob has been working on this"):
        claiming.claim(question=fresh(claimed), by=dr_dana, now=NOW + 9 * MINUTE)
    claiming.claim(question=fresh(claimed), by=dr_dana, now=NOW + 10 * MINUTE)
    assert fresh(claimed).claimed_by == dr_dana


def test_activity_renews_the_lock_of_whoever_has_it(claimed: Question, dr_bob: User, dr_dana: User) -> None:
    claiming.renew(question=claimed, by=dr_dana, now=NOW + 5 * MINUTE)
    assert claiming.held_until(fresh(claimed)) == NOW + 10 * MINUTE
    claiming.renew(question=claimed, by=dr_bob, now=NOW + 5 * MINUTE)
    assert claiming.held_until(fresh(claimed)) == NOW + 15 * MINUTE


@pytest.mark.parametrize("act", ["reply", "ask_back", "hand_over", "settle"])
def test_nobody_acts_on_what_a_colleague_works_on(claimed: Question, dr_dana: User, dr_carol: User, act: str) -> None:
    acts: dict[str, dict[str, Any]] = {
        "reply": {"text": "Harmless."},
        "ask_back": {"text": "Which eye?"},
        "hand_over": {"to": dr_carol.department, "reason": "A child"},
        "settle": {"level": "soon", "department": dr_dana.department, "reason": "Looked"},
    }
    more = acts[act]
    with pytest.raises(Refused, match="Dr Bob has been working on this"):
        getattr(actions, act)(question=claimed, by=dr_dana, now=NOW + MINUTE, **more)
    getattr(actions, act)(question=fresh(claimed), by=dr_dana, now=NOW + 11 * MINUTE, **more)


def test_whoever_loses_a_question_is_told_to_whom_and_both_are_on_record(
    claimed: Question, dr_bob: User, dr_dana: User
) -> None:
    claiming.take_over(question=fresh(claimed), by=dr_dana, now=NOW + MINUTE)
    with pytest.raises(Refused, match="Dr Dana took this question over from you"):
        actions.reply(question=fresh(claimed), by=dr_bob, text="Harmless.", now=NOW + 2 * MINUTE)
    (event,) = Event.objects.filter(action="question.taken_over")
    assert (event.actor, event.detail) == (f"user:{dr_dana.pk}", {"of": f"user:{dr_bob.pk}"})
    claiming.take_over(question=fresh(claimed), by=dr_bob, now=NOW + 3 * MINUTE)
    actions.reply(question=fresh(claimed), by=dr_bob, text="Harmless.", now=NOW + 4 * MINUTE)


def test_only_what_somebody_works_on_is_taken_over_and_only_one_s_own_is_given_back(
    question: Question, dr_bob: User, dr_dana: User
) -> None:
    with pytest.raises(Refused, match="Nobody else is working"):
        claiming.take_over(question=question, by=dr_bob, now=NOW)
    claiming.claim(question=question, by=dr_bob, now=NOW)
    with pytest.raises(Refused, match="already"):
        claiming.claim(question=question, by=dr_bob, now=NOW)
    with pytest.raises(Refused, match="not working"):
        claiming.release(question=question, by=dr_dana, now=NOW)
    claiming.release(question=question, by=dr_bob, now=NOW)
    claiming.claim(question=fresh(question), by=dr_dana, now=NOW)


def test_a_reply_and_a_handing_over_end_a_claim_and_asking_back_makes_one(
    claimed: Question, dr_bob: User, dr_carol: User
) -> None:
    assert dr_carol.department
    actions.hand_over(question=claimed, by=dr_bob, to=dr_carol.department, reason="A child", now=NOW)
    assert fresh(claimed).claimed_by is None
    actions.ask_back(question=claimed, by=dr_carol, text="How old?", now=NOW)
    assert fresh(claimed).claimed_by == dr_carol
    actions.reply(question=claimed, by=dr_carol, text="Harmless.", now=NOW)
    assert fresh(claimed).claimed_by is None


def test_an_answered_question_is_not_claimed(dr_bob: User) -> None:
    with pytest.raises(Refused, match="does not wait"):
        claiming.claim(question=factories.answered(by=dr_bob), by=dr_bob, now=NOW)


# --- at the same second ---


@pytest.fixture
def at_once() -> Callable[..., list[str]]:
    """Runs acts at the same moment, each in a connection of its own; tells what became of each."""

    def run(*acts: Callable[[], object]) -> list[str]:
        start = Barrier(len(acts))

        def one(act: Callable[[], object]) -> str:
            try:
                start.wait(timeout=10)
                act()
            except (Refused, StateChanged) as refusal:
                return type(refusal).__name__
            except OperationalError:
                return "locked"
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(len(acts)) as pool:
            return sorted(pool.map(one, acts))

    return run


@pytest.mark.django_db(transaction=True)
def test_of_two_doctors_who_claim_at_the_same_second_one_wins(
    question: Question, dr_bob: User, dr_dana: User, at_once: Callable[..., list[str]]
) -> None:
    one, other = fresh(question), fresh(question)
    ended = at_once(
        lambda: claiming.claim(question=one, by=dr_bob, now=NOW),
        lambda: claiming.claim(question=other, by=dr_dana, now=NOW),
    )
    assert ended == ["StateChanged", "done"]
    assert Event.objects.filter(action="question.claimed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_replies_that_are_sent_at_the_same_second_one_is_sent(
    question: Question, dr_bob: User, dr_dana: User, at_once: Callable[..., list[str]]
) -> None:
    one, other = fresh(question), fresh(question)
    ended = at_once(
        lambda: actions.reply(question=one, by=dr_bob, text="Harmless.", now=NOW),
        lambda: actions.reply(question=other, by=dr_dana, text="Nothing to fear.", now=NOW),
    )
    assert ended == ["StateChanged", "done"]
    assert Reply.objects.count() == 1
