"""Who may not do what, as they find out in the browser."""

from playwright.sync_api import APIResponse, expect

from consilia.accounts.models import User
from consilia.questions.models import Question, Reply
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person


def when_they_post_anyway(person: Person, act: str, question: Question, **typed: str) -> APIResponse:
    """A forged form, sent with the person's own session and token."""
    token = person.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, **typed}
    return person.page.request.post(person.address(f"desk:{act}", question.reference), form=form)


def test_a_doctor_of_another_department_finds_nothing(arrive: Arrive, dr_bob: User, dr_carol: User) -> None:
    question = factories.question(department=dr_bob.department)
    doctor = arrive()
    steps.when_they_sign_in(doctor, dr_carol)
    doctor.stands_at("Questions that wait")
    doctor.does_not_read(question.text)
    response = doctor.page.goto(doctor.address("desk:case", question.reference))
    assert response is not None
    assert response.status == 404
    doctor.stands_at("Page not found")


def test_an_editor_cannot_reply(arrive: Arrive, dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    editor = arrive()
    steps.when_they_sign_in(editor, erin)
    editor.stands_at("Publishing")
    editor.opens("desk:case", question.reference)
    editor.stands_at("Question %(number)s", number=question.number)
    expect(editor.page.get_by_role("button", name="Send the reply")).to_have_count(0)
    response = when_they_post_anyway(editor, "reply", question, text="Take two of these.")
    assert response.status == 409
    assert "Only a clinician can do this." in response.text()
    assert Reply.objects.count() == 1


def test_a_doctor_without_a_verified_licence_cannot_reply(arrive: Arrive, mallory: User) -> None:
    question = factories.question(department=mallory.department)
    doctor = arrive()
    steps.when_they_sign_in(doctor, mallory)
    steps.when_they_open_the_case(doctor, question.text)
    doctor.reads("Your licence has not been verified yet. Ask an operator to verify it.")
    expect(doctor.page.get_by_role("button", name="Send the reply")).to_have_count(0)
    response = when_they_post_anyway(doctor, "reply", question, text="Take two of these.")
    assert response.status == 409
    assert "Your licence has not been verified yet" in response.text()
    assert not Reply.objects.exists()


def test_a_stranger_is_led_to_the_sign_in_and_back(arrive: Arrive, dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    doctor = arrive()
    doctor.opens("desk:case", question.reference)
    doctor.stands_at("Sign in")
    doctor.does_not_read(question.text)
    steps.fill_in_the_sign_in(doctor, dr_bob)
    doctor.stands_at("Question %(number)s", number=question.number)


def test_a_wrong_password_says_how_to_mend_it(arrive: Arrive, dr_bob: User) -> None:
    doctor = arrive()
    doctor.opens("accounts:sign_in")
    doctor.writes("Email address", dr_bob.email)
    doctor.writes("Password", "not this one")
    doctor.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(doctor.page.get_by_role("alert")).to_contain_text("There is a problem")
    doctor.reads("Check both and try again.")
    doctor.stands_at("Sign in")


def test_what_was_not_agreed_to_is_not_offered_for_publication(arrive: Arrive, dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob, may_publish=False)
    editor = arrive()
    steps.when_they_sign_in(editor, erin)
    editor.stands_at("Publishing")
    editor.reads("Nothing here")
    editor.does_not_read(question.text)
    response = editor.page.goto(editor.address("desk:publish", question.reference))
    assert response is not None
    assert response.status == 404
    editor.stands_at("Page not found")


def test_an_empty_question_is_asked_for_again(arrive: Arrive, departments: None) -> None:
    asker = arrive()
    asker.opens("questions:ask")
    asker.presses("Continue")
    problem = asker.page.get_by_role("alert").get_by_role("link", name="Write your question.")
    expect(problem).to_be_visible()
    asker.stands_at("What is your question?")
    problem.click()
    expect(asker.field("What is your question?")).to_be_focused()
