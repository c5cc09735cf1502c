"""
Restricted matters: a list of its own of who may open each, beside reach and never wider than the team (docs/adr/0011).

Two functions answer for whoever acts: `my_restricted()`, what is open to them as a whole, and `my_restricted_told()`, to which
belongs also what they raised themselves. Nobody on the list of those who must never see a matter has it in either, whatever
their role; nor whoever has closed the record of its person. What ends in an act still holds for that act, as for exclusions.
"""

from typing import Any

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import act_triggers

FUNCTIONS = """
create function access_restricted_to_me(whole boolean) returns uuid[]
language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(r.id), '{}') from access_restriction r
     where r.id in (
             select k.id from access_restriction k join access_seat s on s.team_id = k.team_id and s.role = k.lead_role
              where s.account_id = act_account() and s.during @> act_moment()
             union all
             select o.restriction_id from access_opener o where o.account_id = act_account()
                and (o.is_whole or not whole) and (o.during @> act_moment() or o.act_id = act_id()))
       and r.team_id = any(my_teams()) and r.person_id <> all(my_exclusions())
       and not exists (select 1 from access_barred b where b.restriction_id = r.id and b.account_id = act_account()
                        and b.during @> act_moment())
$$;
create function my_restricted() returns uuid[] language sql stable set search_path = public as
    $$ select access_restricted_to_me(true) $$;
create function my_restricted_told() returns uuid[] language sql stable set search_path = public as
    $$ select access_restricted_to_me(false) $$;
create function my_barred() returns uuid[] language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(restriction_id), '{}') from access_barred
     where account_id = act_account() and during @> act_moment()
$$;
create function is_barred(account uuid, restriction uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from access_barred b where b.account_id = account and b.restriction_id = restriction
                    and b.during @> act_moment())
$$;
-- how whoever acts stands to a matter of a team of theirs: what the application decides by, beside the policies
create function access_standing(matter uuid)
returns table (lead_role text, is_opener boolean, is_whole boolean, is_barred boolean)
language sql stable security definer set search_path = public as $$
    select r.lead_role, count(o.id) > 0, coalesce(bool_or(o.is_whole), false), is_barred(act_account(), matter)
      from access_restriction r
      left join access_opener o on o.restriction_id = r.id and o.account_id = act_account()
       and (o.during @> act_moment() or o.act_id = act_id())
     where r.id = matter and r.team_id = any(my_teams()) group by r.id
$$;
-- whether a matter is made by the running act: whoever makes it lists who may open it
create function access_restriction_is_new(restriction uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from access_restriction k where k.id = restriction and k.act_id = act_id())
$$;
"""
OWNED = "".join(
    f"alter function {name} owner to kith_definer;"
    for name in (
        "access_restricted_to_me(boolean)", "my_barred()", "is_barred(uuid, uuid)", "access_standing(uuid)", "access_restriction_is_new(uuid)",
    )
)  # fmt: skip
POLICIES = """
grant select on access_restriction, access_opener, access_barred to kith_definer;
grant insert, update on access_opener to kith_definer;
alter table access_restriction enable row level security;
alter table access_restriction force row level security;
alter table access_opener enable row level security;
alter table access_opener force row level security;
alter table access_barred enable row level security;
alter table access_barred force row level security;
create policy backup on access_restriction for select to kith_backup using (true);
create policy backup on access_opener for select to kith_backup using (true);
create policy backup on access_barred for select to kith_backup using (true);
create policy definer on access_restriction for select to kith_definer using (true);
create policy definer on access_opener to kith_definer using (true) with check (true);
create policy definer on access_barred for select to kith_definer using (true);

create policy seen on access_restriction for select to kith_app using (
    id = any((select my_restricted_told())::uuid[]) or act_id = (select act_id()));
create policy made on access_restriction for insert to kith_app with check (team_id = any((select my_teams())::uuid[]));
create policy changed on access_restriction for update to kith_app
    using (id = any((select my_restricted())::uuid[])) with check (true);

create policy seen on access_opener for select to kith_app using (
    account_id = (select act_account()) or restriction_id = any((select my_restricted())::uuid[]));
create policy made on access_opener for insert to kith_app with check (
    restriction_id = any((select my_restricted())::uuid[])
    or account_id = (select act_account()) and not is_whole and access_restriction_is_new(restriction_id));
create policy changed on access_opener for update to kith_app
    using (restriction_id = any((select my_restricted())::uuid[])) with check (true);
revoke update on access_opener from kith_app;
grant update (during, act_id) on access_opener to kith_app;

create policy seen on access_barred for select to kith_app using (restriction_id = any((select my_restricted())::uuid[]));
create policy made on access_barred for insert to kith_app with check (
    restriction_id = any((select my_restricted())::uuid[]) or access_restriction_is_new(restriction_id));
create policy changed on access_barred for update to kith_app
    using (restriction_id = any((select my_restricted())::uuid[])) with check (true);
revoke update on access_barred from kith_app;
grant update (during, act_id) on access_barred to kith_app;

-- what was done about a matter, and that it was looked at, is for those whom it is open to, and for whoever did it
create policy restricted on trail_entry as restrictive for select to kith_app using (
    thing_kind <> 'restricted' or account_id = (select act_account())
    or thing_id = any((select my_restricted())::uuid[]));
create policy restricted on trail_look as restrictive for select to kith_app using (
    restricted_ids = '{}' or account_id = (select act_account())
    or restricted_ids <@ (select my_restricted())::uuid[]);
create policy restricted on act_history as restrictive for select to kith_app using (
    case table_name when 'access_restriction' then row_id = any((select my_restricted())::uuid[])
                    when 'access_opener' then (image ->> 'restriction_id')::uuid = any((select my_restricted())::uuid[])
                    when 'access_barred' then (image ->> 'restriction_id')::uuid = any((select my_restricted())::uuid[])
                    else true end);
"""
UNDO = """
drop policy restricted on act_history;
drop policy restricted on trail_look;
drop policy restricted on trail_entry;
"""
NO_FUNCTIONS = """
drop function access_restriction_is_new(uuid);
drop function access_standing(uuid);
drop function is_barred(uuid, uuid);
drop function my_barred();
drop function my_restricted_told();
drop function my_restricted();
drop function access_restricted_to_me(boolean);
"""
_ACT = ("act", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"))  # fmt: skip
_ID = ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False))
_RECORDED = ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment()))


def _key(to: str) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("access", "0012_kept_reach_ends"), ("trail", "0003_restricted_looks")]
    operations = [
        migrations.CreateModel(
            "Restriction",
            [
                _ID, _RECORDED,
                ("lead_role", models.TextField()),
                ("is_told_to_visitors", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(null=True)),
                _ACT,
                ("person", _key("access.personkey")),
                ("team", _key("access.teamkey")),
            ],
            options={"constraints": [
                models.CheckConstraint(condition=~models.Q(lead_role=""), name="access_restriction_has_lead")]},
        ),
        migrations.CreateModel(
            "Opener",
            [
                _ID, _RECORDED,
                ("is_whole", models.BooleanField()),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("why", models.TextField()),
                _ACT,
                ("account", _key(settings.AUTH_USER_MODEL)),
                ("restriction", _key("access.restriction")),
            ],
            options={"constraints": [
                models.CheckConstraint(condition=models.Q(why__in=["raised", "asked", "named"]), name="access_opener_says_why")]},
        ),
        migrations.CreateModel(
            "Barred",
            [
                _ID, _RECORDED,
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                _ACT,
                ("account", _key(settings.AUTH_USER_MODEL)),
                ("restriction", _key("access.restriction")),
            ],
        ),
        migrations.RunSQL(
            "".join(act_triggers(f"access_{table}", "", "", mutable=True) for table in ("restriction", "opener", "barred")),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(OWNED, migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, UNDO),
    ]  # fmt: skip
