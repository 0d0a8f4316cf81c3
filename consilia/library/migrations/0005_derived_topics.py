import django.db.models.deletion
from django.db import migrations, models


def keep_names(apps, schema_editor):
    """Until now the names were kept by the topics alone."""
    pages = apps.get_model("library", "Page").objects
    for page in pages.exclude(filings=None).prefetch_related("filings__topic").iterator(chunk_size=500):
        topics = [filing.topic for filing in sorted(page.filings.all(), key=lambda filing: filing.pk)]
        names = [name for topic in topics if (name := topic.names.get(page.language))]
        pages.filter(pk=page.pk).update(named_topics=names)


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0004_one_page_a_doctor'),
    ]

    operations = [
        # The table is there; from now on it has a model of its own.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Filing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='library.page')),
                        ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='library.topic')),
                    ],
                    options={
                        'db_table': 'library_page_topics',
                        'unique_together': {('page', 'topic')},
                    },
                ),
                migrations.AlterField(
                    model_name='page',
                    name='topics',
                    field=models.ManyToManyField(blank=True, related_name='pages', through='library.Filing', to='library.topic'),
                ),
            ],
        ),
        migrations.AddField(
            model_name='filing',
            name='is_derived',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='page',
            name='compared_to_topic',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='page',
            name='named_topics',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(fields=['compared_to_topic', 'id'], name='page_to_compare'),
        ),
        migrations.RunPython(keep_names, migrations.RunPython.noop),
    ]
