from itertools import chain, count

from django.db import migrations, models
from django.utils.text import slugify


def give_slugs(apps, schema_editor):
    """As ClinicianProfile.save does; the clinician who came first keeps the plain name."""
    profiles = apps.get_model("accounts", "ClinicianProfile").objects
    taken = set()
    for profile in profiles.select_related("user").order_by("pk"):
        wanted = slugify(profile.user.name, allow_unicode=True)[:190] or f"clinician-{profile.user_id}"
        numbered = (f"{wanted}-{number}" for number in count(2))
        slug = next(slug for slug in chain([wanted], numbered) if slug not in taken)
        taken.add(slug)
        profiles.filter(pk=profile.pk).update(slug=slug)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='clinicianprofile',
            name='slug',
            # Without an index until it is unique: PostgreSQL would be asked for the same index twice.
            field=models.SlugField(allow_unicode=True, db_index=False, max_length=200, null=True),
        ),
        migrations.RunPython(give_slugs, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='clinicianprofile',
            name='slug',
            field=models.SlugField(allow_unicode=True, blank=True, max_length=200, unique=True),
        ),
    ]
