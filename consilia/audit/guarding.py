"""Triggers by which the database itself refuses to change or delete an event, whoever asks.

One change is let through: an unchained event gets its place in the chain, once.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

_SAID: Final = ("id", "at", "actor", "action", "object_kind", "object_ref", "detail")

_SQLITE: Final = (
    """CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event
    WHEN NOT (OLD.position IS NULL AND NEW.position IS NOT NULL AND {same})
    BEGIN SELECT RAISE(ABORT, 'Events are never changed.'); END""".format(
        same=" AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in _SAID)
    ),
    """CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'Events are never deleted.'); END""",
    # INSERT OR REPLACE deletes without asking the trigger above.
    """CREATE TRIGGER audit_event_not_replaced BEFORE INSERT ON audit_event
    WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'Events are never changed.'); END""",
)
_POSTGRESQL: Final = (
    """CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'Events are never changed or deleted.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event FOR EACH ROW
    WHEN (NOT (OLD.position IS NULL AND NEW.position IS NOT NULL AND {same}))
    EXECUTE FUNCTION audit_event_refuse()""".format(
        same=" AND ".join(f'NEW."{name}" IS NOT DISTINCT FROM OLD."{name}"' for name in _SAID)
    ),
    """CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event FOR EACH ROW
    EXECUTE FUNCTION audit_event_refuse()""",
    """CREATE TRIGGER audit_event_not_emptied BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT
    EXECUTE FUNCTION audit_event_refuse()""",
)
_MADE: Final = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
_GONE: Final = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS audit_event_{name}" for name in ("unchanged", "kept", "not_replaced")),
    "postgresql": ("DROP FUNCTION IF EXISTS audit_event_refuse() CASCADE",),
}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers. A migration that makes the table anew (as SQLite does for some changes) must set them again."""
    _run(connection, _MADE[connection.vendor])


def unguard(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration of the table, and for tests that empty the database."""
    _run(connection, _GONE[connection.vendor])


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
