"""Whoever is only place manager on a team opens no record there, so they do not answer for work about a person (P1)."""

from django.db import migrations

OWNERS = """
create or replace function action_owner_answers() returns trigger
language plpgsql security definer set search_path = public as $$
declare work record; owner uuid;
begin
    select * into work from action_action where id = new.id;
    if work.state not in ('open', 'held') then
        return null;
    end if;
    select m.account_id into owner from team_member m
     where m.id = work.owner_id and m.team_id = work.team_id and m.during @> act_moment();
    if owner is null then
        perform act_refuse('The owner of this action is not on the team now. Take it, or give it to the duty lead.');
    end if;
    if not exists (select 1 from access_seat s
                    where s.account_id = owner and s.team_id = work.team_id and s.during @> act_moment(){role})
       or (work.person_id is not null and not exists (
               select 1 from access_reach r where r.person_id = work.person_id and r.during @> act_moment()
                and (r.team_id = work.team_id or r.account_id = owner))) then
        perform act_refuse('The owner of an action must be able to open the record. Choose another member.');
    end if;
    return null;
end $$;
"""
ROLE = "\n                      and (work.person_id is null or s.role <> 'place-manager')"
NOW, BEFORE = (OWNERS.replace("{role}", role) for role in (ROLE, ""))


class Migration(migrations.Migration):
    dependencies = [("action", "0019_prepare_case_kind")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
