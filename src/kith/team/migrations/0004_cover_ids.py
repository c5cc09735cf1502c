"""
Seats and memberships of the on-call cover get ids that follow from their act, so that the same days give the same rows.

The act's own id is random, and so are they; the function is otherwise as it was.
"""

from importlib import import_module

from django.db import migrations

IDS = """
create function team_cover_id(act uuid, team uuid, account uuid, span tstzrange) returns uuid language sql immutable as
    $$ select md5(concat_ws(' ', act, team, account, extract(epoch from lower(span))))::uuid $$;
"""

COVER = """
create or replace function team_align_cover(of_place uuid) returns void
language plpgsql security definer set search_path = public as $$
declare moment timestamptz := act_moment(); act uuid := act_id();
begin
    delete from access_seat s using team_team t
     where t.id = s.team_id and t.place_id = of_place and s.role = 'on-call' and lower(s.during) >= moment
       and not exists (select 1 from team_oncall c where c.place_id = of_place and c.account_id = s.account_id
                          and c.during * tstzrange(moment, null) = s.during);
    update access_seat s set act_id = act, during = tstzrange(lower(s.during), coalesce(
            (select upper(c.during) from team_oncall c where c.place_id = of_place and c.account_id = s.account_id
                and c.during @> moment and not upper_inf(c.during)),
            case when exists (select 1 from team_oncall c where c.place_id = of_place and c.account_id = s.account_id
                and c.during @> moment) then null else moment end))
      from team_team t
     where t.id = s.team_id and t.place_id = of_place and s.role = 'on-call'
       and lower(s.during) < moment and s.during @> moment
       and not exists (select 1 from team_oncall c where c.place_id = of_place and c.account_id = s.account_id
                          and c.during @> moment and upper(c.during) is not distinct from upper(s.during));
    insert into access_seat (id, account_id, team_id, role, during, act_id)
    select team_cover_id(act, t.id, c.account_id, c.during * tstzrange(moment, null)), c.account_id, t.id, 'on-call', c.during * tstzrange(moment, null), act
      from team_oncall c join team_team t on t.place_id = c.place_id
     where c.place_id = of_place and c.during && tstzrange(moment, null)
       and not exists (select 1 from access_seat s where s.account_id = c.account_id and s.team_id = t.id
                          and s.role = 'on-call' and s.during && (c.during * tstzrange(moment, null)));
    insert into team_member (id, team_id, account_id, role, tier, sessions, during, act_id)
    select team_cover_id(act, t.id, c.account_id, span), t.id, c.account_id, 'on-call', 'aligned', 0, span, act
      from team_oncall c join team_team t on t.place_id = c.place_id,
           unnest(tstzmultirange(c.during * tstzrange(moment, null)) - coalesce((
               select range_agg(m.during) from team_member m
                where m.team_id = t.id and m.account_id = c.account_id and m.role = 'on-call'), '{}')) span
     where c.place_id = of_place and c.during && tstzrange(moment, null);
end $$;
"""


def _before() -> str:
    """Return the function as the migration before made it."""
    text: str = import_module("kith.team.migrations.0003_sound_rota_and_cover").COVER
    start = text.index("create function team_align_cover")
    return text[start : text.index("alter function team_align_cover")].replace("create f", "create or replace f", 1)


class Migration(migrations.Migration):
    dependencies = [("team", "0003_sound_rota_and_cover")]
    operations = [
        migrations.RunSQL(IDS, "drop function team_cover_id(uuid, uuid, uuid, tstzrange)"),
        migrations.RunSQL(COVER, _before()),
    ]
