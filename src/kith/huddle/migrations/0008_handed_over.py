"""
Work handed over is an outcome of its own: the huddle offers somebody's action to a member, a role or the team (P3).

A closed huddle holds no item that was handed over to nobody: the gate of migration 0004 (P5) says so beside the rest.
"""

from django.db import migrations, models
from django.db.models import Q

OUTCOMES = ["off the list", "as planned", "action", "hand over", "no change", "weekly meeting", "escalation"]

GATE = """
create or replace function huddle_gate() returns trigger
language plpgsql security definer set search_path = public as $$
declare number_loose integer; sentences text;
begin
    with item as (
        select i.*, case when huddle_reaches(i.team_id, i.person_id) then btrim(p.given || ' ' || p.family)
                         else 'Somebody no longer on the list' end as name
          from huddle_item i join person_person p on p.id = i.person_id where i.huddle_id = new.id
    ), loose as (
        select i.position, i.id, 1 as part, a.recorded_at, a.id as thing, missing.place,
               format('%s: “%s” has no %s', i.name, rtrim(btrim(a.what), '.'), missing.what) as words
          from huddle_agreed a join item i on i.id = a.item_id
          cross join lateral (values (1, 'owner', a.owner_id is null), (2, 'deadline', a.due_at is null))
               missing (place, what, is_missing)
         where a.withdrawn_at is null and missing.is_missing
        union all
        select position, id, 2, null, null, 0, name || ': no outcome recorded' from item where outcome is null
        union all
        select position, id, 3, null, null, 0, name || ': no action written down' from item i
         where outcome = 'action' and not exists (
               select 1 from huddle_agreed a where a.item_id = i.id and a.withdrawn_at is null)
        -- handed over --
        union all
        select i.position, i.id, 4, r.raised_at, r.id, 0,
               format('%s: escalation raised at %s has no note', i.name, huddle_clock(r.raised_at))
          from huddle_raised r join item i on i.id = r.item_id where r.told_at is null
    )
    select count(*), string_agg(words || '.', ' ' order by position, id, part, recorded_at, thing, place)
      into number_loose, sentences from loose;
    if number_loose > 0 then
        perform act_refuse(format('The huddle cannot close yet: %s loose. %s',
            case number_loose when 1 then '1 thing is' else number_loose || ' things are' end, sentences));
    end if;
    return null;
end $$;
"""
HANDED = """
        union all
        select position, id, 3, null, null, 0, name || ': handed over to nobody yet' from item i
         where outcome = 'hand over' and not exists (
               select 1 from huddle_agreed a where a.item_id = i.id and a.withdrawn_at is null
                  and (a.offered_to_id is not null or a.offered_pool <> ''))
"""
MARK = "        -- handed over --\n"


def _outcome_is_one_of(outcomes: list[str]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(outcome__isnull=True, settled_at__isnull=True, settled_by__isnull=True)
        | Q(outcome__in=outcomes, settled_at__isnull=False, settled_by__isnull=False),
        name="huddle_item_outcome_whole",
    )


class Migration(migrations.Migration):
    dependencies = [("huddle", "0007_remark")]
    operations = [
        migrations.AddField("agreed", "offered_pool", models.TextField(blank=True, default="")),
        migrations.RemoveConstraint("item", "huddle_item_outcome_whole"),
        migrations.AddConstraint("item", _outcome_is_one_of(OUTCOMES)),
        migrations.RunSQL(GATE.replace(MARK, HANDED), GATE.replace(MARK, "")),
    ]
