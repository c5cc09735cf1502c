"""What is announced says which account has closed which of these people's records, so that its streams leave them out."""

from django.db import migrations

# As before (0006). `shut` is taken off by the process that streams; too much of it to send names nobody, as beyond a
# hundred people.
ANNOUNCE = """
create or replace function access_announce(own uuid, people uuid[], note jsonb) returns integer
language plpgsql security definer set search_path = public as $$
declare
    hearer record;
    shut jsonb;
    is_long boolean;
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
        select coalesce(jsonb_object_agg(x.account_id, x.told), '{}') into shut from (
            select account_id, array_agg(person_id) as told from access_exclusion
             where person_id = any(hearer.told) and during @> act_moment() group by account_id) x;
        is_long := cardinality(hearer.told) > 100 or length(shut::text) > 3000;
        perform pg_notify('kith', (note || jsonb_build_object(
            'team', hearer.team, 'people', case when is_long then '{}'::uuid[] else hearer.told end)
            || case when is_long or shut = '{}' then '{}' else jsonb_build_object('shut', shut) end)::text);
        number_told := number_told + 1;
    end loop;
    if own is null and cardinality(people) = 0 then
        perform pg_notify('kith', note::text);
    end if;
    return number_told;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_news")]
    operations = [migrations.RunSQL(ANNOUNCE, migrations.RunSQL.noop)]
