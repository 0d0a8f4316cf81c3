"""Dark colours for those whose device asks for them, as readable as the light ones."""

from collections.abc import Callable

from consilia.accounts.models import User
from consilia.engines.triage import Level
from consilia.library.models import Page
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person

# Relative brightness of what is painted behind everything, 0 to 255.
BRIGHTNESS = """() => {
    const behind = [document.body, document.documentElement].map((one) => getComputedStyle(one).backgroundColor);
    const [red, green, blue] = behind.find((colour) => !colour.endsWith(", 0)")).match(/[0-9.]+/g).map(Number);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}"""


def then_it_is_dark(person: Person) -> None:
    assert person.page.evaluate(BRIGHTNESS) < 60


def test_reading_and_asking_in_the_dark(arrive: Arrive, library: None) -> None:
    reader = arrive(color_scheme="dark")
    reader.opens("library:home")
    then_it_is_dark(reader)
    steps.when_they_search(reader, "eyelid twitching")
    reader.page.goto(Page.objects.published().filter(language="en").earliest("pk").get_absolute_url())
    reader.is_accessible()
    reader.opens("questions:ask")
    reader.presses("Continue")
    reader.reads("Write your question.")
    reader.is_accessible()
    steps.when_they_write_the_question(reader, steps.CHEST_PAIN)
    reader.stands_at("Call %(number)s now".replace("%(number)s", "119"))
    reader.presses("I have read this and still want to send my question")
    steps.when_they_go_on_from_the_question(reader, steps.CHEST_PAIN)
    then_it_is_dark(reader)


def test_the_desk_in_the_dark(arrive: Arrive, dr_bob: User, erin: User) -> None:
    for level in Level:
        factories.question(text=f"This is {level}.", level=level, department=dr_bob.department)
    answered = factories.answered(by=dr_bob, text="I am Jane Whitcombe. My eyelid twitches.")
    doctor, editor, asker = (arrive(color_scheme="dark") for _person in range(3))
    steps.when_they_sign_in(doctor, dr_bob)
    doctor.stands_at("Questions that wait")
    then_it_is_dark(doctor)
    doctor.opens("desk:case", answered.reference)
    doctor.stands_at("Question %(number)s", number=answered.number)
    steps.when_they_sign_in(editor, erin)
    steps.when_they_prepare_the_publication(editor, answered.text)
    steps.when_they_open_their_private_page(asker, steps.private_link(asker, answered))


def test_the_light_pages_are_light(arrive: Arrive, work: Callable[[], None]) -> None:
    reader = arrive(color_scheme="light")
    reader.opens("library:home")
    assert reader.page.evaluate(BRIGHTNESS) > 200
