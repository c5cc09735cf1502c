"""
What a case file needs of what its reader may not read: how mails to others went, when somebody wrote in supervision, and on
which moments something restricted was noted. Moments and ids, never a word; and only of whom the reader reaches.
"""

from django.db import migrations

REACHED = """exists (select 1 from access_reach r where r.person_id = {person} and r.during @> act_moment()
                 and (r.team_id = any((select my_teams())::uuid[]) or r.account_id = (select act_account())))"""
FUNCTIONS = """
grant select on message_message, message_carried, message_mailstep to kith_definer;
create policy definer_reads on message_message for select to kith_definer using (true);
create policy definer_reads on message_carried for select to kith_definer using (true);
create policy definer_reads on message_mailstep for select to kith_definer using (true);

-- what became of the mails that carried these messages, of the reader's teams and of people whom the reader reaches
create function casefile_mail_steps(messages uuid[])
returns table (message_id uuid, step_id uuid, what text, code text, at timestamptz, act_id uuid)
language sql stable security definer set search_path = public as $$
    select m.id, s.id, s.what, s.code, s.recorded_at, s.act_id
      from message_message m
      join message_carried c on c.message_id = m.id
      join message_mailstep s on s.mail_id = c.mail_id
     where m.id = any(messages) and m.thing_kind <> 'restricted' and m.team_id = any((select my_teams())::uuid[])
       and {of_message}
$$;
alter function casefile_mail_steps(uuid[]) owner to kith_definer;

grant select on supervision_note, supervision_reply to kith_definer;
create policy definer_reads on supervision_note for select to kith_definer using (true);
create policy definer_reads on supervision_reply for select to kith_definer using (true);

-- when somebody of the reader's teams wrote in supervision about these people, a note or under one
create function casefile_supervision(people uuid[], until timestamptz)
returns table (id uuid, note_id uuid, made_at timestamptz, recorded_at timestamptz)
language sql stable security definer set search_path = public as $$
    with notes as (
        select n.* from supervision_note n
         where n.person_id = any(people) and n.team_id = any((select my_teams())::uuid[]) and {of_note})
    select n.id, n.id, n.made_at, n.recorded_at from notes n where n.recorded_at <= until
    union all
    select r.id, n.id, r.made_at, r.recorded_at from supervision_reply r join notes n on n.id = r.note_id
     where r.recorded_at <= until
$$;
alter function casefile_supervision(uuid[], timestamptz) owner to kith_definer;

grant select on record_fact to kith_definer;
create policy definer_reads on record_fact for select to kith_definer using (true);

-- when something restricted was noted here; nothing to whom anything about the person is kept from, nor to visiting members
create function casefile_restricted(people uuid[], until timestamptz) returns setof timestamptz
language sql stable security definer set search_path = public as $$
    select coalesce(f.starts_at, f.noted_at, f.recorded_at) from record_fact f
     where f.person_id = any(people) and f.confidentiality <> 'normal' and f.source_system = 'kith'
       and coalesce(f.noted_at, f.recorded_at) <= until
       and exists (select 1 from access_reach r join team_member m on m.team_id = r.team_id and m.account_id = act_account()
                     and m.during @> act_moment() and m.tier <> 'aligned'
                    where r.person_id = f.person_id and r.during @> act_moment() and r.team_id = any((select my_teams())::uuid[]))
       and not exists (select 1 from access_restriction x where x.person_id = f.person_id and is_barred(act_account(), x.id))
$$;
alter function casefile_restricted(uuid[], timestamptz) owner to kith_definer;
""".replace("{of_message}", REACHED.format(person="m.person_id")).replace(
    "{of_note}", REACHED.format(person="n.person_id")
)
UNDO = """
drop function casefile_restricted(uuid[], timestamptz);
drop function casefile_supervision(uuid[], timestamptz);
drop function casefile_mail_steps(uuid[]);
drop policy definer_reads on record_fact;
drop policy definer_reads on supervision_reply;
drop policy definer_reads on supervision_note;
drop policy definer_reads on message_mailstep;
drop policy definer_reads on message_carried;
drop policy definer_reads on message_message;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casefile", "0002_guards"),
        ("message", "0006_told_at"),
        ("supervision", "0002_guards"),
        ("record", "0004_ends_precision"),
        ("team", "0003_sound_rota_and_cover"),
        ("access", "0013_restricted"),
    ]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
