"""Rows of vectors: exact and by lists, remembered, and whole after a crash."""

import time
from pathlib import Path

import numpy as np
import pytest

from consilia.engines.retrieval import IndexStore, Passage, build_in_memory, encoding
from consilia.engines.retrieval.encoding import DIMENSIONS, Encoder, shipped_encoder
from consilia.engines.retrieval.remembering import VectorLog
from consilia.engines.retrieval.vectors import (
    LISTS,
    LISTS_READ,
    VectorFile,
    VectorWriter,
    cosines,
    lists_read,
    quantised,
    sort_into_lists,
)
from tests.engines.retrieval.test_index_store import kill, start

SOME = [
    Passage(id="eyelid", language="en", question="My eyelid keeps twitching"),
    Passage(id="knee", language="en", question="My knee hurts on stairs"),
    Passage(id="眼皮", language="zh-Hant", question="眼皮一直跳怎麼辦"),
]


def rows(count: int, seed: int = 1) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    return np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)


def write(folder: Path, vectors: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> None:
    writer = VectorWriter(folder)
    writer.append(quantised(vectors))
    writer.close()


def test_a_quantised_row_points_where_the_vector_did() -> None:
    vectors = rows(50)
    exact = vectors @ vectors[0] / np.linalg.norm(vectors, axis=1) / np.linalg.norm(vectors[0])
    kept = quantised(vectors)
    assert np.abs(cosines(kept[:1], kept) - exact).max() < 0.01


def test_the_nearest_rows_come_first_and_a_file_that_grew_is_read_on(tmp_path: Path) -> None:
    vectors = rows(500)
    write(tmp_path, vectors[:400])
    write(tmp_path, vectors[400:])
    file, one = VectorFile(tmp_path), quantised(vectors[444:445])
    nearest = file.nearest(one, 10)
    assert nearest[0] == 444
    found = cosines(one, file.rows(nearest))
    assert found[0] == pytest.approx(1, abs=1e-3)
    assert list(found) == sorted(found, reverse=True)


def test_lists_find_what_a_scan_of_all_finds(tmp_path: Path) -> None:
    centres = rows(40, seed=2)
    vectors = np.concatenate([centre + 0.4 * rows(100, seed=n) for n, centre in enumerate(centres)])
    write(tmp_path, vectors)
    questions = quantised(vectors[::97] + 0.2 * rows(len(vectors[::97]), seed=9))
    whole = [VectorFile(tmp_path).nearest(one[None], 10) for one in questions]
    sort_into_lists(tmp_path, least=0, lists=256)
    write(tmp_path, rows(30, seed=5))
    listed = VectorFile(tmp_path)
    found = [listed.nearest(one[None], 10) for one in questions]
    shared = [len(set(a) & set(b)) / 10 for a, b in zip(whole, found, strict=True)]
    assert np.mean(shared) >= 0.95
    assert (listed.rows(np.arange(len(vectors))) == quantised(vectors)).all(), "each row under its own number"
    tail = quantised(rows(30, seed=5))
    assert listed.nearest(tail[7:8], 1)[0] == len(vectors) + 7, "rows added later are found too"


def test_beyond_half_a_million_rows_a_question_reads_no_more_of_them() -> None:
    read = {rows: lists_read(rows) * rows // LISTS for rows in (100_000, 500_000, 1_000_000)}
    assert lists_read(100_000) == LISTS_READ
    assert read[500_000] <= read[1_000_000] <= 1.05 * read[500_000]
    assert 0 < lists_read(100_000_000) < LISTS_READ


def test_half_a_row_that_a_crash_left_is_cut_off(tmp_path: Path) -> None:
    write(tmp_path, rows(3))
    with (tmp_path / "vectors.i8").open("ab") as file:
        file.write(b"x" * 100)
    assert len(VectorFile(tmp_path)) == 3
    write(tmp_path, rows(1, seed=8))
    assert VectorFile(tmp_path).nearest(quantised(rows(1, seed=8)), 1)[0] == 3


def test_the_same_text_is_encoded_once_and_forgotten_when_nobody_asks_for_it(tmp_path: Path) -> None:
    encoder = shipped_encoder()
    first = VectorLog(tmp_path, encoder).vectors(["eyelid", "knee"])
    (log,) = tmp_path.glob("vectors-*.log")
    size = log.stat().st_size
    again = VectorLog(tmp_path, encoder)
    assert (again.vectors(["knee", "eyelid"]) == first[::-1]).all()
    assert log.stat().st_size == size
    again.keep_used()
    assert log.stat().st_size == size
    fewer = VectorLog(tmp_path, encoder)
    fewer.vectors(["knee"])
    fewer.keep_used()
    assert log.stat().st_size == size // 2


def test_a_text_has_one_vector_whatever_it_is_encoded_with() -> None:
    encoder = Encoder()
    texts = ["knee", "a much longer text about an eyelid that keeps twitching " * 9, "眼皮一直跳"]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < 1e-3
    assert (together == alone).all()


@pytest.mark.parametrize("unreadable", ["卍卍卍", "ㄅㄆㄇㄈ", "ééé", "的的的"])
def test_what_cannot_be_read_is_near_to_nothing(unreadable: str) -> None:
    records = [
        Passage(id=f"unreadable-{n}", language="zh-Hant", question=text) for n, text in enumerate(("㐂㐂", "卐"))
    ]
    assert build_in_memory([*SOME, *records]).search(unreadable).found == 0


def test_words_after_much_white_space_are_read() -> None:
    index = build_in_memory([*SOME, Passage(id="blank", language="zh-Hant", question="卍")])
    assert index.search(" " * 3_000 + "twitching eyelid").hits[0].id == "eyelid"


def test_rows_of_removed_passages_neither_stay_nor_crowd_out_the_living(tmp_path: Path) -> None:
    store = IndexStore(tmp_path / "index")
    store.rebuild(SOME)
    for number in range(130):
        store.update(add=[Passage(id="again", language="en", question=f"The skin over my eye flutters ({number})")])
    store.update(remove=["again"])
    assert store.holds_removed
    reader = store.open_reader()
    assert reader.search("the skin above my eye flutters").hits[0].id == "eyelid"
    store.rebuild(SOME)
    assert not store.holds_removed
    (log,) = store.folder.glob("vectors-*.log")
    assert log.stat().st_size == len(SOME) * (DIMENSIONS + 8)


def test_a_lost_file_of_rows_asks_for_a_rebuild(tmp_path: Path) -> None:
    store = IndexStore(tmp_path / "index")
    store.rebuild(SOME)
    (path,) = store.folder.glob("gen-*/vectors.i8")
    path.unlink()
    assert store.needs_rebuild


def test_an_encoder_that_does_not_load_leaves_a_search_by_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = IndexStore(tmp_path / "index")
    store.rebuild(SOME)

    def missing() -> Encoder:
        raise OSError("no such file")

    monkeypatch.setattr(encoding, "shipped_encoder", missing)
    encoding.encoder_if_it_loads.cache_clear()
    results = store.open_reader().search("twitching eyelid")
    encoding.encoder_if_it_loads.cache_clear()
    assert (results.hits[0].id, results.fallback) == ("eyelid", "no_vectors")


def test_a_rewording_without_a_shared_word_is_found() -> None:
    index = build_in_memory(SOME)
    assert index.search("the skin over my eye flutters").hits[0].id == "eyelid"


def test_an_answer_in_the_other_language_is_near() -> None:
    index = build_in_memory(SOME[:2])
    assert index.search("眼瞼跳動").hits[0].id == "eyelid"


def test_an_encoder_that_fails_leaves_a_search_by_words_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    index = build_in_memory(SOME)

    def broken(self: Encoder, texts: list[str]) -> None:
        raise RuntimeError("the model is gone")

    monkeypatch.setattr(Encoder, "encode", broken)
    results = index.search("twitching eyelid")
    assert results.hits[0].id == "eyelid"
    assert results.fallback == "no_vectors"


# Complaints that differ in words and in meaning, so that a vector of another one would show.
COMPLAINTS = [
    f"{what} {when}"
    for what in ("knee pain", "itchy rash", "blurred vision", "stomach cramps", "sore throat", "ringing ears")
    for when in ("after running", "at night", "since childhood", "during pregnancy", "with fever", "after eating nuts")
]
UPDATE_FOREVER = """
import sys
from pathlib import Path
from consilia.engines.retrieval import IndexStore, Passage
from tests.engines.retrieval.test_vectors import COMPLAINTS
store = IndexStore(Path(sys.argv[1]))
print("ready", flush=True)
for turn in range(10_000_000):
    some = [(turn * 4 + n) % len(COMPLAINTS) for n in range(4)]
    store.update(add=[Passage(id=str(n), language="en", question=COMPLAINTS[n]) for n in some])
"""
REBUILD_FOREVER = """
import sys
from pathlib import Path
from consilia.engines.retrieval import IndexStore, Passage
from tests.engines.retrieval.test_vectors import COMPLAINTS
store = IndexStore(Path(sys.argv[1]))
print("ready", flush=True)
for turn in range(10_000_000):
    store.rebuild(Passage(id=str(n), language="en", question=text) for n, text in enumerate(COMPLAINTS))
"""


@pytest.mark.crash
@pytest.mark.parametrize("script", [UPDATE_FOREVER, REBUILD_FOREVER])
def test_after_a_kill_every_passage_has_its_own_vector(tmp_path: Path, script: str) -> None:
    store = IndexStore(tmp_path / "index")
    store.rebuild(SOME)
    for pause in (0.05, 0.4, 1.1):
        process = start(script, store)
        time.sleep(pause)
        kill(process)
        assert not store.needs_rebuild
        reader = store.open_reader()
        hits = reader.search("knee pain and itchy rash", limit=1_000).hits
        assert len(hits) == len(reader)
        for hit in hits[::5]:
            best = reader.search(hit.snippet).hits[0]
            assert best.id == hit.id
            assert best.score > 0.7, "found by its own vector too: words alone give less than half"
        store.update(add=[SOME[0]])
        assert reader.search(SOME[0].question).hits[0].id == "eyelid"
