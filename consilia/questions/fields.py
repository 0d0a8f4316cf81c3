"""Columns whose words are sealed on the way to the database and opened on the way back."""

import json
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup

from consilia.questions import sealing

_POSSIBLE: Final = frozenset({"isnull", "exact"})


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database never sees. Nothing can be searched or sorted by it; an empty text stays empty."""

    @property
    def place(self) -> str:
        """What binds a value to its column."""
        return f"{self.model._meta.label}.{self.name}"

    def get_prep_value(self, value: Any) -> str | None:
        """Sealed, unless there is nothing to hide."""
        plain = self._plain(value)
        return sealing.seal(plain, place=self.place) if plain else plain

    def from_db_value(self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper) -> Any:
        """Opened. Raises sealing.WrongMasterKey."""
        return self._told(sealing.unseal(value, place=self.place) if value else value)

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Only whether there is anything can be asked: equal words are never stored equally."""
        if lookup_name not in _POSSIBLE:
            raise FieldError(f"{self.name} is sealed: it cannot be searched.")
        return super().get_lookup(lookup_name)

    def _plain(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def _told(self, plain: str | None) -> Any:
        return plain


class SealedJSONField(SealedTextField):
    """Sealed facts: whatever JSON can hold."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def _plain(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def _told(self, plain: str | None) -> Any:
        return json.loads(plain) if plain else None


def sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    """The sealed columns of a model."""
    return [field for field in model._meta.local_fields if isinstance(field, SealedTextField)]
