"""Looks by month, who may write the trail, and what the application role may do by default."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

GRANTS = """
grant usage on schema public to kith_app, kith_definer, kith_backup;
grant create on schema public to kith_definer;
grant select, insert, update on all tables in schema public to kith_app;
grant usage, select on all sequences in schema public to kith_app;
grant select on all tables in schema public to kith_backup;
alter default privileges in schema public grant select, insert, update on tables to kith_app;
alter default privileges in schema public grant usage, select on sequences to kith_app;
alter default privileges in schema public grant select on tables to kith_backup;
grant delete on django_session to kith_app;
"""

LOOKS = """
create table trail_look (
    id uuid not null,
    happened_at timestamptz not null,
    recorded_at timestamptz not null default now(),
    account_id uuid not null,
    role text not null,
    purpose text not null,
    kind text not null check (kind in ('open', 'list', 'search', 'print')),
    route text not null,
    team_id uuid,
    person_ids uuid[] not null check (cardinality(person_ids) > 0),
    linked boolean not null default false,
    primary key (id, happened_at)
) partition by range (happened_at);
create table trail_look_other partition of trail_look default;
create index trail_look_unlinked on trail_look (happened_at) where not linked;
create index trail_look_account on trail_look (account_id, happened_at);
"""

APPEND_ONLY = """
revoke update, delete on trail_entry, trail_look, trail_looked, trail_look_other from kith_app;
revoke insert on trail_looked from kith_app;
alter table trail_entry enable row level security;
alter table trail_entry force row level security;
alter table trail_look enable row level security;
alter table trail_look force row level security;
alter table trail_look_other enable row level security;
alter table trail_look_other force row level security;
alter table trail_looked enable row level security;
alter table trail_looked force row level security;
create policy definer on trail_look to kith_definer using (true);
create policy definer on trail_look_other to kith_definer using (true);
create policy definer on trail_looked to kith_definer using (true) with check (true);
grant select, update (linked) on trail_look, trail_look_other to kith_definer;
grant select, insert on trail_looked to kith_definer;

create function trail_link_looks(at_most integer) returns integer
language plpgsql security definer set search_path = public as $$
declare number_linked integer;
begin
    with chosen as (
        select id, happened_at from trail_look where not linked order by happened_at limit at_most
        for update skip locked
    ), linked as (
        update trail_look l set linked = true from chosen c where l.id = c.id and l.happened_at = c.happened_at
        returning l.*
    ), put as (
        insert into trail_looked (person_id, happened_at, look_id, account_id, role, kind)
        select distinct p.id, l.happened_at, l.id, l.account_id, l.role, l.kind
          from linked l cross join unnest(l.person_ids) p (id)
        on conflict do nothing
    )
    select count(*) into number_linked from linked;
    return number_linked;
end $$;

create function trail_make_months(first date, number_of_months integer) returns integer
language plpgsql security definer set search_path = public as $$
declare
    month date;
    name text;
    made integer := 0;
begin
    for n in 0 .. number_of_months - 1 loop
        month := date_trunc('month', first)::date + make_interval(months => n);
        name := 'trail_look_' || to_char(month, 'YYYY_MM');
        continue when to_regclass(name) is not null;
        begin
            execute format('create table %I partition of trail_look for values from (%L) to (%L)',
                           name, month, (month + interval '1 month')::date);
            execute format('alter table %I enable row level security', name);
            execute format('alter table %I force row level security', name);
            execute format('create policy definer on %I to kith_definer using (true)', name);
            execute format('grant select on %I to kith_backup', name);
            execute format('revoke all on %I from kith_app', name);
            made := made + 1;
        exception when check_violation then
            null;  -- looks of that month are in the partition for the rest already, and stay there
        end;
    end loop;
    return made;
end $$;
revoke all on function trail_link_looks(integer), trail_make_months(date, integer) from public;
grant execute on function trail_link_looks(integer), trail_make_months(date, integer) to kith_app;
alter function trail_link_looks(integer) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial"), ("sessions", "0001_initial")]
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(LOOKS, "drop table trail_look"),
        migrations.RunSQL(
            APPEND_ONLY, "drop function trail_link_looks(integer); drop function trail_make_months(date, integer)"
        ),
    ]
