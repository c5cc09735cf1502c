"""Two more kinds of work: people of an import who may be recorded twice, and somebody who asks to see a record."""

from django.db import migrations, models

BEFORE = ["plain", "urgent", "look-through", "weekly-meeting", "import-review", "after-death"]


class Migration(migrations.Migration):
    dependencies = [("action", "0007_shut_out_owners")]

    operations = [
        migrations.RemoveConstraint(model_name="action", name="action_action_kind_known"),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [*BEFORE, "doubles", "access-ask"])),
                name="action_action_kind_known",
            ),
        ),
    ]
