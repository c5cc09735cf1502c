"""
Who may be somebody, by index: under row-level security the comparing functions could not use one, so a definer finds ids.

The ids say nothing by themselves: the question that asks for them reads the rows under row-level security, which leaves out
everybody whom the viewer does not reach.
"""

from django.db import migrations

CANDIDATES = """
create function person_candidates(numbers text[], days date[], first_day date, last_day date, names text[])
returns setof uuid language sql stable security definer set search_path = public rows 50 as $$
    select p.id from person_person p where p.nhs_number is not null and p.nhs_number = any(numbers)
    union select p.id from person_person p where p.birth_date = any(days)
    union select p.id from person_person p where p.birth_date between first_day and last_day
    union select p.id from person_person p
           where lower(p.family) = any(names)
             and (p.given = '' or lower(p.given) = any(names) or lower(p.known_as) = any(names))
    union select p.id from person_person p where p.family = '' and lower(p.given) = any(names)
$$;
alter function person_candidates(text[], date[], date, date, text[]) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("person", "0007_one_place_for_sources")]
    operations = [
        migrations.RunSQL(CANDIDATES, "drop function person_candidates(text[], date[], date, date, text[])"),
    ]
