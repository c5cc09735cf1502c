"""Whoever is only place manager on a team opens no record there: their following ends, as when a seat ends."""

from django.db import migrations

_CAN_OPEN = """
create or replace function can_open(account uuid, person uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select act_is_kith() and not is_shut_out(account, person) and exists (
        select 1 from access_account a where a.id = account and (a.ended_at is null or a.ended_at > act_moment()))
       and exists (select 1 from access_seat s where s.account_id = account and s.during @> act_moment())
       and exists (select 1 from access_reach r where r.person_id = person and r.during @> act_moment()
                    and (r.account_id = account or r.team_id in (
                         select s.team_id from access_seat s where s.account_id = account and s.during @> act_moment()
                           and s.role <> 'place-manager')))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("board", "0004_can_open_needs_a_seat")]

    operations = [migrations.RunSQL(_CAN_OPEN, migrations.RunSQL.noop)]
