"""Backup while serving, restore into an empty home, and everything that is refused."""

import gzip
import io
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from consilia.website.keeping import DATABASE, KEY, MASTER_KEY, BackupRefused, read_backup, write_backup

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has its own tools")

assert connection


@pytest.fixture
def lies_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Points the installation at the database of a home."""

    def point(home: Path) -> Path:
        home.mkdir(exist_ok=True)
        monkeypatch.setitem(connection.settings_dict, "NAME", str(home / DATABASE))
        return home

    return point  # type: ignore[return-value]


@pytest.fixture
def home(tmp_path: Path, lies_in: object) -> Path:
    """An installation with a question in it, in WAL mode."""
    made: Path = lies_in(tmp_path / "home")  # type: ignore[operator]
    (made / KEY).write_text("the key")
    with closing(sqlite3.connect(made / DATABASE)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE question (text)")
        database.execute("INSERT INTO question VALUES ('My eyelid twitches')")
        database.commit()
    return made


@pytest.fixture
def empty(tmp_path: Path, home: Path, backup: Path, lies_in: object) -> Path:
    made: Path = lies_in(tmp_path / "empty")  # type: ignore[operator]
    return made


@pytest.fixture
def backup(tmp_path: Path, home: Path) -> Path:
    file = tmp_path / "consilia.tar.gz"
    write_backup(file, home=home, with_keys=True)
    return file


def texts(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / DATABASE)) as database:
        return [text for (text,) in database.execute("SELECT text FROM question")]


def test_a_backup_comes_back_whole(backup: Path, empty: Path) -> None:
    (empty / "index").mkdir()
    (empty / "index" / "of another library").touch()
    read_backup(backup, home=empty)
    assert texts(empty) == ["My eyelid twitches"]
    assert (empty / KEY).read_text() == "the key"
    assert {path.name for path in empty.iterdir()} == {DATABASE, KEY}, "the index is made anew"


def test_a_backup_is_for_its_owner_only(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_what_was_committed_while_others_hold_the_database_open_is_in_the_backup(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as reader, closing(sqlite3.connect(home / DATABASE)) as writer:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM question").fetchall()
        writer.execute("INSERT INTO question VALUES ('committed')")
        writer.commit()
        writer.execute("INSERT INTO question VALUES ('not committed')")
        write_backup(tmp_path / "busy.tar.gz", home=home)
    with tarfile.open(tmp_path / "busy.tar.gz") as archive:
        archive.extract(DATABASE, tmp_path / "looked at", filter="data")
    assert texts(tmp_path / "looked at") == ["My eyelid twitches", "committed"]


def test_a_backup_never_overwrites(backup: Path, home: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupRefused, match="exists already"):
        write_backup(backup, home=home)
    assert backup.read_bytes() == before


def test_a_folder_that_does_not_exist_is_told_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="No such file"):
        write_backup(tmp_path / "nowhere" / "b.tar.gz", home=home)
    assert {path.name for path in home.iterdir()} == {DATABASE, KEY}


def test_nothing_to_back_up_is_told(tmp_path: Path, lies_in: object) -> None:
    home: Path = lies_in(tmp_path / "new")  # type: ignore[operator]
    with pytest.raises(BackupRefused, match="nothing to back up"):
        write_backup(tmp_path / "b.tar.gz", home=home)


def test_restoring_over_an_installation_is_refused(backup: Path, home: Path) -> None:
    with pytest.raises(BackupRefused, match="holds an installation already"):
        read_backup(backup, home=home)


def test_a_write_ahead_log_that_was_left_behind_is_an_installation_too(backup: Path, empty: Path) -> None:
    (empty / f"{DATABASE}-wal").touch()
    with pytest.raises(BackupRefused, match="holds an installation already"):
        read_backup(backup, home=empty)


def _tar(members: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return raw.getvalue()


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:200] + bytes([whole[200] ^ 255]) + whole[201:],
        lambda whole: b"not a tar at all",
        lambda whole: b"",
        lambda whole: gzip.compress(b"no tar"),
        lambda whole: _tar({"../evil": b"x", DATABASE: b"x"}),
        lambda whole: _tar({DATABASE: b"no database, though its name says so", KEY: b"k"}),
        lambda whole: _tar({KEY: b"k"}),
    ],
    ids=["cut", "flipped", "text", "empty", "gzip", "climbing", "no database", "key only"],
)
def test_a_damaged_backup_is_refused_and_changes_nothing(damage: object, backup: Path, empty: Path) -> None:
    damaged = backup.with_name("damaged.tar.gz")
    damaged.write_bytes(damage(backup.read_bytes()))  # type: ignore[operator]
    with pytest.raises(BackupRefused, match=r"damaged\.tar\.gz"):
        read_backup(damaged, home=empty)
    assert list(empty.iterdir()) == []
    assert not (empty.parent / "evil").exists()


def test_a_file_that_does_not_exist_is_told(tmp_path: Path, empty: Path) -> None:
    with pytest.raises(BackupRefused, match="No such file"):
        read_backup(tmp_path / "none.tar.gz", home=empty)


def test_keys_are_in_a_backup_only_where_that_was_asked_for(home: Path, tmp_path: Path, lies_in: object) -> None:
    (home / MASTER_KEY).write_text("the master key")
    write_backup(tmp_path / "without.tar.gz", home=home)
    write_backup(tmp_path / "with.tar.gz", home=home, with_keys=True)
    with tarfile.open(tmp_path / "without.tar.gz") as archive:
        assert archive.getnames() == [DATABASE]
    empty: Path = lies_in(tmp_path / "another")  # type: ignore[operator]
    read_backup(tmp_path / "with.tar.gz", home=empty)
    assert (empty / MASTER_KEY).read_text() == "the master key"
