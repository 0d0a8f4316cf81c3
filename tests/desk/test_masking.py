"""Laying out what may identify somebody."""

import logging

import pytest

from consilia.accounts.models import User
from consilia.desk.masking import CannotMask, Looked, look, suggested_title
from consilia.engines.deid import Finding
from tests import factories

TEXT = "I am Jane Roe. My eyelid twitches."
NAME = Finding(start=5, end=13, kind="NAME", confidence=0.8, reason="a first name and a surname")


def test_the_parts_of_a_text_give_the_whole_text_back() -> None:
    looked = Looked(TEXT, (NAME,))
    assert "".join(part.words for part in looked.parts()) == TEXT
    assert [(part.words, part.kind, part.percent) for part in looked.found()] == [("Jane Roe", "name", 80)]


@pytest.mark.parametrize(("start", "end"), [(0, 4), (30, 34), (0, 34)])
def test_a_finding_at_either_end_leaves_no_empty_part(start: int, end: int) -> None:
    parts = list(Looked(TEXT, (Finding(start, end, "NAME", 1.0, "for the test"),)).parts())
    assert all(part.words for part in parts)
    assert "".join(part.words for part in parts) == TEXT


def test_a_kind_that_we_have_no_word_for_is_shown_by_its_own_name() -> None:
    assert Looked(TEXT, (Finding(5, 13, "NEW_KIND", 1.0, "for the test"),)).found()[0].kind == "NEW_KIND"


def test_the_asker_s_own_address_is_found_wherever_it_stands(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, email="jroe1981@example.org")
    assert "jroe1981@example.org" not in look("Write to jroe1981@example.org", question=question).masked


def test_when_the_engine_fails_nothing_passes_and_no_words_are_logged(
    dr_bob: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    question = factories.question(department=dr_bob.department)

    def broken(text: str, **_more: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr("consilia.engines.deid.find", broken)
    with caplog.at_level(logging.DEBUG), pytest.raises(CannotMask):
        look("My name is Jane Roe", question=question)
    assert "ValueError" in caplog.text
    assert "Jane" not in caplog.text


@pytest.mark.parametrize(
    ("masked", "title"),
    [
        ("My eyelid twitches. Is it bad?", "My eyelid twitches"),
        ("Dr. [name] says it is stress. Is it?", "Dr. [name] says it is stress"),
        ("Is it dangerous? I worry.", "Is it dangerous?"),
        ("眼皮一直跳。需要看醫生嗎？", "眼皮一直跳"),
        ("眼皮一直跳要看醫生嗎？已經兩週了。", "眼皮一直跳要看醫生嗎？"),
        ("no full stop at all", "no full stop at all"),
    ],
)
def test_the_suggested_title_is_the_first_sentence(masked: str, title: str) -> None:
    assert suggested_title(masked, length=100) == title


@pytest.mark.parametrize(
    ("masked", "title"),
    [
        ("Hello. My name is [name]. My eyelid twitches.", "My eyelid twitches"),
        ("您好，我叫［姓名］。我的眼皮一直跳個不停。", "我的眼皮一直跳個不停"),
        ("My name is [name].", "My name is [name]"),
    ],
)
def test_the_suggested_title_tells_what_is_asked(masked: str, title: str) -> None:
    assert suggested_title(masked, length=100) == title


def test_a_long_first_sentence_is_cut() -> None:
    assert len(suggested_title("twitch " * 60, length=100)) <= 100


def test_a_name_found_in_the_question_is_masked_in_the_reply(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob, text="Hello, my name is Thandeka Roe. My eyelid twitches. Is it bad?")
    masked = look("Dear Thandeka, this is nearly always harmless. Best wishes, Thandeka Roe!", question=question).masked
    assert "Roe" not in masked
    assert "Thandeka" not in masked
