"""Who sees lists, and that lead and deputy are of the list's own team."""

from django.db import migrations

from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("caseload", "0001_initial"), ("access", "0002_guards")]
    operations = [
        protect("caseload_intake", team="team_id"),
        protect("caseload_listentry", person="person_id", team="team_id"),
        protect("caseload_override", person="person_id", team="team_id"),
        same_team("caseload_listentry", "named_lead_id", "team_member"),
        same_team("caseload_listentry", "deputy_id", "team_member"),
        same_team("caseload_listentry", "intake_id", "caseload_intake"),
        same_team("caseload_override", "member_id", "team_member"),
    ]
