"""Work that proposals make: deciding what a colleague may only propose."""

from django.db import migrations, models

KINDS = [
    "plain",
    "urgent",
    "look-through",
    "weekly-meeting",
    "import-review",
    "after-death",
    "doubles",
    "access-ask",
    "see-through",
    "spared",
    "proposal",
]


class Migration(migrations.Migration):
    dependencies = [("action", "0009_escalation_kinds")]

    operations = [
        migrations.RemoveConstraint(model_name="action", name="action_action_kind_known"),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="action_action_kind_known"),
        ),
    ]
