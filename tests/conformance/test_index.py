"""What every Index must do, whichever engine is behind it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consilia.engines.retrieval import Filters, Index, Passage
from tests.conformance.index_kinds import KINDS
from tests.growth import work

PASSAGES = (
    Passage(
        id="eyelid",
        language="en",
        title="Twitching eyelid",
        question="My left eyelid has been twitching for a week. Should I worry?",
        replies=("Eyelid twitching is usually caused by tiredness and coffee. It passes in days.",),
        topics=("Eyelid Twitching",),
        department="Neurology",
        sex="female",
        age_band="30-39",
        date="2024-05",
    ),
    Passage(
        id="knee",
        language="en",
        title="Knee pain on stairs",
        question="My knee hurts when I go down stairs.",
        replies=("Strengthening the thigh muscles helps most people with kneecap pain.",),
        topics=("Knee Pain",),
        department="Orthopedics",
        sex="male",
        age_band="50-59",
    ),
    Passage(
        id="rash",
        language="en",
        question="A red itchy rash appeared on my arms after gardening.",
        department="Dermatology",
        sex="male",
        age_band="30-39",
    ),
    Passage(id="reply-only", language="en", replies=("Drink water often while you have gastroenteritis.",)),
    Passage(
        id="眼皮",
        language="zh-Hant",
        title="眼皮一直跳",
        question="左眼皮跳了兩個星期，需要看神經科嗎？",
        replies=("眼皮跳多半與疲勞、咖啡因有關，充分休息通常會改善。",),
        topics=("眼皮跳動",),
        department="Neurology",
        sex="female",
        age_band="20-29",
    ),
    Passage(
        id="胃痛",
        language="zh-Hant",
        question="飯後胃痛而且會脹氣，是胃潰瘍嗎？",
        replies=("建議至腸胃科檢查，必要時安排胃鏡。",),
        department="Gastroenterology",
    ),
)

Search = Callable[..., list[str]]


@pytest.fixture(params=sorted(KINDS))
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Sequence[Passage]], Index]:
    return lambda passages: KINDS[request.param](passages, tmp_path)


@pytest.fixture
def index(build: Callable[[Sequence[Passage]], Index]) -> Index:
    return build(PASSAGES)


def ids(index: Index, query: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008
    return [hit.id for hit in index.search(query, filters=filters).hits]


def test_it_counts_its_passages_and_names_its_generation(index: Index) -> None:
    assert len(index) == len(PASSAGES)
    assert index.generation


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("twitching eyelid", "eyelid"),
        ("my eyelids twitch", "eyelid"),
        ("KNEES hurting", "knee"),
        ("ｋｎｅｅ　ｐａｉｎ", "knee"),
        ("water for gastroenteritis", "reply-only"),
        ("coffee", "eyelid"),
        ("眼皮跳", "眼皮"),
        ("胃鏡", "胃痛"),
        ("請問醫生，我的左眼皮一直在跳怎麼辦", "眼皮"),
    ],
)
def test_the_passage_that_answers_comes_first(index: Index, query: str, first: str) -> None:
    results = index.search(query)
    assert results.hits[0].id == first
    assert results.fallback is None


def test_a_whole_question_is_found(index: Index) -> None:
    assert index.search("Why does my left eyelid keep twitching?").found >= 1
    assert index.search("請問醫生，我的左眼皮一直在跳怎麼辦").found >= 1


def test_scores_fall_from_first_to_last_and_stay_between_0_and_1(index: Index) -> None:
    scores = [hit.score for hit in index.search("eyelid twitching after coffee, knee pain, itchy rash").hits]
    assert len(scores) >= 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_the_limit_cuts_the_same_ranking_short(index: Index) -> None:
    query = "eyelid knee rash"
    assert ids(index, query)[:1] == [hit.id for hit in index.search(query, limit=1).hits]
    assert index.search(query, limit=0).hits == ()
    assert index.search(query, limit=-3).hits == ()


@pytest.mark.parametrize("query", ["", " ", "\n\t", "?!...", "🙂", "\ud800"])
def test_a_query_without_a_word_finds_nothing(index: Index, query: str) -> None:
    results = index.search(query)
    assert results.hits == ()
    assert results.found == 0


@pytest.mark.parametrize("query", ["的", "the and of", "zyzzyva"])
def test_words_that_say_nothing_are_not_found(index: Index, query: str) -> None:
    assert index.search(query).found == 0


def test_a_question_about_something_else_is_not_found(index: Index) -> None:
    assert index.search("How do I renew a passport before the stairs are painted?").found == 0


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(language="en"), {"eyelid", "knee", "rash", "reply-only"}),
        (Filters(language="zh-Hant"), {"眼皮", "胃痛"}),
        (Filters(department="Neurology"), {"eyelid", "眼皮"}),
        (Filters(department="Orthopedics"), {"knee"}),
        (Filters(sex="female"), {"eyelid", "眼皮"}),
        (Filters(age_band="30-39"), {"eyelid", "rash"}),
        (Filters(topic="Eyelid Twitching"), {"eyelid"}),
        (Filters(topic="Eyelid"), set()),
        (Filters(department="Neurology", sex="male"), set()),
        (Filters(department="neurology"), set()),
        (Filters(department="Neurology OR Orthopedics"), set()),
        (Filters(since="2024-05"), {"eyelid"}),
        (Filters(since="2024-06"), set()),
        (Filters(until="2024"), set()),
        (Filters(since="2020", until="2024-05", language="en"), {"eyelid"}),
    ],
)
def test_a_filter_holds_exactly(index: Index, filters: Filters, expected: set[str]) -> None:
    found = ids(index, "eyelid", filters)
    assert set(found) <= expected
    if "eyelid" in expected:
        assert found[0] == "eyelid"


def test_a_filter_does_not_change_a_score(index: Index) -> None:
    free = index.search("twitching eyelid").hits[0]
    filtered = index.search("twitching eyelid", filters=Filters(language="en", department="Neurology")).hits[0]
    assert free.score == pytest.approx(filtered.score)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ('eyelid AND NOT "eyelid" OR (twitching', "eyelid"),
        ("knee~2 knee^9 [a TO z] +must -knee", "knee"),
        ("'; DROP TABLE rash; --", "rash"),
        ("eyelid\\", "eyelid"),
        ("-gastroenteritis", "reply-only"),
    ],
)
def test_query_syntax_is_only_words(index: Index, query: str, first: str) -> None:
    assert ids(index, query)[0] == first


def test_a_field_cannot_be_asked_for(index: Index) -> None:
    assert index.search("department:Orthopedics id:rash *:*").found == 0


def test_the_snippet_shows_the_words_that_matched(index: Index) -> None:
    assert "twitching" in index.search("twitching").hits[0].snippet
    assert "眼皮" in index.search("眼皮").hits[0].snippet


@pytest.mark.parametrize(
    "query",
    ["x" * 100_000, "eyelid " * 15_000, "眼皮跳" * 33_000, "🙂" * 100_000, "\ud83d" * 100_000, "ﷺ" * 100_000],
)
def test_a_hundred_thousand_characters_are_answered_quickly(index: Index, query: str) -> None:
    index.search("warm")
    assert work(index.search, query) < 0.5


def test_the_last_passage_of_an_id_stands(build: Callable[[Sequence[Passage]], Index]) -> None:
    index = build(
        [
            Passage(id="1", language="en", question="migraine"),
            Passage(id="2", language="en", question="asthma"),
            Passage(id="1", language="en", question="sunburn"),
        ]
    )
    assert len(index) == 2
    assert index.search("sunburn").hits[0].snippet == "sunburn"
    assert "migraine" not in [hit.snippet for hit in index.search("migraine").hits]


def test_odd_passages_are_kept_whole(build: Callable[[Sequence[Passage]], Index]) -> None:
    long_id = "i" * 70_000
    index = build(
        [
            Passage(id="", language=""),
            Passage(id="\ud800", language="en", question="hiccups \udfff all day", department="\ud800"),
            Passage(id=long_id, language="en", question="earache " * 200_000, topics=("t" * 70_000,)),
            Passage(id="nul\0", language="en", question="a\0b nosebleed"),
        ]
    )
    assert len(index) == 4
    assert ids(index, "hiccups", Filters(department="\ud800")) == ["\ud800"]
    assert ids(index, "earache", Filters(topic="t" * 70_000)) == [long_id]
    assert ids(index, "nosebleed")[0] == "nul\0"


def test_an_empty_index_finds_nothing(build: Callable[[Sequence[Passage]], Index]) -> None:
    index = build([])
    assert len(index) == 0
    assert index.search("eyelid").hits == ()


@settings(
    max_examples=150,
    deadline=2_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(
    query=st.text(st.characters(codec=None), max_size=300),
    limit=st.integers(-5, 10**12),
    department=st.none() | st.text(st.characters(codec=None), max_size=20),
)
def test_no_text_makes_a_search_fail(index: Index, query: str, limit: int, department: str | None) -> None:
    results = index.search(f"eyelid {query} 眼皮", limit=limit, filters=Filters(department=department))
    assert 0 <= results.found <= len(results.hits) <= len(PASSAGES)
    assert [hit.score for hit in results.hits] == sorted((hit.score for hit in results.hits), reverse=True)
    for hit in results.hits:
        hit.snippet.encode()
