"""
Who sees what of a meeting to come, that everything in one is of its own team, and that one that is over stays as it was.

A case whose person the viewer may not open stands without them: its place and who answers for it (`preparation_unseen`). Of a
restricted matter nobody reads more than that, and whoever is barred from it not even that.
"""

from django.db import migrations

from kith.access.guards import protect, same_team

RULES = """
grant select on preparation_meeting, preparation_case to kith_definer;
grant update on preparation_meeting to kith_definer;
create policy definer on preparation_meeting to kith_definer using (true) with check (true);
create policy definer on preparation_case for select to kith_definer using (true);

create policy not_barred on preparation_case as restrictive to kith_app
    using (matter_id is null or matter_id <> all((select my_barred())::uuid[])) with check (true);
create policy barred_cases on act_history as restrictive for select to kith_app using (
    table_name <> 'preparation_case' or image ->> 'matter_id' is null
    or (image ->> 'matter_id')::uuid <> all((select my_barred())::uuid[]));

-- cases of a meeting whose person whoever asks may not open: where they stand and who answers for them, nothing else
create function preparation_unseen(meeting uuid)
returns table (id uuid, place smallint, is_above boolean, preparer_id uuid, state text)
language sql stable security definer set search_path = public as $$
    select c.id, c.place, c.is_above, c.preparer_id, c.state from preparation_case c
     where c.meeting_id = meeting and c.team_id = any(my_teams()) and c.person_id is not null
       and (c.person_id = any(my_exclusions()) or not huddle_reaches(c.team_id, c.person_id))
$$;
alter function preparation_unseen(uuid) owner to kith_definer;

create function preparation_meeting_stays() returns trigger language plpgsql as $$
begin
    perform act_refuse('This meeting is over: nothing in it can be changed.');
    return null;
end $$;
create trigger preparation_meeting_stays before update or delete on preparation_meeting
    for each row when (old.ended_at is not null) execute function preparation_meeting_stays();

-- whoever adds to a meeting shares a lock on its row, and whoever ends it waits for them: nothing slips in afterwards
create function preparation_shut() returns trigger language plpgsql security definer set search_path = public as $$
declare meeting uuid; over_at timestamptz;
begin
    if tg_table_name in ('preparation_case', 'preparation_request') then
        meeting := new.meeting_id;
    else
        select c.meeting_id into meeting from preparation_case c where c.id = new.case_id;
    end if;
    select m.ended_at into over_at from preparation_meeting m where m.id = meeting for share;
    if over_at is not null then
        perform act_refuse('This meeting is over: nothing in it can be changed.');
    end if;
    return new;
end $$;
alter function preparation_shut() owner to kith_definer;
create trigger preparation_shut before insert or update on preparation_case
    for each row execute function preparation_shut();
create trigger preparation_shut before insert or update on preparation_request
    for each row execute function preparation_shut();
create trigger preparation_shut before insert on preparation_summary
    for each row execute function preparation_shut();
create trigger preparation_shut before insert or update on preparation_asked
    for each row execute function preparation_shut();
create trigger preparation_shut before insert or update on preparation_question
    for each row execute function preparation_shut();
"""
UNDO = """
drop trigger preparation_shut on preparation_question;
drop trigger preparation_shut on preparation_asked;
drop trigger preparation_shut on preparation_summary;
drop trigger preparation_shut on preparation_request;
drop trigger preparation_shut on preparation_case;
drop trigger preparation_meeting_stays on preparation_meeting;
drop function preparation_shut();
drop function preparation_meeting_stays();
drop function preparation_unseen(uuid);
drop policy barred_cases on act_history;
drop policy not_barred on preparation_case;
"""
KEYS = (
    ("preparation_meeting", "confirmed_by_id", "team_member"),
    ("preparation_case", "meeting_id", "preparation_meeting"),
    ("preparation_case", "matter_id", "access_restriction"),
    ("preparation_case", "brought_by_id", "team_member"),
    ("preparation_case", "carried_from_id", "preparation_case"),
    ("preparation_case", "preparer_id", "team_member"),
    ("preparation_case", "action_id", "action_action"),
    ("preparation_case", "ready_by_id", "team_member"),
    ("preparation_request", "meeting_id", "preparation_meeting"),
    ("preparation_request", "by_id", "team_member"),
    ("preparation_summary", "case_id", "preparation_case"),
    ("preparation_summary", "by_id", "team_member"),
    ("preparation_asked", "case_id", "preparation_case"),
    ("preparation_asked", "asked_by_id", "team_member"),
    ("preparation_question", "case_id", "preparation_case"),
    ("preparation_question", "to_member_id", "team_member"),
    ("preparation_question", "put_by_id", "team_member"),
    ("preparation_question", "answered_by_id", "team_member"),
)


class Migration(migrations.Migration):
    dependencies = [("preparation", "0001_initial"), ("access", "0013_restricted"), ("huddle", "0004_gate")]
    operations = [
        protect("preparation_weekly", team="team_id"),
        protect("preparation_meeting", team="team_id"),
        protect("preparation_case", person="person_id", team="team_id"),
        protect("preparation_request", person="person_id", team="team_id"),
        protect("preparation_summary", person="person_id", team="team_id", mutable=False),
        protect("preparation_asked", person="person_id", team="team_id"),
        protect("preparation_question", person="person_id", team="team_id"),
        *(same_team(*key) for key in KEYS),
        migrations.RunSQL(RULES, UNDO),
    ]
