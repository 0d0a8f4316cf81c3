"""Readability: length, sentences and grade of a text."""

from __future__ import annotations

import pytest

from consilia.library.archives.readability import length, reading_grade, sentences, syllables
from tests.growth import SLACK, growth


def test_titles_end_no_sentence_and_list_items_do() -> None:
    text = "See Dr. Vega soon. These help:\n- Rest\n- Water (e.g. tea)"

    assert sentences(text) == ("See Dr. Vega soon.", "These help:", "- Rest", "- Water (e.g. tea)")


def test_chinese_characters_count_as_words() -> None:
    assert length("眼皮跳 for 3 days") == 6


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("make", 1), ("table", 2), ("wanted", 2), ("helped", 1), ("neurologist", 4), ("the", 1)],
)
def test_syllables_are_estimated(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_follows_the_published_formula() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59
    assert reading_grade("The cat sat on the mat.") == pytest.approx(-1.45)
    assert reading_grade("") == 0


def test_a_leaflet_is_graded_below_a_textbook() -> None:
    leaflet = "Rest your eyes. Drink water. Call us if it does not stop in two weeks."
    textbook = "Electromyographic evaluation facilitates differentiation of neuromuscular abnormalities."

    assert reading_grade(leaflet) < 6
    assert reading_grade(textbook) > 15


def test_a_long_row_of_marks_is_counted_quickly() -> None:
    assert length("-" * 100_000) == 0
    assert length("well-known (they say)") == 3
    assert growth(length, "-", 25_000, 100_000) < 4 * SLACK
