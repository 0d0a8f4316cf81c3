"""With Tab, Enter, Space and the arrows alone; focus is seen at every stop."""

import re

from django.test import Client
from playwright.sync_api import Locator, expect

from consilia.accounts.models import User
from consilia.engines.triage import Level
from consilia.library.models import Page
from consilia.questions.models import Question
from consilia.questions.states import State
from tests import factories
from tests.accounts.signing_in import code_of, with_app
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.keys import Keyboard
from tests.journeys.people import Person
from tests.people import PASSWORD

TWITCH = "My left eyelid has been twitching for two weeks, mostly in the evening. Should I worry?"
PUBLISHED = "Left eyelid twitching in the evening"


def button(person: Person, label: str) -> Locator:
    return person.page.get_by_role("main").get_by_role("button", name=label, exact=True)


def then_the_first_stop_skips_to_the_text(person: Person) -> None:
    person.page.keyboard.press("Tab")
    skip = person.page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    person.page.keyboard.press("Enter")
    expect(person.page).to_have_url(person.page.url.split("#")[0] + "#content")


def test_asking_by_keyboard_alone(arrive: Arrive, departments: None) -> None:
    asker = arrive()
    keyboard = Keyboard(asker)
    asker.opens("library:home")
    then_the_first_stop_skips_to_the_text(asker)
    keyboard.presses(
        asker.page.get_by_role("main")
        .get_by_role("button", name="Ask your question")
        .or_(asker.page.get_by_role("main").get_by_role("link", name="Ask your question")),
        "Enter",
    )
    asker.stands_at("What is your question?")
    keyboard.types(asker.field("What is your question?"), steps.EYELID.text)
    keyboard.presses(button(asker, "Continue"), "Enter")
    when_they_tell_about_themselves(asker, keyboard)
    when_they_say_no_to_danger(asker, keyboard)
    asker.stands_at("What doctors have already answered")
    keyboard.presses(button(asker, "Continue"), "Space")
    asker.stands_at("What may happen with your question")
    keyboard.presses(asker.field("A doctor may read and answer my question"), "Space")
    keyboard.presses(button(asker, "Continue"), "Enter")
    asker.stands_at("Check your answers")
    keyboard.presses(button(asker, "Send my question"), "Enter")
    steps.then_they_have_a_receipt(asker)
    keyboard.presses(asker.page.locator("#private-link"), "Enter")
    asker.stands_at("Your question %(number)s", number=steps.asked().number)


def when_they_tell_about_themselves(asker: Person, keyboard: Keyboard) -> None:
    asker.stands_at("About the person who is unwell")
    keyboard.chooses(asker.field("Myself"))
    keyboard.types(asker.field("How old is the person?"), "34")
    keyboard.chooses(asker.field("Male"))
    keyboard.types(asker.field("How long has this been going on?"), "two weeks")
    # Enter in a line of text sends the form, as everywhere.
    asker.page.keyboard.press("Enter")


def when_they_say_no_to_danger(asker: Person, keyboard: Keyboard) -> None:
    asker.stands_at("Is it dangerous?")
    while steps.heading_of(asker) == "Is it dangerous?":
        for no in asker.page.get_by_role("radio", name="No", exact=True).all():
            keyboard.chooses(no)
        with asker.page.expect_navigation():
            keyboard.presses(button(asker, "Continue"), "Enter")


def when_they_try_to_send(doctor: Person, keyboard: Keyboard) -> None:
    with doctor.page.expect_navigation():
        keyboard.presses(button(doctor, "Send the reply"), "Enter")


def when_they_mend_the_reply(doctor: Person, keyboard: Keyboard) -> None:
    doctor.page.keyboard.press("Space")
    keyboard.types(doctor.field("When to seek help at once"), "Your face droops")
    when_they_try_to_send(doctor, keyboard)
    keyboard.types(doctor.field("Why do you send it as it stands?"), "The date is hers to fill in.")


def test_signing_in_and_replying_by_keyboard_alone(arrive: Arrive, dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    doctor = arrive()
    keyboard = Keyboard(doctor)
    doctor.opens("accounts:sign_in")
    then_the_first_stop_skips_to_the_text(doctor)
    keyboard.types(doctor.field("Email address"), dr_bob.email)
    keyboard.types(doctor.field("Password"), PASSWORD)
    doctor.page.keyboard.press("Enter")
    doctor.stands_at("Questions that wait")
    keyboard.presses(doctor.page.get_by_role("main").get_by_role("link", name=question.text), "Enter")
    doctor.stands_at("Question %(number)s", number=question.number)
    keyboard.types(doctor.field("Your reply"), "It passes. [date]")
    when_they_try_to_send(doctor, keyboard)
    keyboard.presses(doctor.page.get_by_role("link", name="Something was to be filled in here"), "Enter")
    expect(doctor.field("Send it all the same: “[date]”")).to_be_focused()
    when_they_mend_the_reply(doctor, keyboard)
    keyboard.presses(button(doctor, "Send the reply"), "Enter")
    doctor.reads("Your reply is sent.")
    doctor.stands_at("Question %(number)s", number=question.number)
    assert Question.objects.get().state == State.ANSWERED


def test_from_the_second_factor_to_the_published_page_by_keyboard_alone(
    arrive: Arrive, library: None, dr_bob: User, erin: User, client: Client
) -> None:
    factories.question(department=dr_bob.department, text="My right knee hurts when I climb stairs.")
    urgent = factories.question(department=dr_bob.department, text=TWITCH, level=Level.URGENT)
    secret = with_app(client, dr_bob)
    doctor, editor = arrive(), arrive()
    when_they_sign_in_by_keyboard(doctor, dr_bob)
    when_they_type_a_code_by_keyboard(doctor, code_of(secret))
    when_they_open_the_most_urgent(doctor, urgent)
    when_they_read_what_a_colleague_answered(doctor)
    when_they_reply_and_mend_what_the_checks_found(doctor)
    when_they_sign_in_by_keyboard(editor, erin)
    when_they_publish_by_keyboard(editor, urgent)
    assert Question.objects.get(pk=urgent.pk).state == State.PUBLISHED
    assert Page.objects.latest("pk").title == PUBLISHED


def when_they_sign_in_by_keyboard(worker: Person, user: User) -> None:
    keyboard = Keyboard(worker)
    worker.opens("accounts:sign_in")
    keyboard.types(worker.field("Email address"), user.email)
    keyboard.types(worker.field("Password"), PASSWORD)
    worker.page.keyboard.press("Enter")


def when_they_type_a_code_by_keyboard(doctor: Person, code: str) -> None:
    doctor.stands_at("Second step")
    Keyboard(doctor).types(doctor.field("Code"), code)
    doctor.page.keyboard.press("Enter")


def when_they_open_the_most_urgent(doctor: Person, urgent: Question) -> None:
    doctor.stands_at("Questions that wait")
    first = doctor.page.locator("[data-walk] h2 a").first
    expect(first).to_contain_text(urgent.text)
    Keyboard(doctor).presses(first, "Enter")
    doctor.stands_at("Question %(number)s", number=urgent.number)


def when_they_read_what_a_colleague_answered(doctor: Person) -> None:
    case = doctor.page.url
    closest = doctor.page.get_by_role("complementary", name="Already answered").get_by_role("link").first
    title = closest.inner_text()
    Keyboard(doctor).presses(closest, "Enter")
    doctor.stands_at(title)
    expect(doctor.page.get_by_role("region", name=re.compile("^Reply by ")).first).to_be_visible()
    # Alt and the left arrow are the browser's own keys, which it does not have without a window.
    doctor.page.go_back()
    expect(doctor.page).to_have_url(case)


def when_they_reply_and_mend_what_the_checks_found(doctor: Person) -> None:
    keyboard = Keyboard(doctor)
    reply = doctor.field("Your reply")
    keyboard.types(reply, "Hello Mr. Lin, it is nearly always harmless. Be seen today if it spreads.")
    when_they_try_to_send(doctor, keyboard)
    keyboard.presses(doctor.page.get_by_role("main").get_by_role("alert").get_by_role("link").first, "Enter")
    keyboard.tab_to(reply)
    doctor.page.keyboard.press("ControlOrMeta+A")
    doctor.page.keyboard.type("It is nearly always harmless and passes with rest. Be seen today if it spreads.")
    keyboard.types(doctor.field("When to seek help at once"), "One side of your face droops")
    keyboard.presses(button(doctor, "Send the reply"), "Enter")
    doctor.reads("Your reply is sent.")


def when_they_publish_by_keyboard(editor: Person, question: Question) -> None:
    keyboard = Keyboard(editor)
    editor.stands_at("Publishing")
    keyboard.presses(editor.page.get_by_role("main").get_by_role("link", name=question.text), "Enter")
    editor.stands_at("Publish question %(number)s", number=question.number)
    keyboard.types(editor.field("Title"), PUBLISHED)
    keyboard.types(editor.field("Topics"), "Eyelid Twitching")
    keyboard.presses(editor.field("I have read every word; nothing identifies anyone"), "Space")
    keyboard.presses(button(editor, "Publish"), "Enter")
    editor.reads("The page is published.")
    editor.is_accessible()


def test_a_doctor_walks_the_queue_with_single_keys_which_never_disturb_typing_and_can_be_switched_off(
    arrive: Arrive, dr_bob: User
) -> None:
    question = factories.question(department=dr_bob.department)
    factories.question(department=dr_bob.department, text="My right knee hurts when I climb stairs.")
    doctor = arrive()
    steps.when_they_sign_in(doctor, dr_bob)
    doctor.opens("desk:queue")
    press = doctor.page.keyboard.press
    stops = doctor.page.locator("[data-walk] h2 a")
    press("j")
    expect(stops.nth(0)).to_be_focused()
    press("j")
    expect(stops.nth(1)).to_be_focused()
    press("k")
    press("Enter")
    expect(doctor.page).to_have_url(re.compile(str(question.reference)))
    press("c")
    doctor.reads("You are working on this question")
    press("r")
    expect(doctor.field("Your reply")).to_be_focused()
    doctor.page.keyboard.type("jack?c")
    expect(doctor.field("Your reply")).to_have_value("jack?c")
    doctor.page.evaluate("document.activeElement.blur()")
    press("?")
    box = doctor.page.get_by_label("Use keyboard shortcuts on this device")
    expect(box).to_be_visible()
    doctor.is_accessible()
    box.uncheck()
    doctor.presses("Close")
    press("r")
    expect(doctor.field("Your reply")).not_to_be_focused()
