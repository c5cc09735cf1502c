"""
No visit is planned for the dead or left planned for somebody who leaves the list; no member leaves with work in hand (P4).

What a member has in hand is counted here, because this is the lowest package that knows all of it.
"""

from django.db import migrations

SIGHT = """
grant select on contact_contact to kith_definer;
create policy definer on contact_contact for select to kith_definer using (true);
"""

PLANNED = """
create function contact_planned_can_be() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from person_person p where p.id = new.person_id and p.is_dead) then
        perform act_refuse('This person has died: no contact can be planned with them.');
    end if;
    if new.member_id is not null and not exists (
        select 1 from team_member m where m.id = new.member_id and m.during @> act_moment()) then
        perform act_refuse('Whoever is planned to make a contact must be on the team now. Choose a member of the team.');
    end if;
    return null;
end $$;
alter function contact_planned_can_be() owner to kith_definer;
create constraint trigger planned_can_be after insert on contact_contact
    deferrable initially deferred for each row when (new.state = 'planned') execute function contact_planned_can_be();

create function contact_none_left_behind() returns trigger
language plpgsql security definer set search_path = public as $$
declare number_left int;
begin
    select count(*) into number_left from contact_contact
     where team_id = new.team_id and person_id = new.person_id and state = 'planned';
    if number_left > 0 then
        perform act_refuse(format('%s still planned with this person. Say what became of it first, then end the list entry.',
            case number_left when 1 then '1 contact is' else number_left || ' contacts are' end));
    end if;
    return null;
end $$;
alter function contact_none_left_behind() owner to kith_definer;
create constraint trigger no_contact_left_behind after update of state on caseload_listentry
    deferrable initially deferred for each row when (new.state = 'ended') execute function contact_none_left_behind();
"""
NOT_PLANNED = """
drop trigger no_contact_left_behind on caseload_listentry; drop function contact_none_left_behind();
drop trigger planned_can_be on contact_contact; drop function contact_planned_can_be();
"""

MEMBERS = """
create function contact_in_hand(number bigint, one text, many text) returns text language sql immutable as
    $$ select case number when 0 then null when 1 then '1 ' || one else number || ' ' || many end $$;

create function contact_member_leaves_empty_handed() returns trigger
language plpgsql security definer set search_path = public as $$
declare held text;
begin
    select concat_ws(', ',
        contact_in_hand((select count(*) from action_action a
                          where a.owner_id = new.id and a.state in ('open', 'held')), 'open action', 'open actions'),
        contact_in_hand((select count(*) from caseload_listentry e
                          where e.named_lead_id = new.id and e.state <> 'ended'),
                        'person as named lead', 'people as named lead'),
        contact_in_hand((select count(*) from caseload_listentry e
                          where e.deputy_id = new.id and e.state <> 'ended'),
                        'person as deputy', 'people as deputy'),
        contact_in_hand((select count(*) from contact_contact c
                          where c.member_id = new.id and c.state = 'planned'), 'planned contact', 'planned contacts'))
      into held;
    if held <> '' then
        perform act_refuse(format(
            'This member still has %s. Give these to others first, then end the membership.', held));
    end if;
    return null;
end $$;
alter function contact_member_leaves_empty_handed() owner to kith_definer;
create constraint trigger leaves_empty_handed after update of during on team_member
    deferrable initially deferred for each row
    when (upper(new.during) is not null and (upper(old.during) is null or upper(new.during) < upper(old.during)))
    execute function contact_member_leaves_empty_handed();
"""
NO_MEMBERS = """
drop trigger leaves_empty_handed on team_member;
drop function contact_member_leaves_empty_handed(); drop function contact_in_hand(bigint, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0002_guards"), ("action", "0003_owners")]
    operations = [
        migrations.RunSQL(SIGHT, "drop policy definer on contact_contact"),
        migrations.RunSQL(PLANNED, NOT_PLANNED),
        migrations.RunSQL(MEMBERS, NO_MEMBERS),
    ]
