"""Questions about hands: everything that a member holds, and how far a leave is prepared."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing
from kith.handover.rules import Away, Held, Standing, must_be_settled, standing_of
from kith.person.rules import shown
from kith.place.rules import local_day


@dataclass(frozen=True, slots=True)
class Holding:
    """
    One thing that a member holds. `words` is what is to be done, the way of a contact or series, or the reason of an override.

    `from_at` and `due_at` are the window of a contact, the deadline of work, the answer-by of an offer. `offer...` is its
    latest offer, if it was offered: state, whom to, their reason.
    """

    held: Held
    id: UUID
    person_id: UUID | None
    name: str
    words: str
    from_at: datetime | None
    due_at: datetime | None
    day: date | None
    hold_reason: str
    return_date: date | None
    version: int
    offer_id: UUID | None
    offer_state: str
    offer_to: str
    offer_reason: str

    @property
    def last_day(self) -> date | None:
        """The day that decides whether it must be settled: of the contact, of the deadline or, held, of the return."""
        if self.day is not None:
            return self.day
        moment = self.from_at if self.held is Held.CONTACT else self.due_at
        day = local_day(moment) if moment else None
        return max(day, self.return_date) if day and self.return_date else day


def hands_of(*, team_id: UUID, member_id: UUID, at: datetime) -> list[Holding]:
    """Return everything a member holds from a moment on, by kind, then by when. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HANDS, {"team": team_id, "member": member_id, "today": local_day(at)})
        found = [_holding(row) for row in cursor.fetchall()]
    order = {held: number for number, held in enumerate(Held)}
    return sorted(found, key=lambda one: (order[one.held], one.last_day or date.max, one.name, one.id))


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """A leave of a member: the days, why, how far it is prepared, the act that wrote it last, what has the duty lead's name."""

    id: UUID
    team_id: UUID
    member_id: UUID
    account_id: UUID
    name: str
    first_day: date
    last_day: date | None
    reason: str
    state: str
    version: int
    recorded_at: datetime
    act_id: UUID
    to_duty: frozenset[tuple[str, UUID]]

    @property
    def away(self) -> Away:
        """The days as the rules ask for them."""
        return Away(self.first_day, self.last_day)


def leave(*, leave_id: UUID) -> LeaveRow:
    """Return one leave. Raises NotVisible. One statement."""
    found = _leaves("l.id = %s", [leave_id])
    if not found:
        raise NotVisible
    return found[0]


def leave_of(*, member_id: UUID) -> LeaveRow | None:
    """Return the leave of a member that is planned or confirmed, None without one. One statement."""
    found = _leaves("l.member_id = %s and l.state in ('planned', 'confirmed')", [member_id])
    return found[0] if found else None


def beginning(*, day: date) -> list[LeaveRow]:
    """Return the confirmed leaves whose first day has come, on every team that the viewer sees. One statement."""
    return _leaves("l.state = 'confirmed' and l.first_day <= %s", [day])


def sight_of_leave(*, leave_id: UUID) -> Thing:
    """Return a leave as a thing to act on. Raises NotVisible. One statement."""
    found = leave(leave_id=leave_id)
    return Thing("leave", found.id, found.team_id, None, {"leave": found})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the hands of somebody who goes, and where it stands."""

    holding: Holding
    standing: Standing


def lines_of(*, leave: LeaveRow, holdings: Collection[Holding]) -> list[Line]:
    """Return where each thing stands for a leave; no statement."""
    return [
        Line(
            one,
            standing_of(
                must=must_be_settled(one.held, one.last_day, leave.away),
                offer=one.offer_state,
                to_duty=(one.held, one.id) in leave.to_duty,
            ),
        )
        for one in holdings
    ]


@dataclass(frozen=True, slots=True)
class Accepted:
    """Something that left the hands since a leave was planned: what, for whom, who took it."""

    words: str
    person_id: UUID | None
    name: str
    taken_by: str


def accepted_since(*, member_id: UUID, since: datetime) -> list[Accepted]:
    """Return what others accepted from a member since a moment, latest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(a.what, ''), o.person_id, coalesce(p.given || ' ' || p.family, ''), coalesce(c.name, '')"
            " from action_offer o left join action_action a on a.id = o.action_id left join person_person p on p.id = o.person_id"
            " left join team_member m on m.id = o.taken_by_id left join access_account c on c.id = m.account_id"
            " where o.giver_id = %s and o.state = 'accepted' and o.purpose = 'own' and o.answered_at >= %s"
            " order by o.answered_at desc, o.id",
            [member_id, since],
        )
        return [Accepted(shown(what), person, shown(name).strip(), by) for what, person, name, by in cursor.fetchall()]


def made_with(*, team_id: UUID, person_ids: Collection[UUID], since: datetime) -> dict[tuple[UUID, UUID], int]:
    """Return how many contacts each member made with each person since a moment, by member and person. One statement."""
    if not person_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select member_id, person_id, count(*) from contact_contact where team_id = %s and state = 'made'"
            " and person_id = any(%s::uuid[]) and happened_at >= %s and member_id is not null group by 1, 2",
            [team_id, list(person_ids), since],
        )
        return {(member, person): number for member, person, number in cursor.fetchall()}


def _leaves(condition: str, values: list[Any]) -> list[LeaveRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select l.id, l.team_id, l.member_id, m.account_id, coalesce(a.name, ''), l.first_day, l.last_day, l.reason,"  # noqa: S608  (our own names)
            " l.state, l.version, l.recorded_at, l.act_id,"
            " array(select array[d.kind, d.thing_id::text] from handover_toduty d where d.leave_id = l.id)"
            " from handover_leave l join team_member m on m.id = l.member_id left join access_account a on a.id = m.account_id"
            f" where {condition} order by l.first_day, l.id",  # our own conditions
            values,
        )
        return [_leave(*row) for row in cursor.fetchall()]


def _leave(*row: Any) -> LeaveRow:
    key, team, member, account, name, first, last, reason, state, version, recorded_at, act, to_duty = row
    named = frozenset((kind, UUID(thing)) for kind, thing in to_duty)
    return LeaveRow(key, team, member, account, name, first, last, reason, state, version, recorded_at, act, named)


def _holding(row: tuple[Any, ...]) -> Holding:
    held, key, person, name, words, from_at, due_at, day, hold, back, version, offer, state, to, reason = row
    return Holding(
        Held(held), key, person, shown(name).strip(), shown(words), from_at, due_at, day, shown(hold), back, version,
        offer, state or "", to or "", shown(reason or ""),
    )  # fmt: skip


_OFFER = """
  left join lateral (
       select f.id, f.state, coalesce(fa.name, f.to_role) as to_name, f.reason from action_offer f
         left join team_member fm on fm.id = f.to_member_id left join access_account fa on fa.id = fm.account_id
        where f.{column} = {thing} and f.purpose = 'own' and f.giver_id = %(member)s
        order by f.offered_at desc, f.id limit 1) o on true
"""
_ROTA = """
select '{kind}', r.id, null, '', '', null, null, r.day, '', null, 0, null, '', '', ''
  from team_rotaday r where r.team_id = %(team)s and r.{column} = %(member)s and r.day >= %(today)s
"""

_HANDS = f"""
select 'named lead', e.id, e.person_id, p.given || ' ' || p.family, '', null::timestamptz, null::timestamptz, null::date,
       '', null::date, e.version, o.id, o.state, o.to_name, o.reason
  from caseload_listentry e join person_person p on p.id = e.person_id {_OFFER.format(column="entry_id", thing="e.id")}
 where e.team_id = %(team)s and e.named_lead_id = %(member)s and e.state <> 'ended'
union all
select 'deputy', e.id, e.person_id, p.given || ' ' || p.family, '', null, null, null, '', null, e.version, null, '', '', ''
  from caseload_listentry e join person_person p on p.id = e.person_id
 where e.team_id = %(team)s and e.deputy_id = %(member)s and e.state <> 'ended'
union all
select 'action', a.id, a.person_id, coalesce(p.given || ' ' || p.family, ''), a.what, null, a.due_at, null,
       a.hold_reason, a.return_date, a.version, o.id, o.state, o.to_name, o.reason
  from action_action a left join person_person p on p.id = a.person_id {_OFFER.format(column="action_id", thing="a.id")}
 where a.team_id = %(team)s and a.owner_id = %(member)s and a.state in ('open', 'held')
union all
select 'contact', c.id, c.person_id, p.given || ' ' || p.family, c.way, c.window_from, c.window_to, null, '', null, c.version,
       null, '', '', ''
  from contact_contact c join person_person p on p.id = c.person_id
 where c.team_id = %(team)s and c.member_id = %(member)s and c.state = 'planned'
union all
select 'series', s.id, s.person_id, p.given || ' ' || p.family, s.way, null, null, null, '', null, s.version, null, '', '', ''
  from contact_series s join person_person p on p.id = s.person_id
 where s.team_id = %(team)s and s.member_id = %(member)s and s.state = 'running'
union all
select 'offer', f.id, f.person_id, coalesce(p.given || ' ' || p.family, ''), coalesce(a.what, ''), f.offered_at, f.answer_by,
       null, '', null, f.version, null, '', '', ''
  from action_offer f left join action_action a on a.id = f.action_id left join person_person p on p.id = f.person_id
 where f.team_id = %(team)s and f.to_member_id = %(member)s and f.state = 'waiting'
union all
select 'override', v.id, v.person_id, p.given || ' ' || p.family, v.reason, null, null, v.day, '', null, 0, null, '', '', ''
  from caseload_override v join person_person p on p.id = v.person_id
 where v.team_id = %(team)s and v.member_id = %(member)s and v.day >= %(today)s
union all {_ROTA.format(kind="duty", column="duty_lead_id")}
union all {_ROTA.format(kind="second", column="second_id")}
"""  # noqa: S608  (our own names)
