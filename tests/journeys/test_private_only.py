"""Whoever does not agree to publication is answered all the same, and nobody else ever reads it."""

from collections.abc import Callable

from consilia.accounts.models import User
from consilia.library.models import Page
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.steps import EYELID

REPLY = "Eyelids that twitch for two weeks are nearly always harmless. Sleep more and drink less coffee."


def test_an_answer_for_the_asker_alone(
    arrive: Arrive, departments: None, dr_bob: User, erin: User, work: Callable[[], None]
) -> None:
    asker, doctor, editor, stranger = arrive(), arrive(), arrive(), arrive()
    steps.when_they_write_the_question(asker, EYELID)
    link = steps.when_they_go_on_from_the_question(asker, EYELID, publish=False)
    steps.when_they_sign_in(doctor, dr_bob)
    steps.when_they_open_the_case(doctor, EYELID.text)
    steps.when_they_reply(doctor, REPLY, care="Sleep more", signs="One side of your face droops")
    steps.when_they_open_their_private_page(asker, link)
    asker.reads(EYELID.text, REPLY)
    asker.is_accessible()
    steps.when_they_sign_in(editor, erin)
    editor.stands_at("Publishing")
    editor.reads("Nothing here")
    editor.does_not_read(EYELID.text)
    work()
    steps.when_they_search(stranger, "eyelid twitching two weeks")
    stranger.does_not_read(EYELID.text, REPLY)
    assert not Page.objects.exists()
