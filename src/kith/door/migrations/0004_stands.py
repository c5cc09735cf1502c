"""
A link stands as it was made: nobody points it at somebody else, or lengthens it; how it goes on is all that is written.

An answer and an end are not taken back.
"""

from django.db import migrations

STANDS = """
revoke update on door_link from kith_app;
grant update (wrong_tries, first_opened_at, answered_at, ended_at, ended_because, act_id) on door_link to kith_app;
create function door_link_stands() returns trigger language plpgsql as $$
begin
    if old.answered_at is distinct from new.answered_at and old.answered_at is not null
       or old.ended_at is distinct from new.ended_at and old.ended_at is not null then
        raise exception 'door_link: an answer and an end are not taken back';
    end if;
    return new;
end $$;
create trigger stands before update on door_link for each row execute function door_link_stands();
"""
FREE = """
drop trigger stands on door_link;
drop function door_link_stands();
grant update on door_link to kith_app;
"""


class Migration(migrations.Migration):
    dependencies = [("door", "0003_narrow")]
    operations = [migrations.RunSQL(STANDS, FREE)]
