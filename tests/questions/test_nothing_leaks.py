"""One word that only the asker knows goes through the whole life of a question, and is looked for everywhere."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from consilia.accounts.models import User
from consilia.library.models import Page
from consilia.questions.links import private_path
from consilia.questions.models import Question
from consilia.website import working
from tests.desk.desk_acts import approved
from tests.questions.flow import path, tell, up_to_consent, words_of
from tests.traces import files, stored

CANARY = "quokkazanzibar"
TEXT = f"My left eyelid has been twitching for two weeks since the {CANARY} came. Is it dangerous?"
MAIL = "asker@example.org"
REPLY = f"A twitching lid is not dangerous, and the {CANARY} does it no harm. Sleep more and drink less coffee."
SIGNS = "See a doctor if your face droops or the eye will not close."


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, as the service's own handler writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def desk(dr_bob: User, erin: User) -> tuple[Client, Client]:
    """A doctor's browser and an editor's."""
    doctor, editor = Client(), Client()
    doctor.force_login(dr_bob)
    editor.force_login(erin)
    return doctor, editor


def whole_life(asker: Client, doctor: Client, editor: Client) -> list[str]:
    """Asked, added to, replied to, published without the word; returns every address that was gone through."""
    up_to_consent(asker, TEXT)
    gone = [tell(asker, "ask_consent", {"may_answer": "on", "may_publish": "on", "email": MAIL})]
    gone.append(tell(asker, "ask_check"))
    asker.get(path("ask_sent"))
    question = Question.objects.get()
    private = private_path(question)
    gone.append(asker.post(f"{private}/add", {"text": f"The {CANARY} is louder now."})["Location"])
    gone.append(asker.post(f"{private}/add", {"text": ""}).request["PATH_INFO"])
    case = f"/en/desk/{question.reference}"
    page = words_of(doctor.get(case))
    assert CANARY in page, "the doctor reads it"
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = doctor.post(f"{case}/reply", {"text": REPLY, "urgent_signs": SIGNS, "seen": seen})
    assert answer.status_code == 302, "nothing in the reply stops it"
    gone.append(answer.headers.get("Location", ""))
    question.refresh_from_db()
    reply = question.replies.get()
    page = words_of(editor.get(f"{case}/publish"))
    seen = page.split('name="seen" value="')[1].split('"')[0]
    words = approved(question, seen=seen, question="My left eyelid twitches.", **{f"reply_{reply.pk}": "No harm."})
    gone.append(editor.post(f"{case}/publish", words).headers.get("Location", ""))
    return gone


@pytest.mark.django_db(transaction=True)
def test_what_was_asked_leaks_nowhere(
    client: Client, desk: tuple[Client, Client], log: io.StringIO, mail: Path, settings: object
) -> None:
    gone = whole_life(client, *desk)
    page = Page.objects.get()
    client.post(reverse("library:search"), {"q": f"{CANARY} eyelid"})
    client.post(reverse("library:suggest"), {"q": f"{CANARY} eyelid"})
    working.work_until_idle()

    assert CANARY not in stored(), "a private word lies open, or a public table has it"
    assert CANARY not in log.getvalue()
    assert MAIL not in log.getvalue()
    assert CANARY.encode() not in files(mail)
    assert CANARY.encode() not in files(settings.CONSILIA_INDEX)  # type: ignore[attr-defined]
    assert not [address for address in gone if CANARY in address]
    assert CANARY not in "".join(client.cookies.output())
    for public in (page.get_absolute_url(), reverse("library:feed"), "/sitemap.xml"):
        assert CANARY not in words_of(Client().get(public, follow=True))
