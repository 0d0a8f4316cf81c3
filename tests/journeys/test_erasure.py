"""The asker hides more words, sees who has read, and has everything deleted, with a certificate."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from consilia.accounts.models import User
from consilia.library.models import Page
from consilia.questions.models import Question
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person

HIDDEN = "falconry"
WORDS = "My left eyelid has been twitching for two weeks, since I began falconry. Should I worry?"
STORY = replace(steps.EYELID, text=WORDS)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_words_of_one_s_choice_are_covered(arrive: Arrive, example: None, script: bool) -> None:
    asker = arrive(java_script_enabled=script)
    when_they_come_to_consent(asker)
    asker.reads(HIDDEN)
    asker.page.locator("summary", has_text=asker.words("Hide more words")).click()
    if script:
        when_they_mark(asker, HIDDEN)
    else:
        asker.writes("Words to hide as well", HIDDEN)
    asker.presses("Show how it looks now")
    asker.stands_at("What may happen with your question")
    asker.reads("since I began [removed]")


def when_they_come_to_consent(asker: Person) -> None:
    steps.when_they_write_the_question(asker, STORY)
    steps.when_they_tell_about_themselves(asker, STORY)
    steps.when_they_pass_the_safety_check(asker)
    steps.when_they_want_a_doctor(asker)
    steps.when_they_let_the_service_decide(asker)
    asker.stands_at("What may happen with your question")


def when_they_mark(asker: Person, words: str) -> None:
    """Select words of the preview as a mouse would, and press the button that takes them over."""
    asker.page.locator("[data-selectable]").evaluate(
        """(element, words) => {
            const text = element.firstChild, at = text.textContent.indexOf(words), range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + words.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
            document.dispatchEvent(new Event("selectionchange"));
        }""",
        words,
    )
    asker.presses("Hide the words that I have marked above")


def test_everything_is_deleted_and_the_certificate_says_so(
    arrive: Arrive, library: None, dr_bob: User, erin: User, work: Callable[[], None]
) -> None:
    page = factories.published(by=dr_bob, editor=erin, title="Eyelid twitching in the band")
    address, question = page.get_absolute_url(), Question.objects.get()
    work()
    asker, stranger = arrive(), arrive()
    link = steps.private_link(asker, question)
    steps.when_they_open_their_private_page(asker, link)
    asker.follows("Have everything deleted")
    asker.stands_at("Have everything deleted?")
    asker.presses("Yes, delete everything")
    asker.stands_at("Question %(number)s was erased", number=question.number)
    asker.reads("1 reply", "1 published page", "The search index is being written anew")
    assert stranger.page.request.get(address).status == 410
    work()
    asker.page.goto(link)
    asker.reads("the search index has held nothing of it")
    assert not Question.objects.exists()
    assert not Page.objects.published().filter(pk=page.pk).exists()
