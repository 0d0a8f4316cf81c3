"""Every index finds a Chinese passage however its characters are written, and shows it as it was written."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from consilia.engines.retrieval import Index, Passage
from tests.conformance.index_kinds import KINDS

# The same words in Traditional characters as written in Taiwan, and in Simplified ones.
WRITTEN = (
    ("骨質疏鬆要吃什麼藥？", "骨质疏松要吃什么药？"),
    ("洗頭時頭髮掉很多。", "洗头时头发掉很多。"),
    ("小孩發燒三天不退。", "小孩发烧三天不退。"),
    ("顏面神經麻痺會好嗎？", "颜面神经麻痹会好吗？"),
    ("睪丸腫脹。", "睾丸肿胀。"),
    ("胸部CT檢查有輻射嗎？", "胸部CT检查有辐射吗？"),
    ("B型肝炎帶原者可以懷孕嗎？", "B型肝炎带原者可以怀孕吗？"),
    ("維他命D每天吃多少？", "维他命D每天吃多少？"),
    ("臺大的門診。", "台大的门诊。"),
)
ASKED = (
    ("骨質疏鬆", "骨质疏松", 0),
    ("頭髮", "头发", 1),
    ("發燒", "发烧", 2),
    ("麻痺", "麻痹", 3),
    ("睪丸", "睾丸", 4),
    ("CT檢查", "CT检查", 5),
    ("ＣＴ檢查", "ｃｔ检查", 5),
    ("B型肝炎", "b型肝炎", 6),
    ("維他命D", "维他命Ｄ", 7),
    ("臺大", "台大", 8),
)

Build = Callable[[Sequence[str]], Index]


@pytest.fixture(params=sorted(KINDS))
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Build:
    def build_from(texts: Sequence[str]) -> Index:
        passages = [Passage(id=str(n), language="zh", question=text) for n, text in enumerate(texts)]
        return KINDS[request.param](passages, tmp_path)

    return build_from


def first(index: Index, query: str) -> int:
    return int(index.search(query).hits[0].id)


def test_simplified_finds_traditional_and_traditional_itself(build: Build) -> None:
    index = build([traditional for traditional, _ in WRITTEN])
    for traditional, simplified, place in ASKED:
        assert (traditional, first(index, traditional)) == (traditional, place)
        assert (simplified, first(index, simplified)) == (simplified, place)


def test_traditional_finds_simplified_and_simplified_itself(build: Build) -> None:
    index = build([simplified for _, simplified in WRITTEN])
    for traditional, simplified, place in ASKED:
        assert (traditional, first(index, traditional)) == (traditional, place)
        assert (simplified, first(index, simplified)) == (simplified, place)


def test_the_form_of_the_question_does_not_change_a_score(build: Build) -> None:
    index = build([traditional for traditional, _ in WRITTEN])
    for traditional, simplified in WRITTEN:
        assert index.search(traditional).hits == index.search(simplified).hits


def test_the_snippet_keeps_the_form_of_the_passage(build: Build) -> None:
    index = build([traditional for traditional, _ in WRITTEN])
    assert index.search("头发").hits[0].snippet == "洗頭時頭髮掉很多。"
