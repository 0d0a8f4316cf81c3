"""A page that names nobody may still point at one person."""

import pytest

from consilia.accounts.models import Department, User
from consilia.questions.singling import SMALLEST_CELL, small_cell, telling_words
from tests import factories


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We live in Taiwan and my son has Wilson's disease.", ("Taiwan", "Wilson's disease")),
        ("我住花蓮縣，女兒有高雪氏症。", ("花蓮縣", "高雪氏症")),
        ("My eyelid twitches when I drink coffee.", ()),
        ("眼皮一直跳，市場的人說缺鎂。", ()),
    ],
)
def test_places_and_rare_illnesses_tell_more(text: str, words: tuple[str, ...]) -> None:
    assert telling_words(text) == words


@pytest.mark.django_db
def test_a_rare_illness_in_a_small_cell_is_warned_of(neurology: Department) -> None:
    question = factories.question(department=neurology)
    cell = small_cell(question, "I have Wilson's disease.")
    assert cell is not None
    assert (cell.pages, cell.telling) == (0, ("Wilson's disease",))


@pytest.mark.django_db
def test_in_a_large_cell_it_is_not(dr_bob: User, erin: User) -> None:
    for number in range(SMALLEST_CELL):
        factories.published(by=dr_bob, editor=erin, title=f"Eyelid {number}")
    question = factories.question(department=dr_bob.department)
    assert small_cell(question, "I have Wilson's disease.") is None


@pytest.mark.django_db
def test_nothing_telling_needs_no_warning(neurology: Department) -> None:
    assert small_cell(factories.question(department=neurology), "My eyelid twitches.") is None
