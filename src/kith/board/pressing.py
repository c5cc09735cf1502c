"""
Something urgent that nobody reads goes on: to whoever is asked at once, then the person's named lead, then the team lead.

When, is a rule (`policy/cadences.csv`, unread). Reading the notice or acting on the thing stops it, and so does somebody else
being asked. What is restricted goes on by its own route alone, to those it may be open to. Only those who are at work now are
told; the last step ends with whoever has the duty, the on-call cover at night.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from kith.access.queries import closed_pairs
from kith.act import Act, ids, operation
from kith.message.mail_rules import PRESSED
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.policy.queries import cadences as shipped_cadences
from kith.policy.rules import UNREAD, Cadence
from kith.team.queries import DayOnTeam, MemberInfo, day_on_team, members, rules_for, sight_of_team, team_by_id
from kith.team.reachable import accounts_at_work

PRESSED_WITHIN = timedelta(days=1)
"""What was told longer ago goes no further by itself: its escalation has gone up its own route."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something urgent that was told and neither read nor acted on; `steps` and `told` are where it has gone on to."""

    message_id: UUID
    account_id: UUID
    thing_kind: str
    thing_id: UUID
    person_id: UUID | None
    told_at: datetime
    named_lead_id: UUID | None
    deputy_id: UUID | None
    steps: Sequence[int]
    told: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Press:
    """One step that has come."""

    unread: Unread
    cadence: Cadence


def to_press(*, team_id: UUID, at: datetime) -> list[Press]:
    """Return the steps that have come for a team at a moment, first step first. One statement, as Kith."""
    steps = steps_of(team_id=team_id, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"team": team_id, "at": at, "since": at - PRESSED_WITHIN, "kinds": sorted(PRESSED)})
        found = [Unread(*row) for row in cursor.fetchall()]
    return [
        Press(one, step)
        for one in found
        for step in steps
        if step.step not in one.steps and at >= one.told_at + timedelta(minutes=step.after_minutes)
    ]


def steps_of(*, team_id: UUID, at: datetime) -> list[Cadence]:
    """Return the steps in force for a team after the first, which is the telling itself; a table of before has what ships."""
    own = [one for one in rules_for(team_id=team_id, at=at).cadences if one.subject == UNREAD]
    return [one for one in own or shipped_cadences() if one.subject == UNREAD and one.to != "owner"]


@operation("board.press_on", sight=sight_of_team)
def press_on(*, act: Act, team_id: UUID) -> int:
    """
    Tell the next of what nobody reads; return how many steps. By Kith, every minute; a fixed number of statements.

    A step is stored once, whoever runs this how often; whom it finds nobody for is stored as told to nobody.
    """
    found = to_press(team_id=team_id, at=act.at)
    there = members(team_id=team_id, at=act.at)
    day = day_on_team(team=team_by_id(team_id=team_id), day=local_day(act.at), at=act.at)
    at_work = accounts_at_work(at=act.at)
    people = {one.unread.person_id for one in found if one.unread.person_id}
    closed = closed_pairs(account_ids={one.account_id for one in there}, person_ids=people)
    told: dict[UUID, set[UUID]] = {one.unread.message_id: {one.unread.account_id, *one.unread.told} for one in found}
    whom = []
    for one in found:
        account_id = _whom(
            one, {member.id: member for member in there}, day, at_work, told[one.unread.message_id], closed
        )
        whom.append(account_id)
        if account_id:
            told[one.unread.message_id].add(account_id)
    stored = _store(act, team_id, found, whom)
    for one, account_id in zip(found, whom, strict=True):
        unread = one.unread
        if account_id and (unread.message_id, one.cadence.step) in stored:
            thing = (unread.thing_kind, unread.thing_id, unread.person_id)
            act.add("message", Tell(team_id, account_id, "urgent unread", *thing))
    act.concerns(*people, message_ids=sorted({str(one.unread.message_id) for one in found}))
    return len(stored)


def _whom(
    one: Press,
    there: Mapping[UUID, MemberInfo],
    day: DayOnTeam,
    at_work: Collection[UUID],
    told: Collection[UUID],
    closed: Collection[tuple[UUID, UUID]],
) -> UUID | None:
    """Return the account that a step goes to: at work, not told yet, and to whom the record is not closed."""
    unread = one.unread
    if one.cadence.to == "named-lead":
        near = [there[key] for key in (unread.named_lead_id, unread.deputy_id) if key and key in there]
        able = [member.account_id for member in near if member.account_id in at_work]
    else:
        leads = [member.account_id for member in there.values() if member.role == "team-lead"]
        able = [account for account in leads if account in at_work]
        able += [there[key].account_id for key in day.in_line if key in there]
    return next((key for key in able if key not in told and (key, unread.person_id) not in closed), None)


def _store(act: Act, team_id: UUID, found: Sequence[Press], told: Sequence[UUID | None]) -> set[tuple[UUID, int]]:
    """Store the steps, each once; return those that were not there yet: message and step. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into board_pressed (id, team_id, message_id, step, cadence, told_id, act_id)"
            " select n.id, %s, n.message, n.step, n.cadence, n.told, %s"
            " from unnest(%s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::uuid[]) n (id, message, step, cadence, told)"
            " on conflict (message_id, step) do nothing returning message_id, step",
            [
                *(team_id, act.id),
                [ids.new() for _ in found],
                [one.unread.message_id for one in found],
                [one.cadence.step for one in found],
                [one.cadence.rule for one in found],
                list(told),
            ],
        )
        return {(message, int(step)) for message, step in cursor.fetchall()}


_UNREAD = """
select m.id, m.account_id, m.thing_kind, m.thing_id, m.person_id, m.recorded_at, e.named_lead_id, e.deputy_id,
       array(select p.step::int from board_pressed p where p.message_id = m.id),
       array(select p.told_id from board_pressed p where p.message_id = m.id and p.told_id is not null)
  from message_message m
  left join caseload_listentry e on e.team_id = m.team_id and e.person_id = m.person_id and e.state <> 'ended'
 where m.team_id = %(team)s and m.kind = any(%(kinds)s) and m.read_at is null and m.thing_kind <> 'restricted'
   and m.recorded_at > %(since)s and m.recorded_at <= %(at)s
   and not exists (select 1 from trail_entry t where t.thing_id = m.thing_id and t.account_id = m.account_id
                    and t.happened_at >= m.recorded_at and t.outcome = 'done')
   and m.thing_kind <> 'restricted' and (m.thing_kind <> 'escalation' or m.person_id is not null and exists (
        select 1 from escalation_routestep s join team_member a on a.id = s.member_id
         where s.escalation_id = m.thing_id and s.end = '' and a.account_id = m.account_id))
 order by m.recorded_at, m.id
"""
