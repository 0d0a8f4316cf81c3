"""Mistyped words are read as they were meant, and nothing else is touched."""

from consilia.engines.retrieval import Passage, build_in_memory
from consilia.engines.retrieval.encoding import shipped_encoder
from consilia.engines.retrieval.spelling import MOST_MENDED, mended

HELD = {"arrhythmia": 4, "prednisolon": 5, "seizur": 9, "bring": 12, "rash": 7, "gastropariesi": 1}


def read(text: str) -> str:
    return mended(text, holding=lambda term: HELD.get(term, 0), pieces=shipped_encoder().pieces)


def test_one_slip_in_a_word_is_mended() -> None:
    assert read("arrythmia") == "arrhythmia"
    assert read("is Prednsolone safe?") == "is prednisolone safe?"
    assert read("he had a siezure") == "he had a seizure"


def test_a_word_that_the_archive_holds_or_that_is_english_stays() -> None:
    assert read("rash") == "rash"
    assert read("a funny mediterranean summer") == "a funny mediterranean summer"


def test_a_rare_word_is_not_turned_into_a_rarer_one() -> None:
    assert read("gastroparesis") == "gastroparesis"


def test_what_is_no_word_stays() -> None:
    for text in ("", "x" * 3_000, "頭痛三天", "a1b2c3d4", "!?!", "\ud800"):
        assert read(text) == text


def test_a_mistyped_word_that_says_nothing_is_not_made_to_say_something() -> None:
    assert mended("becaue", holding=lambda term: 5 if term == "becam" else 0, pieces=len) == "becaue"


def test_few_words_are_looked_at() -> None:
    asked: list[str] = []

    def holding(term: str) -> int:
        asked.append(term)
        return 0

    mended("qwertzui " * 500, holding=holding, pieces=lambda word: 9)
    assert len(asked) < MOST_MENDED * 1_000 + 1_500


def test_a_mistyped_question_finds_the_page_and_scores_as_if_well_typed() -> None:
    asked = {"page": "Can prednisolone be stopped at once?", "daily": "Is prednisolone daily a risk?"}
    asked |= {"night": "Does prednisolone keep one awake?", "other": "Can ibuprofen be taken daily?"}
    index = build_in_memory(Passage(name, "en", question=text) for name, text in asked.items())
    well = index.search("stopping prednisolone")
    badly = index.search("stopping prednsolone")
    assert next(hit.id for hit in badly.hits) == "page"
    assert badly.hits[0].score == well.hits[0].score
