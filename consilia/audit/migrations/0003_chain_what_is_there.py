"""The events of before the chain are chained, so that from now on nobody changes them unnoticed."""

from django.db import migrations

from consilia.audit.chain import chain_some


def chain_what_is_there(apps, schema_editor):
    event = apps.get_model("audit", "Event")
    while chain_some(event):
        pass


class Migration(migrations.Migration):

    dependencies = [("audit", "0002_a_chain")]

    operations = [migrations.RunPython(chain_what_is_there, migrations.RunPython.noop, elidable=True)]
