"""Words that an older release stored openly are sealed. There is no way back: nothing is ever stored openly again."""

from typing import Any

from django.db import migrations

from consilia.questions import sealing

PLACES = {
    "Question": ("text", "duration", "medicines", "safety_answers", "email"),
    "TriageRecord": ("red_flags", "reason"),
    "Message": ("text",),
    "Reply": ("text", "care_now", "urgent_signs"),
    "Transfer": ("reason",),
    "Draft": ("data",),
}
AT_ONCE = 500


def seal_all(apps: Any, schema_editor: Any) -> None:
    """All that was open then."""
    seal_places(PLACES, apps, schema_editor)


def seal_places(places: dict[str, tuple[str, ...]], apps: Any, schema_editor: Any) -> None:
    """Row by row, past the fields, which refuse to read what is not sealed."""
    quote = schema_editor.connection.ops.quote_name
    with schema_editor.connection.cursor() as cursor:
        for name, columns in places.items():
            table = quote(apps.get_model("questions", name)._meta.db_table)
            for column in columns:
                _seal_column(cursor, table, quote(column), f"questions.{name}.{column}")


def _seal_column(cursor: Any, table: str, column: str, place: str) -> None:
    last = 0
    while True:
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE id > %s AND {column} <> '' ORDER BY id LIMIT {AT_ONCE}", [last]
        )
        rows = cursor.fetchall()
        if not rows:
            return
        for key, value in rows:
            if not sealing.is_sealed(value):
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s WHERE id = %s", [sealing.seal(value, place=place), key]
                )
        last = rows[-1][0]


class Migration(migrations.Migration):
    """Seals what is there."""

    dependencies = [("questions", "0003_sealed")]
    operations = [migrations.RunPython(seal_all, migrations.RunPython.noop)]
