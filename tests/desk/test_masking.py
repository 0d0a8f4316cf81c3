"""Laying out what may identify somebody."""

import ast
import logging
from pathlib import Path

import pytest

from consilia.accounts.models import User
from consilia.desk.masking import CannotMask, Looked, Part, look, look_at_reply, suggested_title
from consilia.desk.reasons import REASONS
from consilia.engines import deid
from consilia.engines.deid import Finding
from consilia.questions import actions
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


SIGNED = "Hello. Rest your eye. I see this often.\n\nBest wishes,\n"


@pytest.mark.parametrize(
    ("name", "original", "signature"),
    [
        ("Dr Jane Smith", "", "Dr Jane Smith"),
        ("Dr Jane Smith", "", "Jane Smith"),
        ("Dr Jane Smith", "", "Dr Smith"),
        ("Dr Bob", "", "Bob"),
        ("Dr Chiang Chun-I", "江俊逸", "江俊逸醫師"),
        ("Dr Chiang Chun-I", "江俊逸", "江醫師"),
        ("Dr Chiang Chun-I", "江俊逸", "江俊逸"),
    ],
)
def test_a_doctor_s_own_signature_is_not_masked(dr_bob: User, name: str, original: str, signature: str) -> None:
    question = factories.answered(by=dr_bob)
    question.replies.update(clinician_name=name, clinician_name_original=original)
    looked = look_at_reply(SIGNED + signature, question=question)
    assert looked.masked == SIGNED + signature
    assert looked.findings == ()


def test_the_asker_s_name_is_masked_in_a_signed_reply(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob, text="Hello, my name is Thandeka Roe. My eyelid twitches.")
    question.replies.update(clinician_name="Dr Jane Smith")
    masked = look_at_reply("Dear Ms. Roe, it is harmless. Dr Jane Smith", question=question).masked
    assert masked == "Dear Ms. [name], it is harmless. Dr Jane Smith"


def test_a_name_that_the_asker_added_later_counts_as_theirs(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    actions.add(question=question, text="My name is Jane Smith.", now=factories.NOW)
    actions.reply(question=question, by=dr_bob, text="Rest.", now=factories.NOW)
    question.replies.update(clinician_name="Dr Jane Smith")
    assert "Dear [name]" in look_at_reply("Dear Jane Smith, it is harmless.", question=question).masked


def test_an_asker_who_bears_the_doctor_s_name_stays_masked(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob, text="My name is Jane Smith. My eyelid twitches.")
    question.replies.update(clinician_name="Dr Jane Smith")
    masked = look_at_reply("Dear Jane Smith, it is harmless. Dr Jane Smith", question=question).masked
    assert masked == "Dear [name], it is harmless. Dr Jane Smith"


def test_a_doctor_s_name_in_the_asker_s_own_words_is_masked_as_before(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob, text="I saw Dr. Jane Smith last week. My eyelid twitches.")
    question.replies.update(clinician_name="Dr Jane Smith")
    assert "Smith" not in look(question.text, question=question).masked


def test_another_doctor_named_in_a_reply_stays_masked(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    masked = look_at_reply("Ask Dr. Kenneth Moore for a second opinion.", question=question).masked
    assert "Moore" not in masked


def _reasons() -> set[str]:
    """Every reason that stands in the engine's source."""
    calls = {"Finding", "finding"}
    found = set()
    for path in Path(deid.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in calls:
                last = node.args[-1]
                found |= {last.value} if isinstance(last, ast.Constant) and isinstance(last.value, str) else set()
    return found


def test_every_reason_of_the_engine_can_be_translated() -> None:
    found = _reasons()
    assert len(found) > 30
    assert not found - set(REASONS)


@pytest.mark.parametrize(
    "text",
    [
        "My brother-in-law Kenneth says so.",
        "My IP is 192.168.100.201.",
        "Her number is 078-05-1120, his S1234567D, A123456(7), QQ123456C.",
        "王先生和李大華醫師說的，我朋友陳美麗也說。",
    ],
)
def test_reasons_that_stand_in_tables_can_be_translated_too(text: str) -> None:
    found = deid.find(text)
    assert found
    assert not {finding.reason for finding in found} - set(REASONS)


def test_a_part_tells_the_reason_and_an_unknown_one_as_the_engine_words_it() -> None:
    part = Part("x", deid.Finding(0, 1, "NAME", 0.5, "follows a title"))
    assert part.reason == "follows a title"
    assert Part("x", deid.Finding(0, 1, "NAME", 0.5, "a new rule")).reason == "a new rule"
    assert Part("x").reason == ""
