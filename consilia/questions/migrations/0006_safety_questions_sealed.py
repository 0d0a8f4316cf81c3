"""Which safety questions a verdict wanted hints at the complaint: that is sealed too. There is no way back."""

from importlib import import_module
from typing import Any

from django.db import migrations

import consilia.questions.fields

sealed = import_module("consilia.questions.migrations.0004_seal_what_is_there")
PLACES = {"TriageRecord": ("ask_next",)}


def seal_them(apps: Any, schema_editor: Any) -> None:
    """As the first sealing did it."""
    sealed.seal_places(PLACES, apps, schema_editor)


class Migration(migrations.Migration):
    """The column turns into text first: PostgreSQL kept it as JSON."""

    dependencies = [("questions", "0005_forgetting")]
    operations = [
        migrations.AlterField(
            model_name="triagerecord",
            name="ask_next",
            field=consilia.questions.fields.SealedJSONField(default=list),
        ),
        migrations.RunPython(seal_them, migrations.RunPython.noop),
    ]
