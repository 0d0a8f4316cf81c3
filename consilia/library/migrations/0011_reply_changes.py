import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0010_translations'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('corrected', 'Corrected'), ('retracted', 'Retracted')], max_length=16)),
                ('reason', models.TextField()),
                ('earlier', models.TextField()),
                ('on', models.DateField()),
            ],
            options={
                'ordering': ['page_id', 'position', '-on', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='pagereply',
            name='corrected_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='pagereply',
            name='retracted_on',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='pagereply',
            constraint=models.CheckConstraint(condition=models.Q(('retracted_on__isnull', True), ('text', ''), _connector='OR'), name='a_retracted_reply_holds_no_text'),
        ),
        migrations.AddField(
            model_name='replychange',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reply_changes', to='library.page'),
        ),
        migrations.AddConstraint(
            model_name='replychange',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_change_of_a_reply_says_why'),
        ),
    ]
