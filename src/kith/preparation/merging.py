"""What waits for a weekly meeting when two records are one person: who asks for them, their case, what is asked, and back."""

from uuid import UUID

from kith.act import Act
from kith.database.planned import planned
from kith.handover.merge_queries import MovedRow


def move(act: Act, team_id: UUID, kept_id: UUID, other_id: UUID) -> None:
    """
    Move requests and cases of meetings to come, with what is asked for them, to the record that is kept. One statement.

    Where both stand on one list the kept record's case takes the reasons of the other, and what is owed; the other goes off by
    the clock. Pages that were made stay under the record from which they were made. For the seam of merges.
    """
    planned(_MOVE, {"act": act.id, "team": team_id, "kept": kept_id, "other": other_id})


def put_back(act: Act, moved: MovedRow) -> None:
    """Move back what one act moved, while its meeting is to come. One statement. For the seam of merges."""
    values = {"act": act.id, "by": moved.act_id, "team": moved.team_id, "kept": moved.kept_id, "other": moved.other_id}
    planned(_BACK, values)


_MOVE = """
with ahead as (
  select m.id from preparation_meeting m where m.team_id = %(team)s and m.ended_at is null
), requests as (
  update preparation_request r set person_id = %(kept)s, act_id = %(act)s
   where r.team_id = %(team)s and r.person_id = %(other)s and r.withdrawn_at is null and r.meeting_id in (select id from ahead)
     and not exists (select 1 from preparation_request k where k.meeting_id = r.meeting_id and k.person_id = %(kept)s
                      and k.by_id = r.by_id and k.withdrawn_at is null)
  returning r.id
), cases as (
  update preparation_case c set person_id = %(kept)s, version = c.version + 1, act_id = %(act)s
   where c.team_id = %(team)s and c.person_id = %(other)s and c.state = 'listed' and c.meeting_id in (select id from ahead)
     and not exists (select 1 from preparation_case k where k.meeting_id = c.meeting_id and k.person_id = %(kept)s)
  returning c.id
), joined as (
  update preparation_case k set reasons = k.reasons || c.reasons, is_owed = k.is_owed or c.is_owed,
         was_left_out = k.was_left_out or c.was_left_out, is_above = k.is_above or c.is_owed,
         version = k.version + 1, act_id = %(act)s
    from preparation_case c
   where c.meeting_id = k.meeting_id and c.meeting_id in (select id from ahead) and c.team_id = %(team)s
     and c.person_id = %(other)s and k.person_id = %(kept)s and c.state = 'listed' and k.state = 'listed'
  returning k.id
), asked as (
  update preparation_asked q set person_id = %(kept)s, version = q.version + 1, act_id = %(act)s
   where q.team_id = %(team)s and q.case_id in (select id from cases) returning q.id
), questions as (
  update preparation_question q set person_id = %(kept)s, version = q.version + 1, act_id = %(act)s
   where q.team_id = %(team)s and q.case_id in (select id from cases) returning q.id
)
select count(*) from requests union all select count(*) from cases union all select count(*) from joined
 union all select count(*) from asked union all select count(*) from questions
"""
_BACK = """
with was as (
  select h.table_name, h.row_id from act_history h
   where h.ended_by_act_id = %(by)s and h.table_name in ('preparation_request', 'preparation_case')
     and h.image ->> 'person_id' = %(other)s::text
), ahead as (
  select m.id from preparation_meeting m where m.team_id = %(team)s and m.ended_at is null
), requests as (
  update preparation_request r set person_id = %(other)s, act_id = %(act)s
   where r.id in (select row_id from was where table_name = 'preparation_request') and r.team_id = %(team)s
     and r.person_id = %(kept)s and r.withdrawn_at is null and r.meeting_id in (select id from ahead) returning r.id
), cases as (
  update preparation_case c set person_id = %(other)s, version = c.version + 1, act_id = %(act)s
   where c.id in (select row_id from was where table_name = 'preparation_case') and c.team_id = %(team)s
     and c.person_id = %(kept)s and c.state = 'listed' and c.meeting_id in (select id from ahead) returning c.id
), asked as (
  update preparation_asked q set person_id = %(other)s, version = q.version + 1, act_id = %(act)s
   where q.team_id = %(team)s and q.case_id in (select id from cases) returning q.id
), questions as (
  update preparation_question q set person_id = %(other)s, version = q.version + 1, act_id = %(act)s
   where q.team_id = %(team)s and q.case_id in (select id from cases) returning q.id
)
select count(*) from requests union all select count(*) from cases union all select count(*) from asked
 union all select count(*) from questions
"""
