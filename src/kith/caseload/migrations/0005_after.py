"""An entry says which one it comes after, where somebody is on a team's list again."""

import django.db.models.deletion
from django.db import migrations, models

from kith.access.guards import same_team


class Migration(migrations.Migration):
    dependencies = [("caseload", "0004_came_from")]
    operations = [
        migrations.AddField(
            "listentry",
            "after",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="caseload.listentry",
            ),
        ),
        same_team("caseload_listentry", "after_id", "caseload_listentry"),
    ]
