"""Chinese as the English words that the encoder reads: what must not turn into its opposite, or into something else."""

import pytest

from consilia.engines.retrieval.glossing import gloss


@pytest.mark.parametrize(
    ("chinese", "holds"),
    [
        ("我有高血壓", "high blood pressure"),
        ("右眼突然看不到", "cannot see"),
        ("聽不到聲音", "cannot hear"),
        ("喝到漂白水", "bleach"),
        ("吃了老鼠藥", "rat poison"),
        ("想燒炭", "charcoal"),
        ("先生打我，我被打", "beaten"),
        ("化驗結果不正常", "abnormal"),
        ("吞了鈕扣電池", "button battery"),
        ("我有B肝", "hepatitis b"),
        ("腳沒知覺", "numb"),
        ("尚未發燒", "not"),
        ("高血压", "high blood pressure"),
        ("ＣＴ檢查", "test"),
    ],
)
def test_what_is_told_is_still_told(chinese: str, holds: str) -> None:
    assert holds in gloss(chinese)


@pytest.mark.parametrize("chinese", ["會不會死", "能不能懷孕", "要不要看醫生", "痛不痛", "有没有发烧"])
def test_asking_whether_denies_nothing(chinese: str) -> None:
    assert not {"not", "no", "cannot", "painless"} & set(gloss(chinese).split())


def test_what_is_not_chinese_stays_and_what_is_not_known_goes() -> None:
    assert gloss("Knee pain for 3 weeks.") == "Knee pain for 3 weeks."
    assert gloss("㐂㐂") == ""
