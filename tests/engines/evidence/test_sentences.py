"""Sentences end where a reader says they do, and never at "Dr."."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.engines.evidence import split_sentences
from tests.growth import SLACK, growth
from tests.shared_data import shared


def split(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Hello Dr. Jiang, my lip twitched today.",
        "Hello Dr.\nJiang, my lip twitched today.",
        "Hello Mr.\nLin: you mentioned a twitch.",
        "Ask Prof. Wu or Mrs. Chen at St. Mary's Hospital.",
        "Stimulants, e.g. coffee, make it worse.",
        "Stimulants (e.g. Coffee, i.e. Caffeine) make it worse.",
        "The level was 3.5 mmol/L at 8 a.m. on Monday.",
        "See www.example.org/page.html?id=3 for more.",
        "Fever, cough, etc. are common.",
        "Type no. 5 is rare.",
        "John F. Kennedy had a bad back.",
        "The U.S. Food and Drug Administration approved it.",
        "This is a long line that was\nwrapped by a mail program.",
        "Rest, ice, compression ... and patience help.",
        "1. Rest the leg.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rest. Drink water! Why? Go.", ["Rest.", "Drink water!", "Why?", "Go."]),
        ("Dr. Wu said so. Mr. Lin agreed.", ["Dr. Wu said so.", "Mr. Lin agreed."]),
        ("It is hepatitis B. It passes.", ["It is hepatitis B.", "It passes."]),
        ("Come at 8 p.m. Bring water.", ["Come at 8 p.m.", "Bring water."]),
        ("She said no. Then she left.", ["She said no.", "Then she left."]),
        ('He said "rest." Then he left.', ['He said "rest."', "Then he left."]),
        ("hi do rest. good luck", ["hi do rest.", "good luck"]),
        (
            "It hurts in the morning.The pain goes later.",
            ["It hurts in the morning.", "The pain goes later."],
        ),
        ("Home care\nDrink water.", ["Home care", "Drink water."]),
        ("no full stop\n\nnext one", ["no full stop", "next one"]),
        ("Signed, Dr.\n\nNext.", ["Signed, Dr.", "Next."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("多休息。多喝水！要看醫生嗎？", ["多休息。", "多喝水！", "要看醫生嗎？"]),
        ("他說：「休息就好。」我放心了。", ["他說：「休息就好。」", "我放心了。"]),
        ("Dr. Wang 說不用擔心。血壓為12.5 kPa。", ["Dr. Wang 說不用擔心。", "血壓為12.5 kPa。"]),
        ("眼皮跳\n左眼已經兩週", ["眼皮跳", "左眼已經兩週"]),
        ("頭痛，\n而且想吐。", ["頭痛，\n而且想吐。"]),
        ("真的嗎？！好。", ["真的嗎？！", "好。"]),
    ],
)
def test_chinese_sentences(text: str, expected: list[str]) -> None:
    assert split(text, "zh-Hant") == expected


@pytest.mark.shared
@pytest.mark.parametrize("page", ["000_f47d0a242504e5ae.txt", "002_af63770cbc6a564f.txt"])
def test_no_sentence_of_a_seed_page_ends_at_a_title(page: str) -> None:
    sentences = split((shared("seeds") / page).read_text())
    assert len(sentences) > 40
    assert not [sentence for sentence in sentences if sentence.endswith(("Dr.", "Mr.", "Ms."))]
    assert any(sentence.startswith("Hello Mr.\n") and len(sentence) > 40 for sentence in sentences)


@settings(max_examples=300, deadline=None, database=None)
@given(
    text=st.text(st.sampled_from('aBz1. \n!?。！」")…Dr麵跳，\ud800🙂'), max_size=80) | st.text(max_size=200),
    language=st.sampled_from(["en", "zh-Hant", "", "fr"]),
)
def test_sentences_and_white_space_make_up_the_text(text: str, language: str) -> None:
    at = 0
    for start, end in split_sentences(text, language):
        assert text[at:start].strip() == ""
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


@pytest.mark.parametrize("piece", ["a. ", "\n", ".", "Dr. ", "a", " ", "。", "1.\n"])
def test_a_long_text_takes_linear_time(piece: str) -> None:
    assert growth(lambda text: split_sentences(text, "en"), piece, 50_000, 200_000) < 4 * SLACK
