"""Who follows whom. It opens nothing: a row is seen by its account alone, and only while that reaches the person."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import act_triggers

GUARDS = """
alter table board_follow enable row level security;
alter table board_follow force row level security;
create policy backup on board_follow for select to kith_backup using (true);
create policy seen on board_follow for select to kith_app using (
    (select act_is_kith()) or account_id = (select act_account()) and (
        exists (select 1 from access_reach r where r.person_id = board_follow.person_id and r.during @> act_moment()
                 and r.team_id = any((select my_teams())::uuid[]))
        or exists (select 1 from access_reach r where r.person_id = board_follow.person_id and r.during @> act_moment()
                    and r.account_id = (select act_account()))));
create policy made on board_follow for insert to kith_app with check (
    account_id = (select act_account()) and (
        exists (select 1 from access_reach r where r.person_id = board_follow.person_id and r.during @> act_moment()
                 and r.team_id = any((select my_teams())::uuid[]))
        or exists (select 1 from access_reach r where r.person_id = board_follow.person_id and r.during @> act_moment()
                    and r.account_id = (select act_account()))));
create policy ended on board_follow for update to kith_app
    using ((select act_is_kith()) or account_id = (select act_account()))
    with check ((select act_is_kith()) or account_id = (select act_account()));

-- whether an account could open the record of a person at this moment: for Kith, who tells followers and ends following
create function can_open(account uuid, person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select act_is_kith() and not is_shut_out(account, person) and exists (
        select 1 from access_account a where a.id = account and (a.ended_at is null or a.ended_at > act_moment()))
       and exists (select 1 from access_reach r where r.person_id = person and r.during @> act_moment()
                    and (r.account_id = account or r.team_id in (
                         select s.team_id from access_seat s where s.account_id = account and s.during @> act_moment())))
$$;
alter function can_open(uuid, uuid) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_announce_shut_out"),
        ("board", "0001_saved_views"),
        ("trail", "0002_looks_and_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        expressions=[("account", "="), ("person", "="), ("during", "&&")], name="board_follow_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(act_triggers("board_follow", "person_id", "", mutable=True), migrations.RunSQL.noop),
    ]
