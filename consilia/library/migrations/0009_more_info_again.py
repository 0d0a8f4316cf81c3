from django.db import migrations


def assemble_again(apps, schema_editor):
    """The engine chooses otherwise, and citations now remember what their source held."""
    apps.get_model("library", "Page").objects.filter(more_info_stale=False).update(more_info_stale=True)


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0008_more_info_signed'),
    ]

    operations = [
        migrations.RunPython(assemble_again, migrations.RunPython.noop),
    ]
