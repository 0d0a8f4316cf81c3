"""Everything works where scripts are switched off."""

from collections.abc import Callable

from playwright.sync_api import expect

from consilia.accounts.models import User
from tests.journeys import steps
from tests.journeys.conftest import Arrive


def test_a_question_is_asked_without_scripts(arrive: Arrive, library: None) -> None:
    asker = arrive(java_script_enabled=False)
    steps.when_they_write_the_question(asker, steps.EYELID)
    expect(asker.page.locator("body.js-enabled")).to_have_count(0)
    link = steps.when_they_go_on_from_the_question(asker, steps.EYELID)
    expect(asker.page.get_by_role("button", name="Copy the link")).to_have_count(0)
    steps.when_they_open_their_private_page(asker, link)
    asker.page.get_by_text("Change the words of your question").click()
    asker.writes("Your question", "My right eyelid, not the left.")
    asker.presses("Save the new words")
    asker.reads("We have changed your question.", "My right eyelid, not the left.")


def test_a_reply_and_a_page_need_no_scripts(
    arrive: Arrive, library: None, dr_bob: User, erin: User, work: Callable[[], None]
) -> None:
    asker, doctor, editor, stranger = (arrive(java_script_enabled=False) for _person in range(4))
    steps.when_they_write_the_question(asker, steps.EYELID)
    steps.when_they_go_on_from_the_question(asker, steps.EYELID)
    steps.when_they_sign_in(doctor, dr_bob)
    steps.when_they_open_the_case(doctor, steps.EYELID.text)
    steps.when_they_reply(doctor, "It passes.", care="Sleep more", signs="Your face droops")
    steps.when_they_sign_in(editor, erin)
    steps.when_they_prepare_the_publication(editor, steps.EYELID.text)
    steps.when_they_publish(editor, title="Eyelid twitching for two weeks", topics="Eyelid Twitching")
    work()
    steps.when_they_search(stranger, "eyelid twitching two weeks")
    stranger.page.get_by_role("link", name="Eyelid twitching for two weeks", exact=True).click()
    stranger.stands_at("Eyelid twitching for two weeks")
    stranger.reads("It passes.", "Your face droops", "More Info", "Related FAQ")
    expect(stranger.page.get_by_role("region", name="Similar Q&A").get_by_role("listitem").first).to_be_visible()
    share = stranger.page.get_by_role("region", name="Share this page")
    expect(share.get_by_role("button")).to_have_count(0)
    expect(share.get_by_role("link", name="LINE")).to_be_visible()
