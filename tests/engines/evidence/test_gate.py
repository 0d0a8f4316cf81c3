"""Nothing passes the gate that its sources do not say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.engines.evidence import Citation, CitedSentence, passes, says_no_more, stands

TEXT = "Rest helps. Bell's palsy may not need surgery within 72 hours. Most people recover."
QUOTE = "Bell's palsy may not need surgery within 72 hours."
START = TEXT.index(QUOTE)
END = START + len(QUOTE)
TEXTS = {"source": TEXT}


def cited(
    text: str, *, source: str = "source", start: int = START, end: int = END, quote: str = QUOTE
) -> CitedSentence:
    return CitedSentence(text, (Citation(source, start, end, quote),))


def test_a_quote_passes_as_it_stands() -> None:
    assert passes(cited(QUOTE), TEXTS)


def test_a_sentence_without_a_citation_does_not_pass() -> None:
    assert not passes(CitedSentence(QUOTE, ()), TEXTS)


@pytest.mark.parametrize(
    "wrong",
    [
        Citation("another", START, END, QUOTE),
        Citation("source", START + 1, END + 1, QUOTE),
        Citation("source", START, END, QUOTE.replace("72", "27")),
        Citation("source", START, END, QUOTE.lower()),
        Citation("source", -len(QUOTE), len(TEXT), TEXT[-len(QUOTE) :]),
        Citation("source", END, START, QUOTE),
        Citation("source", START, len(TEXT) + 50, TEXT[START:]),
        Citation("source", 3, 3, ""),
        Citation("source", 11, 12, " "),
    ],
)
def test_a_citation_that_does_not_stand_fails_the_sentence(wrong: Citation) -> None:
    assert not stands(wrong, TEXTS)
    assert not passes(CitedSentence(wrong.quote, (wrong,)), TEXTS)
    good = Citation("source", START, END, QUOTE)
    assert not passes(CitedSentence(QUOTE, (good, wrong)), TEXTS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Bell's palsy may not need surgery within 27 hours.",
        "Bell's palsy may need surgery within 72 hours.",
        "Bell's palsy does not need surgery within 72 hours.",
        "Bell's palsy may not need steroids within 72 hours.",
        "Horner's palsy may not need surgery within 72 hours.",
        "Bell's palsy may not need surgery or Aspirin within 72 hours.",
        "Bell's palsy may not need surgery after 72 hours.",
        "Bell's palsy may not never need surgery within 72 hours.",
        "",
    ],
)
def test_a_sentence_that_says_more_or_otherwise_fails(sentence: str) -> None:
    assert not says_no_more(sentence, [QUOTE])
    assert not passes(cited(sentence), TEXTS)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Bell's palsy may not need surgery.", QUOTE),
        ("眼皮跳通常會改善。", "眼皮跳通常會改善。"),
        ("眼皮跳多與疲勞有關。", "眼皮跳多與疲勞有關，休息後改善。"),
    ],
)
def test_a_shorter_telling_of_the_same_passes(sentence: str, quote: str) -> None:
    assert says_no_more(sentence, [quote])


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("這個病需要開刀。", "這個病不需要開刀。"),
        ("休息後會改善。", "休息後可能會改善。"),
        ("每天吃3次。", "每天吃2次。"),
        ("多與中風有關。", "多與疲勞有關。"),
    ],
)
def test_a_chinese_sentence_that_says_otherwise_fails(sentence: str, quote: str) -> None:
    assert not says_no_more(sentence, [quote])


@settings(max_examples=200, deadline=None, database=None)
@given(text=st.text(st.characters(codec=None)), start=st.integers(-5, 50), end=st.integers(-5, 50))
def test_only_what_is_verbatim_stands(text: str, start: int, end: int) -> None:
    citation = Citation("a", start, end, text[max(start, 0) : max(end, 0)])
    if stands(citation, {"a": text}):
        assert text[start:end] == citation.quote
        assert citation.quote.strip()
    else:
        assert start < 0 or end > len(text) or not citation.quote.strip()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        # A drug, a person, a number or a group that the quote does not have, or has elsewhere.
        ("Ibuprofen helps, aspirin does not.", "Aspirin helps, ibuprofen does not."),
        ("Warfarin thins the blood.", "Heparin thins the blood."),
        ("Take 10 mg of Warfarin.", "Take 1.0 mg of Warfarin."),
        ("It lasts 46 weeks.", "It lasts 4-6 weeks."),
        ("Women need it.", "Women and men may need it."),
        ("It helps children.", "It helps adults, not children."),
        ("Call your doctor after you take it.", "Call your doctor before you take it."),
        ("Fever is more dangerous.", "Fever is less dangerous."),
        ("Only Dr Wu does it.", "Dr Wu does it."),
        ("普拿疼會傷肝。", "酒精會傷肝。"),
        ("孕婦可以吃。", "孕婦不可以吃。"),
        ("肝會傷酒精。", "酒精會傷肝。"),
        ("每天10毫克。", "每天1毫克。"),
        ("兒童適用。", "成人適用。"),
    ],
)
def test_lies_in_both_languages_fail(sentence: str, quote: str) -> None:
    assert not says_no_more(sentence, [quote])
