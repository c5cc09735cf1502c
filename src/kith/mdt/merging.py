"""What is open in weekly meetings when two records are one person: cases that are not settled, answers not told, and back."""

from uuid import UUID

from kith.act import Act
from kith.database.planned import planned
from kith.handover.merge_queries import MovedRow


def move(act: Act, team_id: UUID, kept_id: UUID, other_id: UUID) -> None:
    """
    Move cases of a running meeting without an outcome, with what was decided so far, and answers that nobody has told, to the
    record that is kept. One statement. For the seam of merges.

    A case of which both have one stays: whoever is not on the list has nothing to be decided.
    """
    planned(_MOVE, {"act": act.id, "team": team_id, "kept": kept_id, "other": other_id})


def put_back(act: Act, moved: MovedRow) -> None:
    """Move back what one act moved, while it is open. One statement. For the seam of merges."""
    values = {"act": act.id, "by": moved.act_id, "team": moved.team_id, "kept": moved.kept_id, "other": moved.other_id}
    planned(_BACK, values)


_MOVE = """
with cases as (
  update mdt_case c set person_id = %(kept)s, version = c.version + 1, act_id = %(act)s from mdt_meeting m
   where m.id = c.meeting_id and m.closed_at is null and c.team_id = %(team)s and c.person_id = %(other)s and c.outcome is null
     and not exists (select 1 from mdt_case k where k.meeting_id = c.meeting_id and k.person_id = %(kept)s)
  returning c.id
), decisions as (
  update mdt_decision d set person_id = %(kept)s, act_id = %(act)s
   where d.team_id = %(team)s and d.case_id in (select id from cases) returning d.id
), tellings as (
  update mdt_telling t set person_id = %(kept)s, act_id = %(act)s
   where t.team_id = %(team)s and t.person_id = %(other)s
     and not exists (select 1 from mdt_told d where d.telling_id = t.id) returning t.id
)
select count(*) from cases union all select count(*) from decisions union all select count(*) from tellings
"""
_BACK = """
with was as (
  select h.table_name, h.row_id from act_history h
   where h.ended_by_act_id = %(by)s and h.table_name in ('mdt_case', 'mdt_telling') and h.image ->> 'person_id' = %(other)s::text
), cases as (
  update mdt_case c set person_id = %(other)s, version = c.version + 1, act_id = %(act)s from mdt_meeting m
   where m.id = c.meeting_id and m.closed_at is null and c.id in (select row_id from was where table_name = 'mdt_case')
     and c.team_id = %(team)s and c.person_id = %(kept)s and c.outcome is null returning c.id
), decisions as (
  update mdt_decision d set person_id = %(other)s, act_id = %(act)s
   where d.team_id = %(team)s and d.case_id in (select id from cases) returning d.id
), tellings as (
  update mdt_telling t set person_id = %(other)s, act_id = %(act)s
   where t.id in (select row_id from was where table_name = 'mdt_telling') and t.team_id = %(team)s
     and t.person_id = %(kept)s and not exists (select 1 from mdt_told d where d.telling_id = t.id) returning t.id
)
select count(*) from cases union all select count(*) from decisions union all select count(*) from tellings
"""
