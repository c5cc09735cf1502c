"""
Whoever took somebody off a list stands in the case, so that the clock does not put them on it again.

Of a restricted matter a list need only know whether it is over: then it leaves the list, and nothing else is told of it.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from kith.access.guards import same_team

OVER = """
create function preparation_is_over(matter uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from access_restriction k where k.id = matter and k.team_id = any(my_teams()) and k.ended_at is not null)
$$;
alter function preparation_is_over(uuid) owner to kith_definer;
"""
NOT_OVER = "drop function preparation_is_over(uuid);"


class Migration(migrations.Migration):
    dependencies = [("preparation", "0005_begun"), ("access", "0013_restricted")]
    operations = [
        migrations.AddField(
            "case",
            "taken_off_by",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="team.member",
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=Q(("taken_off_by__isnull", True), ("state", "dropped"), _connector="OR"),
                name="preparation_case_taken_off_is_dropped",
            ),
        ),
        same_team("preparation_case", "taken_off_by_id", "team_member"),
        migrations.RunSQL(OVER, NOT_OVER),
    ]
