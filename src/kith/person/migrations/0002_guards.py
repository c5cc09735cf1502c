"""Who sees people, and the one question about hidden ones: is this number known?"""

from django.db import migrations

from kith.access.guards import protect

KEYS = """
alter table person_person add constraint person_person_has_key foreign key (id) references access_personkey (id)
    deferrable initially deferred;

-- whether anybody has this number or this number and birth date; says nothing about whom. Never a protected person.
create function person_known(number text, born date) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from person_person p where p.nhs_number = number and not p.is_protected
                    and (born is null or p.birth_date = born))
$$;
grant select on person_person to kith_definer;
create policy definer on person_person for select to kith_definer using (true);
alter function person_known(text, date) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("person", "0001_initial"), ("access", "0002_guards")]
    operations = [
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        protect("person_person", person="id"),
        protect("person_identifier", person="person_id", deletable=True),
        protect("person_contactdetail", person="person_id", deletable=True),
    ]
