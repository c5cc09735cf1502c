"""Who sees accounts, seats, reach, the trail and the past."""

from django.db import migrations

from kith.access.guards import act_triggers

FUNCTIONS = """
create function my_teams() returns uuid[] language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(distinct team_id), '{}') from access_seat
     where account_id = act_account() and during @> act_moment()
$$;
create function act_is_kith() returns boolean language sql stable as $$
    select exists (select 1 from access_account where id = act_account() and kind = 'kith' and ended_at is null)
$$;

-- who reaches a person, for the page that explains it: only to those who reach the person themselves
create function who_reaches(person uuid) returns setof access_reach
language sql stable security definer set search_path = public as $$
    select r.* from access_reach r
     where r.person_id = person and r.during @> act_moment()
       and exists (select 1 from access_reach mine where mine.person_id = person and mine.during @> act_moment()
                    and (mine.team_id = any(my_teams()) or mine.account_id = act_account()))
$$;
"""

POLICIES = """
alter function my_teams() owner to kith_definer;
alter function who_reaches(uuid) owner to kith_definer;
grant select on access_seat, access_reach to kith_definer;

alter table access_seat enable row level security;
alter table access_seat force row level security;
create policy definer on access_seat for select to kith_definer using (true);
create policy backup on access_seat for select to kith_backup using (true);
create policy seen on access_seat to kith_app
    using (account_id = (select act_account()) or team_id = any((select my_teams())::uuid[]) or (select act_is_kith()))
    with check (team_id = any((select my_teams())::uuid[]) or (select act_is_kith()));

alter table access_reach enable row level security;
alter table access_reach force row level security;
create policy definer on access_reach for select to kith_definer using (true);
create policy backup on access_reach for select to kith_backup using (true);
create policy seen on access_reach to kith_app
    using (team_id = any((select my_teams())::uuid[]) or account_id = (select act_account()))
    with check (team_id = any((select my_teams())::uuid[]) or account_id = (select act_account()));

alter table access_personkey enable row level security;
alter table access_personkey force row level security;
create policy backup on access_personkey for select to kith_backup using (true);
create policy made on access_personkey for insert to kith_app with check (true);
create policy seen on access_personkey for select to kith_app using (
    exists (select 1 from access_reach r where r.person_id = access_personkey.id and r.during @> act_moment()
             and r.team_id = any((select my_teams())::uuid[]))
    or exists (select 1 from access_reach r where r.person_id = access_personkey.id and r.during @> act_moment()
             and r.account_id = (select act_account())));

alter table access_teamkey enable row level security;
alter table access_teamkey force row level security;
create policy backup on access_teamkey for select to kith_backup using (true);
create policy seen on access_teamkey to kith_app
    using (id = any((select my_teams())::uuid[]) or (select act_is_kith())) with check ((select act_is_kith()));

create policy backup on trail_entry for select to kith_backup using (true);
create policy written on trail_entry for insert to kith_app with check (account_id is not distinct from act_account());
create policy seen on trail_entry for select to kith_app using (
    account_id = (select act_account())
    or team_id = any((select my_teams())::uuid[])
    or exists (select 1 from access_reach r where r.person_id = any(trail_entry.person_ids) and r.during @> act_moment()
                and (r.team_id = any((select my_teams())::uuid[]) or r.account_id = (select act_account()))));
create policy backup on trail_look for select to kith_backup using (true);
create policy written on trail_look for insert to kith_app with check (account_id = act_account());
create policy seen on trail_look for select to kith_app using (
    account_id = (select act_account())
    or exists (select 1 from access_reach r where r.person_id = any(trail_look.person_ids) and r.during @> act_moment()
                and (r.team_id = any((select my_teams())::uuid[]) or r.account_id = (select act_account()))));
create policy backup on trail_looked for select to kith_backup using (true);
create policy seen on trail_looked for select to kith_app using (
    exists (select 1 from access_reach r where r.person_id = trail_looked.person_id and r.during @> act_moment()
             and (r.team_id = any((select my_teams())::uuid[]) or r.account_id = (select act_account()))));

create policy backup on act_history for select to kith_backup using (true);
create policy seen on act_history for select to kith_app using (
    case when person_id is not null then
        exists (select 1 from access_reach r where r.person_id = act_history.person_id and r.during @> act_moment()
                 and (r.team_id = any((select my_teams())::uuid[]) or r.account_id = (select act_account())))
    else team_id = any((select my_teams())::uuid[]) or (select act_is_kith()) end);
create policy backup on act_receipt for select to kith_backup using (true);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("act", "0002_guards"), ("trail", "0002_looks_and_grants")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS, "drop function who_reaches(uuid); drop function act_is_kith(); drop function my_teams()"
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(
            "".join(
                [
                    act_triggers("access_account", "", "", mutable=True),
                    act_triggers("access_seat", "", "team_id", mutable=True),
                    act_triggers("access_reach", "person_id", "team_id", mutable=True),
                    act_triggers("access_personkey", "id", "", mutable=False),
                    act_triggers("access_teamkey", "", "id", mutable=False),
                ]
            ),
            migrations.RunSQL.noop,
        ),
    ]
