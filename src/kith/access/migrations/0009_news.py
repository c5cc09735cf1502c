"""
What others did for the people whom an account has opened, since it last did: for the marks on a board.

The look is the read mark: opening a record changes nothing but the trail. A function, as for the trail of one person:
behind row-level security each entry of the days would be checked against reach.
"""

from django.db import migrations

FUNCTION = """
create function news_since_opened(since timestamptz)
returns table (person_id uuid, command text, number bigint)
language sql stable security definer set search_path = public as $$
    with opened as materialized (
        select p.id, max(l.happened_at) as at from trail_look l cross join unnest(l.person_ids) p (id)
         where l.account_id = act_account() and l.kind = 'open' and l.happened_at > since and l.happened_at <= act_moment()
         group by p.id
    ), done as materialized (
        select unnest(e.person_ids) as id, e.command, e.happened_at from trail_entry e
         where e.happened_at > since and e.happened_at <= act_moment() and e.outcome = 'done'
           and e.account_id is distinct from act_account() and not e.channel = 'import'
    )
    select d.id, d.command, count(*) from done d join opened o on o.id = d.id and d.happened_at > o.at
     where d.id <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach mine where mine.person_id = d.id and mine.during @> act_moment()
                    and (mine.team_id = any((select my_teams())::uuid[]) or mine.account_id = (select act_account())))
     group by d.id, d.command
$$;
alter function news_since_opened(timestamptz) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0008_overlap")]
    operations = [migrations.RunSQL(FUNCTION, "drop function news_since_opened(timestamptz)")]
