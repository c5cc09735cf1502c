"""An escalation that came with a second record of a person stands beside the one that is open already."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0012_kept_reach_ends"),
        ("action", "0009_escalation_kinds"),
        ("escalation", "0002_guards"),
        ("team", "0004_cover_ids"),
        ("trail", "0002_looks_and_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="escalation",
            name="escalation_one_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="told",
            name="escalation_told_how_known",
        ),
        migrations.AddField(
            model_name="escalation",
            name="by_merge",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("state", "closed"), _negated=True), ("by_merge", False)),
                fields=("team", "person", "track"),
                name="escalation_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(("how", ""), _negated=True), name="escalation_told_somehow"
            ),
        ),
    ]
