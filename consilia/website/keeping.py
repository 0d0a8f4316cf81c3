"""Backup and restore of an SQLite installation: database and keys in one tar file."""

import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from django.db import connection

DATABASE = "consilia.sqlite3"
KEY = "secret.key"


class BackupRefused(Exception):
    """The message says why, and what to do."""


def write_backup(file: Path, *, home: Path) -> int:
    """Write a consistent copy, taken while the service runs; returns its size in bytes. Raises BackupRefused."""
    if connection.vendor != "sqlite":
        raise BackupRefused("This installation uses PostgreSQL: back it up with pg_dump, and keep secret.key with it.")
    if file.exists():
        raise BackupRefused(f"{file} exists already. Choose another name; backups are never overwritten.")
    with tempfile.TemporaryDirectory(dir=home, prefix=".backup-") as folder:
        _copy_database(home / DATABASE, Path(folder) / DATABASE)
        partial = file.with_name(f".{file.name}.partial")
        with partial.open("xb") as raw:
            os.chmod(partial, 0o600)
            with tarfile.open(fileobj=raw, mode="w:gz") as archive:
                archive.add(Path(folder) / DATABASE, DATABASE)
                archive.add(home / KEY, KEY)
            raw.flush()
            os.fsync(raw.fileno())
    partial.replace(file)
    return file.stat().st_size


def read_backup(file: Path, *, home: Path) -> None:
    """Put a backup into an empty home. Raises BackupRefused; then nothing was changed."""
    if (home / DATABASE).exists():
        raise BackupRefused(f"{home} holds an installation already. Set CONSILIA_HOME to an empty folder.")
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        _unpack(file, Path(folder))
        with closing(sqlite3.connect(Path(folder) / DATABASE)) as database:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupRefused(f"{file}: the database in it is damaged. Use an older backup.")
        (Path(folder) / KEY).replace(home / KEY)
        (Path(folder) / DATABASE).replace(home / DATABASE)


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file) as archive:
            if sorted(archive.getnames()) != sorted([DATABASE, KEY]):
                raise BackupRefused(f"{file} was not written by `consilia backup`.")
            archive.extractall(folder, filter="data")
    except (OSError, EOFError, tarfile.TarError) as error:
        raise BackupRefused(f"{file} cannot be read: {error}. Is it whole?") from error
