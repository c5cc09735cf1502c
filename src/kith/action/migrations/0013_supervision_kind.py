"""Work that was agreed in a supervision session."""

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
    "noticed",
    "supervision",
]


class Migration(migrations.Migration):
    dependencies = [("action", "0012_restricted")]

    operations = [
        migrations.RemoveConstraint(model_name="action", name="action_action_kind_known"),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="action_action_kind_known"),
        ),
    ]
