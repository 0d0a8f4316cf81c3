"""Every test process gets an installation of its own; the people of the tests are fixtures."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

pytest_plugins = ["tests.people"]


def pytest_configure(config: pytest.Config) -> None:
    """Tests need neither collected static files nor a database that survives a power cut."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    # WhiteNoise warns, and so fails a test, where the folder for collected files is missing.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes comes first, so that no process ends with it while the other has nothing left to do."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("long", "crash", "journey")))


@pytest.fixture(autouse=True, scope="session")
def emptied_between_tests() -> Iterator[None]:
    """Events cannot be deleted, and Django empties the database after a test that commits: for that moment they can."""
    from django.db import connection
    from django.test import TransactionTestCase

    from consilia.audit.guarding import guard, unguard

    undisturbed: Any = TransactionTestCase
    teardown = undisturbed._fixture_teardown

    def unguarded(self: TransactionTestCase) -> None:
        unguard(connection)
        teardown(self)
        guard(connection)

    undisturbed._fixture_teardown = unguarded
    yield
    undisturbed._fixture_teardown = teardown


@pytest.fixture
def now() -> datetime:
    """The clock of the tests."""
    return datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_index(settings: object, tmp_path: Path) -> Iterator[None]:
    """Each test has its own, empty index."""
    from consilia.library import directory, indexing, kept

    settings.CONSILIA_INDEX = tmp_path / "index"  # type: ignore[attr-defined]
    yield
    indexing._store.cache_clear()
    indexing._reader.cache_clear()
    directory.forget()
    kept.begin_again()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test starts in English: a request in another language leaves that language active in its thread."""
    with translation.override("en"):
        yield
