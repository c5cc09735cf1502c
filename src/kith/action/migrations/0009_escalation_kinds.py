"""Work that escalations make: seeing one through, and looking at what was not escalated."""

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
]


class Migration(migrations.Migration):
    dependencies = [("action", "0008_kinds")]

    operations = [
        migrations.RemoveConstraint(model_name="action", name="action_action_kind_known"),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="action_action_kind_known"),
        ),
    ]
