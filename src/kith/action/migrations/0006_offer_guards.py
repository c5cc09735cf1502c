"""Who sees offers and what was raised, and that everything they name is of their own team."""

from django.db import migrations

from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("action", "0005_offers"), ("access", "0002_guards"), ("caseload", "0004_came_from")]
    operations = [
        protect("action_offer", person="person_id", team="team_id"),
        protect("action_raised", person="person_id", team="team_id", mutable=False),
        same_team("action_offer", "action_id", "action_action"),
        same_team("action_offer", "entry_id", "caseload_listentry"),
        same_team("action_offer", "giver_id", "team_member"),
        same_team("action_offer", "to_member_id", "team_member"),
        same_team("action_offer", "taken_by_id", "team_member"),
        same_team("action_raised", "action_id", "action_action"),
    ]
