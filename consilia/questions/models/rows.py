"""What every private row is: a person's data or not, and whether it may be edited."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class StateChanged(Exception):
    """Somebody else changed the question a moment ago, or it is past this act."""


class RowIsFinal(Exception):
    """A row that is never edited was about to be."""


class PersonalData(models.Model):
    """A row with something of a person in it. What drives erasure, retention and the asker's own copy is declared here.

    Attributes:
        holds: the columns with what a person wrote or what could tell who they are. A test looks at every column of
            every private model: whoever adds one has to decide.
    """

    holds: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def clear(cls, rows: models.QuerySet[Any]) -> int:
        """Empty those columns of `rows`, past all that forbids editing; returns how many rows there were."""
        empty = {field.name: field.get_default() for field in cls._meta.local_fields}
        return rows.update(**{name: empty[name] for name in cls.holds})


class Unchanging(models.Model):
    """A row that is written once: a correction is a new row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new row. Raises RowIsFinal for one that exists."""
        if not self._state.adding:
            raise RowIsFinal(f"{type(self).__name__} rows are never edited.")
        super().save(*args, **kwargs)
