"""
A closed concern stays readable for whoever leads safeguarding on the team that held it, also when its person has left every list.

Nothing is opened again by it: not the person's record, not to anybody else on the list, and nobody who is barred. It names
the person as they are called now.

And the escalation log counts what is restricted: numbers alone, for those with a seat on the team, none of what is kept from
them, and nothing where there are so few that a number would tell of one.
"""

from django.db import migrations

LED = """
create function safeguarding_led() returns uuid[]
language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(r.id), '{}') from access_restriction r
      join access_seat s on s.team_id = r.team_id and s.role = r.lead_role
     where s.account_id = act_account() and s.during @> act_moment() and r.ended_at is not null
       and r.id = any(my_restricted())
$$;
alter function safeguarding_led() owner to kith_definer;
create policy led_and_closed on escalation_escalation for select to kith_app using (
    track = 'safeguarding' and state = 'closed' and id = any((select safeguarding_led())::uuid[]));
create policy led_and_closed on escalation_routestep for select to kith_app using (
    escalation_id = any((select safeguarding_led())::uuid[]));
create policy led_and_closed on escalation_reason for select to kith_app using (
    escalation_id = any((select safeguarding_led())::uuid[]));
create policy led_and_closed on escalation_told for select to kith_app using (
    escalation_id = any((select safeguarding_led())::uuid[]));

grant select on person_person to kith_definer;
create policy definer_of_matters on person_person for select to kith_definer using (true);
create function safeguarding_named(matters uuid[])
returns table (matter uuid, given text, family text, birth_date date, birth_precision text)
language sql stable security definer set search_path = public as $$
    select c.id, p.given, p.family, p.birth_date, p.birth_precision
      from safeguarding_concern c join person_person p on p.id = c.person_id
     where c.id = any(matters) and c.id = any(safeguarding_led())
$$;
alter function safeguarding_named(uuid[]) owner to kith_definer;
"""
NOT_LED = """
drop function safeguarding_named(uuid[]);
drop policy definer_of_matters on person_person;
drop policy led_and_closed on escalation_told;
drop policy led_and_closed on escalation_reason;
drop policy led_and_closed on escalation_routestep;
drop policy led_and_closed on escalation_escalation;
drop function safeguarding_led();
"""
# Numbers below five are not told, one by one; nor is any of the parts where one of them is not, as it could be worked out.
COUNTED = """
create function safeguarding_waits(team uuid, days integer)
returns table (number bigint, judged bigint, within bigint, unanswered bigint)
language sql stable security definer set search_path = public as $$
    with waits as (
        select e.answered_at, coalesce(first.respond_by, e.respond_by) as until
          from escalation_escalation e
          left join lateral (select s.respond_by from escalation_routestep s where s.escalation_id = e.id
                                and s."end" <> 'nobody there' order by s.asked_at, s.step, s.round limit 1) first on true
         where e.team_id = team and e.track = 'safeguarding' and days in (30, 91, 365)
           and e.opened_at > act_moment() - make_interval(days => days) and e.opened_at <= act_moment()
           and team = any(my_teams()) and e.person_id <> all(my_exclusions()) and e.id <> all(my_barred())
    ), counts as (
        select count(*) as number,
               count(*) filter (where answered_at is not null or until < act_moment()) as judged,
               count(*) filter (where answered_at <= until) as within,
               count(*) filter (where answered_at is null) as unanswered
          from waits
    )
    select c.number, case when k.is_told then c.judged end, case when k.is_told then c.within end,
           case when k.is_told then c.unanswered end
      from counts c
     cross join lateral (select not exists (
                select 1 from unnest(array[c.within, c.judged - c.within, c.unanswered, c.number - c.judged]) part
                 where part between 1 and 4) as is_told) k
     where c.number >= 5
$$;
alter function safeguarding_waits(uuid, integer) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0004_tasks"), ("escalation", "0005_restricted"), ("person", "0001_initial")]
    operations = [
        migrations.RunSQL(LED, NOT_LED),
        migrations.RunSQL(COUNTED, "drop function safeguarding_waits(uuid, integer)"),
    ]
