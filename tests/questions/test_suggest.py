"""Suggestions while a question is typed: danger first, then published answers; nothing is kept of the words."""

import logging

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Department
from consilia.audit.models import Event
from consilia.engines import triage
from consilia.library.models import Page
from consilia.library.shelving import rebuild
from consilia.questions.forms import LONGEST_TEXT
from consilia.questions.models import Draft, Question
from tests import factories
from tests.questions.flow import EMERGENCY, EYELID, EYELID_ZH, SUICIDE, path, tell, words_of

pytestmark = pytest.mark.django_db

# The pages; their replies. A browser with a draft asks for it besides.
QUERIES = 2
VIOLENCE = "My husband hits me when he drinks. I have bruises on both arms."


@pytest.fixture
def page(neurology: Department) -> Page:
    made = factories.page()
    factories.page(title="Crushing chest pain", question=EMERGENCY, reply="Nearly always the heart.")
    for part in ("knee", "ankle", "elbow", "cough", "rash", "tooth", "stomach"):
        factories.page(title=f"About the {part}", question=f"What about my {part}?", reply=f"The {part} heals.")
    rebuild()
    return made


def suggested(client: Client, text: str, language: str = "en") -> str:
    response = client.post(path("ask_suggest", language), {"text": text})
    assert response.status_code == 200
    return words_of(response).strip()


def test_answers_open_beside_the_question_so_that_nothing_is_lost(client: Client, page: Page) -> None:
    html = suggested(client, EYELID)
    assert f'href="{page.get_absolute_url()}"' in html
    assert 'target="_blank" rel="noopener"' in html
    assert "Doctors have already answered" in html


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [(EMERGENCY, "en", "119"), ("我胸口很悶很痛，一直冒冷汗，左手臂也麻", "zh-hant", "119")],
)
def test_an_emergency_gets_the_number_and_no_answers(
    client: Client, page: Page, text: str, language: str, number: str
) -> None:
    html = suggested(client, text, language)
    assert f'href="tel:{number}"' in html
    assert "nhsuk-card--care--emergency" in html
    assert '<button class="nhsuk-button nhsuk-button--warning" type="submit">' in html
    assert "/pages/" not in html


@pytest.mark.parametrize("text", ["cannot breathe", "想死", f"{EYELID} {'so ' * 1500} {EMERGENCY}"])
def test_danger_is_heard_in_two_words_and_at_the_end_of_many(client: Client, page: Page, text: str) -> None:
    html = suggested(client, text)
    assert "nhsuk-card--care--emergency" in html
    assert "/pages/" not in html


@pytest.mark.parametrize(
    ("text", "number", "heading"),
    [(SUICIDE, "1925", "You are not alone"), (VIOLENCE, "113", "If somebody hurts or frightens you")],
)
def test_whom_to_call_comes_before_any_answer(client: Client, page: Page, text: str, number: str, heading: str) -> None:
    html = suggested(client, text)
    assert f'href="tel:{number}"' in html
    assert f'data-announce="{heading}' in html
    assert "/pages/" not in html


def test_the_verdict_counts_what_was_told_before(client: Client, page: Page) -> None:
    tell(client, "ask", {"text": EYELID})
    tell(client, "ask_about", {"relation": "other", "age": "1", "age_unit": "months", "sex": "female"})
    fever = "has a fever of 38.5 since this morning"
    assert "nhsuk-card--care--emergency" in suggested(client, fever)
    assert "nhsuk-card--care--emergency" not in suggested(Client(), fever)


def test_where_triage_fails_nothing_is_suggested(
    client: Client, page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(words: str, **more: object) -> None:
        raise ValueError(words)

    monkeypatch.setattr(triage, "assess", broken)
    assert suggested(client, EYELID) == ""
    assert "eyelid" not in caplog.text


@pytest.mark.parametrize("text", ["", "  ", "a", "volcano holidays in spring", "😭 😭 😭", "'; DROP TABLE x; --"])
def test_silence_where_there_is_nothing_to_say(client: Client, page: Page, text: str) -> None:
    assert suggested(client, text) == ""


def test_a_question_longer_than_can_be_sent_is_cut_and_not_refused(client: Client, page: Page) -> None:
    assert page.title in suggested(client, EYELID + " so" * LONGEST_TEXT)


def test_a_broken_surrogate_is_no_error(client: Client, page: Page) -> None:
    body, kind = b"text=%ED%A0%80+%00+%FF+eyelid", "application/x-www-form-urlencoded"
    assert client.generic("POST", path("ask_suggest"), body, kind).status_code == 200


def test_it_is_posted_with_a_token_and_never_stored(client: Client, page: Page) -> None:
    assert client.get(path("ask_suggest"), {"text": EYELID}).status_code == 405
    assert Client(enforce_csrf_checks=True).post(path("ask_suggest"), {"text": EYELID}).status_code == 403
    response = client.post(path("ask_suggest"), {"text": EYELID})
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert not Draft.objects.exists()
    assert not Question.objects.exists()
    assert not Event.objects.filter(object_kind="draft").exists()


def test_the_draft_stays_as_it_was_sent(client: Client, page: Page) -> None:
    tell(client, "ask", {"text": EYELID})
    before = Draft.objects.get().data
    suggested(client, EMERGENCY)
    assert Draft.objects.get().data == before


def test_what_is_typed_is_not_logged(client: Client, page: Page, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        suggested(client, EYELID)
        suggested(client, EMERGENCY)
        client.get(path("ask_suggest"))
    assert "eyelid" not in caplog.text
    assert "chest" not in caplog.text


@pytest.mark.parametrize(("text", "queries"), [(EYELID, QUERIES), (EMERGENCY, 0), ("", 0)])
def test_a_bounded_number_of_queries(
    client: Client, page: Page, text: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(queries):
        suggested(client, text)


def test_somebody_with_a_draft_costs_one_query_more(
    client: Client, page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(client, "ask", {"text": "My knee hurts."})
    with django_assert_num_queries(QUERIES + 1):
        suggested(client, EYELID)


def test_answers_are_in_the_language_of_the_words(client: Client, page: Page) -> None:
    factories.page(language="zh-Hant", title="左眼皮一直跳", question=EYELID_ZH)
    rebuild()
    html = suggested(client, EYELID_ZH)
    assert "左眼皮一直跳" in html
    assert page.title not in html


def test_the_place_for_suggestions_stands_below_the_button(client: Client) -> None:
    html = words_of(client.get(path("ask")))
    place = html.index(f'data-suggest="{path("ask_suggest")}" data-for="id_text"')
    assert html.rindex('<button class="nhsuk-button', 0, place) > html.index('id="id_text"')
    assert place < html.index("</form>", html.index('id="id_text"'))
