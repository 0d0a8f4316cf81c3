"""The publishing desk: a page that goes public later, and pages whose answer was taken back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consilia.accounts.models import User
from consilia.library.models import Page
from consilia.questions import actions, amending, planning
from consilia.questions.models import PlannedPublication, Question
from tests import factories
from tests.desk.desk_acts import address, approved, at_the_desk, send
from tests.questions.flow import words_of

DAY = timedelta(days=1)


@pytest.fixture
def question(dr_bob: User) -> Question:
    return factories.answered(by=dr_bob)


def typed(moment: datetime) -> str:
    """As a browser sends what somebody in the time zone of the installation chose."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y-%m-%dT%H:%M")


def listed(client: Client, show: str = "ready") -> list[Question]:
    response = client.get(reverse("desk:to_publish"), {"show": show})
    return [line.question for line in response.context["lines"]]


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def test_an_editor_gives_a_day_and_a_time_and_the_worker_publishes_it(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    due_at = (timezone.now() + 3 * DAY).replace(second=0, microsecond=0)
    done = send(client, "publish", question, **approved(question, public_at=typed(due_at)))
    assert done["Location"] == address("case", question)
    assert PlannedPublication.objects.get().due_at == due_at
    assert not Page.objects.exists()
    assert (listed(client), listed(client, "planned")) == ([], [question])
    assert "goes public on" in words_of(client.get(reverse("desk:to_publish"), {"show": "planned"}))
    assert "Goes public on" in words_of(client.get(address("case", question)))
    planning.publish_some(now=due_at)
    assert Page.objects.get().title == "Eyelid twitching"


@pytest.mark.parametrize(
    ("public_at", "status"),
    [("tomorrow", 422), ("2026-13-45T99:00", 422), ("0001-01-01T00:00", 409), ("9999-12-31T23:59", 409)],
)
def test_a_time_that_cannot_be_is_told_and_all_words_are_kept(
    question: Question, erin: User, public_at: str, status: int
) -> None:
    words = approved(question, title="A title I thought about", public_at=public_at)
    response = send(at_the_desk(erin), "publish", question, **words)
    assert response.status_code == status
    assert response.context["form"]["title"].value() == "A title I thought about"
    assert not PlannedPublication.objects.exists()


def test_what_was_approved_stands_there_again_and_is_moved_or_taken_back(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    due_at = timezone.now() + DAY
    send(client, "publish", question, **approved(question, title="My title", public_at=typed(due_at)))
    form = client.get(address("publish", question)).context["form"]
    assert (form["title"].value(), form["topics"].value()) == ("My title", "Eyelid Twitching")

    assert send(client, "move_publication", question, due_at="soon").status_code == 422
    moved = send(client, "move_publication", question, due_at=typed(due_at + DAY))
    assert moved["Location"] == address("publish", question)
    assert PlannedPublication.objects.get().due_at > due_at
    assert send(client, "take_back_publication", question, seen="long ago").status_code == 409
    send(client, "take_back_publication", question)
    assert not PlannedPublication.objects.exists()
    assert listed(client) == [question]


def test_a_correction_is_not_hidden_by_words_that_were_approved_before(dr_bob: User, erin: User) -> None:
    question = factories.planned(by=erin, doctor=dr_bob)
    amending.correct(
        question=question,
        reply=question.replies.get(),
        by=dr_bob,
        text="Often harmless.",
        reason="The weeks were wrong",
        now=factories.NOW,
    )
    planning.publish_some(now=factories.NOW + DAY)
    response = at_the_desk(erin).get(address("publish", question))
    assert response.context["form"][f"reply_{question.replies.get().pk}"].value() == "Often harmless."
    assert "It did not go public on" in response.content.decode()


# --- published, and the answer was taken back ---


def test_a_page_whose_only_answer_was_taken_back_stands_on_a_list_of_its_own_until_it_is_down(
    dr_bob: User, erin: User, client: Client
) -> None:
    page, other = factories.published(by=dr_bob, editor=erin), factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get(publications__page_number=page.pk)
    desk = at_the_desk(erin)
    assert listed(desk, "taken-back") == []
    amending.retract(
        question=question,
        reply=question.replies.get(),
        by=dr_bob,
        ground="harm",
        reason="Another illness",
        now=factories.NOW,
    )
    assert listed(desk, "taken-back") == [question]
    told = words_of(desk.get(reverse("desk:to_publish"), {"show": "taken-back"}))
    assert "Published pages whose answer was taken back" in told
    assert "Take each down: its question then waits for a doctor again." in told
    assert "The answer of this page was taken back" in words_of(desk.get(address("case", question)))
    assert "The answer on this page was taken back" in words_of(client.get(page.get_absolute_url()))
    assert "was taken back" not in words_of(client.get(other.get_absolute_url()))

    send(desk, "retire", question)
    assert listed(desk, "taken-back") == []
    assert fresh(question).state == "waiting"


def test_a_page_with_another_answer_that_stands_is_not_on_that_list(dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    actions.reply(question=question, by=dr_bob, text="And sleep.", now=datetime(2026, 3, 5, tzinfo=UTC))
    desk = at_the_desk(erin)
    send(desk, "publish", question, **approved(question))
    first = question.replies.order_by("pk")[0]
    amending.retract(
        question=fresh(question), reply=first, by=dr_bob, ground="wrong", reason="Wrong", now=factories.NOW
    )
    assert listed(desk, "taken-back") == []
