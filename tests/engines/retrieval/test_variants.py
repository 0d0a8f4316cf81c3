"""Traditional, Simplified, Taiwan's and Hong Kong's ways of writing a word make the same terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilia.engines.retrieval import terms
from consilia.engines.retrieval.variants import folded

han = st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("骨質疏鬆", "骨质疏松"),
        ("頭髮", "头发"),
        ("發燒", "发烧"),
        ("術後復健", "术后复健"),
        ("臺灣", "台灣"),
        ("臺灣", "台湾"),
        ("口乾", "口干"),
        ("癥狀", "症状"),
        ("痠痛", "酸痛"),
        ("顏面神經麻痺", "颜面神经麻痹"),
        ("睪丸", "睾丸"),
        ("衞生署", "衛生署"),
        ("胃裏", "胃裡"),
        ("為什麼", "为什么"),
        ("CT檢查", "ct检查"),
        ("CT檢查", "ＣＴ檢查"),
        ("B型肝炎", "Ｂ型肝炎"),
        ("維他命D", "维他命Ｄ"),
    ],
)
def test_two_ways_of_writing_make_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(("one", "other"), [("頭髮", "發燒"), ("後天", "皇后"), ("口乾", "幹細胞"), ("麵包", "面部")])
def test_words_that_share_a_simplified_character_still_differ_in_their_pairs(one: str, other: str) -> None:
    def pairs(text: str) -> set[str]:
        return {term for term in terms(text) if len(term) > 1}

    assert pairs(one).isdisjoint(pairs(other))


def test_english_inside_chinese_stays_a_word_of_its_own() -> None:
    assert {"ct", "检查"} <= set(terms("做了CT檢查之後"))
    assert {"b", "肝炎"} <= set(terms("B型肝炎"))
    assert "d" in terms("維他命D")


@given(st.text())
def test_what_is_not_chinese_is_left_alone_and_lengths_stay(text: str) -> None:
    result = folded(text)
    assert len(result) == len(text)
    assert [a for a, b in zip(text, result, strict=True) if a != b and not "\u3400" <= a <= "\u9fff"] == []


@given(st.text(han))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(han))
def test_a_text_and_its_folded_form_make_the_same_terms(text: str) -> None:
    assert terms(folded(text)) == terms(text)
