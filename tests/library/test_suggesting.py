"""Suggestions in the search box: from the third word on, published pages only, nothing kept of what is typed."""

import logging

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Department
from consilia.library import actions
from consilia.library.models import Page
from consilia.library.reading import language_of
from consilia.library.shelving import rebuild
from consilia.library.suggesting import LONGEST_READ, suggest_pages
from tests import factories
from tests.factories import NOW

EYELID = "my left eyelid keeps twitching"
# The pages; their replies.
QUERIES = 2
HOSTILE = [
    "😭 😭 😭 😭",
    "'; DROP TABLE library_page; --",
    'title:"eyelid" AND (+a -b)~2^3 [* TO *]',
    "\x00 \x00 \x00",
    "? ! ,",
]


@pytest.fixture
def page(neurology: Department) -> Page:
    made = factories.page()
    factories.page(language="zh-Hant", title="左眼皮一直跳，要緊嗎？", question="我左眼皮一直跳，已經兩個星期了。")
    for part in ("knee", "ankle", "elbow", "cough", "rash", "tooth", "stomach"):
        factories.page(title=f"About the {part}", question=f"What about my {part}?", reply=f"The {part} heals.")
    rebuild()
    return made


def suggestions(client: Client, text: str, **more: str) -> str:
    response = client.post(reverse("library:suggest"), {"q": text, **more})
    assert response.status_code == 200
    return response.content.decode().strip()


def test_a_page_is_suggested_with_its_department_and_what_matches(client: Client, page: Page) -> None:
    html = suggestions(client, EYELID)
    assert f'href="{page.get_absolute_url()}" lang="en">{page.title}</a> · Neurology' in html
    assert page.question in html
    assert "1 answered question may fit" in html
    assert "_blank" not in html, "a search has nothing to lose"


def test_the_answer_is_kept_nowhere(client: Client, page: Page) -> None:
    response = client.post(reverse("library:suggest"), {"q": EYELID})
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert EYELID not in response.content.decode()


@pytest.mark.parametrize("form", ["q", "language"])
def test_nothing_can_be_asked_by_address(client: Client, page: Page, form: str) -> None:
    assert client.get(reverse("library:suggest"), {form: EYELID}).status_code == 405


@pytest.mark.parametrize("text", ["", "eyelid", "eyelid twitching", "眼皮跳", "   \n\t "])
def test_too_few_words_suggest_nothing_and_ask_nothing(
    client: Client, page: Page, text: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert suggestions(client, text) == ""


@pytest.mark.parametrize(("text", "title"), [("eyelid twitching left", "Eyelid"), ("左眼皮跳", "左眼皮一直跳")])
def test_the_third_word_or_the_fourth_chinese_character_is_enough(
    client: Client, page: Page, text: str, title: str
) -> None:
    assert title in suggestions(client, text)


@pytest.mark.parametrize("text", ["volcano holidays in spring", "😭 😭 😭 😭"])
def test_silence_where_nothing_is_close(client: Client, page: Page, text: str) -> None:
    assert suggestions(client, text) == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_signs_of_query_languages_are_just_signs(client: Client, page: Page, text: str) -> None:
    assert suggestions(client, text).count("<li>") <= 4


@pytest.mark.parametrize("body", [b"q=%ED%A0%80+%ED%B0%80+%FF+eyelid", b"q=%00%00%00", b"q", b"\xff\xfe", b""])
def test_broken_bytes_are_no_error(client: Client, page: Page, body: bytes) -> None:
    response = client.generic("POST", reverse("library:suggest"), body, "application/x-www-form-urlencoded")
    assert response.status_code == 200


def test_pages_in_the_language_of_the_words_unless_another_is_chosen(client: Client, page: Page) -> None:
    assert "Eyelid twitching" in suggestions(client, EYELID)
    assert "Eyelid twitching" not in suggestions(client, "左眼皮一直跳 eyelid")
    assert "Eyelid twitching" not in suggestions(client, EYELID, language="zh-Hant")
    assert suggestions(client, EYELID, language="no language \x00") == ""


def test_a_withdrawn_page_is_not_suggested(client: Client, page: Page) -> None:
    actions.withdraw_page(number=page.pk, by="editor", now=NOW)
    assert page.title not in suggestions(client, EYELID)


def test_only_the_beginning_of_a_long_text_is_read(client: Client, page: Page) -> None:
    filler = " " * LONGEST_READ
    assert page.title in suggestions(client, f"{EYELID} {filler}")
    assert page.title not in suggestions(client, f"{filler} {EYELID}")


def test_at_most_four_in_a_bounded_number_of_queries(
    client: Client, page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        factories.page(title=f"My eyelid, again ({number})", clinician=f"Dr {number}", question=f"{EYELID} {number}")
    rebuild()
    with django_assert_num_queries(QUERIES):
        html = suggestions(client, EYELID)
    assert 1 < html.count("<li>") <= 4


def test_without_an_index_nothing_is_suggested_and_nothing_is_logged(
    client: Client, neurology: Department, caplog: pytest.LogCaptureFixture
) -> None:
    factories.page()
    with caplog.at_level(logging.DEBUG):
        assert suggestions(client, EYELID) == ""
    assert not caplog.records


def test_what_is_typed_is_not_logged(client: Client, page: Page, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        suggestions(client, f"{EYELID} secret")
        client.get(reverse("library:suggest"))
    assert "secret" not in caplog.text
    assert "eyelid" not in caplog.text


def test_words_of_a_page_are_words_and_no_markup(client: Client, neurology: Department) -> None:
    factories.page(title="Eyelid <script>alert(1)</script>", question="My eyelid <b>keeps</b> twitching on the left.")
    rebuild()
    html = suggestions(client, EYELID)
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["library:home", "library:search"])
def test_the_box_says_where_suggestions_come_from(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert f'data-suggest="{reverse("library:suggest")}" data-for="id_q"' in html
    assert 'id="id_q"' in html


@pytest.mark.django_db
def test_suggesting_reads_its_own_language(page: Page) -> None:
    assert [item.page.language for item in suggest_pages(text="我左眼皮一直跳")] == ["zh-Hant"]


@pytest.mark.parametrize(
    ("text", "reader", "language"),
    [
        ("My eyelid twitches.", "zh-hant", "en"),
        ("我的眼皮一直跳，MRI 正常", "en", "zh-Hant"),
        ("I was told 面癱 is the word for my palsy", "en", "en"),
        ("😭 ???", "zh-hant", "zh-Hant"),
        ("😭 ???", "en", "en"),
    ],
)
def test_the_language_is_that_of_the_words(text: str, reader: str, language: str) -> None:
    with override(reader):
        assert language_of(text) == language
