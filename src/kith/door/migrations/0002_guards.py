"""
Who sees links, and what the holder of one sees: the link's own person and team, while it is open, and nothing else.

A transaction that names a link (`kith.link`) is that of its holder. The teams of such a transaction are the link's own, read from
the link itself and only while it is open and belongs to the account that acts, and of all whom the team reaches one person is
there. A setting alone opens nothing. What ends in an act still holds for that act, as for exclusions.
"""

from django.db import migrations

from kith.access.guards import protect

FUNCTIONS = """
-- the link of this transaction, while it is open to whoever acts: its team, its person
create function door_mine() returns table (team_id uuid, person_id uuid)
language sql stable security definer set search_path = public as $$
    select l.team_id, l.person_id from door_link l
     where l.id = nullif(current_setting('kith.link', true), '')::uuid and l.account_id = act_account()
       and l.valid_until > act_moment() and (l.ended_at is null or l.act_id = act_id())
$$;
create function door_person() returns uuid language sql stable set search_path = public as
    $$ select person_id from door_mine() $$;
create function door_teams() returns uuid[] language sql stable set search_path = public as
    $$ select coalesce(array_agg(team_id), '{}') from door_mine() $$;

-- a link to whoever brought its token, before anybody is known
create function door_held(link uuid) returns setof door_link
language sql stable security definer set search_path = public as $$ select * from door_link where id = link $$;

create or replace function my_teams() returns uuid[] language sql stable security definer set search_path = public as $$
    select case when coalesce(current_setting('kith.link', true), '') <> '' then door_teams()
                else (select coalesce(array_agg(distinct team_id), '{}') from access_seat
                       where account_id = act_account() and during @> act_moment()) end
$$;

grant select on door_link to kith_definer;
create policy definer on door_link for select to kith_definer using (true);
alter function door_mine() owner to kith_definer;
alter function door_held(uuid) owner to kith_definer;
create policy narrow on access_reach as restrictive for select to kith_app
    using (coalesce(current_setting('kith.link', true), '') = '' or person_id = door_person());

grant delete on door_knock to kith_app;
"""
UNDO = """
drop policy narrow on access_reach;
create or replace function my_teams() returns uuid[] language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(distinct team_id), '{}') from access_seat
     where account_id = act_account() and during @> act_moment()
$$;
drop function door_held(uuid);
drop function door_teams();
drop function door_person();
drop function door_mine();
"""


class Migration(migrations.Migration):
    dependencies = [("door", "0001_initial"), ("access", "0014_partners")]
    operations = [
        protect("door_link", person="person_id", team="team_id"),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
