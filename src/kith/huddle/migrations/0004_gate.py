"""
The closing gate of a huddle (P5), kept by the database: it closes only when nothing is loose, and then nothing slips in.

Row-level security must not hide a loose end from the gate, so its functions belong to `kith_definer`. People who left the
list since the huddle began are seen by nobody on the team any more: closing records for them that nothing was to decide.
"""

from django.db import migrations

from kith.access.guards import same_team

RIGHTS = """
grant select on huddle_huddle, huddle_item, huddle_agreed, huddle_raised to kith_definer;
grant update (id) on huddle_huddle to kith_definer;  -- to lock its row, see huddle_shut()
grant update on huddle_item, huddle_agreed, huddle_raised to kith_definer;
create policy definer on huddle_huddle to kith_definer using (true);
create policy definer on huddle_item to kith_definer using (true);
create policy definer on huddle_agreed to kith_definer using (true);
create policy definer on huddle_raised to kith_definer using (true);
"""

GATE = """
create function huddle_clock(at timestamptz) returns text language sql immutable as $$
    select case to_char(at at time zone 'Europe/London', 'HH24:MI')
           when '12:00' then 'midday' when '00:00' then 'midnight'
           else replace(to_char(at at time zone 'Europe/London', 'FMHH12:MIam'), ':00', '') end
$$;

-- whether the team still reaches a person
create function huddle_reaches(team uuid, person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from access_reach r
                    where r.person_id = person and r.team_id = team and r.during @> act_moment())
$$;

create function huddle_gate() returns trigger language plpgsql security definer set search_path = public as $$
declare number_loose integer; sentences text;
begin
    with item as (
        select i.*, case when huddle_reaches(i.team_id, i.person_id) then btrim(p.given || ' ' || p.family)
                         else 'Somebody no longer on the list' end as name
          from huddle_item i join person_person p on p.id = i.person_id where i.huddle_id = new.id
    ), loose as (
        select i.position, i.id, 1 as part, a.recorded_at, a.id as thing, missing.place,
               format('%s: “%s” has no %s', i.name, rtrim(btrim(a.what), '.'), missing.what) as words
          from huddle_agreed a join item i on i.id = a.item_id
          cross join lateral (values (1, 'owner', a.owner_id is null), (2, 'deadline', a.due_at is null))
               missing (place, what, is_missing)
         where a.withdrawn_at is null and missing.is_missing
        union all
        select position, id, 2, null, null, 0, name || ': no outcome recorded' from item where outcome is null
        union all
        select position, id, 3, null, null, 0, name || ': no action written down' from item i
         where outcome = 'action' and not exists (
               select 1 from huddle_agreed a where a.item_id = i.id and a.withdrawn_at is null)
        union all
        select i.position, i.id, 4, r.raised_at, r.id, 0,
               format('%s: escalation raised at %s has no note', i.name, huddle_clock(r.raised_at))
          from huddle_raised r join item i on i.id = r.item_id where r.told_at is null
    )
    select count(*), string_agg(words || '.', ' ' order by position, id, part, recorded_at, thing, place)
      into number_loose, sentences from loose;
    if number_loose > 0 then
        perform act_refuse(format('The huddle cannot close yet: %s loose. %s',
            case number_loose when 1 then '1 thing is' else number_loose || ' things are' end, sentences));
    end if;
    return null;
end $$;
create constraint trigger huddle_gate after insert or update on huddle_huddle deferrable initially deferred
    for each row when (new.closed_at is not null) execute function huddle_gate();

create function huddle_stays_closed() returns trigger language plpgsql as $$
begin
    perform act_refuse('This huddle is closed: nothing in it can be changed.');
    return null;
end $$;
create trigger huddle_stays_closed before update or delete on huddle_huddle
    for each row when (old.closed_at is not null) execute function huddle_stays_closed();

-- Whoever adds to a huddle shares a lock on its row, and whoever closes it waits for them: nothing slips in between.
create function huddle_shut() returns trigger language plpgsql security definer set search_path = public as $$
declare shut_at timestamptz;
begin
    if tg_op = 'UPDATE' and new.huddle_id <> old.huddle_id then
        raise exception '%: a row stays in its huddle', tg_table_name;
    end if;
    select closed_at into shut_at from huddle_huddle where id = coalesce(new.huddle_id, old.huddle_id) for share;
    if shut_at is not null then
        perform act_refuse('This huddle is closed: nothing can be added to it or changed in it.');
    end if;
    return coalesce(new, old);
end $$;
create trigger huddle_shut before insert or update or delete on huddle_item
    for each row execute function huddle_shut();
create trigger huddle_shut before insert or update or delete on huddle_agreed
    for each row execute function huddle_shut();
create trigger huddle_shut before insert or update or delete on huddle_raised
    for each row execute function huddle_shut();
create trigger huddle_shut before insert or update or delete on huddle_attendance
    for each row execute function huddle_shut();

-- how many people of a huddle the team does not reach any more, so that a page can say that they are missing
create function huddle_number_gone(huddle uuid) returns integer
language sql stable security definer set search_path = public as $$
    select count(*)::integer from huddle_item i
     where i.huddle_id = huddle and i.team_id = any(my_teams()) and not huddle_reaches(i.team_id, i.person_id)
$$;

-- leave nothing loose for people whom the team does not reach any more; returns how many items got their outcome
create function huddle_settle_gone(huddle uuid, member uuid) returns integer
language plpgsql security definer set search_path = public as $$
declare number_settled integer;
begin
    update huddle_agreed set withdrawn_at = act_moment(), act_id = act_id()
     where huddle_id = huddle and team_id = any(my_teams()) and not huddle_reaches(team_id, person_id)
       and action_id is null and withdrawn_at is null;
    update huddle_raised set told_who = 'nobody', told_how = 'not told', told_at = act_moment(), act_id = act_id(),
           said = 'no longer on the list when the huddle closed'
     where huddle_id = huddle and team_id = any(my_teams()) and not huddle_reaches(team_id, person_id)
       and told_at is null;
    update huddle_item i set outcome = 'off the list', decision = 'No longer on the list', settled_at = act_moment(),
           settled_by_id = member, version = version + 1, act_id = act_id()
     where huddle_id = huddle and team_id = any(my_teams()) and not huddle_reaches(team_id, person_id)
       and (outcome is null or outcome = 'action' and not exists (
            select 1 from huddle_agreed a where a.item_id = i.id and a.withdrawn_at is null));
    get diagnostics number_settled = row_count;
    return number_settled;
end $$;

alter function huddle_reaches(uuid, uuid) owner to kith_definer;
alter function huddle_gate() owner to kith_definer;
alter function huddle_shut() owner to kith_definer;
alter function huddle_number_gone(uuid) owner to kith_definer;
alter function huddle_settle_gone(uuid, uuid) owner to kith_definer;
revoke execute on function huddle_reaches(uuid, uuid) from public;
grant execute on function huddle_reaches(uuid, uuid) to kith_definer;
"""

UNDO = """
drop trigger huddle_gate on huddle_huddle;
drop trigger huddle_stays_closed on huddle_huddle;
drop trigger huddle_shut on huddle_item;
drop trigger huddle_shut on huddle_agreed;
drop trigger huddle_shut on huddle_raised;
drop trigger huddle_shut on huddle_attendance;
drop function huddle_settle_gone(uuid, uuid); drop function huddle_number_gone(uuid);
drop function huddle_shut(); drop function huddle_stays_closed(); drop function huddle_gate();
drop function huddle_reaches(uuid, uuid); drop function huddle_clock(timestamptz);
"""

UNDO_RIGHTS = """
drop policy definer on huddle_huddle; drop policy definer on huddle_item;
drop policy definer on huddle_agreed; drop policy definer on huddle_raised;
revoke all on huddle_huddle, huddle_item, huddle_agreed, huddle_raised from kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("huddle", "0003_who_and_when"), ("person", "0002_guards")]
    operations = [
        same_team("huddle_huddle", "closed_by_id", "team_member"),
        same_team("huddle_item", "settled_by_id", "team_member"),
        same_team("huddle_raised", "to_id", "team_member"),
        same_team("huddle_raised", "raised_by_id", "team_member"),
        migrations.RunSQL(RIGHTS, UNDO_RIGHTS),
        migrations.RunSQL(GATE, UNDO),
    ]
