"""
A seat as place manager opens nobody's record: whoever manages a place sees how its teams work, and numbers.

People are seen through the teams on which the account holds another role as well. It is decided where reach is read, so that
every policy that asks for reach follows; the functions of the definer that ask for it themselves are written anew.
"""

from django.db import migrations

TEAMS = """
-- the teams of the actor whose people's records are theirs to open: those on which they hold any role but that of place manager
create function my_record_teams() returns uuid[] language sql stable security definer set search_path = public as $$
    select case when coalesce(current_setting('kith.link', true), '') <> '' then my_teams()
                else (select coalesce(array_agg(distinct team_id), '{}') from access_seat
                       where account_id = act_account() and during @> act_moment() and role <> 'place-manager') end
$$;
alter function my_record_teams() owner to kith_definer;
drop policy seen on access_reach;
create policy seen on access_reach for select to kith_app
    using (team_id = any((select my_record_teams())::uuid[]) or account_id = (select act_account()));
"""
NO_TEAMS = """
drop policy seen on access_reach;
create policy seen on access_reach for select to kith_app
    using (team_id = any((select my_teams())::uuid[]) or account_id = (select act_account()));
drop function my_record_teams();
"""

FUNCTIONS = """
create or replace function i_reach(person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select person <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach mine where mine.person_id = person and mine.during @> act_moment()
                    and (mine.team_id = any((select {teams}())::uuid[]) or mine.account_id = (select act_account())))
$$;
create or replace function my_teams_reach(person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select person <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach r where r.person_id = person and r.during @> act_moment()
                    and r.team_id = any((select {teams}())::uuid[]))
$$;
create or replace function trail_of_person(person uuid, at_most integer)
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
     where person <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach mine where mine.person_id = person and mine.during @> act_moment()
                    and (mine.team_id = any((select {teams}())::uuid[]) or mine.account_id = (select act_account())))
     order by l.happened_at desc limit at_most
$$;
create or replace function news_since_opened(since timestamptz)
returns table (person_id uuid, command text, number bigint)
language sql stable security definer set search_path = public as $$
    with opened as materialized (
        select p.id, max(l.happened_at) as at from trail_look l cross join unnest(l.person_ids) p (id)
         where l.account_id = act_account() and l.kind = 'open' and l.happened_at > since and l.happened_at <= act_moment()
         group by p.id
    ), done as materialized (
        select unnest(e.person_ids) as id, e.command, e.happened_at from trail_entry e
         where e.happened_at > since and e.happened_at <= act_moment() and e.outcome = 'done'
           and e.account_id is distinct from act_account() and not e.channel = 'import'
    )
    select d.id, d.command, count(*) from done d join opened o on o.id = d.id and d.happened_at > o.at
     where d.id <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach mine where mine.person_id = d.id and mine.during @> act_moment()
                    and (mine.team_id = any((select {teams}())::uuid[]) or mine.account_id = (select act_account())))
     group by d.id, d.command
$$;
"""
NOW, BEFORE = (FUNCTIONS.replace("{teams}", name) for name in ("my_record_teams", "my_teams"))


class Migration(migrations.Migration):
    dependencies = [("access", "0014_partners")]
    operations = [
        migrations.RunSQL(TEAMS, migrations.RunSQL.noop),
        migrations.RunSQL(NOW, BEFORE),
        migrations.RunSQL(migrations.RunSQL.noop, NO_TEAMS),
    ]
