"""
Whoever gives work waits for whoever goes, and the other way round: nothing is left behind between two acts (P1, P4).

The rules that ask whether a member is there, or whether somebody is alive, see only what is committed. So giving shares a
lock on the member's row, making work for a person shares one on the person's, and leaving or dying takes it for itself.
The member's is taken first, before any row is written that a departure passes on, so that nobody waits in a circle.
"""

from django.db import migrations

LOCKS = """
grant update (id) on person_person to kith_definer;  -- to lock rows, as for members
create policy definer_locks on person_person for update to kith_definer using (true);
grant update (id) on team_member to kith_definer;

create function handover_work_waits() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    perform 1 from team_member where id = new.owner_id for share;
    if new.state in ('open', 'held') and not exists (
            select 1 from team_member m where m.id = new.owner_id and m.during @> act_moment()) then
        perform act_refuse('The owner of this action is not on the team now. Take it, or give it to the duty lead.');
    end if;
    if tg_op = 'INSERT' then
        perform 1 from person_person where id = new.person_id for share;
    end if;
    return new;
end $$;
alter function handover_work_waits() owner to kith_definer;
create trigger waits_on_insert before insert on action_action for each row execute function handover_work_waits();
create trigger waits_on_update before update of owner_id on action_action for each row
    when (new.owner_id <> old.owner_id) execute function handover_work_waits();

create function handover_contact_waits() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    perform 1 from team_member where id = new.member_id for share;
    if new.member_id is not null and not exists (
            select 1 from team_member m where m.id = new.member_id and m.during @> act_moment()) then
        perform act_refuse('Whoever is planned to make a contact must be on the team now. Choose a member of the team.');
    end if;
    if tg_op = 'INSERT' then
        perform 1 from person_person where id = new.person_id for share;
    end if;
    return new;
end $$;
alter function handover_contact_waits() owner to kith_definer;
create trigger waits_on_insert before insert on contact_contact for each row
    when (new.state = 'planned') execute function handover_contact_waits();
create trigger waits_on_update before update of member_id on contact_contact for each row
    when (new.state = 'planned' and new.member_id is distinct from old.member_id)
    execute function handover_contact_waits();

create function handover_lead_waits() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    perform 1 from team_member where id in (new.named_lead_id, new.deputy_id) order by id for share;
    return new;
end $$;
alter function handover_lead_waits() owner to kith_definer;
create trigger waits_on_update before update of named_lead_id, deputy_id on caseload_listentry for each row
    when (coalesce(new.named_lead_id, new.deputy_id) is not null
          and (new.named_lead_id, new.deputy_id) is distinct from (old.named_lead_id, old.deputy_id))
    execute function handover_lead_waits();
create trigger waits_on_insert before insert on caseload_listentry for each row
    when (coalesce(new.named_lead_id, new.deputy_id) is not null) execute function handover_lead_waits();
"""
NO_LOCKS = """
drop trigger waits_on_insert on caseload_listentry; drop trigger waits_on_update on caseload_listentry;
drop trigger waits_on_insert on contact_contact; drop trigger waits_on_update on contact_contact;
drop trigger waits_on_insert on action_action; drop trigger waits_on_update on action_action;
drop function handover_lead_waits(); drop function handover_contact_waits(); drop function handover_work_waits();
drop policy definer_locks on person_person;
revoke update (id) on person_person, team_member from kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0004_leave_guards"),
        ("team", "0003_sound_rota_and_cover"),
        ("person", "0002_guards"),
        ("caseload", "0003_leads"),
    ]
    operations = [migrations.RunSQL(LOCKS, NO_LOCKS)]
