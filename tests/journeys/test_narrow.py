"""On a screen of 320 CSS pixels nothing has to be scrolled sideways (WCAG 2.2, 1.4.10 Reflow), in both languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from consilia.accounts.models import User
from consilia.library.models import Page
from consilia.questions import sending_back
from consilia.questions.links import private_token
from consilia.questions.models import Notice, Question
from consilia.questions.webhooks import keeping
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person

# A word that no line breaks by itself, as addresses and lists of medicines have them.
LONG = "https://example.org/" + "pneumonoultramicroscopicsilicovolcanoconiosis" * 2
TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > room + 1);
    return {scrolls: document.documentElement.scrollWidth > room,
            wide: wide.slice(-3).map((one) => one.outerHTML.slice(0, 160))};
}"""

BOTH = pytest.mark.parametrize("language", ["en", "zh-hant"])


@pytest.fixture
def narrow(arrive: Arrive) -> Callable[[str], Person]:
    """Somebody with a small telephone; each page they come to is checked for width, and then for barriers."""

    def somebody(language: str) -> Person:
        person = arrive(language)
        person.page.set_viewport_size({"width": 320, "height": 640})

        def check(page: object) -> None:
            found = person.page.evaluate(TOO_WIDE)
            assert not found["scrolls"], f"{person.page.url} scrolls sideways: {found['wide']}"
            person.check(person.page)

        return Person(page=person.page, language=language, check=check)

    return somebody


@BOTH
def test_asking_on_a_small_telephone(narrow: Callable[[str], Person], library: None, language: str) -> None:
    asker = narrow(language)
    story = steps.EYELID if language == "en" else steps.EYELID_ZH
    steps.when_they_write_the_question(asker, story)
    link = steps.when_they_go_on_from_the_question(asker, story)
    steps.when_they_open_their_private_page(asker, link)
    asker.opens("questions:ask")
    asker.writes("What is your question?", (steps.CHEST_PAIN if language == "en" else steps.CHEST_PAIN_ZH).text)
    asker.presses("Continue")
    asker.page.get_by_role("button", name=asker.words("I have read this and still want to send my question")).wait_for()
    asker.is_accessible()


@BOTH
def test_an_operator_s_pages_on_a_small_telephone(
    narrow: Callable[[str], Person], oscar: User, dr_bob: User, language: str
) -> None:
    for count in range(6):
        asked = factories.answered(by=dr_bob, email="asker@example.org", now=timezone.now() - timedelta(days=count))
    Notice.objects.filter(question=asked).update(attempts=3, given_up_at=timezone.now(), outcome="550")
    keeping.add(url=LONG, kinds=["question.replied"], by=oscar, now=timezone.now())
    operator = narrow(language)
    steps.when_they_sign_in(operator, oscar)
    for page in ("figures", "audit", "mails", "webhooks"):
        operator.opens(f"desk:{page}")
        operator.is_accessible()


@BOTH
def test_the_desk_on_a_small_telephone(
    narrow: Callable[[str], Person], dr_bob: User, erin: User, language: str
) -> None:
    question = factories.question(text=f"My eyelid twitches. {LONG}", department=dr_bob.department)
    doctor, editor, asker = narrow(language), narrow(language), narrow(language)
    steps.when_they_sign_in(doctor, dr_bob)
    steps.when_they_open_the_case(doctor, question.text)
    steps.when_they_reply(doctor, f"Read {LONG}", care="Sleep more", signs="Your face droops")
    steps.when_they_open_their_private_page(asker, steps.private_link(asker, question))
    steps.when_they_sign_in(editor, erin)
    steps.when_they_prepare_the_publication(editor, question.text)
    question = Question.objects.get()
    sending_back.send_back(question=question, by=erin, obstacle="unclear", text=f"What is {LONG}?", now=factories.NOW)
    editor.opens("desk:case", question.reference)
    editor.stands_at("Question %(number)s", number=question.number)
    asker.opens("questions:private_resubmit", private_token(question.reference))
    asker.stands_at("Before it can be published")


@pytest.fixture
def long(library: None, dr_bob: User, erin: User, work: Callable[[], None]) -> Page:
    """A page whose title, question and similar pages are full of a word that does not break."""
    words = f"My eyelid twitches. {LONG}"
    page = factories.published(by=dr_bob, editor=erin, text=words, title=f"Twitching {LONG}"[:100])
    work()
    return page


@BOTH
def test_reading_on_a_small_telephone(narrow: Callable[[str], Person], long: Page, language: str) -> None:
    reader = narrow(language)
    steps.when_they_search(reader, "eyelid twitching" if language == "en" else "眼皮跳")
    for page in (long, Page.objects.published().filter(language="zh-Hant").latest("pk")):
        reader.page.goto(page.get_absolute_url())
        reader.stands_at(page.title)
    for name, heading in (("library:topics", "Topics"), ("library:departments", "Departments")):
        reader.opens(name)
        reader.stands_at(heading)
    assert Question.objects.count() == 1
