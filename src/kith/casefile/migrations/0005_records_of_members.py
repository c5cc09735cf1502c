"""What a case file tells of what its reader may not read is told to those alone who open its person's record by their own role."""

from django.db import migrations

FUNCTIONS = """
create or replace function casefile_mail_steps(messages uuid[])
returns table (message_id uuid, step_id uuid, what text, code text, at timestamptz, act_id uuid)
language sql stable security definer set search_path = public as $$
    select m.id, s.id, s.what, s.code, s.recorded_at, s.act_id
      from message_message m
      join message_carried c on c.message_id = m.id
      join message_mailstep s on s.mail_id = c.mail_id
     where m.id = any(messages) and m.thing_kind <> 'restricted' and m.team_id = any((select {teams}())::uuid[])
       and exists (select 1 from access_reach r where r.person_id = m.person_id and r.during @> act_moment()
                 and (r.team_id = any((select {teams}())::uuid[]) or r.account_id = (select act_account())))
$$;
create or replace function casefile_supervision(people uuid[], until timestamptz)
returns table (id uuid, note_id uuid, made_at timestamptz, recorded_at timestamptz)
language sql stable security definer set search_path = public as $$
    with notes as (
        select n.* from supervision_note n
         where n.person_id = any(people) and n.team_id = any((select {teams}())::uuid[]) and exists (select 1 from access_reach r where r.person_id = n.person_id and r.during @> act_moment()
                 and (r.team_id = any((select {teams}())::uuid[]) or r.account_id = (select act_account()))))
    select n.id, n.id, n.made_at, n.recorded_at from notes n where n.recorded_at <= until
    union all
    select r.id, n.id, r.made_at, r.recorded_at from supervision_reply r join notes n on n.id = r.note_id
     where r.recorded_at <= until
$$;
create or replace function casefile_restricted(people uuid[], until timestamptz) returns setof timestamptz
language sql stable security definer set search_path = public as $$
    select coalesce(f.starts_at, f.noted_at, f.recorded_at) from record_fact f
     where f.person_id = any(people) and f.confidentiality <> 'normal' and f.source_system = 'kith'
       and coalesce(f.noted_at, f.recorded_at) <= until
       and exists (select 1 from access_reach r join team_member m on m.team_id = r.team_id and m.account_id = act_account()
                     and m.during @> act_moment() and m.tier <> 'aligned'
                    where r.person_id = f.person_id and r.during @> act_moment() and r.team_id = any((select {teams}())::uuid[]))
       and not exists (select 1 from access_restriction x where x.person_id = f.person_id and is_barred(act_account(), x.id))
$$;
"""
NOW, BEFORE = (FUNCTIONS.replace("{teams}", name) for name in ("my_record_teams", "my_teams"))


class Migration(migrations.Migration):
    dependencies = [("casefile", "0004_answers"), ("access", "0015_records_of_members")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
