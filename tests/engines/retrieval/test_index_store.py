"""The life of an index on disk: generations, readers that follow, crashes that leave old or new whole."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consilia.engines.retrieval import IndexBusyError, IndexOutdatedError, IndexStore, Passage

OLD = [Passage(id=f"old-{n}", language="en", question=f"twitching eyelid number{n}") for n in range(40)]
NEW = [Passage(id=f"new-{n}", language="en", question=f"aching knee number{n}") for n in range(60)]

REBUILD_FOREVER = """
import sys
from pathlib import Path
from consilia.engines.retrieval import IndexStore, Passage
store = IndexStore(Path(sys.argv[1]), words_alone=True)
print("ready", flush=True)
while True:
    for word, count in (("knee", 600), ("eyelid", 400)):
        passages = (Passage(id=f"{word}-{n}", language="en", question=f"{word} n{n}") for n in range(count))
        store.rebuild(passages)
        print("swapped", flush=True)
"""

UPDATE_FOREVER = """
import sys
from pathlib import Path
from consilia.engines.retrieval import IndexStore, Passage
store = IndexStore(Path(sys.argv[1]), words_alone=True)
print("ready", flush=True)
for turn in range(10_000_000):
    add = [Passage(id=str(n), language="en", question=f"knee turn{turn}") for n in range(10)]
    store.update(add=add, remove=[f"old-{turn}"])
    print(turn, flush=True)
"""


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    """By words alone, where what is found and what is not can be told exactly; vectors have a file of their own."""
    store = IndexStore(tmp_path / "index", words_alone=True)
    store.rebuild(OLD)
    return store


def start(script: str, store: IndexStore) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(store.folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: "subprocess.Popen[str]") -> list[str]:
    os.kill(process.pid, signal.SIGKILL)
    output, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL
    return output.splitlines()


def generations(store: IndexStore) -> list[str]:
    return sorted(path.name for path in store.folder.glob("gen-*"))


def test_a_store_without_an_index_finds_nothing_and_says_why(tmp_path: Path) -> None:
    store = IndexStore(tmp_path / "never")
    results = store.open_reader().search("eyelid")
    assert (results.hits, results.found, results.fallback) == ((), 0, "no_index")
    assert len(store.open_reader()) == 0
    assert store.open_reader().generation == ""
    assert store.needs_rebuild


def test_a_rebuild_replaces_everything_and_leaves_one_generation(store: IndexStore) -> None:
    first = store.open_reader().generation
    second = store.rebuild(NEW)
    assert second != first
    assert generations(store) == [second]
    assert not store.needs_rebuild
    assert store.open_reader().search("eyelid").hits == ()


def test_an_open_reader_follows_a_rebuild(store: IndexStore) -> None:
    reader = store.open_reader()
    assert reader.search("eyelid").hits
    generation = store.rebuild(NEW)
    assert reader.generation == generation
    assert len(reader) == len(NEW)
    assert reader.search("eyelid").hits == ()
    assert reader.search("knee").hits


def test_an_open_reader_follows_an_update(store: IndexStore) -> None:
    reader = store.open_reader()
    assert reader.search("sunburn").hits == ()
    store.update(add=[Passage(id="s", language="en", question="sunburn")], remove=["old-3", "not there"])
    assert [hit.id for hit in reader.search("sunburn").hits] == ["s"]
    assert reader.search("number3").hits == ()
    assert len(reader) == len(OLD)


def test_an_update_replaces_a_passage_of_the_same_id(store: IndexStore) -> None:
    store.update(add=[Passage(id="old-1", language="en", question="migraine")])
    reader = store.open_reader()
    assert len(reader) == len(OLD)
    assert reader.search("number1").hits == ()
    assert [hit.id for hit in reader.search("migraine").hits] == ["old-1"]


def test_progress_is_told_up_to_the_last_passage(store: IndexStore) -> None:
    told: list[int] = []
    store.rebuild((Passage(id=str(n), language="en", question="knee") for n in range(1_100)), told.append)
    assert told == sorted(told)
    assert len(told) >= 4
    assert told[-1] == 1_100


def test_an_index_of_another_recipe_is_not_searched_and_asks_for_a_rebuild(store: IndexStore) -> None:
    reader = store.open_reader()
    (stamp,) = store.folder.glob("gen-*/recipe.json")
    stamp.write_text(json.dumps({"recipe": "of another year"}))
    assert store.needs_rebuild
    assert store.open_reader().search("eyelid").fallback == "old_index"
    with pytest.raises(IndexOutdatedError):
        store.update(add=NEW)
    store.rebuild(NEW)
    assert not store.needs_rebuild
    assert reader.search("knee").fallback is None


@pytest.mark.parametrize("damage", ["", "gen-99", "../../etc", "gen-1\0", "\udc80"])
def test_a_damaged_pointer_asks_for_a_rebuild(store: IndexStore, damage: str) -> None:
    reader = store.open_reader()
    (store.folder / "CURRENT").write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert store.needs_rebuild
    assert reader.search("eyelid").fallback in {"no_index", "old_index"}
    store.rebuild(NEW)
    assert len(reader) == len(NEW)


def test_a_lost_file_asks_for_a_rebuild(store: IndexStore) -> None:
    (meta,) = store.folder.glob("gen-*/meta.json")
    meta.write_text("{")
    assert store.needs_rebuild
    assert store.open_reader().search("eyelid").fallback == "no_index"


def test_a_rebuild_that_fails_midway_changes_nothing(store: IndexStore) -> None:
    def passages() -> Iterator[Passage]:
        yield from NEW
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        store.rebuild(passages())
    assert len(store.open_reader()) == len(OLD)
    assert store.rebuild(NEW)
    assert len(generations(store)) == 1


def test_a_second_writer_is_refused(store: IndexStore) -> None:
    def passages() -> Iterator[Passage]:
        with pytest.raises(IndexBusyError):
            store.rebuild([])
        with pytest.raises(IndexBusyError):
            store.update(add=OLD)
        yield from NEW

    store.rebuild(passages())
    assert len(store.open_reader()) == len(NEW)


def test_readers_in_threads_answer_throughout_rebuilds(store: IndexStore) -> None:
    reader = store.open_reader()
    answers: list[int] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                answers.append(len(reader.search("eyelid knee", limit=100).hits))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for passages in (NEW, OLD) * 6:
        store.rebuild(passages)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert set(answers) <= {len(OLD), len(NEW)}
    assert len(answers) > 20


@pytest.mark.crash
def test_killing_a_rebuild_leaves_the_old_or_the_new_index_whole(store: IndexStore) -> None:
    chance = random.Random(7)
    whole = {"eyelid": 400, "knee": 600, "old": len(OLD)}
    swaps = 0
    for _ in range(12):
        process = start(REBUILD_FOREVER, store)
        time.sleep(chance.uniform(0.0, 0.3))
        swaps += kill(process).count("swapped")
        assert not store.needs_rebuild
        reader = store.open_reader()
        hits = reader.search("eyelid knee", limit=1_000).hits
        kind = hits[0].id.split("-")[0]
        assert len(reader) == len(hits) == whole[kind]
        assert {hit.id for hit in hits} == {f"{kind}-{n}" for n in range(whole[kind])}
    assert swaps
    store.rebuild(OLD)
    assert len(generations(store)) == 1


def test_a_new_passage_leaves_no_removed_words_behind(store: IndexStore) -> None:
    assert not store.holds_removed
    store.update(add=[Passage(id="s", language="en", question="sunburn")], remove=["not there"])
    assert not store.holds_removed


@pytest.mark.parametrize("way", [{"remove": ["s"]}, {"add": [Passage(id="s", language="en", question="migraine")]}])
def test_the_words_of_removed_passages_are_known_to_lie_in_files_until_a_rebuild(
    store: IndexStore, way: dict[str, list[Any]]
) -> None:
    secret = Passage(id="s", language="en", question="xyzzysecret sunburn")
    store.rebuild([*OLD, secret])
    store.update(**way)
    assert store.holds_removed
    assert IndexStore(store.folder, words_alone=True).holds_removed, "another process knows it too"
    store.rebuild(OLD)
    assert not store.holds_removed
    assert not [path for path in files(store) if b"xyzzysecret" in path.read_bytes()]


def files(store: IndexStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_folder_without_an_index_holds_nothing(tmp_path: Path) -> None:
    assert not IndexStore(tmp_path / "never").holds_removed


@pytest.mark.crash
def test_killing_an_update_leaves_all_of_it_or_nothing(store: IndexStore) -> None:
    chance = random.Random(11)
    for _ in range(8):
        process = start(UPDATE_FOREVER, store)
        time.sleep(chance.uniform(0.05, 0.4))
        told = kill(process)
        hits = store.open_reader().search("knee", limit=1_000).hits
        turns = {hit.snippet.split()[-1] for hit in hits}
        assert len(turns) <= 1
        assert len(hits) in {0, 10}
        if told and told[-1].isdigit():
            assert int(next(iter(turns)).removeprefix("turn")) >= int(told[-1])
        store.rebuild(OLD)
