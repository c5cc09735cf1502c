"""What Kith stopped because somebody died is told from what a member stopped by a column, and by no word that people type."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contradiction", "0003_agencies")]
    operations = [
        migrations.AddField(
            model_name="item", name="stopped_by_death", field=models.BooleanField(default=False, db_default=False)
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("stopped_by_death", False), ("stopped_day__isnull", False), _connector="OR"),
                name="contradiction_item_death_stops",
            ),
        ),
    ]
