"""Which master keys the stored words need, and how they are taken over by a new one."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from django.apps import apps
from django.db import models
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Substr

from consilia.questions import sealing
from consilia.questions.fields import SealedTextField, sealed_fields

AT_ONCE: Final = 500
_HEAD: Final = len(sealing.MARK) + 8
"""As much of a stored value as names its key."""


class KeyStillNeeded(Exception):
    """Words are still sealed with a key that was to go."""


def columns() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    """Every sealed column of the installation."""
    for model in apps.get_models():
        for field in sealed_fields(model):
            yield model, field


def needed() -> Counter[str]:
    """How many values each master key has sealed, by its name."""
    found: Counter[str] = Counter()
    for model, field in columns():
        heads = _stored(model, field).values_list(Substr("stored", 1, _HEAD), flat=True)
        found.update(sealing.key_named_in(head) for head in heads.iterator(chunk_size=10_000))
    return found


def why_not_open() -> str | None:
    """Why the words that are stored here cannot be read, or None: the newest of each column is tried."""
    for model, field in columns():
        newest = _stored(model, field).order_by("-pk").values_list("stored", flat=True).first()
        if newest:
            try:
                sealing.unseal(newest, place=field.place)
            except (sealing.WrongMasterKey, sealing.BadMasterKey) as error:
                return str(error)
    return None


def take_over(progress: Callable[[int], object] = lambda done: None) -> int:
    """Put everything under the first master key; returns how many values were. Can be stopped and run again."""
    first, done = sealing.master_keys()[0].name, 0
    for model, field in columns():
        last = 0
        while rows := list(
            _stored(model, field).filter(pk__gt=last).order_by("pk").values_list("pk", "stored")[:AT_ONCE]
        ):
            for key, stored in rows:
                if sealing.sealed_by(stored) != first:
                    anew = Value(sealing.reseal(stored, place=field.place), output_field=TextField())
                    # A value that somebody has changed meanwhile is sealed with the first key already.
                    done += _stored(model, field).filter(pk=key, stored=stored).update(**{field.name: anew})
            last = rows[-1][0]
            progress(len(rows))
    return done


def only_first() -> str:
    """The first master key as it is written down. Raises KeyStillNeeded while another has sealed anything."""
    first = sealing.master_keys()[0].name
    others = {name: count for name, count in needed().items() if name != first}
    if others:
        raise KeyStillNeeded(f"{sum(others.values())} values are still sealed with {', '.join(sorted(others))}.")
    return sealing.written_keys()[0]


def _stored(model: type[models.Model], field: SealedTextField) -> models.QuerySet[models.Model]:
    """Rows with what the database holds of a column, past the field, which would open it."""
    rows: models.QuerySet[models.Model] = (
        model._default_manager.all().annotate(stored=Cast(field.name, TextField())).exclude(stored="")
    )
    return rows
