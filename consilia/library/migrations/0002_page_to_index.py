from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='page',
            index=models.Index(condition=models.Q(('indexed_revision', models.F('revision')), _negated=True), fields=['id'], name='page_to_index'),
        ),
    ]
