"""Who sees escalations, that all they name is of their own team, and that none is left without work or closed untold (P6)."""

from django.db import migrations

from kith.access.guards import protect, same_team

SIGHT = """
grant select on escalation_escalation, escalation_told, escalation_routestep to kith_definer;
create policy definer on escalation_escalation for select to kith_definer using (true);
create policy definer on escalation_told for select to kith_definer using (true);
create policy definer on escalation_routestep for select to kith_definer using (true);
"""
SOUND = """
create function escalation_has_its_work() returns trigger
language plpgsql security definer set search_path = public as $$
declare e escalation_escalation;
begin
    if tg_table_name = 'action_action' then
        select * into e from escalation_escalation where (ask_id = new.id or through_id = new.id) and state <> 'closed';
    else
        select * into e from escalation_escalation where id = new.id;
    end if;
    if not found then
        return null;
    end if;
    if e.state = 'closed' then
        if not exists (select 1 from escalation_told t where t.escalation_id = e.id) then
            perform act_refuse('Write down who was told before the escalation is closed.');
        end if;
    elsif not exists (select 1 from action_action a where a.state in ('open', 'held')
                        and a.id = case e.state when 'open' then e.ask_id else e.through_id end) then
        perform act_refuse('This belongs to an escalation: answer it, or close it, on its own page.');
    elsif e.state = 'open' and not exists (select 1 from escalation_routestep s where s.escalation_id = e.id and s."end" = '') then
        perform act_refuse('An open escalation asks somebody.');
    end if;
    return null;
end $$;
alter function escalation_has_its_work() owner to kith_definer;
create constraint trigger has_its_work after insert or update on escalation_escalation
    deferrable initially deferred for each row execute function escalation_has_its_work();
create constraint trigger has_its_work after update of state on action_action
    deferrable initially deferred for each row when (new.kind in ('urgent', 'see-through') and new.state not in ('open', 'held'))
    execute function escalation_has_its_work();
"""
NOT_SOUND = """
drop trigger has_its_work on action_action;
drop trigger has_its_work on escalation_escalation;
drop function escalation_has_its_work();
"""


class Migration(migrations.Migration):
    dependencies = [("escalation", "0001_initial"), ("access", "0005_exclusions")]
    operations = [
        protect("escalation_escalation", person="person_id", team="team_id"),
        protect("escalation_reason", person="person_id", team="team_id", mutable=False),
        protect("escalation_routestep", person="person_id", team="team_id"),
        protect("escalation_told", person="person_id", team="team_id", mutable=False),
        protect("escalation_spared", person="person_id", team="team_id"),
        same_team("escalation_escalation", "ask_id", "action_action"),
        same_team("escalation_escalation", "through_id", "action_action"),
        same_team("escalation_escalation", "answered_by_id", "team_member"),
        same_team("escalation_reason", "escalation_id", "escalation_escalation"),
        same_team("escalation_routestep", "escalation_id", "escalation_escalation"),
        same_team("escalation_routestep", "member_id", "team_member"),
        same_team("escalation_told", "escalation_id", "escalation_escalation"),
        same_team("escalation_spared", "look_id", "action_action"),
        migrations.RunSQL(SIGHT, migrations.RunSQL.noop),
        migrations.RunSQL(SOUND, NOT_SOUND),
    ]
