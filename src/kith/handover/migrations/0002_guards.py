"""Who sees deaths, and that each belongs to an entry of its own team."""

from django.db import migrations

from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_initial"), ("contact", "0003_members")]
    operations = [
        protect("handover_death", person="person_id", team="team_id"),
        same_team("handover_death", "entry_id", "caseload_listentry"),
    ]
