"""What stands beside the editor: answers of the library, inserted with who gave them, and the topics they are about."""

from typing import Any

import pytest

from consilia.accounts.models import User
from consilia.library.actions import withdraw_page
from consilia.library.models import Page, Topic
from consilia.library.shelving import rebuild
from consilia.questions.models import Question, Reply
from tests import factories
from tests.desk.desk_acts import address, at_the_desk, send

SIGN = "Your face droops on one side"
SO_FAR = "Rest more, and see a doctor if it lasts."


@pytest.fixture
def question(dr_bob: User, dr_carol: User) -> Question:
    return factories.question(department=dr_bob.department)


@pytest.fixture
def page(db: None) -> Page:
    made = factories.page(clinician="Dr Edward Jones")
    for number, words in enumerate(("a broken wrist", "an itchy rash", "a sore knee")):
        factories.page(
            title=f"About {words}", question=f"I have had {words} for {number + 2} weeks.", clinician="Dr Smith"
        )
    rebuild()
    return made


def insert(user: User, question: Question, answer: str) -> Any:
    typed = {"text": SO_FAR, "draft": "0", "answer": answer}
    return at_the_desk(user).post(address("insert_answer", question), typed, follow=True)


def text_of(response: Any) -> str:
    return next(str(offer.form["text"].value()) for offer in response.context["offers"] if offer.act.name == "reply")


def test_a_similar_answer_is_inserted_with_who_gave_it_and_sent_without_a_word_from_the_checks(
    question: Question, dr_bob: User, page: Page, erin: User
) -> None:
    assert f'value="{page.pk}:0"' in at_the_desk(dr_bob).get(address("case", question)).content.decode()
    text = text_of(insert(dr_bob, question, f"{page.pk}:0"))
    assert text.startswith(SO_FAR)
    for words in (
        "Dr Edward Jones (Neurology, Example General Hospital)",
        page.replies.get().text,
        page.get_absolute_url(),
    ):
        assert words in text
    sent = send(at_the_desk(dr_bob), "reply", question, text=text, urgent_signs=SIGN, draft="1")
    assert sent.status_code == 302, sent.context and sent.context["form"].errors
    shown = at_the_desk(erin).get(address("publish", question)).context["form"]
    assert "Dr Edward Jones" in shown[f"reply_{Reply.objects.get().pk}"].value(), "an answer keeps its doctor"


@pytest.mark.parametrize("answer", ["", "x:0", "1", "999999:0", "gone"])
def test_what_is_not_published_is_not_inserted(question: Question, dr_bob: User, page: Page, answer: str) -> None:
    if answer == "gone":
        answer = f"{page.pk}:0"
        withdraw_page(number=page.pk, by="importer", now=factories.NOW)
    response = insert(dr_bob, question, answer)
    assert text_of(response) == SO_FAR, "what was typed is kept"
    assert "This answer is no longer published." in response.content.decode()


def test_a_doctor_s_name_without_their_page_is_asked_about(question: Question, dr_bob: User, page: Page) -> None:
    text = "My neighbour Edward Jones had it too. It passes."
    response = send(at_the_desk(dr_bob), "reply", question, text=text, urgent_signs=SIGN)
    assert response.status_code == 422
    assert "Edward Jones" in response.content.decode()


def test_topics_of_the_closest_answers_stand_beside_with_guidance_and_guideline(
    question: Question, dr_bob: User, page: Page
) -> None:
    guidelines = [{"body": "NICE", "title": "Suspected neurological conditions", "year": 2019}]
    Topic.objects.update(guidance={"en": "Twitches come and go."}, guidelines=guidelines)
    shown = at_the_desk(dr_bob).get(address("case", question)).content.decode()
    for words in ("Twitches come and go.", "Suspected neurological conditions", "No doctor has reviewed this yet."):
        assert words in shown
