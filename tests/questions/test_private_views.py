"""The asker's private page, and what can be done from it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from consilia.accounts.models import Department, User
from consilia.library.models import Page
from consilia.questions import actions
from consilia.questions.links import private_path, private_token
from consilia.questions.models import Question
from consilia.questions.states import State
from tests import factories
from tests.factories import NOW
from tests.questions.flow import EMERGENCY, words_of

pytestmark = pytest.mark.django_db

ACTS = ["add", "edit", "answer"]


@pytest.fixture
def question(neurology: Department) -> Question:
    return factories.question(department=neurology, text="My left eyelid twitches.")


def test_the_link_shows_the_question_its_facts_and_its_state(client: Client, question: Question) -> None:
    page = words_of(client.get(private_path(question)))
    for told in (question.number, "My left eyelid twitches.", "34 years", "Female", "Waiting for a doctor"):
        assert told in page


@pytest.mark.parametrize("act", ["", "/withdraw"])
def test_a_stranger_finds_nothing(client: Client, question: Question, act: str) -> None:
    response = client.get(f"/en/my/{'A' * 43}{act}")
    assert response.status_code == 404
    assert "eyelid" not in words_of(response)


@pytest.mark.parametrize("act", [*ACTS, "withdraw"])
def test_a_stranger_does_nothing(client: Client, question: Question, act: str) -> None:
    assert client.post(f"/en/my/{'A' * 43}/{act}", {"text": "hello"}).status_code == 404
    question.refresh_from_db()
    assert question.state == State.WAITING


def test_neither_number_nor_hash_nor_reference_opens_the_page(client: Client, question: Question) -> None:
    for guess in (question.number, question.token_hash, str(question.reference), str(question.pk)):
        assert client.get(f"/en/my/{guess}").status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_not_done_by_opening_an_address(client: Client, question: Question, act: str) -> None:
    assert client.get(f"{private_path(question)}/{act}").status_code == 405


@pytest.mark.parametrize("address", ["", "/withdraw"])
def test_nobody_keeps_the_page_and_no_other_site_learns_its_address(
    client: Client, question: Question, address: str
) -> None:
    response = client.get(private_path(question) + address)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"


def test_something_can_be_added(client: Client, question: Question) -> None:
    response = client.post(f"{private_path(question)}/add", {"text": "Also the right one."}, follow=True)
    page = words_of(response)
    assert "We have added it" in page
    assert "Also the right one." in page


@pytest.mark.parametrize("act", ["add", "edit"])
@pytest.mark.parametrize("text", ["", " \n ", "x" * 10_001])
def test_a_text_that_cannot_be_kept_is_sent_back(client: Client, question: Question, act: str, text: str) -> None:
    response = client.post(f"{private_path(question)}/{act}", {"text": text})
    assert response.status_code == 422
    page = words_of(response)
    assert f'href="#id_{act}_text"' in page
    assert f'id="id_{act}_text"' in page
    assert not question.messages.exists()


def test_every_control_has_an_id_of_its_own(client: Client, question: Question) -> None:
    ids = re.findall(r' id="([^"]+)"', words_of(client.get(private_path(question))))
    assert len(ids) == len(set(ids))


def test_danger_in_what_is_added_is_answered_at_once(client: Client, question: Question) -> None:
    page = words_of(client.post(f"{private_path(question)}/add", {"text": EMERGENCY}, follow=True))
    assert "Call 119 now" in page
    question.refresh_from_db()
    assert question.state == State.REVIEW


def test_the_words_can_be_changed_before_a_doctor_acts(client: Client, question: Question) -> None:
    response = client.post(f"{private_path(question)}/edit", {"text": "My right eyelid twitches."}, follow=True)
    assert "My right eyelid twitches." in words_of(response)
    question.refresh_from_db()
    assert question.text == "My right eyelid twitches."


def test_an_edit_is_refused_after_a_doctor_asked_back_and_the_words_are_kept(
    client: Client, question: Question, dr_bob: User
) -> None:
    actions.ask_back(question=question, by=dr_bob, text="Since when?", now=NOW)
    response = client.post(f"{private_path(question)}/edit", {"text": "Completely other words."})
    assert response.status_code == 409
    page = words_of(response)
    assert "already read this wording" in page
    assert "Completely other words." in page
    question.refresh_from_db()
    assert question.text == "My left eyelid twitches."


def test_a_doctor_who_asked_back_gets_an_answer(client: Client, question: Question, dr_bob: User) -> None:
    actions.ask_back(question=question, by=dr_bob, text="Does the cheek twitch too?", now=NOW)
    asked = words_of(client.get(private_path(question)))
    assert "Does the cheek twitch too?" in asked
    assert "id_answer_text" in asked
    response = client.post(f"{private_path(question)}/answer", {"text": "No, only the eyelid."}, follow=True)
    assert "No, only the eyelid." in words_of(response)
    question.refresh_from_db()
    assert question.state == State.WAITING


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, question: Question) -> None:
    response = client.post(f"{private_path(question)}/answer", {"text": "No."})
    assert response.status_code == 409
    assert not question.messages.exists()


def test_the_reply_is_shown_with_doctor_department_and_hospital(client: Client, dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    page = words_of(client.get(private_path(question)))
    for part in ("Dr Bob", "Neurology", "Example General Hospital", "nearly always harmless", "face droops"):
        assert part in page
    assert "id_add_text" not in page
    assert "id_edit_text" not in page


def test_something_added_too_late_is_kept_on_the_page(client: Client, dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    response = client.post(f"{private_path(question)}/add", {"text": "One more thing."})
    assert response.status_code == 409
    assert "One more thing." in words_of(response)


def test_the_published_page_is_linked_while_it_stands(client: Client, dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    assert page.get_absolute_url() in words_of(client.get(private_path(question)))


def test_withdrawing_asks_first_and_changes_nothing_yet(client: Client, question: Question) -> None:
    response = client.get(f"{private_path(question)}/withdraw")
    assert response.status_code == 200
    assert "Take your question back?" in words_of(response)
    question.refresh_from_db()
    assert question.state == State.WAITING


def test_withdrawing_takes_the_page_down(client: Client, dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    response = client.post(f"{private_path(question)}/withdraw", follow=True)
    shown = words_of(response)
    assert "has been withdrawn" in shown
    assert question.text not in shown
    assert page.get_absolute_url() not in shown
    assert not Page.objects.published().exists()
    question.refresh_from_db()
    assert question.state == State.WITHDRAWN


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_question_is_withdrawn_once(client: Client, question: Question, method: str) -> None:
    actions.withdraw(question=question, now=NOW)
    response = getattr(client, method)(f"{private_path(question)}/withdraw")
    assert response.status_code == 409


def test_the_page_speaks_the_language_of_its_address(client: Client, question: Question) -> None:
    page = words_of(client.get(f"/zh-Hant/my/{private_token(question.reference)}"))
    assert '<html lang="zh-Hant">' in page
    assert question.number in page


def test_a_published_question_costs_few_queries(
    client: Client, dr_bob: User, erin: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    factories.published(by=dr_bob, editor=erin)
    address = private_path(Question.objects.get())
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert client.get(address).status_code == 200


def test_more_messages_cost_no_more_queries(
    client: Client, question: Question, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(5):
        actions.add(question=question, text=f"Thing {number} about the twitching eyelid.", now=NOW)
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        assert client.get(private_path(question)).status_code == 200
