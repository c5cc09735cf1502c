"""How many people are on a team's list, for those with a seat there who open no record: a number, of nobody."""

from django.db import migrations

NUMBER = """
-- how many people are on the list of a team now, and whether anybody ever was; nothing to those without a seat on it
create function caseload_number(team uuid) returns table (on_list bigint, ever boolean)
language sql stable security definer set search_path = public as $$
    select count(*) filter (where e.state <> 'ended'), count(*) > 0 from caseload_listentry e
     where e.team_id = team and team = any(my_teams())
$$;
alter function caseload_number(uuid) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("caseload", "0006_open_teams")]
    operations = [migrations.RunSQL(NUMBER, "drop function caseload_number(uuid)")]
