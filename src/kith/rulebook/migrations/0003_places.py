"""
People of a place propose, sign and withdraw versions of the tables of the whole place; every team of it reads their drafts.

The first tables of an empty place stay with local administration: people change a floor, they do not make one. That two others
sign for themselves, that a text never changes and that nothing is published without them, the triggers of policy hold for a
place as for a team. Whoever is told may be on another team than whoever signs, so that a function of the definer writes it.
"""

from django.db import migrations

FUNCTIONS = """
create function my_places() returns uuid[] language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(distinct t.place_id), '{}') from team_team t where t.id = any(my_teams())
$$;
alter function my_places() owner to kith_definer;

grant select on policy_version to kith_definer;
create policy definer on policy_version for select to kith_definer using (true);
create function place_has_floor(of_place uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from policy_version v where v.scope = 'place' and v.scope_id = of_place
                    and v.status = 'published' and v.effective_from <= act_moment())
$$;
alter function place_has_floor(uuid) owner to kith_definer;

-- the teams of a place, by name: for those who are on one of them
create function teams_of_place(of_place uuid) returns table (id uuid, name text)
language sql stable security definer set search_path = public as $$
    select t.id, t.name from team_team t where t.place_id = of_place
       and (of_place = any(my_places()) or act_is_kith()) order by t.name, t.id
$$;
alter function teams_of_place(uuid) owner to kith_definer;

-- tell everybody of a place of a version of its tables, each once: those in some roles alone, where roles are given; of a
-- withdrawal whoever proposed it
create function rulebook_tell_place(of_version uuid, what text, to_roles text[]) returns bigint
language plpgsql security definer set search_path = public as $$
declare
    v policy_version; told bigint;
begin
    select * into v from policy_version p where p.id = of_version and p.scope = 'place' and p.place_id = any(my_places());
    if v.id is null or what not in ('rules proposed', 'rules changed', 'rules withdrawn') then
        perform act_refuse('This is no version of a table of your place.');
    end if;
    insert into message_message (id, team_id, account_id, kind, thing_kind, thing_id, act_id)
    select md5(of_version::text || who.account_id::text || what || act_id()::text)::uuid, who.team_id, who.account_id, what,
           'rule version', of_version, act_id()
      from (select distinct on (m.account_id) m.account_id, m.team_id from team_member m
              join team_team t on t.id = m.team_id and t.place_id = v.place_id
              join access_account a on a.id = m.account_id and (a.ended_at is null or a.ended_at > act_moment())
             where m.during @> act_moment() and (to_roles is null or m.role = any(to_roles))
             order by m.account_id, m.team_id) who
     where who.account_id <> act_account()
       and (what = 'rules changed' or (who.account_id = v.proposed_by_id) = (what = 'rules withdrawn'));
    get diagnostics told = row_count;
    return told;
end $$;
alter function rulebook_tell_place(uuid, text, text[]) owner to kith_definer;
"""
NO_FUNCTIONS = """
drop function rulebook_tell_place(uuid, text, text[]); drop function teams_of_place(uuid);
drop function place_has_floor(uuid); drop policy definer on policy_version;
revoke select on policy_version from kith_definer; drop function my_places();
"""

POLICIES = """
create policy proposed_by_people_of_place on policy_version for insert to kith_app
    with check (scope = 'place' and scope_id = any((select my_places())::uuid[]) and status = 'draft'
                and proposed_by_id = (select act_account()) and place_has_floor(scope_id));
create policy moved_by_people_of_place on policy_version for update to kith_app
    using (scope = 'place' and scope_id = any((select my_places())::uuid[]) and status = 'draft')
    with check (scope = 'place' and scope_id = any((select my_places())::uuid[]));
create policy signed_by_people_of_place on policy_approval for insert to kith_app
    with check (account_id = (select act_account())
                and exists (select 1 from policy_version v where v.id = version_id and v.scope = 'place'
                             and v.scope_id = any((select my_places())::uuid[])));
create policy of_place on rulebook_draft for select to kith_app
    using (exists (select 1 from policy_version v where v.id = version_id and v.scope = 'place'
                    and v.scope_id = any((select my_places())::uuid[])));
create policy of_place on rulebook_answer for select to kith_app
    using (exists (select 1 from policy_version v where v.id = version_id and v.scope = 'place'
                    and v.scope_id = any((select my_places())::uuid[])));
"""
NO_POLICIES = """
drop policy of_place on rulebook_answer; drop policy of_place on rulebook_draft;
drop policy signed_by_people_of_place on policy_approval;
drop policy moved_by_people_of_place on policy_version; drop policy proposed_by_people_of_place on policy_version;
"""


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0002_guards"), ("team", "0007_set_up_guards"), ("handover", "0006_joins")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(POLICIES, NO_POLICIES),
    ]
