"""The lexicon that is kept beside the code is the one that is read, or it is not used."""

import sys
from pathlib import Path

import pytest

from consilia.engines.triage import keeping
from consilia.engines.triage.patterns import Pattern

READ: keeping.Read = (
    {"headache": "sign"},
    [Pattern("headache", "(?:head hurts)", (frozenset({"head h"}), frozenset({" hurts"})), frozenset({"head h"}))],
)


@pytest.fixture(autouse=True)
def _may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def never() -> keeping.Read:
    raise AssertionError("read again")


def test_what_was_read_once_is_there_for_the_next_process(tmp_path: Path) -> None:
    assert keeping.kept(lambda: READ, folder=tmp_path) == READ
    assert keeping.kept(never, folder=tmp_path) == READ


@pytest.mark.parametrize("damage", ["", "{}", "nonsense\n{}", "cut"])
def test_a_damaged_file_is_read_anew_and_mended(tmp_path: Path, damage: str) -> None:
    keeping.kept(lambda: READ, folder=tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text()[:-4] if damage == "cut" else damage)
    assert keeping.kept(lambda: READ, folder=tmp_path) == READ
    assert keeping.kept(never, folder=tmp_path) == READ


def test_changed_words_are_noticed(tmp_path: Path) -> None:
    keeping.kept(lambda: READ, folder=tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text().replace("head hurts", "foot hurts"))
    assert keeping.kept(lambda: READ, folder=tmp_path) == READ


def test_an_older_file_makes_room(tmp_path: Path) -> None:
    (tmp_path / "lexicon.0123456789abcdef.json").write_text("of other data")
    keeping.kept(lambda: READ, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_where_nothing_can_be_written_it_is_read_each_time(tmp_path: Path) -> None:
    (file := tmp_path / "a file").write_text("")
    assert keeping.kept(lambda: READ, folder=file / "folder") == READ


def test_whoever_wants_no_compiled_code_gets_no_kept_lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    keeping.kept(lambda: READ, folder=tmp_path)
    assert not list(tmp_path.iterdir())
