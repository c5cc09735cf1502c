"""What was not taken into a plan is read by whoever reads the plan, and is beside a version that there is."""

from django.db import migrations

from kith.access.guards import protect

KEYS = """
alter table plan_setaside add constraint plan_setaside_beside_version
    foreign key (person_id, number) references plan_version (person_id, number) deferrable initially deferred;
"""
NO_KEYS = "alter table plan_setaside drop constraint plan_setaside_beside_version"


class Migration(migrations.Migration):
    dependencies = [("plan", "0007_set_aside")]
    operations = [
        protect("plan_setaside", person="person_id", mutable=False),
        migrations.RunSQL(KEYS, NO_KEYS),
    ]
