"""
What was prepared for a meeting that is open is over with the meeting, never before it.

A meeting that is open already says since when it is held, as those to come will.
"""

from django.db import migrations

# FORCE binds the owner too, and the guards ask for an act, of which a migration has none: both rest while rows are carried.
CARRY = """
alter table mdt_meeting no force row level security;
alter table preparation_meeting no force row level security;
alter table preparation_meeting disable trigger user;
update preparation_meeting p set begun_at = m.started_at
  from mdt_meeting m where m.prepared_id = p.id and p.state in ('confirmed', 'held');
alter table preparation_meeting enable trigger user;
alter table preparation_meeting force row level security;
alter table mdt_meeting force row level security;
"""
HELD = """
create function mdt_holds() returns trigger language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from mdt_meeting m where m.prepared_id = new.id and m.closed_at is null) then
        perform act_refuse('This meeting is being held: it is closed, not called off.');
    end if;
    return new;
end $$;
alter function mdt_holds() owner to kith_definer;
create trigger mdt_holds before update on preparation_meeting
    for each row when (old.ended_at is null and new.ended_at is not null) execute function mdt_holds();
"""
UNHELD = "drop trigger mdt_holds on preparation_meeting; drop function mdt_holds();"


class Migration(migrations.Migration):
    dependencies = [("mdt", "0004_tellings_of_the_kept"), ("preparation", "0005_begun")]
    operations = [
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.RunSQL(HELD, UNHELD),
    ]
