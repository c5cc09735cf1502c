"""Questions about huddles: the one that runs, everything in one, what came of the last, who was left as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from kith.act.refusals import NotVisible
from kith.act.types import Thing
from kith.action.offer_people import To
from kith.action.rules import ActionState
from kith.database.planned import planned
from kith.huddle import closing_rules
from kith.huddle.closing_rules import LookBack, Loose, look_back, loose_ends
from kith.huddle.outcome_rules import Outcome
from kith.huddle.rules import Carried, Presence
from kith.person.rules import shown

R = TypeVar("R")
WHOLE_TEAM = "team"
"""What `offered_pool` says of work offered to everybody; anything else is a role."""


@dataclass(frozen=True, slots=True)
class HuddleRow:
    """A huddle. Members are ids; `closed_at` is None while it runs."""

    id: UUID
    team_id: UUID
    day: date
    started_at: datetime
    minutes: int
    facilitator_id: UUID
    closed_at: datetime | None
    closed_by_id: UUID | None
    closed_late_because: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One person on the agenda, with what was decided so far."""

    id: UUID
    huddle_id: UUID
    person_id: UUID
    position: int
    section: str
    why: str
    outcome: Outcome | None
    reason: str
    decision: str
    settled_at: datetime | None
    settled_by_id: UUID | None
    version: int
    given: str
    family: str
    born: date | None

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{shown(self.given)} {shown(self.family)}".strip()


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """
    What was agreed for an item; an action once it has owner and deadline.

    `offered_to_id` is the member who was offered it, `offered_pool` the role, or "team"; the owner answers for it until then.
    """

    id: UUID
    item_id: UUID
    person_id: UUID
    what: str
    owner_id: UUID | None
    due_at: datetime | None
    action_id: UUID | None
    offered_to_id: UUID | None = None
    offered_pool: str = ""

    @property
    def offered(self) -> To | None:
        """To whom it was offered: a member, a role or the whole team; None when it was not."""
        if self.offered_pool:
            return To(team=True) if self.offered_pool == WHOLE_TEAM else To(role=self.offered_pool)
        return To(self.offered_to_id) if self.offered_to_id else None


@dataclass(frozen=True, slots=True)
class RaisedRow:
    """An escalation raised on an item; `told_at` is None while its note is missing."""

    id: UUID
    item_id: UUID
    person_id: UUID
    what: str
    to_id: UUID
    action_id: UUID
    raised_at: datetime
    raised_by_id: UUID
    told_who: str
    told_how: str
    told_at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """The item that whoever leads the huddle is at, and what they have typed for it so far."""

    item_id: UUID
    what: str
    owner_id: UUID | None
    due_at: datetime | None
    shown_at: datetime


@dataclass(frozen=True)
class Whole:
    """
    Everything in a huddle that the viewer sees: items in the order of the agenda, what was agreed and raised, who is there.

    `names` are those of everybody who ever was on the team, by member id. `number_gone` counts the people whom the team
    does not reach any more: they are in none of the lists.
    """

    huddle: HuddleRow
    items: Sequence[ItemRow]
    agreed: Sequence[AgreedRow]
    raised: Sequence[RaisedRow]
    attendance: dict[UUID, Presence]
    names: dict[UUID, str]
    number_gone: int

    @cached_property
    def loose(self) -> list[Loose]:
        """Everything that keeps the huddle from closing (P5), in the order of the agenda."""
        return loose_ends(
            [closing_rules.Item(one.id, one.position, one.name, one.outcome) for one in self.items],
            [
                closing_rules.Agreed(
                    one.id,
                    one.item_id,
                    one.what,
                    one.owner_id or one.offered_to_id,
                    one.due_at,
                    is_offered=one.offered is not None,
                )
                for one in self.agreed
            ],
            [closing_rules.Raised(one.id, one.item_id, one.raised_at, one.said) for one in self.raised],
        )

    @property
    def person_ids(self) -> list[UUID]:
        """Everybody on the agenda."""
        return [one.person_id for one in self.items]

    @property
    def present(self) -> frozenset[UUID]:
        """The members in the room or joined: those who accept what is given to them here."""
        return frozenset(member for member, how in self.attendance.items() if how is not Presence.AWAY)

    def item(self, item_id: UUID) -> ItemRow:
        """Return one of its items. Raises NotVisible when it is not in this huddle."""
        return _one([one for one in self.items if one.id == item_id])


@dataclass(frozen=True, slots=True)
class LastHuddle:
    """The huddle before: its day, what became of what was agreed there, and what is carried over, by the agenda's order."""

    id: UUID
    day: date
    back: LookBack
    carried: Sequence[Carried]
    carried_from: dict[UUID, UUID]


@dataclass(frozen=True, slots=True)
class LastTime:
    """What an earlier huddle decided for a person, and the state of each action agreed there with when it ended."""

    day: date
    decision: str
    actions: Sequence[tuple[ActionState, datetime | None]]


_HUDDLE = "h.id, h.team_id, h.day, h.started_at, h.minutes, h.facilitator_id, h.closed_at, h.closed_by_id, h.closed_late_because"
_ITEM = (
    "i.id, i.huddle_id, i.person_id, i.position, i.section, i.why, i.outcome, i.reason, i.decision, i.settled_at,"
    " i.settled_by_id, i.version, p.given, p.family, p.birth_date"
)


def huddle_of_day(*, team_id: UUID, day: date) -> HuddleRow | None:
    """Return the team's open huddle, of whichever day, else the one of this day, else None. One statement."""
    rows = _rows(
        f"select {_HUDDLE} from huddle_huddle h where h.team_id = %s and (h.closed_at is null or h.day = %s)"  # noqa: S608  (our own names)
        " order by h.closed_at is not null limit 1",
        [team_id, day],
    )
    return HuddleRow(*rows[0]) if rows else None


def huddle(*, huddle_id: UUID) -> HuddleRow:
    """Return one huddle. Raises NotVisible. One statement."""
    rows = _rows(f"select {_HUDDLE} from huddle_huddle h where h.id = %s", [huddle_id])  # noqa: S608  (our own names)
    return HuddleRow(*_one(rows))


def whole(*, huddle: HuddleRow) -> Whole:
    """Return everything in a huddle. Four statements, however many people."""
    items = _rows(
        f"select {_ITEM} from huddle_item i join person_person p on p.id = i.person_id where i.huddle_id = %s"  # noqa: S608  (our own names)
        " order by i.position, i.id",
        [huddle.id],
    )
    agreed = _rows(
        "select id, item_id, person_id, what, owner_id, due_at, action_id, offered_to_id, offered_pool from huddle_agreed"
        " where huddle_id = %s and withdrawn_at is null order by recorded_at, id",
        [huddle.id],
    )
    raised = _rows(
        "select id, item_id, person_id, what, to_id, action_id, raised_at, raised_by_id, told_who, told_how, told_at, said"
        " from huddle_raised where huddle_id = %s order by raised_at, id",
        [huddle.id],
    )
    members = _rows(
        "select m.id, a.name, t.how, (select huddle_number_gone(%s)) from team_member m"
        " join access_account a on a.id = m.account_id"
        " left join huddle_attendance t on t.member_id = m.id and t.huddle_id = %s where m.team_id = %s order by a.name, m.id",
        [huddle.id, huddle.id, huddle.team_id],
    )
    return Whole(
        huddle,
        [_item(row) for row in items],
        [AgreedRow(*row) for row in agreed],
        [RaisedRow(*row) for row in raised],
        {member: Presence(how) for member, _, how, _ in members if how},
        {member: name for member, name, *_ in members},
        members[0][3] if members else 0,
    )


def shown_in(*, huddle_id: UUID) -> ShownRow | None:
    """Return what the one who leads a huddle is at, None before they have shown anything. One statement."""
    rows = _rows(
        "select item_id, what, owner_id, due_at, recorded_at from huddle_shown where huddle_id = %s", [huddle_id]
    )
    return ShownRow(*rows[0]) if rows else None


def attendance(*, huddle_id: UUID) -> dict[UUID, Presence]:
    """Return how each member takes part, by member id. One statement."""
    rows = _rows("select member_id, how from huddle_attendance where huddle_id = %s", [huddle_id])
    return {member: Presence(how) for member, how in rows}


def last_huddle(*, team_id: UUID, before: date) -> LastHuddle | None:
    """Return the last huddle of a team before a day, None for a team that had none. One statement."""
    rows = _rows(
        "select h.id, h.day, a.id, a.person_id, x.what, x.state,"
        " (select f.state from action_offer f where f.action_id = a.action_id"
        "   and (f.to_member_id = a.offered_to_id or f.to_team and a.offered_pool = 'team' or f.to_role = a.offered_pool"
        "     and f.to_role <> '')"
        "   and f.offered_at >= h.started_at order by f.offered_at, f.id limit 1)"
        "  from (select id, day, started_at from huddle_huddle where team_id = %s and day < %s order by day desc limit 1) h"
        "  left join huddle_agreed a on a.huddle_id = h.id and a.action_id is not null"
        "  left join huddle_item i on i.id = a.item_id"
        "  left join action_action x on x.id = a.action_id"
        " order by i.position, i.id, a.recorded_at, a.id",
        [team_id, before],
    )
    if not rows:
        return None
    agreed = [(key, person, what, ActionState(state)) for _, _, key, person, what, state, _ in rows if state]
    unfinished = [row for row in agreed if row[3] in (ActionState.OPEN, ActionState.HELD)]
    return LastHuddle(
        rows[0][0],
        rows[0][1],
        look_back((state for *_, state in agreed), [offer for *_, offer in rows if offer]),
        [Carried(person, what) for _, person, what, _ in unfinished],
        {person: key for key, person, *_ in reversed(unfinished)},
    )


def last_time(*, team_id: UUID, person_id: UUID, before: date) -> LastTime | None:
    """Return what the latest huddle before a day decided for a person, None when none spoke of them. One statement."""
    rows = _rows(
        "select l.day, l.decision, x.state, x.closed_at from ("
        "  select h.day, i.id, i.decision from huddle_item i join huddle_huddle h on h.id = i.huddle_id"
        "   where i.team_id = %s and i.person_id = %s and h.day < %s and i.outcome is not null"
        "   order by h.day desc limit 1) l"
        " left join huddle_agreed a on a.item_id = l.id and a.action_id is not null"
        " left join action_action x on x.id = a.action_id order by x.closed_at nulls last",
        [team_id, person_id, before],
    )
    if not rows:
        return None
    return LastTime(rows[0][0], rows[0][1], [(ActionState(state), ended_at) for _, _, state, ended_at in rows if state])


def last_changes(*, huddle: HuddleRow, person_ids: Sequence[UUID]) -> dict[UUID, date]:
    """
    Return when each person last had a decision other than no change in an earlier huddle. One statement.

    Whom no huddle ever changed anything for is not in the answer.
    """
    rows = _rows(
        "select i.person_id, max(h.day) from huddle_item i join huddle_huddle h on h.id = i.huddle_id"
        " where i.team_id = %s and i.person_id = any(%s::uuid[]) and h.day < %s"
        "   and i.outcome not in ('no change', 'off the list') group by i.person_id",
        [huddle.team_id, list(person_ids), huddle.day],
    )
    return dict(rows)


def people_to_add(*, team_id: UUID, huddle_id: UUID) -> list[tuple[UUID, str, date | None]]:
    """Return who is on the team's list and not on the agenda, by family name: id, name, birth date. One statement."""
    rows = _rows(
        "select p.id, p.given, p.family, p.birth_date from caseload_listentry e join person_person p on p.id = e.person_id"
        " where e.team_id = %s and e.state <> 'ended' and not p.is_dead and not exists ("
        "   select 1 from huddle_item i where i.huddle_id = %s and i.person_id = e.person_id)"
        " order by lower(p.family), lower(p.given), p.birth_date, p.id",
        [team_id, huddle_id],
    )
    return [(key, f"{shown(given)} {shown(family)}".strip(), born) for key, given, family, born in rows]


# Sight: what the operations are made on, under row-level security


def sight_of_huddle(*, huddle_id: UUID) -> Thing:
    """Return a huddle as the actor may see it. Raises NotVisible. One statement."""
    return _thing_of(huddle(huddle_id=huddle_id))


def sight_to_close(*, huddle_id: UUID) -> Thing:
    """
    Return a huddle as the actor may see it, locked until the transaction ends. Raises NotVisible. One statement.

    Whoever adds to a huddle only shares a lock on it (migration 0004). Two who close it at once would each hold a share
    and wait for the other; so those who close, and those who mend on the way to closing, take the whole lock first.
    """
    rows = _rows(f"select {_HUDDLE} from huddle_huddle h where h.id = %s for no key update", [huddle_id])  # noqa: S608  (our own names)
    return _thing_of(HuddleRow(*_one(rows)))


def sight_of_item(*, item_id: UUID) -> Thing:
    """Return an item with its huddle as the actor may see them. Raises NotVisible. One statement."""
    rows = _rows(
        f"select {_HUDDLE}, {_ITEM} from huddle_item i join huddle_huddle h on h.id = i.huddle_id"  # noqa: S608  (our own names)
        " join person_person p on p.id = i.person_id where i.id = %s",
        [item_id],
    )
    row = _one(rows)
    found, item = HuddleRow(*row[:9]), _item(row[9:])
    return Thing("huddle item", item.id, found.team_id, item.person_id, {"huddle": found, "item": item})


def _thing_of(found: HuddleRow) -> Thing:
    return Thing("huddle", found.id, found.team_id, None, {"huddle": found})


# What doctor counts


def violations(*, at: datetime) -> dict[str, list[str]]:
    """Return what breaks the closing gate (P5), as sentences with ids: run by doctor with the role that sees everything."""
    found = []
    for sentence, text in _VIOLATIONS.items():
        found += [sentence.format(*row) for row in _rows(text, [])]
    return {"P5": found}


_CLOSED = "join huddle_huddle h on h.id = x.huddle_id and h.closed_at is not null"
_VIOLATIONS = {
    "huddle {0} is closed and its item {1} has no outcome": (
        f"select h.id, x.id from huddle_item x {_CLOSED} where x.outcome is null"  # noqa: S608  (our own names)
    ),
    "huddle {0} is closed and what was agreed in it as {1} is no action": (
        f"select h.id, x.id from huddle_agreed x {_CLOSED} left join action_action a on a.id = x.action_id"  # noqa: S608  (our own names)
        " where x.withdrawn_at is null and (a.id is null or a.owner_id is null or a.due_at is null)"
    ),
    "huddle {0} is closed and its item {1} is to be an action that nobody wrote down": (
        f"select h.id, x.id from huddle_item x {_CLOSED} where x.outcome = 'action' and not exists ("  # noqa: S608  (our own names)
        " select 1 from huddle_agreed a where a.item_id = x.id and a.withdrawn_at is null)"
    ),
    "huddle {0} is closed and the work of its item {1} was handed over to nobody": (
        f"select h.id, x.id from huddle_item x {_CLOSED} where x.outcome = 'hand over' and not exists ("  # noqa: S608  (our own names)
        " select 1 from huddle_agreed a where a.item_id = x.id and a.withdrawn_at is null"
        "   and (a.offered_to_id is not null or a.offered_pool <> ''))"
    ),
    "action {0} comes from an item of a huddle that is not there": (
        "select a.id from action_action a where a.origin_kind = 'huddle item'"
        " and not exists (select 1 from huddle_item i where i.id = a.origin_id)"
    ),
    "huddle {0} is closed and its escalation {1} has no note": (
        f"select h.id, x.id from huddle_raised x {_CLOSED} where x.told_at is null"  # noqa: S608  (our own names)
    ),
    **{
        f"huddle {{0}} is closed and {{1}} was written into {table} afterwards": (
            f"select h.id, x.id from {table} x {_CLOSED} where x.recorded_at > h.closed_at"  # noqa: S608  (our own names)
        )
        for table in ("huddle_item", "huddle_agreed", "huddle_raised", "huddle_attendance", "huddle_remark")
    },
}


def _item(row: Sequence[Any]) -> ItemRow:
    values = dict(zip(ItemRow.__slots__, row, strict=True))
    return ItemRow(**values | {"outcome": Outcome(values["outcome"]) if values["outcome"] else None})


def _rows(text: str, values: list[Any]) -> list[tuple[Any, ...]]:
    return planned(text, values)


def _one(rows: Sequence[R]) -> R:
    if not rows:
        raise NotVisible
    return rows[0]
