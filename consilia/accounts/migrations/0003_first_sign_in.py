from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_clinician_slug'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='first_signed_in_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
