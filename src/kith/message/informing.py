"""Telling the role that a decision right names: found and told in the last statement of the act, so that no act waits for it."""

from kith.act.seams import Decision, Part
from kith.act.types import Act, Thing
from kith.place.rules import local_day

DECIDED, OVERRIDDEN = "decided by right", "right overridden"


def informed(act: Act, command: str, thing: Thing | None, decision: Decision) -> Part | None:
    """
    Return the statement that tells whoever holds the role on a thing's team; None for a thing of no team.

    Those on shift today; where none of the role is, all who hold it; where nobody holds it, the duty lead of the day. Nobody
    is told of their own act, and nobody of a person whose record they cannot open.
    """
    if thing is None or thing.team_id is None:
        return None
    kind = OVERRIDDEN if decision.verdict == "propose" else DECIDED
    told = [thing.team_id, thing.person_id, kind, thing.kind, thing.id, act.id]
    day = local_day(act.at)
    found = [day, decision.to, thing.team_id, decision.to, act.account_id, thing.person_id]
    return Part(_TELL, [str(act.id), *told, *found])


_TELL = """
insert into message_message (id, team_id, account_id, person_id, kind, thing_kind, thing_id, act_id)
select distinct md5(w.account_id::text || %s)::uuid, %s::uuid, w.account_id, %s::uuid, %s, %s, %s::uuid, %s::uuid
  from (select m.account_id, n.near, min(n.near) over () as nearest
          from team_member m
          left join team_shift s on s.team_id = m.team_id and s.member_id = m.id and s.day = %s
          left join team_rotaday r on r.team_id = s.team_id and r.day = s.day and r.published_at is not null
          cross join lateral (select case when m.role <> %s then 3 when r.id is not null then 1 else 2 end as near) n
         where m.team_id = %s and m.during @> act_moment() and (m.role = %s or r.duty_lead_id = m.id)
           and m.account_id <> %s and not is_shut_out(m.account_id, %s::uuid)) w
 where w.near = w.nearest
returning 1
"""
