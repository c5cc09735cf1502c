"""A settlement has people who agreed to it and not to one before; its work stays until a contradiction has ended."""

from django.db import migrations

AGREED = """
create or replace function contradiction_is_agreed() returns trigger language plpgsql as $$
declare
    sides text[];
    is_new boolean := true;
begin
    select array_agg(distinct g.side) into sides from contradiction_agreed g
     where g.contradiction_id = new.id and g.turn = new.settlements;
    if tg_op = 'UPDATE' then
        is_new := old.state = 'settled' or new.settlements > old.settlements;
    end if;
    if sides is null or not is_new or (new.only_one = '' and not sides @> array['left', 'right']) then
        raise exception 'Name who agreed of both sides, or say why one side alone agreed.' using errcode = 'KT001';
    end if;
    return null;
end $$;
"""
WORK = """
grant select on contradiction_contradiction to kith_definer;
create policy definer on contradiction_contradiction for select to kith_definer using (true);
create function contradiction_keeps_its_work() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from contradiction_contradiction c join person_person p on p.id = c.person_id and not p.is_dead
                where c.action_id = new.id and c.state = 'open')
       and not exists (select 1 from action_action a where a.id = new.id and a.state in ('open', 'held')) then
        perform act_refuse('This contradicts still: settle it on its own page, or say there why it is none.');
    end if;
    return null;
end $$;
alter function contradiction_keeps_its_work() owner to kith_definer;
create constraint trigger contradiction_keeps_its_work after update of state on action_action
    deferrable initially deferred for each row
    when (new.kind = 'contradiction' and new.state not in ('open', 'held')) execute function contradiction_keeps_its_work();
"""
NO_WORK = """
drop trigger contradiction_keeps_its_work on action_action;
drop function contradiction_keeps_its_work();
drop policy definer on contradiction_contradiction;
revoke select on contradiction_contradiction from kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contradiction", "0005_both_sides_agree"),
        ("action", "0018_contradiction_kind"),
        ("person", "0002_guards"),
    ]
    operations = [migrations.RunSQL(AGREED, migrations.RunSQL.noop), migrations.RunSQL(WORK, NO_WORK)]
