"""Who sees that a plan was looked through; it was at a version that there is."""

from django.db import migrations

from kith.access.guards import protect

KEYS = """
alter table plan_review add constraint plan_review_of_version
    foreign key (person_id, number) references plan_version (person_id, number) deferrable initially deferred;
"""
NO_KEYS = "alter table plan_review drop constraint plan_review_of_version"


class Migration(migrations.Migration):
    dependencies = [("plan", "0005_reviews")]
    operations = [
        protect("plan_review", person="person_id", team="team_id", mutable=False),
        migrations.RunSQL(KEYS, NO_KEYS),
    ]
