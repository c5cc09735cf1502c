"""
An account can be shut out of one person's record although its team reaches the person: "I know this person".

One place decides: a restrictive policy on reach. Every policy that reads reach as the application does so under it, so that
people, facts, work, trail and the past are hidden alike; the functions of the definer ask `my_exclusions()` themselves. The
act that closes a record still finishes its own work: its own exclusion counts from the next act on.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import act_triggers

FUNCTIONS = """
create function my_exclusions() returns uuid[] language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(person_id), '{}') from access_exclusion
     where account_id = act_account() and during @> act_moment() and act_id is distinct from act_id()
$$;
grant select on access_exclusion to kith_definer;
create policy definer on access_exclusion for select to kith_definer using (true);
alter function my_exclusions() owner to kith_definer;

-- whether an account is shut out of a person's record at the moment of the act: for rules of the database
create function is_shut_out(account uuid, person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from access_exclusion x
                    where x.account_id = account and x.person_id = person and x.during @> act_moment())
$$;
alter function is_shut_out(uuid, uuid) owner to kith_definer;

create or replace function who_reaches(person uuid) returns setof access_reach
language sql stable security definer set search_path = public as $$
    select r.* from access_reach r
     where r.person_id = person and r.during @> act_moment() and person <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach mine where mine.person_id = person and mine.during @> act_moment()
                    and (mine.team_id = any(my_teams()) or mine.account_id = act_account()))
$$;

create or replace function trail_of_person(person uuid, at_most integer)
returns table (happened_at timestamptz, account_id uuid, role text, what text, outcome text, thing_kind text, thing_id uuid)
language sql stable security definer set search_path = public as $$
    select l.* from (
        select e.happened_at, e.account_id, e.role, e.command, e.outcome, e.thing_kind, e.thing_id
          from trail_entry e where e.person_ids @> array[person]
        union all
        select k.happened_at, k.account_id, k.role, 'look.' || k.kind, 'done', '', null
          from trail_looked k where k.person_id = person
        union all
        select o.happened_at, o.account_id, o.role, 'look.' || o.kind, 'done', '', null
          from trail_look o where not o.linked and o.person_ids @> array[person]) l
     where person <> all((select my_exclusions())::uuid[])
       and exists (select 1 from access_reach mine where mine.person_id = person and mine.during @> act_moment()
                    and (mine.team_id = any((select my_teams())::uuid[]) or mine.account_id = (select act_account())))
     order by l.happened_at desc limit at_most
$$;

alter table access_exclusion enable row level security;
alter table access_exclusion force row level security;
create policy backup on access_exclusion for select to kith_backup using (true);
create policy seen on access_exclusion to kith_app using (
    exists (select 1 from access_reach r where r.person_id = access_exclusion.person_id and r.during @> act_moment()));
create policy shut on access_reach as restrictive for select to kith_app
    using (person_id <> all((select my_exclusions())::uuid[]));
"""
UNDO = """
drop policy shut on access_reach;
drop policy seen on access_exclusion;
drop function is_shut_out(uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_failed_sign_in")]
    operations = [
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("opened_because", models.TextField(default="")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.personkey"
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("account", "="), ("person", "="), ("during", "&&")], name="access_exclusion_once"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
        migrations.RunSQL(act_triggers("access_exclusion", "person_id", "", mutable=True), migrations.RunSQL.noop),
    ]
