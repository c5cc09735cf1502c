"""Who sees deaths and what they stopped, and that everything in one is of its own team."""

from django.db import migrations

from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_initial"), ("contact", "0003_members")]
    operations = [
        protect("handover_death", person="person_id", team="team_id"),
        protect("handover_stopped", person="person_id", team="team_id", mutable=False),
        same_team("handover_death", "entry_id", "caseload_listentry"),
        same_team("handover_stopped", "death_id", "handover_death"),
    ]
