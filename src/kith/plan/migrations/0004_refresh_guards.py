"""Who sees what happened and which plans are to be looked through: through reach; the work is of the refresh's own team."""

from django.db import migrations

from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("plan", "0003_refreshes"), ("action", "0014_plan_review_kind")]
    operations = [
        protect("plan_refresh", person="person_id", team="team_id"),
        protect("plan_event", person="person_id"),
        same_team("plan_refresh", "action_id", "action_action"),
    ]
