"""Greetings and names: the asker's are found, the doctor's own and ordinary words are left alone."""

from __future__ import annotations

import pytest

from consilia.library.archives.greetings import disagrees, doctor_spans, greetings, mask_mentions, names_of


@pytest.mark.parametrize(
    ("text", "quote", "sex"),
    [
        ("Hello Mr. Ortega: please rest.", "Hello Mr. Ortega", "male"),
        ("Good morning, Mrs O'Hara, please rest.", "Good morning, Mrs O'Hara", "female"),
        ("hi mrs vega can you try", "hi mrs vega", "female"),
        ("Dear Sir, please rest.", "Dear Sir", "male"),
        ("Ms. Vega, please rest.", "Ms. Vega", "female"),
        ("陳小姐您好：請多休息。", "陳小姐", "female"),
        ("您好，王先生，請多休息。", "您好，王先生", "male"),
        ("女士，您好：請多休息。", "女士", "female"),
        ("Dear Mr. [name], please rest.", "Dear Mr. [name]", "male"),
        ("Dear Mr. Vega\nPlease rest.", "Dear Mr. Vega", "male"),
        ("［姓名］小姐您好：請多休息。", "［姓名］小姐", "female"),
    ],
)
def test_a_greeting_by_title_tells_the_sex_it_takes_for_granted(text: str, quote: str, sex: str) -> None:
    [greeting] = greetings(text)

    assert (greeting.quote, greeting.sex) == (quote, sex)


@pytest.mark.parametrize(
    "text",
    [
        "Hello: please rest.",
        "It does seem to be due to ms. Please see a doctor.",
        "You are already taking ms relaxants.",
        "你先生的症狀比較像感冒。",
        "我先生您好嗎",
        "您好：請先生或家人陪同。",
        "Hello Dr. Vega, thank you.",
    ],
)
def test_no_greeting_is_seen_where_there_is_none(text: str) -> None:
    assert greetings(text) == ()


@pytest.mark.parametrize(("sex", "expected"), [("female", True), ("male", False), ("other", False), ("", False)])
def test_a_title_disagrees_only_with_a_sex_that_was_told(sex: str, expected: bool) -> None:
    [greeting] = greetings("Dear Sir, please rest.")

    assert disagrees(greeting, sex) is expected


def test_a_placeholder_is_no_name_and_stays_as_it_is() -> None:
    for text in ("Dear Mr. [name], please rest.", "［姓名］小姐您好：請多休息。"):
        assert greetings(text)[0].name == ""
        assert mask_mentions(text, "") == text


def test_a_pseudonym_is_taken_apart_into_what_could_be_a_name() -> None:
    assert names_of("A Vega") == ("Vega",)
    assert names_of("Mr. Vega") == ("Vega",)
    assert names_of("陳小姐") == ("陳",)
    assert names_of("A. T.") == ()
    assert names_of("") == ()


@pytest.mark.parametrize(
    ("text", "alias", "masked"),
    [
        (
            "Hello Mr. Vega: I think, Vega, it is well.",
            "A Vega",
            "Hello [name]: I think, [name], it is well.",
        ),
        ("Vega, please rest.", "Vega", "[name], please rest."),
        ("Hi Vega! As Mr. Vega's doctor said", "Vega", "Hi [name]! As [name]'s doctor said"),
        ("Dear Mr. Vega: rest.", "", "Dear [name]: rest."),
        ("Chin pain may come from the jaw; the chin itself is well.", "Chin", None),
        ("It gets better in May, and hope helps.", "May", None),
        ("Hello. Dr. Vega thanks you. Doctor Vega, Taipei.", "Vega", None),
        ("陳小姐您好：陳小姐的症狀", "陳", "［姓名］您好：［姓名］的症狀"),
        ("陳皮可以泡茶。", "陳", None),
        ("美玲，請多休息。", "美玲", "［姓名］，請多休息。"),
    ],
)
def test_the_asker_is_masked_title_and_all_and_ordinary_words_stay(text: str, alias: str, masked: str | None) -> None:
    assert mask_mentions(text, alias) == (masked or text)


def test_a_doctor_who_shares_the_askers_name_stays() -> None:
    text = "Hello Mr. Lee: rest. Dr. Lee Ming, Lee Ming Clinic, and 李明醫師."

    masked = mask_mentions(text, "Lee", ["Dr. Lee Ming", "李明"])

    assert masked == "Hello [name]: rest. Dr. Lee Ming, Lee Ming Clinic, and 李明醫師."


@pytest.mark.parametrize("signature", ["江醫師", "江俊逸醫師", "江俊逸", "江醫生"])
def test_a_chinese_doctor_is_known_by_the_surname_before_a_title(signature: str) -> None:
    [(start, end)] = doctor_spans(f"祝好，{signature}", "江俊逸")

    assert (start, end) == (3, 3 + len(signature))
