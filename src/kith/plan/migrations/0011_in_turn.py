"""What is kept from parents is kept and shown in turn."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0013_restricted"),
        ("plan", "0010_agreement_guards"),
        ("trail", "0004_checkpoints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="keeping",
            name="nth",
            field=models.IntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="keeping",
            constraint=models.CheckConstraint(condition=models.Q(("nth__gt", 0)), name="plan_keeping_counts"),
        ),
        migrations.AddConstraint(
            model_name="keeping",
            constraint=models.UniqueConstraint(fields=("person", "section", "nth"), name="plan_keeping_in_turn"),
        ),
    ]
