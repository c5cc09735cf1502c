"""
Who sees series and absences; no series is begun for the dead, left behind by a list entry, or in the hands of who leaves (P4).

A person is away once at a time: whoever writes it waits for whoever writes it now.
"""

from django.db import migrations

from kith.access.guards import protect, same_team

SIGHT = """
grant select on contact_series, contact_away to kith_definer;
create policy definer on contact_series for select to kith_definer using (true);
create policy definer on contact_away for select to kith_definer using (true);
"""
NO_SIGHT = "drop policy definer on contact_away; drop policy definer on contact_series;"

RULES = """
create constraint trigger planned_can_be after insert on contact_series
    deferrable initially deferred for each row when (new.state = 'running') execute function contact_planned_can_be();

create or replace function contact_none_left_behind() returns trigger
language plpgsql security definer set search_path = public as $$
declare number_left int;
begin
    if exists (select 1 from contact_series
                where team_id = new.team_id and person_id = new.person_id and state = 'running') then
        perform act_refuse('A series of contacts is still running with this person. End it first, then end the list entry.');
    end if;
    select count(*) into number_left from contact_contact
     where team_id = new.team_id and person_id = new.person_id and state = 'planned';
    if number_left > 0 then
        perform act_refuse(format('%s still planned with this person. Say what became of it first, then end the list entry.',
            case number_left when 1 then '1 contact is' else number_left || ' contacts are' end));
    end if;
    return null;
end $$;

create or replace function contact_member_leaves_empty_handed() returns trigger
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
                          where c.member_id = new.id and c.state = 'planned'), 'planned contact', 'planned contacts'),
        contact_in_hand((select count(*) from contact_series s
                          where s.member_id = new.id and s.state = 'running'), 'running series', 'running series'))
      into held;
    if held <> '' then
        perform act_refuse(format(
            'This member still has %s. Give these to others first, then end the membership.', held));
    end if;
    return null;
end $$;

create function contact_away_once() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    perform 1 from person_person where id = new.person_id for update;
    if exists (select 1 from contact_away a where a.person_id = new.person_id and a.id <> new.id
                  and a.from_day < new.back_day and new.from_day < a.back_day) then
        perform act_refuse('This person is written down as away on these days already. Change the day they are back.');
    end if;
    return new;
end $$;
alter function contact_away_once() owner to kith_definer;
create trigger away_once before insert or update of from_day, back_day, person_id on contact_away
    for each row execute function contact_away_once();
"""
NO_RULES = """
drop trigger away_once on contact_away; drop function contact_away_once();
drop trigger planned_can_be on contact_series;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0007_series"), ("access", "0005_exclusions")]
    operations = [
        protect("contact_series", person="person_id", team="team_id"),
        protect("contact_away", person="person_id"),
        same_team("contact_series", "member_id", "team_member"),
        same_team("contact_series", "follows_id", "contact_series"),
        same_team("contact_contact", "series_id", "contact_series"),
        migrations.RunSQL(SIGHT, NO_SIGHT),
        migrations.RunSQL(RULES, NO_RULES),
    ]
