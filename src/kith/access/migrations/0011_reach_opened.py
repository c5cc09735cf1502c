"""
A seat opens nobody by itself: reach begins only where the actor opens the person already, or where the person is new.

What inserts reach, and what each may, in the database too:

- somebody new (registering, a row of a sheet, an import): for a team of the actor or the actor, in the act that makes the key;
- putting people on a list, following who is one person: for a team of the actor, to whom the actor opens already;
- the overlap after a change of lead: for one account with a seat on a team of the actor, which reaches the person itself, for
  at most 31 days, not for somebody who is shut out of the record;
- joining by number and birth date: a function of the definer, which checks (handover 0006);
- a merge: to the second record of somebody whom the team reaches (handover 0012).

Reach begins at the moment of the act. Of reach that is there only the end is written, while it lasts, and only of teams.
"""

from django.db import migrations

NARROWER = """
create policy definer_new on access_personkey for select to kith_definer using (true);
grant select on access_personkey to kith_definer;
create function access_is_new(person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from access_personkey k where k.id = person and k.act_id = act_id())
$$;
alter function access_is_new(uuid) owner to kith_definer;

-- whether a team of the actor reaches somebody, and not only the actor
create function my_teams_reach(person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select person <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach r where r.person_id = person and r.during @> act_moment()
                    and r.team_id = any((select my_teams())::uuid[]))
$$;
alter function my_teams_reach(uuid) owner to kith_definer;

drop policy seen on access_reach;
create policy seen on access_reach for select to kith_app
    using (team_id = any((select my_teams())::uuid[]) or account_id = (select act_account()));
create policy opened on access_reach for insert to kith_app with check (
    lower(during) = act_moment()
    and (team_id = any((select my_teams())::uuid[]) and (access_is_new(person_id) or i_reach(person_id))
         or account_id = (select act_account()) and access_is_new(person_id)));
revoke update on access_reach from kith_app;
grant update (during, act_id) on access_reach to kith_app;
create policy changed on access_reach for update to kith_app
    using (team_id = any((select my_teams())::uuid[]) and during @> act_moment())
    with check (team_id = any((select my_teams())::uuid[]) and lower(during) <= act_moment());

drop policy overlap on access_reach;
create policy overlap on access_reach for insert to kith_app with check (
    team_id is null and account_id is not null and lower(during) = act_moment()
    and upper(during) <= act_moment() + interval '31 days' and my_teams_reach(person_id)
    and not is_shut_out(account_id, person_id)
    and exists (select 1 from access_seat s where s.account_id = access_reach.account_id
                 and s.team_id = any((select my_teams())::uuid[])));
"""
AS_BEFORE = """
drop policy overlap on access_reach;
create policy overlap on access_reach for insert to kith_app with check (
    team_id is null and account_id is not null and upper(during) <= act_moment() + interval '31 days' and i_reach(person_id));
drop policy changed on access_reach;
grant update on access_reach to kith_app;
drop policy opened on access_reach;
drop policy seen on access_reach;
create policy seen on access_reach to kith_app
    using (team_id = any((select my_teams())::uuid[]) or account_id = (select act_account()))
    with check (team_id = any((select my_teams())::uuid[]) or account_id = (select act_account()));
drop function my_teams_reach(uuid);
drop function access_is_new(uuid);
drop policy definer_new on access_personkey;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0010_announce_shut_out")]
    operations = [migrations.RunSQL(NARROWER, AS_BEFORE)]
