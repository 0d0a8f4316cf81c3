"""Clinicians ask one another: who sees it, who is told, and that neither asker, editor nor page ever gets a word."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from consilia.accounts import staff_notices
from consilia.accounts.models import StaffNotice, User
from consilia.audit.models import Event
from consilia.library.models import Page
from consilia.questions import colleagues, forgetting
from consilia.questions.links import private_path
from consilia.questions.models import Note, Question
from consilia.questions.policies import Refused
from tests import factories
from tests.desk.desk_acts import address, at_the_desk
from tests.factories import NOW
from tests.people import colleague
from tests.traces import stored

WORDS = "Canaryword: have you seen this before?"


@pytest.fixture
def question(dr_bob: User, dr_carol: User) -> Question:
    return factories.question(department=dr_bob.department)


def ask(user: User, question: Question, /, to: str = "", text: str = WORDS) -> Any:
    return at_the_desk(user).post(address("ask_colleague", question), {"to": to, "text": text})


def answer(user: User, question: Question, /, text: str = "It passes.") -> Any:
    asked = Note.objects.filter(answers__isnull=True).latest("pk")
    return at_the_desk(user).post(reverse("desk:answer_note", args=[question.reference, asked.pk]), {"text": text})


def queue_of(user: User) -> str:
    page: str = at_the_desk(user).get(reverse("desk:queue"), {"show": "asked"}).content.decode()
    return page


def test_a_colleague_of_another_department_is_asked_sees_the_case_and_answers_once(
    question: Question, dr_bob: User, dr_carol: User, mailoutbox: list[Any]
) -> None:
    carol = at_the_desk(dr_carol)
    assert carol.get(address("case", question)).status_code == 404
    assert ask(dr_bob, question, to=f"user-{dr_carol.pk}").status_code == 302
    assert address("case", question) in queue_of(dr_carol)
    assert address("case", question) not in queue_of(dr_bob)
    assert WORDS in carol.get(address("case", question)).content.decode()

    staff_notices.send_some(now=NOW + timedelta(days=3650))
    (mail,) = mailoutbox
    assert mail.to == [dr_carol.email]
    assert question.number in mail.body
    assert "Canaryword" not in mail.body
    assert question.text not in mail.body

    assert answer(dr_bob, question).status_code == 409, "who asked does not answer"
    assert answer(dr_carol, question, text="").status_code == 422
    assert answer(dr_carol, question)["Location"] == reverse("desk:queue")
    assert carol.get(address("case", question)).status_code == 404, "her part is done"
    assert "It passes." in at_the_desk(dr_bob).get(address("case", question)).content.decode()
    assert list(StaffNotice.objects.order_by("pk").values_list("user", "kind")) == [
        (dr_carol.pk, "asked"),
        (dr_bob.pk, "answered"),
    ]


def test_a_department_is_asked_and_one_of_it_answers(question: Question, dr_bob: User, dr_carol: User) -> None:
    dan = colleague(dr_carol, "Dr Dan")
    ask(dr_bob, question, to=f"department-{dr_carol.department_id}")
    assert {notice.user for notice in StaffNotice.objects.all()} == {dr_carol, dan}
    note = Note.objects.get()
    assert answer(dan, question).status_code == 302
    with pytest.raises(Refused):
        colleagues.answer(note=note, by=dr_carol, text="Too late", now=NOW)
    assert address("case", question) not in queue_of(dr_carol)


def test_a_note_for_whoever_opens_the_case_tells_nobody(question: Question, dr_bob: User, mallory: User) -> None:
    ask(dr_bob, question)
    assert not StaffNotice.objects.exists()
    assert WORDS in at_the_desk(mallory).get(address("case", question)).content.decode()
    assert ask(dr_bob, question, text="").status_code == 422
    assert ask(dr_bob, question, to=f"user-{dr_bob.pk}").status_code == 422, "nobody asks themselves"


def test_neither_asker_nor_editor_nor_page_gets_a_word(client: Client, dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    colleagues.say(question=question, by=dr_bob, text=WORDS, now=NOW)
    editor = at_the_desk(erin)
    seen = [
        client.get(private_path(question)).content.decode(),
        client.get(f"{private_path(question)}/copy").content.decode(),
        json.dumps(forgetting.copy_of(question, readings=[])),
        client.get(page.get_absolute_url()).content.decode(),
        editor.get(address("case", question)).content.decode(),
    ]
    assert not [one for one in seen if "Canaryword" in one]
    assert editor.get(address("ask_colleague", question)).status_code == 409
    assert "Canaryword" not in repr(list(Event.objects.values_list("detail", flat=True)))
    assert "Canaryword" not in repr(list(Page.objects.values()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM questions_note")
        assert "Canaryword" not in repr(cursor.fetchall())


def test_notes_go_with_the_question(question: Question, dr_bob: User) -> None:
    answered = factories.answered(by=dr_bob)
    colleagues.say(question=answered, by=dr_bob, text=WORDS, now=NOW)
    forgetting.forget_some(now=NOW + timedelta(days=181))
    assert Note.objects.get().text == ""
    with pytest.raises(Refused):
        colleagues.say(question=Question.objects.get(pk=answered.pk), by=dr_bob, text=WORDS, now=NOW)
    forgetting.erase(question=answered, now=NOW)
    assert not Note.objects.exists()
    assert "Canaryword" not in stored()
