"""A settlement names who agreed of each of the two sides; whoever else agreed stands for neither."""

from django.db import migrations

AGREED = """
create or replace function contradiction_is_agreed() returns trigger language plpgsql as $$
declare
    sides text[];
begin
    select array_agg(distinct g.side) into sides from contradiction_agreed g
     where g.contradiction_id = new.id and g.turn = new.settlements;
    if sides is null or (new.only_one = '' and not sides @> array['left', 'right']) then
        raise exception 'Name who agreed of both sides, or say why one side alone agreed.' using errcode = 'KT001';
    end if;
    return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("contradiction", "0004_stopped_by_death")]
    operations = [migrations.RunSQL(AGREED, migrations.RunSQL.noop)]
