"""
A transaction by link sees its own link, and nothing by reach or team: what it needs beyond that, the package behind it opens.

Only what follows from an answer, or from the end of a link, needs the link's person and team: somebody of the team is asked and
told, what contradicts is found. That is open from when the link's one answer is used up, or the link has ended, in the running
act, until the entry of that act stands on the trail: facts that the database reads for itself. No setting opens it, and nothing
is shown to anybody within it, because an operation ends there.
"""

from django.db import migrations

FUNCTIONS = """
-- the link of this transaction, while it is open to whoever acts; one that ended in this act still is
create function door_own() returns setof door_link
language sql stable security definer set search_path = public as $$
    select l.* from door_link l
     where l.id = nullif(current_setting('kith.link', true), '')::uuid and l.account_id = act_account()
       and l.valid_until > act_moment() and (l.ended_at is null or l.act_id = act_id())
$$;
alter function door_own() owner to kith_definer;
create function door_id() returns uuid language sql stable set search_path = public as
    $$ select id from door_own() $$;

-- what the link of this transaction was made for, where it is this
create function door_for(what text) returns uuid language sql stable set search_path = public as
    $$ select for_id from door_own() where for_what = what $$;

-- whether the running act has used the link up, or ended it, and is not finished: its entry is written in its last statement
create function door_follows() returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from door_own() l where l.act_id = act_id() and (l.answered_at is not null or l.ended_at is not null)
                    and not exists (select 1 from trail_entry e where e.id = act_id()))
$$;
alter function door_follows() owner to kith_definer;

create or replace function my_teams() returns uuid[] language sql stable security definer set search_path = public as $$
    select case when coalesce(current_setting('kith.link', true), '') <> ''
                then case when door_follows() then door_teams() else '{}' end
                else (select coalesce(array_agg(distinct team_id), '{}') from access_seat
                       where account_id = act_account() and during @> act_moment()) end
$$;
drop policy narrow on access_reach;
create policy narrow on access_reach as restrictive for select to kith_app
    using (coalesce(current_setting('kith.link', true), '') = '' or (person_id = door_person() and door_follows()));

create policy by_link on door_link to kith_app using (id = (select door_id())) with check (id = (select door_id()));
"""
UNDO = """
drop policy by_link on door_link;
drop policy narrow on access_reach;
create policy narrow on access_reach as restrictive for select to kith_app
    using (coalesce(current_setting('kith.link', true), '') = '' or person_id = door_person());
create or replace function my_teams() returns uuid[] language sql stable security definer set search_path = public as $$
    select case when coalesce(current_setting('kith.link', true), '') <> '' then door_teams()
                else (select coalesce(array_agg(distinct team_id), '{}') from access_seat
                       where account_id = act_account() and during @> act_moment()) end
$$;
drop function door_follows();
drop function door_for(text);
drop function door_id();
drop function door_own();
"""


class Migration(migrations.Migration):
    dependencies = [("door", "0002_guards"), ("access", "0014_partners")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
