"""
What keeps a meeting open is found once, for the gate and for a page: also that something is settled of which nothing is decided,
and work that was cancelled since. Names of people whom the reader may not open are not said.

Of a restricted case only whoever may open its matter says that it is settled; once the matter is over, anybody.
"""

from django.db import migrations

LOOSE = """
-- everything that keeps a meeting from closing, with whose case it is: minutes, which closing itself makes, are not in it
create or replace function mdt_loose_of(held uuid)
returns table (place integer, since timestamptz, part integer, thing uuid, person_id uuid, matter_id uuid, words text)
language sql stable security definer set search_path = public as $$
    with spoken as (
        select c.*, exists (select 1 from mdt_decision d where d.case_id = c.id and d.withdrawn_at is null) as is_decided
          from mdt_case c where c.meeting_id = held
    )
    select c.position::integer, d.decided_at, 1, d.id, c.person_id, c.matter_id,
           format('the work of “%s” was cancelled: take the decision back, or decide it anew', rtrim(btrim(d.what), '.'))
      from mdt_decision d join spoken c on c.id = d.case_id
      join action_action a on a.id = d.action_id and a.state = 'cancelled'
      join person_person p on p.id = c.person_id and not p.is_dead
     where d.withdrawn_at is null and c.outcome is distinct from 'off the list'
       and exists (select 1 from caseload_listentry e where e.team_id = c.team_id and e.person_id = c.person_id
                    and e.state <> 'ended')
    union all
    select position, null, 2, id, person_id, matter_id, 'no outcome recorded' from spoken where outcome is null
    union all
    select position, null, 3, id, person_id, matter_id, 'settled, and nothing is decided' from spoken
     where person_id is not null and outcome = 'settled' and not is_decided
    union all
    select position, null, 4, id, person_id, matter_id, 'no change, and something is decided' from spoken
     where person_id is not null and outcome = 'no change' and is_decided
    union all
    select position, null, 5, id, person_id, matter_id, 'nobody is to tell them yet' from spoken c
     where person_id is not null and outcome in ('settled', 'to huddle', 'escalated', 'no change')
       and not exists (select 1 from mdt_telling t where t.case_id = c.id)
    union all
    select 32001, m.started_at, 6, t.id, t.person_id, null,
           format('not told yet what the meeting of %s decided', to_char(m.day, 'FMDay FMDD FMMonth'))
      from mdt_meeting now join mdt_telling t on t.team_id = now.team_id
      join mdt_meeting m on m.id = t.meeting_id and m.id <> now.id and m.closed_at is not null
      join person_person p on p.id = t.person_id and not p.is_dead
      join action_action a on a.id = t.action_id and a.state in ('open', 'held')
     where now.id = held
       and not exists (select 1 from mdt_told d where d.telling_id = t.id)
       and not exists (select 1 from mdt_untold u where u.telling_id = t.id and u.meeting_id = now.id)
       and exists (select 1 from caseload_listentry e where e.team_id = t.team_id and e.person_id = a.person_id
                    and e.state <> 'ended')
$$;

-- of what is loose in cases that whoever asks may not open: of each, which members who are marked here may; no name, no case
create function mdt_loose_unseen(held uuid) returns jsonb
language sql stable security definer set search_path = public as $$
    select coalesce(jsonb_agg(x.able order by x.place, x.thing), '[]') from (
        select l.place, l.thing, (
               select coalesce(jsonb_agg(m.id order by m.id), '[]') from mdt_attendance a join team_member m on m.id = a.member_id
                where l.person_id is not null and a.meeting_id = held and a.how in ('room', 'link')
                  and not is_shut_out(m.account_id, l.person_id)) as able
          from mdt_loose_of(held) l join mdt_meeting h on h.id = held and h.team_id = any(my_teams())
         where l.matter_id = any(my_barred())
            or l.person_id = any(my_exclusions()) and huddle_reaches(h.team_id, l.person_id)) x
$$;

-- whether whoever asks may say of a restricted case that it is settled: who may open its matter, and anybody once that is over
create function mdt_may_settle(of_case uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select coalesce((select k.id = any(my_restricted()) or k.ended_at is not null
                       from mdt_case c join access_restriction k on k.id = c.matter_id
                      where c.id = of_case and c.team_id = any(my_teams())), false)
$$;

create function mdt_settles_matter() returns trigger language plpgsql security definer set search_path = public as $$
begin
    if not mdt_may_settle(new.id) then
        perform act_refuse('Only whoever may open a restricted case says that it is settled: choose “Next week again”.');
    end if;
    return new;
end $$;
create trigger mdt_settles_matter before update on mdt_case
    for each row when (new.matter_id is not null and new.outcome in ('settled', 'off the list')
                       and new.outcome is distinct from old.outcome) execute function mdt_settles_matter();

create or replace function mdt_gate() returns trigger language plpgsql security definer set search_path = public as $$
declare number_loose integer; sentences text;
begin
    with loose as (
        select place, since, part, thing, person_id, matter_id, words from mdt_loose_of(new.id)
        union all
        select c.position, null, 7, c.id, c.person_id, c.matter_id, 'no minutes kept' from mdt_case c
         where c.meeting_id = new.id and not exists (select 1 from mdt_minute n where n.case_id = c.id)
    ), spoken as (
        select l.*, case when l.matter_id = any(my_barred()) then 'One more case'
                         when l.person_id is null then 'Restricted case'
                         when l.person_id = any(my_exclusions()) then 'A case that is not open to you'
                         when huddle_reaches(new.team_id, l.person_id) then btrim(p.given || ' ' || p.family)
                         else 'Somebody no longer on the list' end as name
          from loose l left join person_person p on p.id = l.person_id
    )
    select count(*), string_agg(name || ': ' || words || '.', ' ' order by place, part, since, thing)
      into number_loose, sentences from spoken;
    if number_loose > 0 then
        perform act_refuse(format('The weekly meeting cannot close yet: %s loose. %s',
            case number_loose when 1 then '1 thing is' else number_loose || ' things are' end, sentences));
    end if;
    return null;
end $$;
"""
OWNED = "".join(
    f"alter function {name} owner to kith_definer;"
    for name in (
        "mdt_loose_of(uuid)",
        "mdt_loose_unseen(uuid)",
        "mdt_may_settle(uuid)",
        "mdt_settles_matter()",
        "mdt_gate()",
    )
)
OWNED += """
revoke execute on function mdt_loose_of(uuid) from public;
grant execute on function mdt_loose_of(uuid) to kith_definer;
"""
UNDO = """
drop trigger mdt_settles_matter on mdt_case;
drop function mdt_settles_matter();
drop function mdt_may_settle(uuid);
drop function mdt_loose_unseen(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("mdt", "0005_held_to_its_end"), ("access", "0013_restricted")]
    operations = [migrations.RunSQL(LOOSE + OWNED, UNDO)]
