"""Who sees what a team said of two records: whoever is on the team and reaches both people."""

from django.db import migrations

from kith.access.guards import protect

BOTH_REACHED = """
create policy both_reached on handover_apart as restrictive to kith_app using (
    team_id = any((select my_teams())::uuid[])
    and exists (select 1 from access_reach r where r.person_id = handover_apart.other_id and r.during @> act_moment()
                 and (r.team_id = any((select my_teams())::uuid[]) or r.account_id = (select act_account()))));
"""


class Migration(migrations.Migration):
    dependencies = [("handover", "0010_apart")]
    operations = [
        protect("handover_apart", person="one_id", team="team_id"),
        protect("handover_alike", team="team_id", mutable=False),
        migrations.RunSQL(BOTH_REACHED, "drop policy both_reached on handover_apart"),
    ]
