"""Open work has an owner who is on the team and can open the record (P1); nobody leaves a list with work open (P4)."""

from django.db import migrations

SIGHT = """
grant select on action_action to kith_definer;
create policy definer on action_action for select to kith_definer using (true);
"""

OWNERS = """
create function action_owner_answers() returns trigger
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
                    where s.account_id = owner and s.team_id = work.team_id and s.during @> act_moment())
       or (work.person_id is not null and not exists (
               select 1 from access_reach r where r.person_id = work.person_id and r.during @> act_moment()
                and (r.team_id = work.team_id or r.account_id = owner))) then
        perform act_refuse('The owner of an action must be able to open the record. Choose another member.');
    end if;
    return null;
end $$;
alter function action_owner_answers() owner to kith_definer;
create constraint trigger owner_answers after insert or update on action_action
    deferrable initially deferred for each row execute function action_owner_answers();
"""
NO_OWNERS = "drop trigger owner_answers on action_action; drop function action_owner_answers();"

THE_DEAD = """
create function action_is_for_the_living() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from person_person p where p.id = new.person_id and p.is_dead) then
        perform act_refuse('This person has died: no new routine action can be made for them.');
    end if;
    return null;
end $$;
alter function action_is_for_the_living() owner to kith_definer;
create constraint trigger for_the_living after insert on action_action deferrable initially deferred for each row
    when (new.kind in ('plain', 'weekly-meeting') and new.person_id is not null)
    execute function action_is_for_the_living();
"""
NOT_THE_DEAD = "drop trigger for_the_living on action_action; drop function action_is_for_the_living();"

LISTS = """
create function action_none_left_behind() returns trigger
language plpgsql security definer set search_path = public as $$
declare number_left int;
begin
    select count(*) into number_left from action_action
     where team_id = new.team_id and person_id = new.person_id and state in ('open', 'held');
    if number_left > 0 then
        perform act_refuse(format('%s still open for this person. Finish or cancel first, then end the list entry.',
            case number_left when 1 then '1 action is' else number_left || ' actions are' end));
    end if;
    return null;
end $$;
alter function action_none_left_behind() owner to kith_definer;
create constraint trigger no_action_left_behind after update of state on caseload_listentry
    deferrable initially deferred for each row when (new.state = 'ended') execute function action_none_left_behind();
"""
NO_LISTS = "drop trigger no_action_left_behind on caseload_listentry; drop function action_none_left_behind();"


class Migration(migrations.Migration):
    dependencies = [("action", "0002_guards"), ("caseload", "0003_leads"), ("access", "0002_guards")]
    operations = [
        migrations.RunSQL(SIGHT, "drop policy definer on action_action"),
        migrations.RunSQL(OWNERS, NO_OWNERS),
        migrations.RunSQL(THE_DEAD, NOT_THE_DEAD),
        migrations.RunSQL(LISTS, NO_LISTS),
    ]
