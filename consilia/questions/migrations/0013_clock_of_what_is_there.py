"""Questions that are there already: their clock started when they were asked, and stands still while the asker is asked."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    questions = apps.get_model("questions", "Question").objects
    questions.update(clock_started_at=F("submitted_at"))
    questions.filter(state__in=["asked_back", "lapsed"]).update(clock_paused_at=F("state_changed_at"))


class Migration(migrations.Migration):

    dependencies = [("questions", "0012_service_clock")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
