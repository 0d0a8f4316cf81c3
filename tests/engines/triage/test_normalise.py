"""Plain text keeps a way back to the original."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilia.engines.triage.clauses import Clauses
from consilia.engines.triage.lexicon import as_read
from consilia.engines.triage.normalise import normalise
from consilia.engines.triage.numbers import measure, number
from consilia.engines.triage.patterns import Sets, compile_entry


@given(st.text(alphabet=st.characters(), max_size=200))
def test_every_plain_character_knows_its_origin(text: str) -> None:
    plain = normalise(text)
    assert len(plain.text) == len(plain.starts) == len(plain.ends)
    assert list(plain.starts) == sorted(plain.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(plain.starts, plain.ends, strict=True))


def test_spelling_and_contractions_take_one_form() -> None:
    assert normalise("I CANNOT breath in, it’s been Vomitting").text == "i cant breathe, it been vomiting"


def test_simplified_characters_are_folded() -> None:
    assert normalise("头痛").text == "頭痛"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_clauses_cover_the_text_without_overlap(text: str) -> None:
    clauses = Clauses(text).all
    assert "".join(text[clause.start : clause.end] for clause in clauses) == text


def test_numbers_are_read_in_words_and_numerals() -> None:
    assert (number("三十八"), number("twelve"), number("半")) == (38, 12, 0.5)


def test_sugar_without_a_unit_is_read_by_its_size() -> None:
    assert list(measure("blood sugar 28").of("glucose")) == [28 * 18]
    assert list(measure("blood sugar 280").of("glucose")) == [280]


@pytest.mark.parametrize(
    "text",
    [
        "sodium 138 mmol/L, potassium 3.1 mmol/l",
        "膽固醇 240 mg/dL",
        "my creatinine is 1.2 mg/dl",
        "穀草轉氨酶56.1mmol/l",
    ],
)
def test_what_else_is_told_in_the_units_of_sugar_is_no_sugar(text: str) -> None:
    assert not list(measure(normalise(text).text).of("glucose"))


def test_a_raised_decimal_point_is_one() -> None:
    assert list(measure(normalise("葡萄糖6·37mmol/L").text).of("glucose")) == [pytest.approx(6.37 * 18)]


@pytest.mark.parametrize("text", ["兩個月大概瘦了三公斤", "three months ago", "一週大概三天會咳"])
def test_about_two_months_is_no_age(text: str) -> None:
    assert not list(measure(normalise(text).text).of("age"))


def test_a_date_is_no_blood_pressure() -> None:
    assert not list(measure("on 12/25 I fell").of("sbp"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("took 30 paracetmol", "took 30 paracetamol"),
        ("amitryptyline", "amitriptyline"),
        ("bleeidng", "bleeding"),
        ("collapses", "collapses"),
        ("shallow breeding", "shallow breeding"),
    ],
)
def test_long_words_are_understood_with_one_slip(typed: str, meant: str) -> None:
    assert normalise(typed).text == meant


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("tongue oedema", "my tongue oedema is worse"),
        ("couldnt breathe", "I could not breathe"),
        ("腳 痠", "腳 痠"),
        ("suicid*", "feeling suicidal"),
        ("CT scan", "the ct scan"),
    ],
)
def test_a_pattern_is_spelt_as_texts_are_read(pattern: str, text: str) -> None:
    (compiled,) = compile_entry("it", "en", as_read(pattern), Sets({}))
    assert re.search(compiled.expression, normalise(text).text)
