"""The one source that a person had becomes the first of several."""

from django.db import migrations

# FORCE binds the owner too, and the guards ask for an act, of which a migration has none: both rest while rows are carried.
CARRY = """
alter table person_person no force row level security;
alter table person_identifier no force row level security;
alter table person_identifier disable trigger user;
do $$
declare wanted int; carried int;
begin
    select count(*) into wanted from person_person where source_id <> '';
    update person_identifier i set version = p.source_version, digest = p.source_digest
      from person_person p where p.source_id <> '' and i.id = (
        select o.id from person_identifier o where o.person_id = p.id and o.system = p.source_system and o.value = p.source_id
         order by o.kind limit 1);
    get diagnostics carried = row_count;
    if carried <> wanted then
        raise exception 'expected % sources, carried %', wanted, carried;
    end if;
end $$;
alter table person_identifier enable trigger user;
alter table person_identifier force row level security;
alter table person_person force row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("person", "0005_sources")]
    operations = [migrations.RunSQL(CARRY, migrations.RunSQL.noop)]
