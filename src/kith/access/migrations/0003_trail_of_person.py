"""
The trail of one person, for those who reach them: by its index.

Behind row-level security alone the index cannot be used, because "contains" may leak what it compares: every entry of the
trail would be read for each person's page. The function asks once whether the viewer reaches the person.
"""

from django.db import migrations

FUNCTION = """
create function trail_of_person(person uuid, at_most integer)
returns table (happened_at timestamptz, account_id uuid, role text, what text, outcome text, thing_kind text, thing_id uuid)
language sql stable security definer set search_path = public as $$
    select l.* from (
        select e.happened_at, e.account_id, e.role, e.command, e.outcome, e.thing_kind, e.thing_id
          from trail_entry e where e.person_ids @> array[person]
        union all
        select k.happened_at, k.account_id, k.role, 'look.' || k.kind, 'done', '', null
          from trail_looked k where k.person_id = person
        union all
        select o.happened_at, o.account_id, o.role, 'look.' || o.kind, 'done', '', null
          from trail_look o where not o.linked and o.person_ids @> array[person]) l
     where exists (select 1 from access_reach mine where mine.person_id = person and mine.during @> act_moment()
                    and (mine.team_id = any((select my_teams())::uuid[]) or mine.account_id = (select act_account())))
     order by l.happened_at desc limit at_most
$$;
grant select on trail_entry to kith_definer;
create policy definer on trail_entry for select to kith_definer using (true);
alter function trail_of_person(uuid, integer) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_guards")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function trail_of_person(uuid, integer); drop policy definer on trail_entry"),
    ]
