from django.db import migrations
from django.utils.text import slugify


def sign_with_own_slug(apps, schema_editor):
    """Replies published here were signed with the name and the number of the account: now with the doctor's slug."""
    profiles = apps.get_model("accounts", "ClinicianProfile").objects.values_list("user_id", "slug")
    replies = apps.get_model("library", "PageReply").objects.filter(page__external_id=None, licence_verified=True)
    for user, slug in profiles.order_by("user_id"):
        for reply in replies.filter(clinician_slug__endswith=f"-{user}"):
            if reply.clinician_slug == f"{slugify(reply.clinician_name, allow_unicode=True)}-{user}":
                replies.filter(pk=reply.pk).update(clinician_slug=slug)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_clinician_slug'),
        ('library', '0003_a_citation_cites_a_source'),
    ]

    operations = [
        migrations.RunPython(sign_with_own_slug, migrations.RunPython.noop),
    ]
