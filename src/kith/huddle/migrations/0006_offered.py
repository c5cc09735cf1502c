"""What is agreed for somebody who is not there is offered to them: until they accept, the owner stays who it was (P3)."""

import django.db.models.deletion
from django.db import migrations, models

from kith.access.guards import same_team


class Migration(migrations.Migration):
    dependencies = [("huddle", "0005_shown"), ("team", "0001_initial")]
    operations = [
        migrations.AddField(
            "agreed",
            "offered_to",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="team.member",
            ),
        ),
        same_team("huddle_agreed", "offered_to_id", "team_member"),
    ]
