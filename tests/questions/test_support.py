"""Violence at home and thoughts of death are worth a call before they are an emergency: the numbers come at once."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from consilia.engines.triage import Level, assess
from consilia.questions.models import Draft
from consilia.questions.views.danger import support
from tests.questions.flow import EYELID, answer_safety, path, tell, up_to_consent, words_of

pytestmark = pytest.mark.django_db

ABUSE = "My husband hits me when he drinks. I have bruises on both arms. Which doctor can look at them?"
ABUSE_ZH = "先生喝酒常常會打我，手臂有瘀青，要看哪一科？"
DEATH_WISH = "I wish I could fall asleep and never wake up. I am so tired of everything."


@pytest.fixture(autouse=True)
def taiwan(settings: Settings) -> None:
    settings.CONSILIA_JURISDICTION = "tw"


def main_of(client: Client, name: str, language: str = "en") -> str:
    response = client.get(path(name, language))
    assert response.status_code == 200
    return words_of(response).partition("<main")[2].partition("</main>")[0]


def numbers_in(words: str) -> list[str]:
    return re.findall(r'href="tel:([^"]+)"', words)


@pytest.mark.parametrize(
    ("text", "language", "heading"),
    [
        (ABUSE, "en", "If somebody hurts or frightens you, you can call now"),
        (ABUSE_ZH, "zh-hant", "</h2>"),
    ],
    ids=["english", "chinese"],
)
def test_whoever_tells_of_violence_at_home_is_told_whom_to_call_on_the_very_next_page(
    client: Client, text: str, language: str, heading: str
) -> None:
    assert assess(text).level is Level.URGENT, "an attack that happens now has its own page"
    assert tell(client, "ask", {"text": text}, language) == path("ask_about", language)
    page = main_of(client, "ask_about", language)
    assert numbers_in(page) == ["113", "110", "119"]
    assert page.index("tel:113") < page.index("<form")
    assert heading in page


def test_somebody_who_wishes_to_be_dead_is_told_whom_to_call_on_the_very_next_page(client: Client) -> None:
    assert assess(DEATH_WISH).level is Level.URGENT
    tell(client, "ask", {"text": DEATH_WISH})
    page = main_of(client, "ask_about")
    assert numbers_in(page)[:2] == ["1925", "119"]
    assert page.index("You are not alone") < page.index("<form")


def test_the_numbers_stay_within_reach_until_the_question_is_sent(client: Client) -> None:
    tell(client, "ask", {"text": f"{ABUSE} I also have a headache."})
    at = tell(client, "ask_about", {"relation": "self", "age": "16"})
    assert at == path("ask_guardian")
    assert "113" in numbers_in(main_of(client, "ask_guardian"))
    at = tell(client, "ask_guardian", {"confirmed": "on"})
    if at == path("ask_safety"):
        assert "113" in numbers_in(main_of(client, "ask_safety"))
        at = answer_safety(client, at)
    assert at == path("ask_answers")
    assert "113" in numbers_in(main_of(client, "ask_answers"))
    tell(client, "ask_answers")
    assert "113" in numbers_in(main_of(client, "ask_consent"))
    assert "113" in numbers_in(words_of(client.post(path("ask_consent"), {})))
    assert tell(client, "ask_consent", {"may_answer": "on"}) == path("ask_check")
    assert "113" in numbers_in(main_of(client, "ask_check"))
    tell(client, "ask_check")
    assert "113" in numbers_in(main_of(client, "ask_sent"))


def test_the_numbers_are_gone_when_the_words_are(client: Client) -> None:
    tell(client, "ask", {"text": ABUSE})
    tell(client, "ask", {"text": EYELID})
    assert not numbers_in(main_of(client, "ask_about"))


def test_a_question_without_such_words_is_shown_no_numbers(client: Client) -> None:
    up_to_consent(client)
    for name in ("ask_about", "ask_consent"):
        assert not numbers_in(main_of(client, name))
    assert support(flag_ids=["stroke_fast"]) is None


def test_nothing_of_the_words_is_in_the_address_or_behind_the_summary(client: Client) -> None:
    at = tell(client, "ask", {"text": ABUSE})
    assert "?" not in at
    up_to_consent(client, ABUSE)
    summary = main_of(client, "ask_consent").rpartition("<summary")[2].partition("</summary>")[0]
    assert "Whom you can call" in summary
    assert Draft.objects.exists()
