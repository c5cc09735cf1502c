"""Who agreed a plan is read by whoever reads it, and was asked about a version that there is."""

from django.db import migrations

from kith.access.guards import protect

KEYS = """
alter table plan_agreement add constraint plan_agreement_of_version
    foreign key (person_id, number) references plan_version (person_id, number) deferrable initially deferred;
"""
NO_KEYS = "alter table plan_agreement drop constraint plan_agreement_of_version"


class Migration(migrations.Migration):
    dependencies = [("plan", "0009_agreements")]
    operations = [
        protect("plan_agreement", person="person_id", mutable=False),
        protect("plan_keeping", person="person_id", mutable=False),
        migrations.RunSQL(KEYS, NO_KEYS),
    ]
