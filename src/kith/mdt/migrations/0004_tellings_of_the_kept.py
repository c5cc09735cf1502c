"""An answer that is not told follows its person when two records of them are merged, also out of a meeting that is closed."""

from django.db import migrations

SHUT = """
create or replace function mdt_shut() returns trigger language plpgsql security definer set search_path = public as $$
declare shut_at timestamptz; kept text[] := array['person_id', 'act_id', 'recorded_at'];
begin
    if tg_op = 'UPDATE' and new.meeting_id <> old.meeting_id then
        raise exception '%: a row stays in its meeting', tg_table_name;
    end if;
    {follows}
    select closed_at into shut_at from mdt_meeting where id = coalesce(new.meeting_id, old.meeting_id) for share;
    if shut_at is not null then
        perform act_refuse('This meeting is closed: nothing can be added to it or changed in it.');
    end if;
    return coalesce(new, old);
end $$;
"""
FOLLOWS = """
    if tg_table_name = 'mdt_telling' and tg_op = 'UPDATE' then
        if to_jsonb(new) - kept = to_jsonb(old) - kept and new.person_id <> old.person_id and exists (
               select 1 from handover_merge g where new.person_id in (g.kept_id, g.other_id)
                  and old.person_id in (g.kept_id, g.other_id)) then
            return new;
        end if;
    end if;
"""


class Migration(migrations.Migration):
    dependencies = [("mdt", "0003_gate"), ("handover", "0008_merge_guards")]
    operations = [migrations.RunSQL(SHUT.replace("{follows}", FOLLOWS), SHUT.replace("{follows}", ""))]
