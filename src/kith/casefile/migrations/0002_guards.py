"""
Case files, their marks, releases and exports: seen by whoever reaches the person, written by the team that asked.

What was given is written once, with an export that a second person has approved: the database says so too.
"""

from django.db import migrations

from kith.access.guards import protect, same_team

APPROVED = """
create function casefile_given_is_approved() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if not exists (select 1 from casefile_export e where e.id = new.export_id and e.team_id = new.team_id
                    and e.person_id = new.person_id and e.approved_by_id is not null) then
        raise exception 'nothing is given that a second person has not approved';
    end if;
    return null;
end $$;
grant select on casefile_export to kith_definer;
create policy definer on casefile_export for select to kith_definer using (true);
alter function casefile_given_is_approved() owner to kith_definer;
create constraint trigger is_approved after insert on casefile_given
    deferrable initially deferred for each row execute function casefile_given_is_approved();
"""
NOT_APPROVED = """
drop trigger is_approved on casefile_given; drop function casefile_given_is_approved();
drop policy definer on casefile_export; revoke select on casefile_export from kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("casefile", "0001_initial"), ("access", "0002_guards"), ("act", "0002_guards")]
    operations = [
        protect("casefile_file", person="person_id", team="team_id", mutable=False),
        protect("casefile_mark", person="person_id", team="team_id", mutable=False),
        protect("casefile_release", person="person_id", team="team_id"),
        protect("casefile_export", person="person_id", team="team_id"),
        protect("casefile_given", person="person_id", team="team_id", mutable=False),
        same_team("casefile_mark", "file_id", "casefile_file"),
        same_team("casefile_release", "file_id", "casefile_file"),
        same_team("casefile_export", "file_id", "casefile_file"),
        same_team("casefile_given", "export_id", "casefile_export"),
        migrations.RunSQL(APPROVED, NOT_APPROVED),
    ]
