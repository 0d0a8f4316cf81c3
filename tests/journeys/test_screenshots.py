"""Pictures for the documentation, of the example service; `make docs` keeps them in docs/screenshots."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import FloatRect, expect

from consilia.accounts.models import Role, User
from consilia.library.models import Page
from consilia.questions import actions
from consilia.questions.models import Question
from consilia.website.example import loading
from tests.factories import NOW
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person

# Each loads the whole example service; what the pages hold is tested by the other journeys.
pytestmark = pytest.mark.skipif(
    "CONSILIA_SCREENSHOTS" not in os.environ, reason="pictures for the documentation are taken by `make docs`"
)
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hant"])
PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 300_000
TALLEST = 1100
QUESTION = {
    "en": "My lower left eyelid has been jumping for two weeks, mostly when I look at a screen. Will it pass?",
    "zh-hant": "我的左下眼皮跳了兩個星期，看電腦的時候最明顯。會自己好嗎？",
}
DANGER = {
    "en": "My father has a crushing pain in his chest and is sweating. Should we wait until tomorrow?",
    "zh-hant": "我爸爸胸口很悶很痛，一直冒冷汗。可以等到明天再看醫生嗎？",
}
SEARCH = {"en": "eyelid twitching", "zh-hant": "眼皮跳"}
TOPIC = "eyelid-twitching"
TAG = {"en": "en", "zh-hant": "zh-Hant"}


@pytest.fixture
def folder() -> Path:
    """Where the pictures go."""
    chosen = Path(os.environ["CONSILIA_SCREENSHOTS"])
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


def picture(person: Person, folder: Path, name: str, *, top: float = 0) -> None:
    """The page from `top` on, as <name>-<language>.png; where it is very long, its beginning."""
    person.page.wait_for_load_state()
    height = person.page.evaluate("document.documentElement.scrollHeight")
    width = person.page.viewport_size["width"] if person.page.viewport_size else 0
    clip: FloatRect = {"x": 0, "y": top, "width": width, "height": min(height - top, TALLEST)}
    path = folder / f"{name}-{TAG[person.language]}.png"
    person.page.screenshot(path=path, full_page=True, clip=clip, animations="disabled", caret="hide")
    assert path.read_bytes().startswith(PNG)
    assert 5_000 < path.stat().st_size < LARGEST, f"{path.name} has {path.stat().st_size} bytes"


def clinician() -> User:
    return User.objects.filter(role=Role.CLINICIAN).earliest("pk")


def waiting(language: str) -> Question:
    """The first question that the clinician finds in their queue in this language."""
    return Question.objects.visible_to(clinician()).filter(language=TAG[language], may_publish=True).earliest("pk")


def signed_in(arrive: Arrive, language: str, role: Role) -> Person:
    """One of the example's people, the first with this role."""
    worker = arrive(language)
    user = User.objects.filter(role=role).earliest("pk")
    steps.when_they_sign_in(worker, user, loading.password(settings.CONSILIA_HOME))
    return worker


@LANGUAGES
def test_pictures_of_asking(arrive: Arrive, example: None, folder: Path, language: str) -> None:
    asker = arrive(language)
    asker.page.set_viewport_size({"width": 390, "height": 844})
    asker.opens("library:home")
    asker.stands_at("Ask a doctor")
    picture(asker, folder, "home")
    asker.opens("questions:ask")
    asker.writes("What is your question?", DANGER[language])
    asker.presses("Continue")
    expect(asker.page.get_by_role("heading", level=1)).to_contain_text("119")
    picture(asker, folder, "ask-emergency")


@LANGUAGES
def test_pictures_of_the_desk(arrive: Arrive, example: None, folder: Path, language: str) -> None:
    question = waiting(language)
    doctor = signed_in(arrive, language, Role.CLINICIAN)
    doctor.stands_at("Questions that wait")
    picture(doctor, folder, "desk-queue")
    doctor.opens("desk:case", question.reference)
    doctor.stands_at("Question %(number)s", number=question.number)
    picture(doctor, folder, "desk-case")


@LANGUAGES
def test_pictures_of_publishing(arrive: Arrive, example: None, folder: Path, language: str) -> None:
    question = waiting(language)
    names = {"en": "My name is Jane Whitcombe. ", "zh-hant": "我叫王小明。"}
    actions.edit(question=question, text=names[language] + question.text, now=question.state_changed_at)
    when_a_doctor_has_replied(question, language)
    editor = signed_in(arrive, language, Role.EDITOR)
    editor.stands_at("Publishing")
    editor.opens("desk:publish", question.reference)
    editor.stands_at("Publish question %(number)s", number=question.number)
    picture(editor, folder, "desk-publish")


def when_a_doctor_has_replied(question: Question, language: str) -> None:
    page = Page.objects.filter(department__name="Neurology", language=TAG[language]).earliest("pk")
    actions.reply(
        question=question,
        by=clinician(),
        text=page.replies.get().text,
        care_now="\n".join(page.care_now),
        urgent_signs="\n".join(page.urgent_signs),
        now=max(NOW, question.state_changed_at),
    )


@LANGUAGES
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_reading(arrive: Arrive, example: None, folder: Path, language: str, theme: str) -> None:
    reader = arrive(language, color_scheme=theme)
    ending = "" if theme == "light" else "-dark"
    steps.when_they_search(reader, SEARCH[language])
    picture(reader, folder, f"search{ending}")
    reader.page.get_by_role("region", name=reader.words("Results")).get_by_role("heading", level=3).get_by_role(
        "link"
    ).first.click()
    expect(reader.page.locator("article")).to_be_visible()
    reader.is_accessible()
    picture(reader, folder, f"page{ending}")
    similar = reader.page.get_by_role("region", name=reader.words("Similar Q&A")).bounding_box()
    assert similar is not None
    picture(reader, folder, f"page-below{ending}", top=similar["y"] + reader.page.evaluate("window.scrollY") - 24)
    reader.opens("library:topic", TOPIC)
    reader.is_accessible()
    picture(reader, folder, f"topic{ending}")
    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.opens("questions:ask")
    reader.writes("What is your question?", QUESTION[language])
    picture(reader, folder, f"ask-question{ending}")
