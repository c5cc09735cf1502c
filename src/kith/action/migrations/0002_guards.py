"""Who sees actions, and that owner and steps are of the action's own team."""

from django.db import migrations

from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("action", "0001_initial"), ("access", "0002_guards")]
    operations = [
        protect("action_action", person="person_id", team="team_id"),
        protect("action_step", person="person_id", team="team_id", mutable=False),
        same_team("action_action", "owner_id", "team_member"),
        same_team("action_step", "action_id", "action_action"),
    ]
