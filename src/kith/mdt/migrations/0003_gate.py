"""
The closing gate of a weekly meeting (P5), kept by the database: it closes only when nothing is loose, and then nothing slips in.

Row-level security must not hide a loose end from the gate, nor a case from the list it was prepared with, so these functions
belong to `kith_definer`. What they say of a restricted case is that there is one; to whoever is barred from it, not even that.
"""

from django.db import migrations

TABLES = (
    "mdt_meeting",
    "mdt_case",
    "mdt_decision",
    "mdt_telling",
    "mdt_told",
    "mdt_untold",
    "mdt_attendance",
    "mdt_minute",
)
RIGHTS = "".join(
    f"grant select on {table} to kith_definer; create policy definer on {table} to kith_definer using (true);"
    for table in TABLES
)
RIGHTS += """
grant update (id) on mdt_meeting to kith_definer;  -- to lock its row, see mdt_shut()
grant insert, update on mdt_case to kith_definer;
grant insert on mdt_minute to kith_definer;
grant select on preparation_question, plan_version to kith_definer;
create policy definer_meeting on preparation_question for select to kith_definer using (true);
create policy definer_meeting on plan_version for select to kith_definer using (true);
"""
UNDO_RIGHTS = "".join(f"drop policy definer on {table}; revoke all on {table} from kith_definer;" for table in TABLES)
UNDO_RIGHTS += """
drop policy definer_meeting on plan_version;
drop policy definer_meeting on preparation_question;
"""

TAKING = """
-- the cases of the meeting that was prepared, above the line, as they stand when it begins; of restricted ones only whose they are
create function mdt_take_cases(held uuid) returns integer
language plpgsql security definer set search_path = public as $$
declare number_taken integer;
begin
    insert into mdt_case (id, team_id, meeting_id, prepared_id, person_id, matter_id, owner_id, position, why, needs, plan_before,
                          reason, version, act_id)
    select md5(concat(m.id, c.id, 'case'))::uuid, m.team_id, m.id, c.id, c.person_id, c.matter_id,
           case when c.matter_id is not null then c.preparer_id end,
           row_number() over (order by c.place, c.id),
           case when c.matter_id is null then
                (select string_agg(r ->> 'words', '; ' order by n) from jsonb_array_elements(c.reasons) with ordinality x (r, n))
                else '' end,
           case when c.matter_id is null then
                coalesce((select array_agg(distinct q.to_role) from preparation_question q
                           where q.case_id = c.id and q.withdrawn_at is null), '{}') else '{}' end,
           case when c.matter_id is null then (select max(v.number) from plan_version v where v.person_id = c.person_id) end,
           '', 1, act_id()
      from mdt_meeting m join preparation_case c on c.meeting_id = m.prepared_id and c.team_id = m.team_id
     where m.id = held and m.team_id = any(my_teams()) and c.is_above and c.state = 'listed';
    get diagnostics number_taken = row_count;
    return number_taken;
end $$;

-- whether everybody who is marked here now may open a restricted case, whoever asks among them
create function mdt_all_may_open(of_case uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select coalesce((
        select k.id = any(my_restricted()) and count(m.id) > 0 and bool_and(
                   not is_barred(m.account_id, k.id) and not is_shut_out(m.account_id, k.person_id)
                   and (exists (select 1 from access_seat s where s.account_id = m.account_id and s.team_id = k.team_id
                                 and s.role = k.lead_role and s.during @> act_moment())
                        or exists (select 1 from access_opener o where o.account_id = m.account_id
                                    and o.restriction_id = k.id and o.is_whole and o.during @> act_moment())))
          from mdt_case c
          join access_restriction k on k.id = c.matter_id
          join mdt_attendance a on a.meeting_id = c.meeting_id and a.how in ('room', 'link')
          join team_member m on m.id = a.member_id
         where c.id = of_case and c.team_id = any(my_teams()) group by k.id), false)
$$;

-- how many people of a meeting whoever asks does not reach, so that a page can say that they are missing
create function mdt_number_gone(held uuid) returns integer
language sql stable security definer set search_path = public as $$
    select count(*)::integer from mdt_case c
     where c.meeting_id = held and c.team_id = any(my_teams()) and c.person_id is not null
       and (c.person_id = any(my_exclusions()) or not huddle_reaches(c.team_id, c.person_id))
$$;

-- leave nothing loose for people whom the team does not reach any more; returns how many cases got their outcome
create function mdt_settle_gone(held uuid, member uuid) returns integer
language plpgsql security definer set search_path = public as $$
declare number_settled integer;
begin
    update mdt_case c set outcome = 'off the list', settled_at = act_moment(), settled_by_id = member,
           version = c.version + 1, act_id = act_id()
     where c.meeting_id = held and c.team_id = any(my_teams()) and c.person_id is not null and c.outcome is null
       and not huddle_reaches(c.team_id, c.person_id);
    get diagnostics number_settled = row_count;
    return number_settled;
end $$;

-- keep of cases that whoever closes may not open that they were there: no words
create function mdt_keep_unseen(held uuid) returns integer
language plpgsql security definer set search_path = public as $$
declare number_kept integer;
begin
    insert into mdt_minute (id, team_id, meeting_id, case_id, person_id, lines, act_id)
    select md5(concat(c.id, 'minute'))::uuid, c.team_id, c.meeting_id, c.id, c.person_id, '[]', act_id() from mdt_case c
     where c.meeting_id = held and c.team_id = any(my_teams())
       and not exists (select 1 from mdt_minute n where n.case_id = c.id);
    get diagnostics number_kept = row_count;
    return number_kept;
end $$;
"""

GATE = """
create function mdt_gate() returns trigger language plpgsql security definer set search_path = public as $$
declare number_loose integer; sentences text;
begin
    with spoken as (
        select c.*, case when c.matter_id = any(my_barred()) then 'One more case'
                         when c.person_id is null then 'Restricted case'
                         when huddle_reaches(c.team_id, c.person_id) then btrim(p.given || ' ' || p.family)
                         else 'Somebody no longer on the list' end as name
          from mdt_case c left join person_person p on p.id = c.person_id where c.meeting_id = new.id
    ), loose as (
        select c.position, c.id, 1 as part, d.decided_at as since, d.id as thing,
               format('%s: “%s” is nobody''s work', c.name, rtrim(btrim(d.what), '.')) as words
          from mdt_decision d join spoken c on c.id = d.case_id
          left join action_action a on a.id = d.action_id and a.team_id = d.team_id
         where d.withdrawn_at is null and a.id is null
        union all
        select position, id, 2, null, null, name || ': no outcome recorded' from spoken where outcome is null
        union all
        select position, id, 3, null, null, name || ': nobody is to tell them yet' from spoken c
         where person_id is not null and outcome in ('settled', 'to huddle', 'escalated', 'no change')
           and not exists (select 1 from mdt_telling t where t.case_id = c.id)
        union all
        select position, id, 4, null, null, name || ': no minutes kept' from spoken c
         where not exists (select 1 from mdt_minute n where n.case_id = c.id)
        union all
        select 32000, t.id, 5, m.started_at, t.id,
               format('%s: not told yet what the meeting of %s decided', btrim(p.given || ' ' || p.family),
                      to_char(m.day, 'FMDay FMDD FMMonth'))
          from mdt_telling t join mdt_meeting m on m.id = t.meeting_id and m.id <> new.id and m.closed_at is not null
          join person_person p on p.id = t.person_id and not p.is_dead
          join action_action a on a.id = t.action_id and a.state in ('open', 'held')
         where t.team_id = new.team_id
           and not exists (select 1 from mdt_told d where d.telling_id = t.id)
           and not exists (select 1 from mdt_untold u where u.telling_id = t.id and u.meeting_id = new.id)
           and exists (select 1 from caseload_listentry e where e.team_id = t.team_id and e.person_id = a.person_id
                        and e.state <> 'ended')
    )
    select count(*), string_agg(words || '.', ' ' order by position, since, id, part, thing) into number_loose, sentences from loose;
    if number_loose > 0 then
        perform act_refuse(format('The weekly meeting cannot close yet: %s loose. %s',
            case number_loose when 1 then '1 thing is' else number_loose || ' things are' end, sentences));
    end if;
    return null;
end $$;
create constraint trigger mdt_gate after insert or update on mdt_meeting deferrable initially deferred
    for each row when (new.closed_at is not null) execute function mdt_gate();

create function mdt_stays_closed() returns trigger language plpgsql as $$
begin
    perform act_refuse('This meeting is closed: nothing in it can be changed.');
    return null;
end $$;
create trigger mdt_stays_closed before update or delete on mdt_meeting
    for each row when (old.closed_at is not null) execute function mdt_stays_closed();

-- whoever adds to a meeting shares a lock on its row, and whoever closes it waits for them: nothing slips in between
create function mdt_shut() returns trigger language plpgsql security definer set search_path = public as $$
declare shut_at timestamptz;
begin
    if tg_op = 'UPDATE' and new.meeting_id <> old.meeting_id then
        raise exception '%: a row stays in its meeting', tg_table_name;
    end if;
    select closed_at into shut_at from mdt_meeting where id = coalesce(new.meeting_id, old.meeting_id) for share;
    if shut_at is not null then
        perform act_refuse('This meeting is closed: nothing can be added to it or changed in it.');
    end if;
    return coalesce(new, old);
end $$;
"""
SHUT = ("mdt_case", "mdt_decision", "mdt_telling", "mdt_attendance", "mdt_untold", "mdt_minute")
GATE += "".join(
    f"create trigger mdt_shut before insert or update or delete on {table} for each row execute function mdt_shut();"
    for table in SHUT
)
FUNCTIONS = (
    "mdt_take_cases(uuid)",
    "mdt_all_may_open(uuid)",
    "mdt_number_gone(uuid)",
    "mdt_settle_gone(uuid, uuid)",
    "mdt_keep_unseen(uuid)",
    "mdt_gate()",
    "mdt_shut()",
)
OWNED = "".join(f"alter function {name} owner to kith_definer;" for name in FUNCTIONS)
UNDO = "".join(f"drop trigger mdt_shut on {table};" for table in SHUT)
UNDO += "drop trigger mdt_gate on mdt_meeting; drop trigger mdt_stays_closed on mdt_meeting;"
UNDO += "".join(f"drop function {name};" for name in (*FUNCTIONS, "mdt_stays_closed()"))


class Migration(migrations.Migration):
    dependencies = [
        ("mdt", "0002_guards"),
        ("huddle", "0004_gate"),
        ("plan", "0002_guards"),
        ("action", "0017_tell_person_kind"),
    ]
    operations = [
        migrations.RunSQL(RIGHTS, UNDO_RIGHTS),
        migrations.RunSQL(TAKING + GATE + OWNED, UNDO),
    ]
