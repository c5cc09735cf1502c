"""Who sees huddles, and that everything in one is of its own team."""

from django.db import migrations

from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("huddle", "0001_initial"), ("access", "0002_guards")]
    operations = [
        protect("huddle_huddle", team="team_id"),
        protect("huddle_attendance", team="team_id", deletable=True),
        protect("huddle_item", person="person_id", team="team_id"),
        protect("huddle_agreed", person="person_id", team="team_id"),
        protect("huddle_raised", person="person_id", team="team_id"),
        same_team("huddle_huddle", "facilitator_id", "team_member"),
        same_team("huddle_attendance", "huddle_id", "huddle_huddle"),
        same_team("huddle_attendance", "member_id", "team_member"),
        same_team("huddle_item", "huddle_id", "huddle_huddle"),
        same_team("huddle_agreed", "huddle_id", "huddle_huddle"),
        same_team("huddle_agreed", "item_id", "huddle_item"),
        same_team("huddle_agreed", "owner_id", "team_member"),
        same_team("huddle_agreed", "action_id", "action_action"),
        same_team("huddle_raised", "huddle_id", "huddle_huddle"),
        same_team("huddle_raised", "item_id", "huddle_item"),
        same_team("huddle_raised", "action_id", "action_action"),
    ]
