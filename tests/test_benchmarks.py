"""`benchmarks scale` on a library small enough for a test, `triage` and `mask` on few messages: what they tell."""

from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks import desk, growth, mask, scale, texts, triage
from benchmarks.peers import BM25S, FTS5, POSTGRESQL
from consilia.accounts.departments import install_canonical
from consilia.accounts.models import Role, User
from consilia.engines.retrieval import vectors

SVG = "{http://www.w3.org/2000/svg}"


def test_a_record_is_the_same_in_a_library_of_any_size() -> None:
    assert list(texts.records(40))[:9] == list(texts.records(9))


def test_every_fourth_record_is_chinese_and_frequent_words_are_frequent() -> None:
    made = list(texts.records(400))
    assert [one.language for one in made[:4]] == ["en", "en", "en", "zh-Hant"]
    first, later = texts.english().words[0], texts.english().words[30_000]
    words = " ".join(one.replies[0] for one in made).split()
    assert words.count(first) > 50 * max(1, words.count(later))


def test_given_rows_are_near_their_kind_and_the_same_each_time() -> None:
    real = np.eye(5, 384, dtype=np.float32)
    rows = scale.Given(real).vectors(["a"] * 7)
    assert rows.dtype == np.int8
    assert rows.shape == (7, 384)
    assert (rows == scale.Given(real).vectors(["a"] * 7)).all()


def test_what_is_measured_is_told_in_tables_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = scale.run(300, sizes=(40, 200, 1_000), encoded=12, picture=tmp_path / "scale.svg")
    assert [one["size"] for one in told["sizes"]] == [40, 200]
    for one in told["sizes"]:
        assert {scale.BOTH, scale.WORDS, FTS5} <= set(one["costs"])
        assert one["costs"][FTS5]["ratio"] == 1
        assert one["memory"][scale.BOTH]["answered"]["now"] > one["memory"][scale.WORDS]["answered"]["now"]
        assert one["size_bytes"][scale.BOTH] == one["size_bytes"][scale.WORDS] + one["size"] * 384
    printed = capsys.readouterr().out
    assert "| records | words and meaning | words alone | SQLite FTS5 |" in printed
    drawing = ElementTree.fromstring((tmp_path / "scale.svg").read_text(encoding="utf-8"))
    assert "words alone" in (drawing.findtext(f"{SVG}desc") or "")
    assert drawing.findtext(f"{SVG}title")
    assert {"records in the library", "milliseconds a question (median)"} <= {
        label.text for label in drawing.iter(f"{SVG}text")
    }


def test_a_peer_that_is_not_here_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CONSILIA_DATABASE_URL", raising=False)
    told = scale.run(40, sizes=(40,), encoded=12, picture=tmp_path / "scale.svg")
    assert POSTGRESQL not in told["sizes"][0]["costs"]
    assert f"Left out, {POSTGRESQL}: no server" in capsys.readouterr().out


def test_a_peer_that_would_be_too_slow_is_left_out() -> None:
    before = scale.Grown(1_000, costs={BM25S: scale.Cost(60, 70, 30, 50)}, records_a_second={BM25S: 5_000})
    missing: dict[str, str] = {}
    assert scale.too_much(BM25S, 10_000, [before], missing)
    assert missing == {BM25S: "with 10,000 records, a question would take some 600 ms"}


def test_a_peer_that_would_take_long_to_build_is_left_out() -> None:
    before = scale.Grown(1_000, costs={BM25S: scale.Cost(6, 7, 3, 50)}, records_a_second={BM25S: 10})
    missing: dict[str, str] = {}
    assert scale.too_much(BM25S, 10_000, [before], missing)
    assert missing == {BM25S: "with 10,000 records, building would take some 1,000 s"}


def test_reading_all_lists_is_exact_and_few_are_told_beside(tmp_path: Path) -> None:
    real = np.random.default_rng(0).standard_normal((50, 384)).astype(np.float32)
    writer = vectors.VectorWriter(tmp_path)
    writer.append(scale.Given(real).vectors([""] * 3_000))
    writer.close()
    assert scale.lists_read(tmp_path) == []
    vectors.sort_into_lists(tmp_path, least=1_000)
    measured = scale.lists_read(tmp_path)
    assert [one.read for one in measured] == [*scale.LISTS_READ, vectors.LISTS]
    assert measured[-1].recall == 1
    assert 0 < measured[0].recall <= measured[-1].recall


def test_a_picture_of_one_size_alone_can_be_drawn() -> None:
    cost = {"p50": 3.0, "p99": 4.0, "ratio": 1.0, "asked": 5}
    told = {"sizes": [{"size": 1_000, "costs": {FTS5: cost}}]}
    assert ElementTree.fromstring(growth.picture(told)).get("role") == "img"


@pytest.mark.parametrize(("benchmark", "call"), [(triage, "triage.assess"), (mask, "deid.find")])
def test_engines_are_told_by_length_and_language_beside_something_plain(
    benchmark: ModuleType, call: str, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark.run(share=0.01)
    lines = capsys.readouterr().out.splitlines()
    measured = [line.strip().split("  ")[0] for line in lines if call in line]
    assert measured == [f"{language}, {name}: {call}" for language in triage.LANGUAGES for name in triage.LENGTHS]
    assert all("x the peer" in line for line in lines if call in line)


def test_messages_to_judge_have_the_length_asked_for_and_differ() -> None:
    made = list(triage.messages("zh-Hant", 60, 9))
    assert {len(text) for text in made} == {60}
    assert len(set(made)) == 9


def test_the_flat_list_holds_plain_words_of_both_languages() -> None:
    words = triage.flat_words()
    assert {"headache", "頭痛"} <= set(words)
    assert all(word.isalpha() for word in words)


@pytest.mark.django_db
def test_pages_of_the_desk_are_told_with_their_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "ROUNDS", 2)
    install_canonical()
    User.objects.create_user(email="oscar@example.org", name="Oscar", role=Role.OPERATOR)
    User.objects.create_user(email="erin@example.org", name="Erin", role=Role.EDITOR)
    desk.fill(200)
    told = {page.name: page.queries for page in desk.measure()}
    assert set(told) >= {"queue: own", "a case", "to publish"}
    assert max(told.values()) < 12
