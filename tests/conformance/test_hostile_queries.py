"""Whatever is asked, every index gives an answer that makes sense, and bounded work makes it."""

import math
from collections import Counter
from collections.abc import Callable

import pytest
import tantivy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consilia.engines.retrieval import Filters, Index, Passage, terms
from tests.conformance.index_kinds import KINDS

MOST_PARTS = 300
LONG = 100_000

PASSAGES = (
    Passage("eyelid", "en", "Twitching eyelid", "My eyelid has been twitching for a week.", ("Rest and less coffee.",)),
    Passage("knee", "en", "Knee pain", "My knee hurts on stairs. Select exercises?", topics=("Knee Pain",)),
    Passage("drops", "en", question="Eye drops: drop by drop, or all at once? Order from the union table."),
    Passage("眼皮", "zh-Hant", "眼皮一直跳", "左眼皮跳了兩個星期，需要看神經科嗎？", ("多半與疲勞有關。",)),
    Passage("CT", "zh-Hans", question="胸部CT检查有辐射吗？", department="Radiology"),
    Passage("\ud800", "en", question="broken \udfff knee", department="\ud800"),
    Passage("", ""),
)

EXTREMES = {
    "empty": "",
    "one letter": "a",
    "one character": "跳",
    "one digit": "0",
    "spaces": " \t\r\n\u3000\u200b" * 50,
    "punctuation": "?!.,;:'\"()[]{}<>/\\|`~@#$%^&*-_=+。，、；：「」『』？！…—" * 20,
    "emoji": "🙂👩🏽‍⚕️🇹🇼🏳️‍🌈❤️" * 20,
    "joiners and marks": "e\u0301\u200d\ufe0f\u202e\u2066knee\u0300" * 50,
    "mixed scripts": "knee 膝蓋 ひざ 무릎 колено ركبة ברך เข่า γόνατο घुटना" * 10,
    "broken surrogates": "\ud800knee\udfff 眼\ud83d皮 \udc00",
    "nuls": "\0knee\0\0眼\0皮\0",
    "sql": "knee'); DROP TABLE passages; -- \" OR 1=1 /* */ UNION SELECT * FROM question",
    "query syntax": 'text:knee^1e99 +must -not (eyelid OR "broken AND [a TO *] {* TO z} ~9 k?n* \\ : ^ IN [a b] <=>',
    "regex": "(a+)+$ .*.*.*.*.*=.* [[:alpha:]]{1000000} (?=knee)",
    "formats": "%s%n%x ${jndi:ldap://x} {{7*7}} {0.__class__} <script>alert(1)</script> ../../etc/passwd",
    "spaces only, long": " " * LONG,
    "one word, long": "knee" * (LONG // 4),
    "one word, long, repeated": ("x" * 39 + " ") * (LONG // 40),
    "one Chinese run, long": "眼皮跳" * (LONG // 3),
    "emoji, long": "🙂" * LONG,
    "broken, long": "\ud83d" * LONG,
    "nuls, long": "\0" * LONG,
    "expanding, long": "ﷺ" * LONG,
    "marks, long": "e" + "\u0301" * LONG,
    "distinct words": " ".join(f"word{n}" for n in range(10_000)),
    "distinct words, some known": "eyelid knee 眼皮 " + " ".join(f"w{n}" for n in range(10_000)),
    "distinct characters": "".join(chr(code) for code in range(0x4E00, 0x9FFF)),
}

any_character = st.characters(codec=None)
pieces = st.one_of(
    st.sampled_from(
        ["knee", "眼皮", "CT檢查", "eyelid ", " AND ", "\0", "\ud800", "\udfff", "👩🏽‍⚕️", "'--", '"', "*", "\\", "^9"]
    ),
    st.sampled_from(sorted(text for text in EXTREMES.values() if len(text) < 1_000)),
    st.text(any_character, max_size=40),
    st.text(st.sampled_from("()[]{}\"'*?~^:+-\\/|&!<>=;%_"), max_size=40),
    st.builds(str.__mul__, st.text(any_character, min_size=1, max_size=3), st.integers(1, 5_000)),
)
hostile = st.lists(pieces, max_size=12).map("".join)
filter_value = (
    st.none() | st.sampled_from(["en", "zh-Hant", "\ud800", "", "*", "en OR zh-Hant"]) | st.text(any_character)
)


@pytest.fixture(scope="module", params=sorted(KINDS))
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    return KINDS[request.param](PASSAGES, tmp_path_factory.mktemp("index"))


def sound(index: Index, query: str, limit: int = 10, filters: Filters = Filters()) -> None:  # noqa: B008
    """Fails unless the answer is one: sorted, within the limit, scored from 0 to 1, and the same when asked again."""
    results = index.search(query, limit=limit, filters=filters)
    scores = [hit.score for hit in results.hits]
    assert len(scores) <= max(0, min(limit, len(PASSAGES)))
    assert all(math.isfinite(score) and 0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert 0 <= results.found <= len(scores)
    ids = [hit.id for hit in results.hits]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= {passage.id for passage in PASSAGES}
    for hit in results.hits:
        hit.snippet.encode()
    assert index.search(query, limit=limit, filters=filters) == results


@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_query_gets_an_answer(index: Index, name: str) -> None:
    sound(index, EXTREMES[name])


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(query=hostile, limit=st.integers(-3, 12) | st.sampled_from([-(10**18), 10**12, 10**30]))
def test_any_query_gets_an_answer(index: Index, query: str, limit: int) -> None:
    sound(index, query, limit)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(query=hostile, filters=st.builds(Filters, *[filter_value] * 5))
def test_any_filter_gets_an_answer(index: Index, query: str, filters: Filters) -> None:
    sound(index, f"knee eyelid 眼皮 {query}", filters=filters)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(hostile)
def test_every_text_becomes_terms_that_an_index_can_hold(text: str) -> None:
    found = terms(text)
    assert all(term and len(term.encode()) <= 200 for term in found)
    assert found == terms(text)


class CountingQuery:
    """tantivy.Query, counting the parts that a search is put together from."""

    def __init__(self) -> None:
        self.made: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Callable[..., object]:
        self.made[name] += 1
        made: Callable[..., object] = getattr(_QUERY, name)
        return made


_QUERY = tantivy.Query


@pytest.mark.parametrize("name", EXTREMES)
def test_no_query_asks_for_more_than_a_few_terms(index: Index, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = CountingQuery()
    monkeypatch.setattr(tantivy, "Query", counting)
    index.search(EXTREMES[name])
    assert counting.made.total() <= MOST_PARTS


def test_a_query_of_known_words_is_cut_to_its_rarest(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The bound holds where it bites: every word of the query is in the index."""
    words = " ".join(f"word{n}" for n in range(2_000))
    characters = "".join(chr(code) for code in range(0x4E00, 0x9FFF))
    index = KINDS["memory"]([Passage("1", "en", question=f"{words} {characters}")], tmp_path_factory.mktemp("index"))
    counting = CountingQuery()
    monkeypatch.setattr(tantivy, "Query", counting)
    assert index.search(f"{words[:4_000]} {characters[:3_000]}").hits
    assert 0 < counting.made.total() <= MOST_PARTS
