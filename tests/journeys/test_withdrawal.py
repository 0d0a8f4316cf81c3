"""The asker takes it all back: the page is gone at once, and every trace with the next run of the worker."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from consilia.accounts.models import User
from consilia.library.models import Page
from consilia.questions.models import Question
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person

WORDS = "My left eyelid twitches each time I play the trombone. Should I worry?"
TITLE = "Eyelid twitching while playing the trombone"
RELATED = "Eyelid twitching after band practice"


@pytest.fixture
def taken_back(library: None, dr_bob: User, erin: User, work: Callable[[], None]) -> Page:
    """A published page, in the index, and similar to another one."""
    page = factories.published(by=dr_bob, editor=erin, text=WORDS, title=TITLE)
    words = "My right eyelid twitches when I play the trombone in the evening band. Is it dangerous?"
    factories.page(title=RELATED, question=words, reply="Rest between two pieces.", clinician="Dr Dora")
    work()
    return page


def test_a_withdrawn_question_leaves_no_trace(arrive: Arrive, taken_back: Page, work: Callable[[], None]) -> None:
    address = taken_back.get_absolute_url()
    related = Page.objects.get(title=RELATED).get_absolute_url()
    asker, stranger = arrive(), arrive()
    then_it_is_everywhere(stranger, address, related)
    when_they_take_it_back(asker)
    then_the_page_is_gone(stranger, address)
    work()
    then_it_is_nowhere(stranger, address, related)


def when_they_take_it_back(asker: Person) -> None:
    question = Question.objects.get()
    steps.when_they_open_their_private_page(asker, steps.private_link(asker, question))
    asker.follows("Take this question back")
    asker.stands_at("Take your question back?")
    asker.reads("The published page is taken down at once.")
    asker.presses("Yes, take it back")
    asker.reads("Your question has been withdrawn.", "nothing of it is published")
    asker.stands_at("Your question %(number)s", number=question.number)


def then_the_page_is_gone(stranger: Person, address: str) -> None:
    response = stranger.page.goto(address)
    assert response is not None
    assert response.status == 410
    stranger.stands_at("This page was withdrawn")
    stranger.does_not_read(TITLE, "eyelid twitches")


def then_it_is_everywhere(stranger: Person, address: str, related: str) -> None:
    steps.when_they_search(stranger, "trombone")
    stranger.reads(TITLE, RELATED)
    assert all(address in stranger.page.request.get(listing).text() for listing in listings(stranger))
    stranger.page.goto(related)
    expect(stranger.page.get_by_role("region", name="Similar Q&A")).to_contain_text(TITLE)


def then_it_is_nowhere(stranger: Person, address: str, related: str) -> None:
    steps.when_they_search(stranger, "trombone")
    stranger.reads(RELATED)
    stranger.does_not_read(TITLE)
    assert not any(address in stranger.page.request.get(listing).text() for listing in listings(stranger))
    stranger.page.goto(related)
    stranger.stands_at(RELATED)
    stranger.does_not_read(TITLE)
    stranger.opens("library:department", "neurology")
    stranger.stands_at("Neurology")
    stranger.does_not_read(TITLE)


def listings(stranger: Person) -> list[str]:
    """What machines read."""
    feeds = (stranger.address("library:feed"), stranger.address("library:department_feed", "neurology"))
    return ["/sitemap.xml", *feeds]
