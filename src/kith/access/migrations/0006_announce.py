"""Who listens for changes, and the function that tells them which people of which teams were changed."""

from django.db import migrations

LISTENERS = """
create unlogged table access_listener (id uuid primary key, until timestamptz not null);
grant delete on access_listener to kith_app;
grant select on access_listener to kith_definer;
"""

# A team hears of an act of its own, and of every act about somebody whom it reaches: then only of those people. Beyond a
# hundred people the event names nobody, which means everybody. Ids only: what is notified is not under row-level security.
ANNOUNCE = """
create function access_announce(own uuid, people uuid[], note jsonb) returns integer
language plpgsql security definer set search_path = public as $$
declare
    hearer record;
    number_told integer := 0;
begin
    if not exists (select 1 from access_listener where until > clock_timestamp()) then
        return 0;
    end if;
    for hearer in
        select own as team, people as told where own is not null
        union all
        select r.team_id, array_agg(distinct r.person_id) from access_reach r
         where r.person_id = any(people) and r.team_id is distinct from own and r.team_id is not null
           and r.during @> act_moment()
         group by r.team_id
    loop
        perform pg_notify('kith', (note || jsonb_build_object(
            'team', hearer.team,
            'people', case when cardinality(hearer.told) > 100 then '{}'::uuid[] else hearer.told end))::text);
        number_told := number_told + 1;
    end loop;
    if own is null and cardinality(people) = 0 then
        perform pg_notify('kith', note::text);
    end if;
    return number_told;
end $$;
alter function access_announce(uuid, uuid[], jsonb) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_exclusions")]
    operations = [
        migrations.RunSQL(LISTENERS, "drop table access_listener"),
        migrations.RunSQL(ANNOUNCE, "drop function access_announce(uuid, uuid[], jsonb)"),
    ]
