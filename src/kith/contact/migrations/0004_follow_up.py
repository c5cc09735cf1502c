"""A planned contact of which nobody says what became is followed up once, by an action of its own team."""

import django.db.models.deletion
from django.db import migrations, models

from kith.access.guards import same_team


class Migration(migrations.Migration):
    dependencies = [("contact", "0003_members"), ("action", "0006_offer_guards")]
    operations = [
        migrations.AddField(
            "contact",
            "follow_up",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="action.action",
            ),
        ),
        same_team("contact_contact", "follow_up_id", "action_action"),
    ]
