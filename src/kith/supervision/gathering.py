"""
What comes to the queues, by the clock: overrides, refused proposals, warning signs whose proposed response came to nothing,
route steps that nobody answered, a drawn sample.

What was not escalated needs no line: the look at it is work already, and the queue reads it where it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kith.act import Act, operation
from kith.place.rules import day_bounds, local_day
from kith.policy.supervision_rules import SAMPLE
from kith.supervision.measures import number_of
from kith.supervision.models import Line
from kith.supervision.rules import ORDINARY, LineKind, week_before, week_name
from kith.team.queries import sight_of_team
from kith.trail import queries as trail
from kith.trail.queries import Decided

LOOKS_BACK = timedelta(days=35)
"""How far back what has no line yet is looked for: a worker may have lain still."""


@dataclass(frozen=True, slots=True)
class Found:
    """One decision that has no line yet."""

    kind: LineKind
    source_id: UUID
    account_id: UUID
    person_id: UUID | None
    thing_kind: str
    thing_id: UUID
    happened_at: datetime
    detail: dict[str, str] = field(default_factory=dict)


def to_gather(*, team_id: UUID, at: datetime) -> list[Found]:
    """Return what of a team has no line yet, by kind and first happened first. Asked by Kith; six statements."""
    since = at - LOOKS_BACK
    found = [_override(one) for one in trail.overriding(team_id=team_id, after=since, until=at)]
    values = {"team": team_id, "since": since, "at": at}
    found += [
        Found(LineKind.REFUSED, key, account, person, "proposal", key, moment, {"command": command, "state": state})
        for key, account, person, moment, command, state in _rows(_REFUSED, values)
    ]
    found += [
        Found(LineKind.LATE, key, account, person, "escalation", escalation, moment, {"until": until.isoformat()})
        for key, account, person, escalation, moment, until in _rows(_LATE, values)
    ]
    found += _sample(team_id, at)
    known = {(kind, source, account) for kind, source, account in _rows(_KNOWN, values)}
    return [one for one in found if (one.kind, one.source_id, one.account_id) not in known]


def _override(one: Decided) -> Found:
    detail = {"command": one.command, "rule": one.overridden}
    return _of_act(LineKind.OVERRIDE, one, detail)


def _of_act(kind: LineKind, one: Decided, detail: dict[str, str]) -> Found:
    thing = ("person", one.person_id) if one.person_id else (one.thing_kind or "team", one.thing_id or one.act_id)
    return Found(kind, one.act_id, one.account_id, one.person_id, *thing, one.happened_at, detail)


def _sample(team_id: UUID, at: datetime) -> list[Found]:
    """Return the sample of the last week that is over, of those of whom none is drawn for it yet."""
    first, last = week_before(local_day(at))
    week = week_name(first)
    drawn = trail.drawn(
        team_id=team_id, commands=ORDINARY, since=day_bounds(first)[0], before=day_bounds(last)[1], seed=week,
        each=number_of(SAMPLE, team_id=team_id, at=at),
    )  # fmt: skip
    done = {row[0] for row in _rows(_DRAWN, {"team": team_id, "week": week})}
    return [
        _of_act(LineKind.SAMPLE, one, {"command": one.command, "week": week})
        for one in drawn
        if one.account_id not in done
    ]


@operation("supervision.gather", sight=sight_of_team)
def gather(*, act: Act, team_id: UUID) -> int:
    """Bring to the queues of a team what has no line yet; return how many. By Kith; seven statements besides the wrapper's."""
    found = to_gather(team_id=team_id, at=act.at)
    Line.objects.bulk_create([_line(act, team_id, one) for one in found], ignore_conflicts=True)
    return len(found)


def _line(act: Act, team_id: UUID, one: Found) -> Line:
    return Line(
        team_id=team_id, person_id=one.person_id, account_id=one.account_id, kind=one.kind, source_id=one.source_id,
        thing_kind=one.thing_kind, thing_id=one.thing_id, detail=one.detail, happened_at=one.happened_at, act_id=act.id,
    )  # fmt: skip


def _rows(sql: str, values: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_OF_TEAM = (
    "exists (select 1 from access_seat s where s.team_id = %(team)s and s.account_id = {account} and s.role <> 'kith')"
)
_REFUSED = f"""
select p.id, p.proposed_by_id, p.person_id, p.answered_at, p.command, p.state from proposal_proposal p
 where p.team_id = %(team)s and (p.state = 'refused'
     or (p.command = 'contact.respond' and p.state in ('lapsed', 'withdrawn', 'came back')))
   and p.answered_at > %(since)s and p.answered_at <= %(at)s
   and {_OF_TEAM.format(account="p.proposed_by_id")}
 order by p.answered_at, p.id
"""  # noqa: S608  (our own pieces)
_LATE = f"""
select s.id, m.account_id, s.person_id, s.escalation_id, s.asked_at, s.respond_by from escalation_routestep s
  join team_member m on m.id = s.member_id
  join escalation_escalation e on e.id = s.escalation_id and e.track = 'clinical'
 where s.team_id = %(team)s and s."end" = 'moved on' and s.round = 0 and s.ended_at > %(since)s and s.ended_at <= %(at)s
   and {_OF_TEAM.format(account="m.account_id")}
 order by s.ended_at, s.id
"""  # noqa: S608  (our own pieces)
_KNOWN = (
    "select kind, source_id, account_id from supervision_line"
    " where team_id = %(team)s and happened_at > %(since)s - interval '70 days'"
)
_DRAWN = (
    "select distinct account_id from supervision_line"
    " where team_id = %(team)s and kind = 'sample' and detail ->> 'week' = %(week)s"
)
