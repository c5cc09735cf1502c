"""Facts are seen by those who reach the person."""

from django.db import migrations

from kith.access.guards import protect


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial"), ("access", "0002_guards")]
    operations = [
        protect("record_fact", person="person_id"),
    ]
