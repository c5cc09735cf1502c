"""
Whoever was asked or told something keeps their name, so that no list tells of somebody who was not there; the next contact may
have the address of one who has left.
"""

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower

NAMED_ONCE = """
create function agency_contact_named_once() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if lower(new.name) <> lower(old.name)
       and (exists (select 1 from door_link l where l.contact_id = old.id)
            or exists (select 1 from agency_disclosure d where d.contact_id = old.id)) then
        perform act_refuse('Somebody was asked or told something under this name. Write their last day, and add the next person.');
    end if;
    return new;
end $$;
alter function agency_contact_named_once() owner to kith_definer;
create trigger named_once before update of name on agency_contact
    for each row execute function agency_contact_named_once();
"""
NAMED = """
drop trigger named_once on agency_contact;
drop function agency_contact_named_once();
"""


class Migration(migrations.Migration):
    dependencies = [("agency", "0004_not_after"), ("door", "0002_guards")]
    operations = [
        migrations.RemoveConstraint("contact", "agency_contact_once"),
        migrations.AddConstraint(
            "contact",
            models.UniqueConstraint(
                F("agency"),
                Lower("email"),
                condition=~Q(email="") & Q(until_day__isnull=True),
                name="agency_contact_once",
            ),
        ),
        migrations.RunSQL(NAMED_ONCE, NAMED),
    ]
