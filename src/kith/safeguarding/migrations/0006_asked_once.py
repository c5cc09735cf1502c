"""
What may be opened is asked for once a statement, and not once for each restriction that there ever was.

A year of a borough (52 concerns) took two seconds for the list of whoever leads them; nothing else is shown than before.
"""

from django.db import migrations

ONCE = """
create or replace function safeguarding_led() returns uuid[]
language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(r.id), '{}') from access_restriction r
      join access_seat s on s.team_id = r.team_id and s.role = r.lead_role
     where s.account_id = act_account() and s.during @> act_moment() and r.ended_at is not null
       and r.id = any((select my_restricted())::uuid[])
$$;
create or replace function safeguarding_named(matters uuid[])
returns table (matter uuid, given text, family text, birth_date date, birth_precision text)
language sql stable security definer set search_path = public as $$
    select c.id, p.given, p.family, p.birth_date, p.birth_precision
      from safeguarding_concern c join person_person p on p.id = c.person_id
     where c.id = any(matters) and c.id = any((select safeguarding_led())::uuid[])
$$;
"""
EACH = ONCE.replace("(select my_restricted())::uuid[]", "my_restricted()").replace(
    "(select safeguarding_led())::uuid[]", "safeguarding_led()"
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0005_afterwards")]
    operations = [migrations.RunSQL(ONCE, EACH)]
