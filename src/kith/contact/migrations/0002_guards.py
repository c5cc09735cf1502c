"""Who sees contacts, and that the member is of the contact's own team."""

from django.db import migrations

from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_initial"), ("access", "0002_guards")]
    operations = [
        protect("contact_contact", person="person_id", team="team_id"),
        same_team("contact_contact", "member_id", "team_member"),
    ]
