"""The queue: who sees what, in which order, in how many queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Department, User
from consilia.engines.triage import Level
from consilia.questions import actions, claiming
from consilia.questions.models import Question
from tests import factories
from tests.desk.desk_acts import at_the_desk
from tests.people import colleague
from tests.questions.flow import words_of

QUEUE_QUERIES = 5  # session, user with department, two counts, rows with their departments and who has them


def waiting(client: Client, show: str = "", **more: str) -> list[Question]:
    response = client.get(reverse("desk:queue"), {"show": show, **more} if show else more)
    assert response.status_code == 200
    return [line.question for line in response.context["lines"]]


def test_the_queue_shows_the_most_urgent_first_then_the_oldest(dr_bob: User, neurology: Department) -> None:
    young = factories.question(department=neurology, now=factories.NOW + timedelta(hours=2))
    old = factories.question(department=neurology, now=factories.NOW)
    routine = factories.question(department=neurology, level=Level.ROUTINE, now=factories.NOW - timedelta(days=9))
    urgent = factories.question(department=neurology, level=Level.URGENT, now=factories.NOW + timedelta(days=1))
    assert waiting(at_the_desk(dr_bob)) == [urgent, old, young, routine]


def test_what_triage_could_not_decide_comes_before_everything(dr_bob: User, neurology: Department) -> None:
    urgent = factories.question(department=neurology, level=Level.URGENT)
    unsure = factories.question(department=neurology, level=Level.ROUTINE, unsure=True)
    emergency = factories.question(department=neurology, level=Level.EMERGENCY)
    assert waiting(at_the_desk(dr_bob)) == [emergency, unsure, urgent]


def test_a_row_says_how_urgent_who_and_how_long(dr_bob: User, neurology: Department) -> None:
    made = factories.question(department=neurology, level=Level.URGENT)
    page = at_the_desk(dr_bob).get(reverse("desk:queue")).content.decode()
    assert "nhsuk-tag--orange" in page
    for words in (
        "Urgent",
        "Waiting for a reply",
        "Neurology",
        "Female",
        "My left eyelid",
        "waiting for",
        made.number,
    ):
        assert words in page


def test_a_row_says_when_a_reply_is_due_and_who_works_on_it(dr_bob: User, neurology: Department) -> None:
    made = factories.question(department=neurology, level=Level.SOON, now=timezone.now() - timedelta(hours=70))
    claiming.claim(question=made, by=dr_bob, now=timezone.now())
    page = words_of(at_the_desk(dr_bob).get(reverse("desk:queue")))
    assert "due in 1\xa0hour" in page
    assert "With you" in page
    assert "Overdue" not in page
    assert "With Dr Bob" in words_of(at_the_desk(colleague(dr_bob, "Dr Dana")).get(reverse("desk:queue")))
    Question.objects.update(clock_started_at=timezone.now() - timedelta(hours=74))
    page = words_of(at_the_desk(dr_bob).get(reverse("desk:queue")))
    assert "due 2\xa0hours ago" in page
    assert "Overdue" in page


def test_a_doctor_does_not_see_another_department_s_queue(dr_bob: User, dr_carol: User, pediatrics: Department) -> None:
    factories.question(department=pediatrics)
    assert waiting(at_the_desk(dr_bob)) == []
    assert len(waiting(at_the_desk(dr_carol))) == 1


def test_a_question_for_a_department_without_doctors_is_seen_by_all(
    dr_bob: User, dr_carol: User, neurology: Department
) -> None:
    empty = Department.objects.create(slug="urology", name="Urology")
    made = factories.question(department=empty)
    assert waiting(at_the_desk(dr_bob), "unanswered") == waiting(at_the_desk(dr_carol), "unanswered") == [made]


def test_answered_questions_wait_no_longer(dr_bob: User) -> None:
    factories.answered(by=dr_bob)
    assert waiting(at_the_desk(dr_bob)) == []


def test_the_filters_narrow_the_queue(dr_bob: User, neurology: Department, pediatrics: Department) -> None:
    own = factories.question(department=neurology)
    asked_back = factories.question(department=neurology)
    actions.ask_back(question=asked_back, by=dr_bob, text="Which eye?", now=factories.NOW)
    elsewhere = factories.question(department=pediatrics, unsure=True)
    client = at_the_desk(dr_bob)
    assert set(waiting(client, "unanswered")) == {own, elsewhere}
    assert set(waiting(client, "department")) == {own, asked_back}
    assert waiting(client, "asker") == [asked_back]
    assert waiting(client, "review") == [elsewhere]
    assert waiting(client, "mine") == [asked_back], "the answer comes back to whoever asked"
    claiming.claim(question=own, by=dr_bob, now=timezone.now())
    assert set(waiting(client, "mine")) == {own, asked_back}


def test_the_queue_opens_on_one_s_department_and_what_has_to_be_judged(
    dr_bob: User, dr_carol: User, neurology: Department, pediatrics: Department
) -> None:
    own = factories.question(department=neurology)
    review = factories.question(department=pediatrics, unsure=True)
    unassigned = factories.question(department=neurology)
    Question.objects.filter(pk=unassigned.pk).update(department=None)
    factories.question(department=Department.objects.create(slug="urology", name="Urology"))
    factories.question(department=pediatrics)
    client = at_the_desk(dr_bob)
    assert set(waiting(client)) == set(waiting(client, "nonsense")) == {own, review, unassigned}
    response = client.get(reverse("desk:queue"))
    assert [tab.label for tab in response.context["tabs"] if tab.chosen] == ["My department and what has to be checked"]
    assert "1 more question waits in another department" in response.content.decode()
    assert "more question" not in client.get(reverse("desk:queue"), {"show": "unanswered"}).content.decode()


def test_nothing_waits_elsewhere_unless_one_may_take_it(dr_bob: User, dr_carol: User, pediatrics: Department) -> None:
    factories.question(department=pediatrics)
    assert "more question" not in at_the_desk(dr_bob).get(reverse("desk:queue")).content.decode()


def test_an_empty_queue_says_so(dr_bob: User) -> None:
    assert "No question waits here" in at_the_desk(dr_bob).get(reverse("desk:queue")).content.decode()


def test_a_long_queue_comes_in_pages_that_keep_the_filter(dr_bob: User, neurology: Department) -> None:
    for _number in range(26):
        factories.question(department=neurology)
    client = at_the_desk(dr_bob)
    assert len(waiting(client, "department")) == 25
    assert len(waiting(client, "department", page="2")) == 1
    page = client.get(reverse("desk:queue"), {"show": "department"}).content.decode()
    assert "show=department&amp;page=2" in page


def test_the_queue_takes_as_many_queries_for_25_as_for_one(
    dr_bob: User, neurology: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = at_the_desk(dr_bob)
    factories.question(department=neurology)
    with django_assert_num_queries(QUEUE_QUERIES):
        assert len(waiting(client)) == 1
    for _number in range(24):
        factories.question(department=neurology)
    with django_assert_num_queries(QUEUE_QUERIES):
        assert len(waiting(client)) == 25


@pytest.mark.parametrize(("person", "landing"), [("erin", "desk:to_publish"), ("oscar", "accounts:people")])
def test_editors_and_operators_land_on_their_own_page(
    request: pytest.FixtureRequest, person: str, landing: str
) -> None:
    response = at_the_desk(request.getfixturevalue(person)).get(reverse("desk:queue"))
    assert (response.status_code, response["Location"]) == (302, reverse(landing))


def test_a_browser_keeps_no_copy_of_the_queue(dr_bob: User) -> None:
    assert "no-store" in at_the_desk(dr_bob).get(reverse("desk:queue"))["Cache-Control"]
