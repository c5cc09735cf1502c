"""Who sees plans; that no version follows what is not there, and that a plan's number is that of its newest version (P8)."""

from django.db import migrations

from kith.access.guards import protect

KEYS = """
alter table plan_version add constraint plan_version_of_plan
    foreign key (person_id) references plan_plan (person_id) deferrable initially deferred;
alter table plan_version add constraint plan_version_parent_is_there
    foreign key (person_id, section, parent) references plan_version (person_id, section, number)
    deferrable initially deferred;
alter table plan_signoff add constraint plan_signoff_of_version
    foreign key (person_id, number) references plan_version (person_id, number) deferrable initially deferred;
alter table plan_read add constraint plan_read_of_version
    foreign key (person_id, number) references plan_version (person_id, number) deferrable initially deferred;
"""
NO_KEYS = """
alter table plan_read drop constraint plan_read_of_version;
alter table plan_signoff drop constraint plan_signoff_of_version;
alter table plan_version drop constraint plan_version_parent_is_there;
alter table plan_version drop constraint plan_version_of_plan;
"""
NEWEST = """
grant select on plan_plan, plan_version to kith_definer;
create policy definer on plan_plan for select to kith_definer using (true);
create policy definer on plan_version for select to kith_definer using (true);
create function plan_has_its_newest() returns trigger
language plpgsql security definer set search_path = public as $$
declare number_now integer; newest integer; how_many integer;
begin
    select version into number_now from plan_plan where person_id = new.person_id;
    select coalesce(max(number), 0), count(*) into newest, how_many from plan_version where person_id = new.person_id;
    if number_now is distinct from newest or newest <> how_many then
        raise exception 'the plan of person % is at %, its newest version is % of %', new.person_id, number_now, newest, how_many;
    end if;
    return null;
end $$;
alter function plan_has_its_newest() owner to kith_definer;
create constraint trigger has_its_newest after insert or update on plan_plan
    deferrable initially deferred for each row execute function plan_has_its_newest();
create constraint trigger has_its_newest after insert on plan_version
    deferrable initially deferred for each row execute function plan_has_its_newest();
"""
NOT_NEWEST = """
drop trigger has_its_newest on plan_version;
drop trigger has_its_newest on plan_plan;
drop function plan_has_its_newest();
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial"), ("access", "0005_exclusions")]
    operations = [
        protect("plan_plan", person="person_id"),
        protect("plan_version", person="person_id", mutable=False),
        protect("plan_signoff", person="person_id", mutable=False),
        protect("plan_read", person="person_id", mutable=False),
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(NEWEST, NOT_NEWEST),
    ]
