"""The database itself refuses to change or delete an event."""

from django.db import migrations

from consilia.audit.guarding import guard, unguard


class Migration(migrations.Migration):

    dependencies = [("audit", "0003_chain_what_is_there")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: guard(editor.connection), lambda apps, editor: unguard(editor.connection)
        )
    ]
