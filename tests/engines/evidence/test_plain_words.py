"""Reading grade in English, its stand-in for Chinese, and whom a sentence is about."""

import pytest

from consilia.engines.evidence.population import concerns, groups_of
from consilia.engines.evidence.readability import chinese_reading, grade, syllables
from consilia.engines.evidence.subjects import facet_asked, speaks_of_one_person, subject_of


@pytest.mark.parametrize(
    ("word", "count"), [("rest", 1), ("like", 1), ("table", 2), ("wanted", 2), ("used", 1), ("eye", 1), ("medicine", 3)]
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_plain_words_read_at_a_lower_grade_than_learned_ones() -> None:
    plain = "Drink more water. Rest the leg. Go to bed early."
    learned = "Antihypertensive pharmacotherapy necessitates individualised consideration of contraindications."
    assert grade(plain) < 3
    assert grade(learned) > 12
    assert grade("") == 0


def test_items_of_a_list_count_as_sentences() -> None:
    assert grade("Symptoms include - a high fever - a cough - a sore throat") < 5


def test_chinese_is_measured_by_characters_and_by_what_school_teaches_first() -> None:
    read = chinese_reading("多喝水，多休息。早點睡覺。")
    assert (read.a_sentence, round(read.a_clause, 1), read.common) == (5, 3.3, 1)
    assert chinese_reading("瘰癧、癭瘤。").common < 1


@pytest.mark.parametrize(
    ("sentence", "question", "fits"),
    [
        ("In infants it often goes away.", "Will my twitch go away?", False),
        ("In infants it often goes away.", "Will it go away? My baby is six weeks old.", True),
        ("Men may have trouble passing urine.", "My wife has trouble passing urine.", False),
        ("People of all ages, children too, get it.", "Can I get it?", True),
        ("Pregnant women should not take it.", "Can I take it?", False),
        ("孕婦應避免。", "我可以吃嗎？", False),
        ("小兒常見。", "我的寶寶發燒。", True),
    ],
)
def test_what_is_said_of_others_does_not_concern_the_asker(sentence: str, question: str, fits: bool) -> None:
    assert concerns(sentence, groups_of(question)) is fits


@pytest.mark.parametrize(
    ("title", "subject", "facet"),
    [
        ("What are the treatments for Gout?", "Gout", "treatment"),
        ("What is (are) What I need to know about Kidney Stones?", "Kidney Stones", "causes"),
        ("What research (or clinical trials) is being done for Gout?", "Gout", "none"),
        ("Do you have information about Smoking", "Smoking", None),
        ("Knee pain", "Knee pain", None),
        ("痛風怎麼治療？", "痛風", "treatment"),
    ],
)
def test_a_title_tells_subject_and_facet(title: str, subject: str, facet: str | None) -> None:
    assert (subject_of(title), facet_asked(title)) == (subject, facet)


def test_a_question_of_ones_own_is_told_from_a_general_one() -> None:
    assert speaks_of_one_person("my son has a rash")
    assert not speaks_of_one_person("What causes a rash?")
