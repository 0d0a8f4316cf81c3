import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0002_page_to_index'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='citation',
            name='a_citation_cites_one_thing',
        ),
        migrations.RemoveField(
            model_name='citation',
            name='cited_page',
        ),
        migrations.AlterField(
            model_name='citation',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='library.source'),
        ),
    ]
