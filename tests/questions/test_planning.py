"""A page goes public at its time, through the same door: not before, not if it may not any more, and only once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consilia.accounts import staff_notices
from consilia.accounts.models import Consent, User
from consilia.audit.models import Event
from consilia.engines import deid
from consilia.library import actions as library
from consilia.library.models import Page
from consilia.questions import actions, amending, forgetting, planning, publishing
from consilia.questions.models import PlannedPublication, Question, StateChanged
from consilia.questions.policies import Refused
from tests import factories
from tests.desk.desk_acts import at_the_desk
from tests.factories import NOW
from tests.questions.flow import words_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DUE = NOW + DAY


@pytest.fixture
def planned(dr_bob: User, erin: User) -> Question:
    return factories.planned(by=erin, doctor=dr_bob, email="asker@example.org")


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def actions_of(question: Question) -> list[str]:
    about = Event.objects.about("question", str(question.reference))
    return [event.action for event in about.order_by("pk") if "publi" in event.action]


# --- at its time, not before ---


def test_it_goes_public_at_its_time_as_the_editor_approved_it(planned: Question, erin: User) -> None:
    assert planning.publish_some(now=DUE - timedelta(seconds=1)) == 0
    assert not Page.objects.exists()
    assert planning.publish_some(now=DUE) == 1
    page = Page.objects.get()
    assert (page.title, page.published_at, page.question) == ("Eyelid twitching", DUE, planned.text)
    assert fresh(planned).state == "published"
    assert fresh(planned).publications.get().by == erin
    assert planning.publish_some(now=DUE + DAY) == 0
    assert not PlannedPublication.objects.exists()
    assert actions_of(planned) == [
        "question.publication_planned",
        "question.published",
        "question.published_as_planned",
    ]
    assert planned.notices.filter(kind="published").count() == 1


def test_before_its_time_nothing_of_it_is_anywhere(planned: Question, client: Client) -> None:
    for address in ("library:home", "library:feed", "sitemap", "library:departments"):
        assert "Eyelid twitching" not in client.get(reverse(address)).content.decode()
    assert not Page.objects.exists()
    told = Event.objects.get(action="question.publication_planned")
    assert set(told.detail) == {"due_at"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT copy FROM questions_plannedpublication")
        assert "Eyelid" not in repr(cursor.fetchall())


def test_a_worker_that_comes_late_publishes_it_then_and_health_tells_until_it_has(
    dr_bob: User, erin: User, client: Client
) -> None:
    now = timezone.now()
    question = factories.planned(by=erin, doctor=dr_bob, now=now - 2 * DAY)
    told = "pages that should be public by now: 1. The worker publishes them when it runs"
    assert told in client.get("/health").json()["reasons"]
    planning.publish_some(now=now)
    assert told not in client.get("/health").json()["reasons"]
    assert Page.objects.get().published_at == now
    assert fresh(question).state == "published"


def test_a_crash_in_the_middle_leaves_nothing_half_and_the_next_turn_publishes_once(
    planned: Question, dr_bob: User, erin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.planned(by=erin, doctor=dr_bob, text="My right thumb hurts.", after=2 * DAY)
    shelve = library.shelve_page

    def cut_off(**facts: object) -> Page:
        page = shelve(**facts)  # type: ignore[arg-type]
        if page.question == planned.text:
            raise OSError("the power went")
        return page

    with monkeypatch.context() as broken:
        broken.setattr(library, "shelve_page", cut_off)
        with pytest.raises(OSError, match="power"):
            planning.publish_some(now=NOW + 3 * DAY)
    assert fresh(planned).state == "answered"
    assert fresh(other).state == "published", "one that fails stops none of the others"
    assert planning.publish_some(now=NOW + 3 * DAY) == 1
    assert Page.objects.filter(question=planned.text).count() == 1


# --- not if it may not any more ---


def _withdraws_consent(question: Question, dr_bob: User, erin: User) -> None:
    actions.keep_private(question=fresh(question), now=NOW)


def _ends_the_consent(question: Question, dr_bob: User, erin: User) -> None:
    Consent.objects.get(subject=str(question.reference), scope="publish").withdraw(now=NOW)


def _replies_again(question: Question, dr_bob: User, erin: User) -> None:
    actions.reply(question=fresh(question), by=dr_bob, text="And sleep.", now=NOW)


def _corrects(question: Question, dr_bob: User, erin: User) -> None:
    reply = fresh(question).replies.get()
    amending.correct(question=fresh(question), reply=reply, by=dr_bob, text="Often harmless.", reason="Weeks", now=NOW)


def _leaves(question: Question, dr_bob: User, erin: User) -> None:
    erin.is_active = False
    erin.save()


def _wants_a_second(question: Question, dr_bob: User, erin: User) -> None:
    assert dr_bob.department
    dr_bob.department.second_review = True
    dr_bob.department.save()


@pytest.mark.parametrize(
    ("happens", "because"),
    [
        (_withdraws_consent, "consent"),
        (_ends_the_consent, "consent"),
        (_replies_again, "changed"),
        (_corrects, "changed"),
        (_leaves, "editor"),
        (_wants_a_second, "refused"),
    ],
)
def test_what_may_not_go_out_any_more_goes_back_to_the_editor_with_the_reason(
    planned: Question, dr_bob: User, erin: User, happens: Callable[[Question, User, User], None], because: str
) -> None:
    happens(planned, dr_bob, erin)
    planning.publish_some(now=DUE)
    assert not Page.objects.exists()
    stopped = PlannedPublication.objects.get()
    assert (stopped.stopped_because, stopped.stopped_at) == (because, DUE)
    assert actions_of(planned)[-1] == "question.publication_stopped"
    assert planning.publish_some(now=DUE + DAY) == 0, "told once"
    staff_notices.send_some(now=DUE)
    (sent,) = [one for one in mail.outbox if one.to == [erin.email]]
    assert planned.number in sent.body
    assert "eyelid" not in f"{sent.subject} {sent.body}".lower()


def test_what_changed_comes_back_at_once_and_stands_on_the_desk_with_the_reason(
    planned: Question, dr_bob: User, erin: User
) -> None:
    _replies_again(planned, dr_bob, erin)
    assert planning.publish_some(now=NOW + timedelta(minutes=1)) == 1
    page = words_of(at_the_desk(erin).get(reverse("desk:to_publish")))
    assert "did not go public" in page
    assert "The question or a reply changed after it was approved." in page


def test_what_masking_finds_only_now_does_not_go_out(planned: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(deid, "find", _finds_more)
        planning.publish_some(now=DUE)
    assert PlannedPublication.objects.get().stopped_because == "found"
    assert not Page.objects.exists()


def _finds_more(text: str, **_more: object) -> tuple[deid.Finding, ...]:
    return (deid.Finding(0, len(text), "NAME", 0.9, "known"),) if text else ()


def test_where_masking_does_not_work_nothing_goes_out(planned: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, **_more: object) -> None:
        raise RuntimeError("lists are missing")

    monkeypatch.setattr("consilia.engines.deid.find", broken)
    planning.publish_some(now=DUE)
    assert PlannedPublication.objects.get().stopped_because == "masking"
    assert not Page.objects.exists()


def test_after_erasure_and_after_the_words_are_cleared_nothing_is_left_of_the_copy(
    planned: Question, dr_bob: User, erin: User
) -> None:
    forgetting.forget_some(now=NOW + timedelta(days=181))
    assert PlannedPublication.objects.get().copy == {}
    planning.publish_some(now=NOW + timedelta(days=181))
    assert not Page.objects.exists()
    forgetting.erase(question=planned, now=NOW)
    assert not PlannedPublication.objects.exists()


# --- moved and taken back ---


def test_it_can_be_moved_and_taken_back(planned: Question, erin: User) -> None:
    planning.change_time(question=fresh(planned), by=erin, due_at=DUE + DAY, now=NOW)
    assert planning.publish_some(now=DUE) == 0
    planning.take_back(question=fresh(planned), by=erin, now=NOW)
    assert planning.publish_some(now=DUE + 9 * DAY) == 0
    assert fresh(planned) in Question.objects.ready_to_publish()
    assert actions_of(planned)[1:] == ["question.publication_moved", "question.publication_taken_back"]


@pytest.mark.parametrize("after", [timedelta(), -DAY, 180 * DAY])
def test_a_time_that_is_past_or_after_the_words_are_gone_is_refused(dr_bob: User, erin: User, after: timedelta) -> None:
    with pytest.raises(Refused):
        factories.planned(by=erin, doctor=dr_bob, after=after)
    assert not PlannedPublication.objects.exists()


def test_an_editor_who_publishes_it_at_once_ends_the_plan(planned: Question, erin: User) -> None:
    publishing.publish(question=fresh(planned), by=erin, approved=factories.copy_of(planned), now=NOW)
    assert planning.publish_some(now=DUE) == 0
    assert Page.objects.count() == 1


def test_of_an_editor_and_the_worker_at_the_same_moment_one_wins(planned: Question, erin: User) -> None:
    as_read = fresh(planned)
    planning.publish_some(now=DUE)
    with pytest.raises((Refused, StateChanged)):
        planning.take_back(question=as_read, by=erin, now=DUE)
    assert Page.objects.count() == 1


def test_only_an_editor_plans(dr_bob: User, erin: User) -> None:
    with pytest.raises(Refused, match="Only an editor"):
        factories.planned(by=dr_bob, doctor=dr_bob)
