"""Questions about work: what is waited for, by whom, what became of it, and who may be given more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from kith.access.queries import shut_out_of
from kith.act.refusals import NotVisible
from kith.act.types import Act, Thing
from kith.action.offer_soundness import BULK_VIOLATIONS, OFFER_VIOLATIONS
from kith.action.rules import ActionFacts, ActionKind, ActionState, deadline
from kith.database.planned import planned
from kith.place.rules import local_day
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, duty_lead_now, members, team_by_id
from kith.trail.queries import lived_until
from kith.web.words import cannot_own


@dataclass(frozen=True, slots=True)
class ActionRow:
    """
    One action. `owner` is a name, or that of the team where the viewer does not see its members.

    `is_owner_there`: the owner is on the team now and can open the record; else the duty lead answers (P1).
    `made_at` is when it was given, None for rows older than their history. `own_member_id` is the viewer's own membership.
    `is_in_pool`: it is offered to a pool and waits there, so that the duty lead answers meanwhile (P3).
    """

    id: UUID
    team_id: UUID
    person_id: UUID | None
    what: str
    kind: ActionKind
    owner_id: UUID
    owner_account_id: UUID | None
    owner: str
    is_owner_there: bool
    doer_kind: str
    doer: str
    due_at: datetime
    first_due_at: datetime
    state: ActionState
    hold_reason: str
    return_date: date | None
    outcome: str
    closed_at: datetime | None
    origin_kind: str
    origin_id: UUID | None
    version: int
    made_at: datetime | None
    own_member_id: UUID | None
    is_in_pool: bool

    @property
    def facts(self) -> ActionFacts:
        """What the rules of work ask about it."""
        return ActionFacts(
            action_id=self.id,
            what=self.what,
            due_at=self.due_at,
            kind=self.kind,
            state=self.state,
            owner=self.owner,
            return_date=self.return_date,
            hold_reason=self.hold_reason,
        )


_COLUMNS = """
select a.id, a.team_id, a.person_id, a.what, a.kind, a.owner_id, m.account_id, coalesce(o.name, n.name, ''),
       coalesce(m.during @> act_moment() and (o.ended_at is null or o.ended_at > act_moment()), false)
         and exists (select 1 from access_seat s where s.account_id = m.account_id and s.team_id = a.team_id
                      and s.during @> act_moment()),
       a.doer_kind, a.doer, a.due_at, a.first_due_at, a.state, a.hold_reason, a.return_date, a.outcome, a.closed_at,
       a.origin_kind, a.origin_id, a.version, (select min(event_at) from action_step where action_id = a.id),
       (select own.id from team_member own where own.team_id = a.team_id and own.account_id = act_account()
           and own.during @> act_moment() order by own.role <> act_role(), own.id limit 1),
       exists (select 1 from action_offer p where p.action_id = a.id and p.state = 'waiting' and p.purpose = 'own'
                and p.to_member_id is null)
"""
_FROM = """
  from action_action a
  left join team_member m on m.id = a.owner_id
  left join access_account o on o.id = m.account_id
  left join lateral team_names(array[a.team_id]) n on o.id is null
"""


def one(*, action_id: UUID) -> ActionRow:
    """Return one action. Raises NotVisible when there is none to see. One statement."""
    found = _actions("where a.id = %s", [action_id])
    if not found:
        raise NotVisible
    return found[0]


def one_with(*, action_id: UUID, more: str, joined: str, values: Sequence[Any]) -> tuple[ActionRow, list[Any]]:
    """
    Return one action with further columns of rows joined to it as `a`. Raises NotVisible. One statement.

    `more` names the columns and `joined` how they are found, with their `values` in the order of the text.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_COLUMNS}, {more} {_FROM} {joined} where a.id = %s", [*values, action_id])
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    number = len(ActionRow.__slots__)
    return _action(row[:number]), list(row[number:])


def by_ids(*, action_ids: Collection[UUID]) -> dict[UUID, ActionRow]:
    """Return the given actions that the viewer sees, by id. One statement; none when none is given."""
    found = _actions("where a.id = any(%s::uuid[])", [list(action_ids)]) if action_ids else []
    return {row.id: row for row in found}


def waiting_for_person(*, person_id: UUID, at: datetime) -> list[ActionRow]:
    """Return a person's open and held work on every team that the viewer sees, earliest deadline first. One statement."""
    return _by_deadline(_actions("where a.person_id = %s and a.state in ('open', 'held')", [person_id]))


def waiting_for_team(*, team_id: UUID, person_ids: Collection[UUID] | None = None) -> list[ActionRow]:
    """Return a team's open and held work, or that for some people, earliest deadline first. One statement."""
    some = "" if person_ids is None else " and a.person_id = any(%s::uuid[])"
    values = [team_id] if person_ids is None else [team_id, list(person_ids)]
    return _by_deadline(_actions(f"where a.team_id = %s and a.state in ('open', 'held'){some}", values))


def waiting_of_member(*, member_id: UUID) -> list[ActionRow]:
    """Return the open and held work that a member owns, earliest deadline first. One statement."""
    return _by_deadline(_actions("where a.owner_id = %s and a.state in ('open', 'held')", [member_id]))


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of an action's history: what happened, when, when it was written down, who wrote it, with their words."""

    kind: str
    event_at: datetime
    recorded_at: datetime
    account_id: UUID
    who: str
    text: str
    detail: Mapping[str, Any]


def steps_of(*, action_id: UUID) -> list[StepRow]:
    """Return the history of an action, first step first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.kind, s.event_at, s.recorded_at, s.account_id, coalesce(a.name, ''), s.text, s.detail"
            " from action_step s left join access_account a on a.id = s.account_id"
            " where s.action_id = %s order by s.recorded_at, (s.detail ->> 'version')::int,"
            " s.kind <> 'add', s.kind = 'comment', s.event_at, s.id",
            [action_id],
        )
        return [StepRow(*(*row[:6], orjson.loads(row[6]))) for row in cursor.fetchall()]


def member_names(*, member_ids: Collection[str]) -> dict[str, str]:
    """Return the names of members by id as text, as steps keep them. One statement; none when none is given."""
    if not member_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.id::text, a.name from team_member m join access_account a on a.id = m.account_id"
            " where m.id = any(%s::uuid[])",
            [list(member_ids)],
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Wording:
    """What may be edited of an action, as it stood in one of its versions."""

    what: str
    owner: str
    due_at: datetime
    doer: str


def wording_at(*, action_id: UUID, version: int) -> Wording | None:
    """Return what an action said in an earlier version; None for its present one or one that never was. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.image ->> 'what', coalesce(o.name, ''), (h.image ->> 'due_at')::timestamptz, h.image ->> 'doer'"
            " from act_history h left join team_member m on m.id = (h.image ->> 'owner_id')::uuid"
            " left join access_account o on o.id = m.account_id"
            " where h.table_name = 'action_action' and h.row_id = %s and (h.image ->> 'version')::int = %s",
            [action_id, version],
        )
        row = cursor.fetchone()
    return Wording(*row) if row else None


# Who may be given work


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who may be given an action: a member, how a list calls them, and whether they get it as an offer."""

    id: UUID
    words: str
    gets_offer: bool = False


def possible_owners(*, team: TeamInfo, person_id: UUID | None, act: Act, at: datetime) -> tuple[list[Owner], list[str]]:
    """
    Return who may be given work outside a meeting, oneself first, and sentences that say why others are not listed.

    Oneself and the duty lead, who took the duty, own it at once; everybody else who is there and can open the record gets
    an offer (P3). Two statements, and one more for a person.
    """
    there = members(team_id=team.id, at=at)
    day = day_on_team(team=team, day=local_day(at), at=at, person_id=person_id)
    shut = {one.account_id for one in shut_out_of(person_id=person_id)} if person_id else set()
    own = _own(there, act)
    duty = next((member for member in there if member.id == day.answering), None)
    owners = [Owner(own.id, _("You (%(name)s)") % {"name": own.name})] if own else []
    if duty and not (own and duty.account_id == own.account_id):
        owners.append(Owner(duty.id, _duty_words(duty, is_cover=duty.id == day.cover)))
    accounts = {own.account_id if own else None, duty.account_id if duty else None}
    others = [member for member in there if member.account_id not in accounts]
    hindered = {member.name for member in others if member.account_id in shut}
    away = {member.name for member in others if member.id in day.away}
    for member in others:
        if member.name not in hindered | away and member.account_id not in accounts:
            accounts.add(member.account_id)
            words = {"name": member.name, "role": member.role_label}
            owners.append(Owner(member.id, _("%(name)s, %(role)s: gets an offer") % words, gets_offer=True))
    return owners, _why_not(sorted(hindered), sorted(away - hindered))


def duty_for(*, action_id: UUID, member_id: UUID, at: datetime) -> UUID:
    """
    Return who has the duty for the person of an action: the duty lead of the team given, unless they closed that record.

    One statement, and two more when they did.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.team_id, a.person_id from action_action a join team_member m on m.id = %s"
            " where a.id = %s and a.person_id is not null and is_shut_out(m.account_id, a.person_id)",
            [member_id, action_id],
        )
        row = cursor.fetchone()
    if row is None:
        return member_id
    return duty_lead_now(team=team_by_id(team_id=row[0]), at=at, person_id=row[1]) or member_id


def direct_owners(*, team: TeamInfo, person_id: UUID | None, act: Act, at: datetime) -> tuple[list[Owner], list[str]]:
    """Return who of `possible_owners` owns work at once, and why the others are not listed. Statements as there."""
    owners, why_not = possible_owners(team=team, person_id=person_id, act=act, at=at)
    direct = [one for one in owners if not one.gets_offer]
    if len(direct) < len(owners):
        why_not = [_("Anybody else gets an offer: press “Hand on” on the page of the action."), *why_not]
    return direct, why_not


def _own(there: Sequence[MemberInfo], act: Act) -> MemberInfo | None:
    mine = [member for member in there if member.account_id == act.account_id]
    return next((member for member in mine if member.role == act.role), mine[0] if mine else None)


def _duty_words(member: MemberInfo, *, is_cover: bool) -> str:
    words = _("%(name)s, on-call cover now") if is_cover else _("%(name)s, on duty today")
    return words % {"name": member.name}


def _why_not(hindered: list[str], away: list[str]) -> list[str]:
    why = []
    why += [cannot_own(name) for name in hindered]
    if away:
        why.append(_("%(names)s: away today.") % {"names": ", ".join(away)})
    why.append(_("Somebody who is not on the team now cannot open the record."))
    return why


# Sight: what the operations are made on, one row under row-level security


def sight_of_action(*, action_id: UUID) -> Thing:
    """Return an action as the actor may see it. Raises NotVisible. One statement."""
    return _thing(one(action_id=action_id), None)


@dataclass(frozen=True, slots=True)
class NewOwner:
    """Whom work is to be given to: the account, and whether they are on the team now, with a seat."""

    member_id: UUID
    account_id: UUID | None
    is_there: bool


def sight_of_change(*, action_id: UUID, owner_id: UUID | None = None) -> Thing:
    """Return an action with the member it is to be given to, if any. Raises NotVisible. One statement."""
    row, [account_id, is_there] = one_with(
        action_id=action_id,
        more="new.*",
        joined=f"left join lateral (select {_THERE} from team_member m join access_account o on o.id = m.account_id"  # noqa: S608  (our own columns)
        " where m.id = %s and m.team_id = a.team_id) new on true",
        values=[owner_id],
    )
    return _thing(row, NewOwner(owner_id, account_id, bool(is_there)) if owner_id else None)


def sight_of_new(*, team_id: UUID, owner_id: UUID, person_id: UUID | None = None) -> Thing:
    """Return the person (or team) that work is to be made for, with its owner to be. Raises NotVisible. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select p.id, {_THERE} from access_teamkey t left join access_personkey p on p.id = %s"  # noqa: S608  (our own columns)
            " left join team_member m on m.id = %s and m.team_id = t.id"
            " left join access_account o on o.id = m.account_id where t.id = %s",
            [person_id, owner_id, team_id],
        )
        row = cursor.fetchone()
    if row is None or row[0] != person_id:
        raise NotVisible
    owner = NewOwner(owner_id, row[1], row[2])
    return Thing("person" if row[0] else "team", row[0] or team_id, team_id, row[0], {"owner": owner})


_THERE = """m.account_id,
       coalesce(m.during @> act_moment() and (o.ended_at is null or o.ended_at > act_moment()), false)
         and exists (select 1 from access_seat s where s.account_id = m.account_id and s.team_id = m.team_id
                      and s.during @> act_moment())"""


def _thing(row: ActionRow, owner: NewOwner | None) -> Thing:
    return Thing("action", row.id, row.team_id, row.person_id, {"action": row, "owner": owner})


# What doctor counts


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks a promise, by promise: run by doctor with the role that sees everything.

    P1: unfinished work with no owner of its team, or whose owner has left (or lost the seat) while nobody takes the duty;
    work that nobody of its team can open; work and waiting offers of somebody who has closed the record; work that says
    it comes from an import that is not there. P3 and P14: as kept in `offer_soundness`.
    """
    values = {"at": at, "day": local_day(at), "lived": lived_until(at=at)}
    return {promise: _counted(sentences, values) for promise, sentences in _BY_PROMISE.items()}


def _counted(sentences: Mapping[str, str], values: Mapping[str, Any]) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for sentence, sql in sentences.items():
            cursor.execute(sql, values)
            found += [sentence.format(*row) for row in cursor.fetchall()]
    return found


_OWNER_VIOLATIONS: Mapping[str, str] = {
    "action {0} has no owner of its team": (
        "select a.id from action_action a where a.state in ('open', 'held')"
        " and not exists (select 1 from team_member m where m.id = a.owner_id and m.team_id = a.team_id)"
    ),
    "the owner of action {0} has left and nobody takes the duty": (
        "select a.id from action_action a where a.state in ('open', 'held')"
        " and not exists (select 1 from team_member m join access_seat s on s.account_id = m.account_id"
        "   and s.team_id = m.team_id and s.during @> %(at)s::timestamptz"
        "   where m.id = a.owner_id and m.during @> %(at)s::timestamptz)"
        " and not exists (select 1 from team_rotaday r where r.team_id = a.team_id and r.day = %(day)s"
        "   and r.published_at is not null)"
        " and not exists (select 1 from team_oncall c join team_team t on t.place_id = c.place_id"
        "   where t.id = a.team_id and c.during @> %(at)s::timestamptz)"
    ),
    "nobody of its team can open the record of action {0}": (
        "select a.id from action_action a where a.state in ('open', 'held')"
        " and a.person_id is not null and not exists (select 1 from access_reach r"
        "   where r.person_id = a.person_id and r.during @> %(at)s::timestamptz"
        "   and (r.team_id = a.team_id or r.account_id = (select account_id from team_member m where m.id = a.owner_id)))"
    ),
    "action {0} is owned by member {1}, who has closed the record of its person": (
        "select a.id, m.id from action_action a join team_member m on m.id = a.owner_id"
        " join access_exclusion x on x.account_id = m.account_id and x.person_id = a.person_id"
        "   and x.during @> %(at)s::timestamptz where a.state in ('open', 'held')"
    ),
    "offer {0} waits of or for member {1}, who has closed the record of its person": (
        "select o.id, m.id from action_offer o join team_member m on m.id in (o.giver_id, o.to_member_id)"
        " join access_exclusion x on x.account_id = m.account_id and x.person_id = o.person_id"
        "   and x.during @> %(at)s::timestamptz where o.state = 'waiting'"
    ),
    "action {0} comes from an import that is not there": (
        "select a.id from action_action a where a.origin_kind = 'intake'"
        " and not exists (select 1 from caseload_intake i where i.id = a.origin_id)"
    ),
}
_BY_PROMISE = {"P1": _OWNER_VIOLATIONS, "P3": OFFER_VIOLATIONS, "P14": BULK_VIOLATIONS}
_VIOLATIONS: Mapping[str, str] = {**_OWNER_VIOLATIONS, **OFFER_VIOLATIONS, **BULK_VIOLATIONS}


def _actions(condition: str, values: list[Any]) -> list[ActionRow]:
    return [_action(row) for row in planned(_COLUMNS + _FROM + condition, values)]


def _action(row: Sequence[Any]) -> ActionRow:
    values = dict(zip(ActionRow.__slots__, row, strict=True))
    return ActionRow(**values | {"kind": ActionKind(values["kind"]), "state": ActionState(values["state"])})


def _by_deadline(rows: list[ActionRow]) -> list[ActionRow]:
    return sorted(rows, key=lambda row: (deadline(row.facts), row.id))
