"""Who sees proposals, that all they name is of their own team, and that none waits without work (P7)."""

from django.db import migrations

from kith.access.guards import protect, same_team

SIGHT = """
grant select on proposal_proposal to kith_definer;
create policy definer on proposal_proposal for select to kith_definer using (true);
"""
SOUND = """
create function proposal_has_its_work() returns trigger
language plpgsql security definer set search_path = public as $$
declare p proposal_proposal;
begin
    if tg_table_name = 'action_action' then
        select * into p from proposal_proposal where ask_id = new.id and state = 'waiting';
    else
        select * into p from proposal_proposal where id = new.id and state = 'waiting';
    end if;
    if found and not exists (select 1 from action_action a where a.id = p.ask_id and a.state in ('open', 'held')) then
        perform act_refuse('This belongs to a proposal: approve it or refuse it on its own page.');
    end if;
    return null;
end $$;
alter function proposal_has_its_work() owner to kith_definer;
create constraint trigger has_its_work after insert or update on proposal_proposal
    deferrable initially deferred for each row execute function proposal_has_its_work();
create constraint trigger proposal_has_its_work after update of state on action_action
    deferrable initially deferred for each row when (new.kind = 'proposal' and new.state not in ('open', 'held'))
    execute function proposal_has_its_work();
"""
NOT_SOUND = """
drop trigger proposal_has_its_work on action_action;
drop trigger has_its_work on proposal_proposal;
drop function proposal_has_its_work();
"""


class Migration(migrations.Migration):
    dependencies = [("proposal", "0001_initial"), ("access", "0005_exclusions"), ("action", "0010_proposal_kind")]
    operations = [
        protect("proposal_proposal", person="person_id", team="team_id"),
        same_team("proposal_proposal", "ask_id", "action_action"),
        migrations.RunSQL(SIGHT, migrations.RunSQL.noop),
        migrations.RunSQL(SOUND, NOT_SOUND),
    ]
