"""
Who sees what of supervision: notes and sessions the two whom they concern, lines the member and whoever supervises them.

What is about a person needs reach of the person besides. The past of lines and pairs belongs to no team, so that nobody
reads it through the application.
"""

from django.db import migrations

from kith.access.guards import act_triggers, protect, same_team

REACHED = """
    ({table}.person_id is null
     or exists (select 1 from access_reach r where r.person_id = {table}.person_id and r.during @> act_moment()
                 and r.team_id = any((select my_teams())::uuid[]))
     or exists (select 1 from access_reach r where r.person_id = {table}.person_id and r.during @> act_moment()
                 and r.account_id = (select act_account())))
"""
SUPERVISES = """
grant select on supervision_pair to kith_definer;
create policy definer on supervision_pair for select to kith_definer using (true);

-- whom the actor supervises now, by team: those whose row names them, and as a clinical supervisor all who have no row;
-- also who has left, so that nothing of theirs stays unseen
create function supervised_by_me() returns table (team_id uuid, account_id uuid)
language sql stable security definer set search_path = public as $$
    select distinct s.team_id, s.account_id from access_seat s
     where s.team_id = any(my_teams()) and s.account_id <> act_account() and s.role <> 'kith'
       and case when exists (select 1 from supervision_pair p where p.team_id = s.team_id and p.account_id = s.account_id
                              and p.during @> act_moment())
           then exists (select 1 from supervision_pair p where p.team_id = s.team_id and p.account_id = s.account_id
                         and p.during @> act_moment() and p.supervisor_id = act_account())
           else exists (select 1 from access_seat mine where mine.team_id = s.team_id and mine.account_id = act_account()
                         and mine.role = 'clinical-supervisor' and mine.during @> act_moment()) end
$$;
alter function supervised_by_me() owner to kith_definer;
"""
SUPERVISED = "({table}.team_id, {table}.account_id) in (select s.team_id, s.account_id from supervised_by_me() s)"
FORCED = """
alter table {table} enable row level security;
alter table {table} force row level security;
create policy backup on {table} for select to kith_backup using (true);
"""
LINES = """
create policy seen on supervision_line for select to kith_app using (
    (select act_is_kith())
    or ((supervision_line.account_id = (select act_account()) or {supervised}) and {reached}));
create policy made on supervision_line for insert to kith_app with check ((select act_is_kith()));
create policy closed on supervision_line for update to kith_app
    using ({supervised} and {reached}) with check ({supervised} and {reached});
"""
OF_TWO = """
create policy seen on {table} for select to kith_app using (
    ({table}.account_id = (select act_account()) or {table}.by_id = (select act_account())) and {reached});
create policy made on {table} for insert to kith_app with check (
    {table}.by_id = (select act_account()) and {supervised} and {reached});
revoke update on {table} from kith_app;
"""
REPLIES = """
create policy seen on supervision_reply for select to kith_app
    using (exists (select 1 from supervision_note n where n.id = supervision_reply.note_id));
create policy made on supervision_reply for insert to kith_app with check (
    supervision_reply.by_id = (select act_account())
    and exists (select 1 from supervision_note n where n.id = supervision_reply.note_id));
revoke update on supervision_reply from kith_app;
"""
NOOP = migrations.RunSQL.noop


def guarded(table: str, policies: str, *, person: bool, mutable: bool) -> migrations.RunSQL:
    """Guard a table of supervision. Its past, where it has one, is nobody's to read."""
    reached = REACHED.format(table=table).strip() if person else "true"
    words = {"table": table, "reached": reached, "supervised": SUPERVISED.format(table=table)}
    return migrations.RunSQL(
        FORCED.format(**words) + policies.format(**words) + act_triggers(table, "", "", mutable), NOOP
    )


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial"), ("access", "0012_kept_reach_ends")]
    operations = [
        protect("supervision_pair", team="team_id"),
        migrations.RunSQL(SUPERVISES, NOOP),
        guarded("supervision_line", LINES, person=True, mutable=True),
        guarded("supervision_note", OF_TWO, person=True, mutable=False),
        guarded("supervision_session", OF_TWO, person=False, mutable=False),
        guarded("supervision_reply", REPLIES, person=False, mutable=False),
        same_team("supervision_note", "line_id", "supervision_line"),
        same_team("supervision_line", "session_id", "supervision_session"),
    ]
