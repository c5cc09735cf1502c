"""Nobody is put on the list of a team that has not opened, whichever way they come."""

from django.db import migrations

OPEN = """
create function caseload_team_is_open() returns trigger language plpgsql as $$
begin
    if exists (select 1 from (select distinct team_id from fresh) f where not team_is_open(f.team_id)) then
        perform act_refuse('This team is not open yet: it takes nobody on its list.');
    end if;
    return null;
end $$;
create trigger team_is_open after insert on caseload_listentry
    referencing new table as fresh for each statement execute function caseload_team_is_open();
"""


class Migration(migrations.Migration):
    dependencies = [("caseload", "0005_after"), ("team", "0007_set_up_guards")]
    operations = [
        migrations.RunSQL(
            OPEN, "drop trigger team_is_open on caseload_listentry; drop function caseload_team_is_open();"
        )
    ]
