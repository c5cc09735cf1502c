"""
Somebody who reaches a person may let one account keep reaching them for at most 31 days: the overlap after a change of lead.

Who reaches a person is told once for each reason, by the reach that lasts longest.
"""

from django.db import migrations

FUNCTIONS = """
create function i_reach(person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select person <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach mine where mine.person_id = person and mine.during @> act_moment()
                    and (mine.team_id = any((select my_teams())::uuid[]) or mine.account_id = (select act_account())))
$$;
alter function i_reach(uuid) owner to kith_definer;
create policy overlap on access_reach for insert to kith_app with check (
    team_id is null and account_id is not null and upper(during) <= act_moment() + interval '31 days' and i_reach(person_id));

create or replace function who_reaches(person uuid) returns setof access_reach
language sql stable security definer set search_path = public as $$
    select distinct on (r.team_id, r.account_id, r.why) r.* from access_reach r
     where r.person_id = person and r.during @> act_moment() and i_reach(person)
     order by r.team_id, r.account_id, r.why, upper(r.during) desc nulls first
$$;
"""
UNDO = "drop policy overlap on access_reach;"


class Migration(migrations.Migration):
    dependencies = [("access", "0007_display")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
