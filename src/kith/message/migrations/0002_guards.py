"""What a team was told is seen by the team."""

from django.db import migrations

from kith.access.guards import protect


class Migration(migrations.Migration):
    dependencies = [("message", "0001_initial"), ("access", "0002_guards")]
    operations = [
        protect("message_message", team="team_id"),
    ]
