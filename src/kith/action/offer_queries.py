"""Questions about offers: what waits for whose answer, what became of it, and who else could take it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.access.queries import closed_pairs, shut_out_of
from kith.act.refusals import NotVisible
from kith.act.types import Thing
from kith.action.offer_rules import Facts, Lapse, OfferState, Purpose, lapse_of
from kith.action.queries import NewOwner, one_with
from kith.action.rules import UNFINISHED, ActionFacts, ActionKind, ActionState, deadline
from kith.caseload.queries import entry_of
from kith.place.rules import local_day
from kith.policy.queries import right_of
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, members


@dataclass(frozen=True, slots=True)
class OfferRow:
    """
    One offer with what it is about. Exactly one of `action_id` and `entry_id`; a member, a role or the whole team it is to.

    `what` is the action's words, empty for a person. `owner_...` is who holds the thing now: the action's owner, or the
    named lead (None for a person whom nobody leads). A member `is_there` who is on the team now, with a seat, and can open
    the record. `own_member_id` is the viewer's membership in the role they act in, `own_role` its role.
    """

    id: UUID
    team_id: UUID
    person_id: UUID | None
    action_id: UUID | None
    entry_id: UUID | None
    giver_id: UUID
    giver_account_id: UUID
    giver: str
    giver_is_there: bool
    to_member_id: UUID | None
    to_account_id: UUID | None
    to_name: str
    to_is_there: bool
    to_role: str
    to_team: bool
    purpose: Purpose
    note: str
    offered_at: datetime
    answer_by: datetime
    latest_at: datetime | None
    state: OfferState
    answered_at: datetime | None
    answered_by_id: UUID | None
    answered_by: str
    taken_by_id: UUID | None
    reason: str
    lapsed_because: str
    question: str
    seen_at: datetime | None
    version: int
    what: str
    kind: ActionKind
    action_state: ActionState | None
    due_at: datetime | None
    return_date: date | None
    entry_state: str
    owner_id: UUID | None
    owner_account_id: UUID | None
    owner: str
    owner_is_there: bool
    own_member_id: UUID | None
    own_role: str

    @property
    def is_pool(self) -> bool:
        """Whether it is offered to a role or to the whole team."""
        return self.to_member_id is None

    @property
    def deadline(self) -> datetime | None:
        """The moment after which the work counts as overdue; None for a person."""
        if self.due_at is None or self.action_id is None or self.action_state is None:
            return None
        return deadline(
            ActionFacts(self.action_id, self.what, self.due_at, self.kind, self.action_state, "", self.return_date)
        )

    @property
    def over(self) -> Lapse | None:
        """Why the thing cannot change hands any more, None while it can."""
        if self.action_state is not None and self.action_state not in UNFINISHED:
            return {ActionState.DONE: Lapse.DONE, ActionState.CANCELLED: Lapse.CANCELLED}.get(
                self.action_state, Lapse.IN_ERROR
            )
        return Lapse.LEFT_THE_LIST if self.entry_state == "ended" else None

    def lapses(self, at: datetime) -> Lapse | None:
        """Return why it lapses at a moment, None while it waits or when it is answered."""
        if self.state is not OfferState.WAITING:
            return None
        return lapse_of(Facts(self.answer_by, self.is_pool or self.to_is_there, self.over), at)

    def is_for(self, account_id: UUID) -> bool:
        """Say whether somebody may answer it: the member it is to, or whoever is in the pool, its giver left out."""
        if not self.is_pool:
            return self.to_account_id == account_id
        in_pool = self.own_member_id is not None and (self.to_team or self.own_role == self.to_role)
        return in_pool and self.giver_account_id != account_id


def _there(member: str, account: str) -> str:
    """Whether a member is on the team now, with a seat, and can open the record of the offer's person."""
    return f"""(coalesce({member}.during @> act_moment()
           and ({account}.ended_at is null or {account}.ended_at > act_moment()), false)
       and exists (select 1 from access_seat s where s.account_id = {member}.account_id and s.team_id = {member}.team_id
                    and s.during @> act_moment())
       and (o.person_id is null or exists (select 1 from access_reach r where r.person_id = o.person_id
             and r.during @> act_moment() and (r.team_id = o.team_id or r.account_id = {member}.account_id))
             and not is_shut_out({member}.account_id, o.person_id)))"""  # noqa: S608  (our own names)


_COLUMNS = f"""
select o.id, o.team_id, o.person_id, o.action_id, o.entry_id,
       o.giver_id, g.account_id, coalesce(ga.name, ''), {_there("g", "ga")},
       o.to_member_id, t.account_id, coalesce(ta.name, ''), {_there("t", "ta")},
       o.to_role, o.to_team, o.purpose, o.note, o.offered_at, o.answer_by, o.latest_at, o.state, o.answered_at,
       o.answered_by_id, coalesce(aa.name, ''), o.taken_by_id, o.reason, o.lapsed_because, o.question, o.seen_at, o.version,
       coalesce(a.what, ''), coalesce(a.kind, 'plain'), a.state, a.due_at, a.return_date, coalesce(e.state, ''),
       w.id, w.account_id, coalesce(wa.name, ''), {_there("w", "wa")}, own.id, coalesce(own.role, '')
  from action_offer o
  join team_member g on g.id = o.giver_id
  left join access_account ga on ga.id = g.account_id
  left join team_member t on t.id = o.to_member_id
  left join access_account ta on ta.id = t.account_id
  left join access_account aa on aa.id = o.answered_by_id
  left join action_action a on a.id = o.action_id
  left join caseload_listentry e on e.id = o.entry_id
  left join team_member w on w.id = coalesce(a.owner_id, e.named_lead_id)
  left join access_account wa on wa.id = w.account_id
  left join lateral (
       select own.id, own.role from team_member own
        where own.team_id = o.team_id and own.account_id = act_account() and own.during @> act_moment()
        order by own.role <> o.to_role, own.role <> act_role(), own.id limit 1) own on true
"""  # noqa: S608  (our own names)


def offer_by_id(*, offer_id: UUID) -> OfferRow:
    """Return one offer. Raises NotVisible when there is none to see. One statement."""
    found = _offers("where o.id = %s", [offer_id])
    if not found:
        raise NotVisible
    return found[0]


def offers_of_action(*, action_id: UUID) -> list[OfferRow]:
    """Return every offer of an action, latest first. One statement."""
    return _offers("where o.action_id = %s order by o.offered_at desc, o.id", [action_id])


def open_offers(*, team_id: UUID) -> list[OfferRow]:
    """
    Return a team's offers that somebody has something to do about, earliest answer-by first. One statement.

    Those that wait, and those declined or lapsed which nobody has dealt with while the work is still there.
    """
    return _offers(
        "where o.team_id = %s and (o.state = 'waiting' or o.state in ('declined', 'lapsed') and o.seen_at is null)"
        " order by o.answer_by, o.id",
        [team_id],
    )


def offers_of_member(*, member_id: UUID) -> list[OfferRow]:
    """Return the waiting offers that a member gave or was given, earliest answer-by first. One statement."""
    return _offers(
        "where o.state = 'waiting' and %s in (o.giver_id, o.to_member_id) order by o.answer_by, o.id", [member_id]
    )


def offers_of_account(*, team_id: UUID, account_id: UUID) -> list[OfferRow]:
    """Return the waiting offers of a team to an account, in whichever of its roles, earliest answer-by first. One statement."""
    return _offers(
        "where o.team_id = %s and o.state = 'waiting' and t.account_id = %s order by o.answer_by, o.id",
        [team_id, account_id],
    )


def offers_for_person(*, team_id: UUID, person_id: UUID) -> list[OfferRow]:
    """Return the waiting offers of a team for a person, of work and of leading them, by id. One statement."""
    return _offers(
        "where o.team_id = %s and o.person_id = %s and o.state = 'waiting' order by o.id", [team_id, person_id]
    )


def lapsing(*, team_id: UUID, at: datetime) -> list[OfferRow]:
    """Return the waiting offers of a team that lapse at a moment. One statement."""
    return [
        row
        for row in _offers("where o.team_id = %s and o.state = 'waiting' order by o.id", [team_id])
        if row.lapses(at)
    ]


def _offers(condition: str, values: Sequence[Any]) -> list[OfferRow]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS + condition, values)
        return [_offer(row) for row in cursor.fetchall()]


def _offer(row: Sequence[Any]) -> OfferRow:
    values = dict(zip(OfferRow.__slots__, row, strict=True))
    kinds = {"state": OfferState(values["state"]), "purpose": Purpose(values["purpose"])}
    state = ActionState(values["action_state"]) if values["action_state"] else None
    return OfferRow(**values | kinds | {"kind": ActionKind(values["kind"]), "action_state": state})


# Sight


def sight_of_offer(*, offer_id: UUID) -> Thing:
    """Return an offer as the actor may see it. Raises NotVisible. One statement."""
    row = offer_by_id(offer_id=offer_id)
    return Thing("offer", row.id, row.team_id, row.person_id, {"offer": row})


def sight_of_offering(*, action_id: UUID, to_member_id: UUID | None = None) -> Thing:
    """Return an action with the member it is to be offered to, if any. Raises NotVisible. One statement."""
    row, [account_id, is_there] = one_with(
        action_id=action_id,
        more="new.*",
        joined="left join lateral (select n.account_id, "  # noqa: S608  (our own columns)
        + _there("n", "na").replace("o.person_id", "a.person_id").replace("o.team_id", "a.team_id")
        + " from team_member n join access_account na on na.id = n.account_id"
        " where n.id = %s and n.team_id = a.team_id) new on true",
        values=[to_member_id],
    )
    receiver = NewOwner(to_member_id, account_id, bool(is_there)) if to_member_id else None
    return Thing("action", row.id, row.team_id, row.person_id, {"action": row, "to": receiver})


def sight_of_offering_person(*, entry_id: UUID, to_member_id: UUID | None = None) -> Thing:
    """Return a list entry with its named lead and the member it is to be offered to. Raises NotVisible. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, [to_member_id, entry_id])
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    found = EntryToOffer(*row[:8])
    receiver = NewOwner(to_member_id, row[8], bool(row[9])) if to_member_id else None
    return Thing("list entry", found.id, found.team_id, found.person_id, {"entry": found, "to": receiver})


@dataclass(frozen=True, slots=True)
class EntryToOffer:
    """A person on a list, with who leads them over time; `lead_is_there` as for the members of an offer."""

    id: UUID
    team_id: UUID
    person_id: UUID
    state: str
    named_lead_id: UUID | None
    lead_account_id: UUID | None
    lead_is_there: bool
    own_member_id: UUID | None


_ENTRY = f"""
select o.id, o.team_id, o.person_id, o.state, w.id, w.account_id, {_there("w", "wa")},
       (select own.id from team_member own where own.team_id = o.team_id and own.account_id = act_account()
           and own.during @> act_moment() order by own.role <> act_role(), own.id limit 1),
       n.account_id, {_there("n", "na")}
  from caseload_listentry o
  left join team_member w on w.id = o.named_lead_id
  left join access_account wa on wa.id = w.account_id
  left join team_member n on n.id = %s and n.team_id = o.team_id
  left join access_account na on na.id = n.account_id
 where o.id = %s
"""  # noqa: S608  (our own names)


def accounts_of_pool(*, team_id: UUID, role: str) -> list[UUID]:
    """Return the accounts of a pool: members of the role there now, or of any role when none is given. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct m.account_id from team_member m join access_account a on a.id = m.account_id"
            " where m.team_id = %s and m.during @> act_moment() and (a.ended_at is null or a.ended_at > act_moment())"
            " and (%s = '' or m.role = %s) and exists (select 1 from access_seat s where s.team_id = m.team_id"
            "   and s.account_id = m.account_id and s.role = m.role and s.during @> act_moment()) order by 1",
            [team_id, role, role],
        )
        return [account for (account,) in cursor.fetchall()]


def account_of_member(*, member_id: UUID) -> UUID | None:
    """Return the account of a member, None for nobody. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select account_id from team_member where id = %s", [member_id])
        row = cursor.fetchone()
    return row[0] if row else None


def declined_by(*, action_id: UUID | None, entry_id: UUID | None = None) -> dict[UUID, str]:
    """Return who has declined this work, by account, with the reason; the latest of each. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select answered_by_id, reason from action_offer where state = 'declined'"
            " and (action_id = %s or entry_id = %s) order by answered_at",
            [action_id, entry_id],
        )
        return dict(cursor.fetchall())


def sight_of_reminding(*, action_id: UUID) -> Thing:
    """
    Return an action with the account it is offered to, and when the actor last reminded of it. Raises NotVisible.

    One statement.
    """
    row, [asked, reminded_at] = one_with(
        action_id=action_id,
        more="(select m.account_id from action_offer f join team_member m on m.id = f.to_member_id where f.action_id = a.id"
        " and f.state = 'waiting' and f.purpose = 'own'),"
        " (select max(s.event_at) from action_step s where s.action_id = a.id and s.kind = 'remind'"
        "   and s.account_id = act_account())",
        joined="",
        values=[],
    )
    return Thing(
        "action", row.id, row.team_id, row.person_id, {"action": row, "asked": asked, "reminded_at": reminded_at}
    )


# Who could take it


@dataclass(frozen=True, slots=True)
class CouldTake:
    """
    A member who could take work: the ways in which they stand near it, or the sentence that says why they cannot.

    `knows_some`: of work for several people, they have closed the record of some to themselves.
    """

    member: MemberInfo
    near: Sequence[str] = ()
    why_not: str = ""
    knows_them: bool = False
    knows_some: bool = False


def could_take_for(*, could: Sequence[CouldTake], person_ids: Collection[UUID]) -> list[CouldTake]:
    """Return those who could take work for some of these people: not who has closed the records of all. One statement."""
    closed = closed_pairs(account_ids=[one.member.account_id for one in could], person_ids=person_ids)
    number = Counter(account_id for account_id, _person_id in closed)
    return [
        replace(one, knows_some=bool(number[one.member.account_id]))
        for one in could
        if not person_ids or number[one.member.account_id] < len(person_ids)
    ]


def who_could_take(
    *, team: TeamInfo, person_id: UUID | None, work: OfferRow | None, holder_account_id: UUID | None, at: datetime
) -> list[CouldTake]:
    """
    Return everybody of a team but the holder, who could take work first, nearest first, then by name; each account once.

    `near` names 'named lead', 'deputy', 'duty', 'on shift'. Who cannot is away, may not by role, has declined this `work`
    already, or cannot open the record. At most five statements.
    """
    there = members(team_id=team.id, at=at)
    day = day_on_team(team=team, day=local_day(at), at=at, person_id=person_id)
    listed = entry_of(team_id=team.id, person_id=person_id) if person_id else None
    shut = {one.account_id for one in shut_out_of(person_id=person_id)} if person_id else set()
    said_no = declined_by(action_id=work.action_id, entry_id=work.entry_id) if work else {}
    found: dict[UUID, CouldTake] = {}
    for one in there:
        if one.account_id == holder_account_id or one.account_id in found:
            continue
        why_not, right = "", right_of("action.accept", one.role, team_id=team.id, at=at)
        if one.account_id in shut:
            why_not = _("knows this person, so cannot own their work")
        elif one.id in day.away:
            why_not = _("away today")
        elif right.verdict == "no":
            why_not = _("not within the role of %(role)s (%(rule)s)") % {"role": one.role_label, "rule": right.rule}
        elif one.account_id in said_no:
            why_not = _("declined: “%(reason)s”") % {"reason": said_no[one.account_id]}
        near = {
            "named lead": listed is not None and listed.named_lead_id == one.id,
            "deputy": listed is not None and listed.deputy_id == one.id,
            "duty": day.answering == one.id,
            "on shift": one.id in day.on_shift,
        }
        found[one.account_id] = CouldTake(
            one, [name for name, is_so in near.items() if is_so], why_not, knows_them=one.account_id in shut
        )
    order = ["named lead", "deputy", "duty", "on shift"]
    return sorted(
        found.values(),
        key=lambda one: (bool(one.why_not), order.index(one.near[0]) if one.near else len(order), one.member.name),
    )
