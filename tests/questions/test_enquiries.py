"""Asked back one by one: answered in words, by yes or no, or from a list; heard by triage as it was meant."""

from typing import Any

import pytest
from django.test import Client

from consilia.accounts.models import User
from consilia.questions import actions, forgetting
from consilia.questions.enquiries import Answer, Enquiry, complaints
from consilia.questions.links import private_path
from consilia.questions.models import Message, MessageKind, Question
from consilia.questions.states import State
from tests import factories
from tests.desk.desk_acts import address, at_the_desk, send
from tests.factories import NOW
from tests.questions.flow import words_of

ENQUIRIES = (
    Enquiry("Since when?"),
    Enquiry("Do you have crushing chest pain?", "yes_no"),
    Enquiry("Which eye is it?", "choice", ("the left", "the right")),
)
ASKED: dict[str, Any] = {
    "text": "Three things, please.",
    "ask_1": "Since when?",
    "kind_1": "words",
    "ask_2": "Does it itch?",
    "kind_2": "yes_no",
    "ask_3": "Which eye is it?",
    "kind_3": "choice",
    "choices_3": "the left\nthe right",
}


@pytest.fixture
def question(dr_bob: User) -> Question:
    return factories.question(department=dr_bob.department)


@pytest.fixture
def asked(question: Question, dr_bob: User) -> Question:
    actions.ask_back(question=question, by=dr_bob, text="Three things.", enquiries=ENQUIRIES, now=NOW)
    return question


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def answer(client: Client, question: Question, **typed: str) -> Any:
    return client.post(f"{private_path(question)}/answer", typed)


# --- the doctor ---


def test_a_doctor_asks_one_by_one_and_the_asker_finds_a_field_for_each(
    client: Client, question: Question, dr_bob: User
) -> None:
    assert send(at_the_desk(dr_bob), "ask_back", question, **ASKED).status_code == 302
    page = words_of(client.get(private_path(question)))
    for words in ("Three things, please.", "Since when?", "Does it itch?", "I do not know", "the right"):
        assert words in page
    assert page.count('type="radio"') == 5
    assert "Anything else that the doctor should know" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"text": ""}, "text"), ({"ask_1": "Which?", "kind_1": "choice", "choices_1": "one"}, "choices_1")],
)
def test_an_enquiry_that_cannot_be_answered_is_shown_again(
    question: Question, dr_bob: User, typed: dict[str, str], field: str
) -> None:
    response = send(at_the_desk(dr_bob), "ask_back", question, **typed)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {field})


def test_questions_one_by_one_need_no_words_around_them(question: Question, dr_bob: User) -> None:
    send(at_the_desk(dr_bob), "ask_back", question, ask_1="Since when?", kind_1="words")
    assert fresh(question).state == State.ASKED_BACK
    assert "Since when?" in words_of(at_the_desk(dr_bob).get(address("case", question)))


# --- the asker ---


def test_what_was_answered_stands_beside_what_was_asked(client: Client, asked: Question, dr_bob: User) -> None:
    assert answer(client, asked, answer_0="Two weeks", answer_1="no", answer_2="the left", text="It is worse at night.")
    assert fresh(asked).state == State.WAITING
    message = Message.objects.get(kind=MessageKind.ANSWERED_BACK)
    assert message.said == [
        ("Since when?", "Two weeks"),
        ("Do you have crushing chest pain?", "No"),
        ("Which eye is it?", "the left"),
        ("", "It is worse at night."),
    ]
    for page in (at_the_desk(dr_bob).get(address("case", asked)), client.get(private_path(asked))):
        for words in ("Two weeks", "the left", "It is worse at night."):
            assert words_of(page).count(words) == 1


def test_not_everything_has_to_be_answered_but_something_has(client: Client, asked: Question) -> None:
    response = answer(client, asked, text="  ")
    assert response.status_code == 422
    assert "Answer at least one question" in words_of(response)
    assert answer(client, asked, answer_2="the left").status_code == 302
    assert Message.objects.get(kind=MessageKind.ANSWERED_BACK).said == [("Which eye is it?", "the left")]


def test_an_answer_that_is_not_on_the_list_is_shown_again(client: Client, asked: Question) -> None:
    assert answer(client, asked, answer_2="the third").status_code == 422


def test_answers_to_what_was_asked_before_are_given_back_and_not_taken(
    client: Client, asked: Question, dr_bob: User
) -> None:
    before = str(Message.objects.get(kind=MessageKind.ASKED_BACK).pk)
    answer(client, asked, asked=before, answer_2="the left")
    actions.ask_back(question=fresh(asked), by=dr_bob, text="", enquiries=(Enquiry("How old?"),), now=NOW)
    response = answer(client, asked, asked=before, answer_0="Two weeks", text="And at night.")
    assert response.status_code == 409
    assert "And at night." in words_of(response)
    assert fresh(asked).state == State.ASKED_BACK


# --- triage ---


@pytest.mark.parametrize(
    ("kind", "words", "heard"),
    [
        ("yes_no", "yes", "Is there blood?"),
        ("yes_no", "no", ""),
        ("yes_no", "unknown", ""),
        ("words", "A lot", "Is there blood? A lot"),
        ("words", "No, none", "No, none"),
        ("words", "沒有", "沒有"),
        ("choice", "in the stool", "Is there blood? in the stool"),
    ],
)
def test_triage_hears_a_question_only_where_it_was_not_denied(kind: str, words: str, heard: str) -> None:
    assert complaints([Answer(words, Enquiry("Is there blood?", kind, ("in the stool",)))]) == heard


def test_a_no_raises_nothing_and_a_yes_to_a_danger_sign_does(client: Client, asked: Question, dr_bob: User) -> None:
    answer(client, asked, answer_1="no")
    assert fresh(asked).state == State.WAITING
    danger = (Enquiry("I have crushing chest pain and cannot breathe", "yes_no"),)
    actions.ask_back(question=fresh(asked), by=dr_bob, text="Is this so?", enquiries=danger, now=NOW)
    answer(client, asked, answer_0="yes")
    assert (fresh(asked).state, fresh(asked).level) == (State.REVIEW, "emergency")


def test_answers_go_into_the_asker_s_copy_and_go_with_the_words(client: Client, asked: Question) -> None:
    answer(client, asked, answer_0="zanzibarquokka")
    assert "zanzibarquokka" in str(forgetting.copy_of(fresh(asked), readings=[]))
    Message.clear(Message.objects.all())
    assert not any(message.items for message in Message.objects.all())
