"""Leads, deputies and overrides are members of the team then; the dead are not put on a list (P2)."""

from django.db import migrations

SIGHT = """
grant select on team_member, caseload_listentry, caseload_override to kith_definer;
create policy caseload_reads on team_member for select to kith_definer using (true);
create policy definer on caseload_listentry for select to kith_definer using (true);
create policy definer on caseload_override for select to kith_definer using (true);
"""
FORGET = """
drop policy definer on caseload_override;
drop policy definer on caseload_listentry;
drop policy caseload_reads on team_member;
"""

LEADS = """
create function caseload_lead_is_member() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from caseload_listentry e cross join lateral unnest(array[e.named_lead_id, e.deputy_id]) lead
                where e.id = new.id and e.state <> 'ended' and lead is not null
                  and not exists (select 1 from team_member m where m.id = lead and m.team_id = e.team_id
                                   and m.during @> act_moment())) then
        perform act_refuse('The named lead and the deputy must be on the team now. Choose members of the team.');
    end if;
    return null;
end $$;
alter function caseload_lead_is_member() owner to kith_definer;
create constraint trigger lead_is_member after insert or update of named_lead_id, deputy_id, state on caseload_listentry
    deferrable initially deferred for each row execute function caseload_lead_is_member();

create function caseload_override_is_member() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if not exists (select 1 from team_member m where m.id = new.member_id and m.team_id = new.team_id
                    and m.during && tstzrange(new.day::timestamp at time zone 'Europe/London',
                                              (new.day + 1)::timestamp at time zone 'Europe/London')) then
        perform act_refuse('Whoever leads for a day must be on the team that day. Choose a member of the team.');
    end if;
    return null;
end $$;
alter function caseload_override_is_member() owner to kith_definer;
create constraint trigger override_is_member after insert or update on caseload_override
    deferrable initially deferred for each row execute function caseload_override_is_member();
"""
NO_LEADS = """
drop trigger override_is_member on caseload_override;
drop function caseload_override_is_member();
drop trigger lead_is_member on caseload_listentry;
drop function caseload_lead_is_member();
"""

THE_DEAD = """
create function caseload_active_is_alive() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from caseload_listentry e join person_person p on p.id = e.person_id
                where e.id = new.id and e.state = 'active' and p.is_dead) then
        perform act_refuse('This person has died. Somebody who has died cannot be active on a list.');
    end if;
    return null;
end $$;
alter function caseload_active_is_alive() owner to kith_definer;
create constraint trigger active_is_alive after insert or update of state on caseload_listentry
    deferrable initially deferred for each row execute function caseload_active_is_alive();
"""
NOT_THE_DEAD = "drop trigger active_is_alive on caseload_listentry; drop function caseload_active_is_alive();"


class Migration(migrations.Migration):
    dependencies = [("caseload", "0002_guards"), ("team", "0002_guards"), ("person", "0002_guards")]
    operations = [
        migrations.RunSQL(SIGHT, FORGET),
        migrations.RunSQL(LEADS, NO_LEADS),
        migrations.RunSQL(THE_DEAD, NOT_THE_DEAD),
    ]
