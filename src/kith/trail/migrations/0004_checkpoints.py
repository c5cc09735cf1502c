"""
Checkpoints kept beside the trail, for the proofs in what is given out; and from when on nobody adds to the trail any more.

A checkpoint kept here proves nothing against whoever can change the trail: that is for those kept elsewhere.
"""

from django.db import migrations

CHECKPOINTS = """
create table trail_checkpoint (
    root bytea primary key,
    made_at timestamptz not null default clock_timestamp(),
    number bigint not null check (number > 0),
    last_at timestamptz not null,
    last_id uuid not null,
    blocks bytea not null,
    ends_at timestamptz[] not null,
    ends_id uuid[] not null,
    content text not null
);
create index trail_checkpoint_number on trail_checkpoint (number);
revoke insert, update on trail_checkpoint from kith_app;
grant insert on trail_checkpoint to kith_definer;
alter table trail_checkpoint enable row level security;
alter table trail_checkpoint force row level security;
create policy backup on trail_checkpoint for select to kith_backup using (true);
create policy seen on trail_checkpoint for select to kith_app using (true);
create policy made on trail_checkpoint for insert to kith_definer with check (true);

-- the one thing that the role which reads everything may write: what it has read
create function trail_keep_checkpoint(
    root bytea, number bigint, last_at timestamptz, last_id uuid, blocks bytea, ends_at timestamptz[], ends_id uuid[], content text
) returns void language sql security definer set search_path = public as $$
    insert into trail_checkpoint (root, number, last_at, last_id, blocks, ends_at, ends_id, content)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
$$;
alter function trail_keep_checkpoint(bytea, bigint, timestamptz, uuid, bytea, timestamptz[], uuid[], text) owner to kith_definer;
revoke all on function trail_keep_checkpoint(bytea, bigint, timestamptz, uuid, bytea, timestamptz[], uuid[], text) from public;
grant execute on function trail_keep_checkpoint(bytea, bigint, timestamptz, uuid, bytea, timestamptz[], uuid[], text)
    to kith_backup;

-- all that was recorded before this moment is there: who is still at work began after it, or is waited for
create function trail_settled_until() returns timestamptz
language sql volatile security definer set search_path = pg_catalog, public as $$
    select least(n.now - interval '1 second', min(s.xact_start))
      from (select clock_timestamp() as now) n
      left join pg_stat_activity s on s.datname = current_database() and s.pid <> pg_backend_pid() and s.xact_start < n.now
     group by n.now
$$;
revoke all on function trail_settled_until() from public;
grant execute on function trail_settled_until() to kith_app, kith_backup;

-- the leaves between two places of the trail (the first excluded), by pairs of places, in order; no word of an entry leaves
create function trail_leaves_between(after_at timestamptz[], after_id uuid[], until_at timestamptz[], until_id uuid[])
returns table (pair integer, leaves bytea)
language sql stable security definer set search_path = public as $$
    with pairs as (
        select ordinality::integer as pair, a, i, b, j
          from unnest(after_at, after_id, until_at, until_id) with ordinality as p (a, i, b, j, ordinality)
    ), told as (
        select p.pair, e.recorded_at, e.id, {act} as said
          from pairs p join trail_entry e on (e.recorded_at, e.id) > (p.a, p.i) and (e.recorded_at, e.id) <= (p.b, p.j)
        union all
        select p.pair, l.recorded_at, l.id, {look}
          from pairs p join trail_look l on (l.recorded_at, l.id) > (p.a, p.i) and (l.recorded_at, l.id) <= (p.b, p.j)
    )
    select t.pair, string_agg(sha256('\\x00'::bytea || convert_to(t.said, 'UTF8')), ''::bytea order by t.recorded_at, t.id)
      from told t group by t.pair
$$;
alter function trail_leaves_between(timestamptz[], uuid[], timestamptz[], uuid[]) owner to kith_definer;
revoke all on function trail_leaves_between(timestamptz[], uuid[], timestamptz[], uuid[]) from public;
grant execute on function trail_leaves_between(timestamptz[], uuid[], timestamptz[], uuid[]) to kith_app;
"""
UTC = "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
ACT = (
    "jsonb_build_object('form', 1, 'kind', 'act', 'id', e.id, 'happened_at', {happened}, 'recorded_at', {recorded},"
    " 'account_id', e.account_id, 'role', e.role, 'purpose', e.purpose, 'channel', e.channel, 'command', e.command,"
    " 'outcome', e.outcome, 'reason', e.reason, 'team_id', e.team_id, 'person_ids', e.person_ids,"
    " 'thing_kind', e.thing_kind, 'thing_id', e.thing_id, 'key', e.key, 'detail', e.detail)::text"
).format(happened=UTC.format("e.happened_at"), recorded=UTC.format("e.recorded_at"))
LOOK = (
    "jsonb_build_object('form', 1, 'kind', 'look', 'id', l.id, 'happened_at', {happened}, 'recorded_at', {recorded},"
    " 'account_id', l.account_id, 'role', l.role, 'purpose', l.purpose, 'look', l.kind, 'route', l.route,"
    " 'team_id', l.team_id, 'person_ids', l.person_ids, 'restricted_ids', l.restricted_ids)::text"
).format(happened=UTC.format("l.happened_at"), recorded=UTC.format("l.recorded_at"))
UNDO = """
drop function trail_leaves_between(timestamptz[], uuid[], timestamptz[], uuid[]);
drop function trail_settled_until();
drop function trail_keep_checkpoint(bytea, bigint, timestamptz, uuid, bytea, timestamptz[], uuid[], text);
drop table trail_checkpoint;
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0003_restricted_looks")]
    operations = [migrations.RunSQL(CHECKPOINTS.format(act=ACT, look=LOOK), UNDO)]
