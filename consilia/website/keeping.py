"""Backup and restore of an SQLite installation: the database in one tar file, its keys only on request."""

import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

DATABASE = "consilia.sqlite3"
KEY = "secret.key"
MASTER_KEY = "master.key"
INDEX = "index"


class BackupRefused(Exception):
    """The message says why, and what to do."""


def database_file() -> Path:
    """Where this installation's database lies. Raises BackupRefused where it is not SQLite."""
    if connection.vendor != "sqlite":
        raise BackupRefused("This installation uses PostgreSQL: back it up with pg_dump, and keep secret.key with it.")
    return Path(connection.settings_dict["NAME"])


def write_backup(file: Path, *, home: Path, with_keys: bool = False) -> int:
    """Write a consistent copy, taken while the service runs; returns its size in bytes. Raises BackupRefused.

    Without the keys, whoever finds the file reads nothing that was asked: neither the words that are sealed with the
    one, nor by the private links that are made with the other.
    """
    database = database_file()
    if file.exists():
        raise BackupRefused(f"{file} exists already. Choose another name; backups are never overwritten.")
    if not database.exists():
        raise BackupRefused(f"There is no installation in {home} yet: nothing to back up.")
    with _told(file), tempfile.TemporaryDirectory(dir=home, prefix=".backup-") as folder:
        copy = Path(folder) / DATABASE
        _copy_database(database, copy)
        keys = {name: home / name for name in ((KEY, MASTER_KEY) if with_keys else ())}
        _pack(file, {DATABASE: copy, **keys})
    return file.stat().st_size


def read_backup(file: Path, *, home: Path) -> None:
    """Put a backup into an empty home. Raises BackupRefused; then nothing was changed."""
    database = database_file()
    # The -wal beside a database belongs to it: beside another it would damage it.
    if any(database.parent.glob(f"{database.name}*")):
        raise BackupRefused(f"{home} holds an installation already. Set CONSILIA_HOME to an empty folder.")
    with _told(file), tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        _unpack(file, Path(folder))
        _must_be_sound(Path(folder) / DATABASE, file)
        shutil.rmtree(home / INDEX, ignore_errors=True)
        for name in (KEY, MASTER_KEY):
            if (Path(folder) / name).exists():
                (Path(folder) / name).replace(home / name)
        shutil.move(Path(folder) / DATABASE, database)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, tarfile.TarError, zlib.error) as error:
        raise BackupRefused(f"{file} cannot be read: {error}. Is it whole?") from error
    except (OSError, sqlite3.Error) as error:
        raise BackupRefused(f"{file}: {error}.") from error


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _pack(file: Path, members: dict[str, Path]) -> None:
    # Written aside (readable by its owner only) and linked into place: FILE is whole, or not there.
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.") as partial:
        with tarfile.open(fileobj=partial, mode="w:gz") as archive:
            for name, path in members.items():
                # The key may be in the environment instead.
                if path.exists():
                    archive.add(path, name)
        partial.flush()
        os.fsync(partial.fileno())
        os.link(partial.name, file)


def _unpack(file: Path, folder: Path) -> None:
    with tarfile.open(file) as archive:
        names = set(archive.getnames())
        if DATABASE not in names or names - {DATABASE, KEY, MASTER_KEY}:
            raise BackupRefused(f"{file} was not written by `consilia backup`.")
        archive.extractall(folder, filter="data")


def _must_be_sound(database: Path, file: Path) -> None:
    damaged = f"{file}: the database in it is damaged. Use an older backup."
    try:
        with closing(sqlite3.connect(database)) as opened:
            verdict = opened.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError:
        raise BackupRefused(damaged) from None
    if verdict != ("ok",):
        raise BackupRefused(damaged)
