"""Questions about lists: who is on them, who leads them today, who has not been looked through."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from kith.access.queries import who_acted
from kith.act.queries import as_it_was
from kith.act.refusals import NotVisible
from kith.act.types import Thing
from kith.caseload.models import ListEntry
from kith.caseload.rules import CameBy, DayLead, Duty, Leads, ListState, RiskTier, day_lead
from kith.database.planned import planned
from kith.place.rules import local_day
from kith.team.queries import DayOnTeam, TeamInfo

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """A person on a team's list. Leads are member ids; `intake_id` is the import that brought them."""

    id: UUID
    team_id: UUID
    person_id: UUID
    state: ListState
    came_at: datetime
    came_by: CameBy
    came_from: str
    intake_id: UUID | None
    looked_through_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    risk_tier: RiskTier
    named_lead_id: UUID | None
    deputy_id: UUID | None
    cadence_days: int | None
    version: int

    @property
    def is_unseen(self) -> bool:
        """Whether an import brought them and nobody has looked them through yet."""
        return self.intake_id is not None and self.looked_through_at is None

    @property
    def is_on_list(self) -> bool:
        """Whether the entry has not ended."""
        return self.state is not ListState.ENDED


_COLUMNS = (
    "e.id, e.team_id, e.person_id, e.state, e.came_at, e.came_by, e.came_from, e.intake_id, e.looked_through_at, e.ended_at,"
    " e.ended_because, e.risk_tier, e.named_lead_id, e.deputy_id, e.cadence_days, e.version"
)


def entry(*, entry_id: UUID) -> Entry:
    """Return one list entry. Raises NotVisible when there is none to see. One statement."""
    return _one(_entries("e.id = %s", [entry_id]))


def saved_by(*, entry_id: UUID) -> tuple[str, datetime] | None:
    """Return who wrote a list entry as it is now, and when; None when the viewer does not see them. Three statements."""
    return who_acted(act_id=ListEntry.objects.values_list("act_id", flat=True).get(id=entry_id))


def entry_as_it_was(*, now: Entry, version: int) -> Entry:
    """Return a list entry in an earlier version, as far as it may be arranged; as it is now where there is none. One statement."""
    image = as_it_was(table="caseload_listentry", row_id=now.id, version=version)
    if image is None:
        return now
    return replace(
        now,
        named_lead_id=UUID(image["named_lead_id"]) if image["named_lead_id"] else None,
        deputy_id=UUID(image["deputy_id"]) if image["deputy_id"] else None,
        risk_tier=RiskTier(image["risk_tier"]),
        cadence_days=image["cadence_days"],
        state=ListState(image["state"]),
    )


def entry_of(*, team_id: UUID, person_id: UUID) -> Entry | None:
    """Return the entry that a person has on a team's list now, None when they are not on it. One statement."""
    found = _entries("e.team_id = %s and e.person_id = %s and e.state <> 'ended'", [team_id, person_id])
    return found[0] if found else None


def entries_of_person(*, person_id: UUID) -> list[Entry]:
    """Return every entry of a person that the viewer sees, ended ones too, latest first. One statement."""
    return _entries("e.person_id = %s", [person_id])


@dataclass(frozen=True, slots=True)
class OnList:
    """How many people are on a list now, and whether anybody ever was."""

    number: int
    ever: bool


def number_on_list(*, team_id: UUID) -> OnList:
    """Return how many people are on the list of a team, also to those who open no record; zero without a seat. One statement."""
    [row] = planned("select on_list, ever from caseload_number(%s)", [team_id])
    return OnList(*row)


def on_list(*, team_id: UUID) -> list[Entry]:
    """Return everybody on a team's list now, latest first. One statement."""
    return _entries("e.team_id = %s and e.state <> 'ended'", [team_id])


CLOSED_TO = (
    "array(select m.id from access_exclusion x join team_member m on m.account_id = x.account_id and m.team_id = e.team_id"
    " where x.person_id = e.person_id and x.during @> act_moment())"
)
"""The members of the team of a list entry `e` who have closed the person's record to themselves, in a statement."""


def closed_to(*, team_id: UUID, person_id: UUID) -> frozenset[UUID]:
    """Return the members of a team who have closed a person's record to themselves. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.id from access_exclusion x join team_member m on m.account_id = x.account_id and m.team_id = %s"
            " where x.person_id = %s and x.during @> act_moment()",
            [team_id, person_id],
        )
        return frozenset(member for (member,) in cursor.fetchall())


def day_leads(
    *, team: TeamInfo, day: DayOnTeam, person_ids: Collection[UUID] | None = None
) -> dict[UUID, DayLead | None]:
    """
    Return who is answerable on a day for each person on a team's list, or for those asked about (P2).

    One statement, whatever their number. None for somebody whom nobody covers; who is not on the list is not in the answer.
    """
    duty = duty_on(day=day)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select e.person_id, e.named_lead_id, e.deputy_id, o.member_id, {CLOSED_TO} from caseload_listentry e"  # noqa: S608  (our own words)
            " left join caseload_override o on o.team_id = e.team_id and o.person_id = e.person_id and o.day = %s"
            " where e.team_id = %s and e.state <> 'ended' and (%s::uuid[] is null or e.person_id = any(%s::uuid[]))",
            [day.day, team.id, *[None if person_ids is None else list(person_ids)] * 2],
        )
        return {
            person: day_lead(Leads(named, deputy, other, frozenset(closed)), duty)
            for person, named, deputy, other, closed in cursor.fetchall()
        }


def duty_on(*, day: DayOnTeam) -> Duty:
    """Return a team's day as the rules of the day lead ask for it. No statement."""
    return Duty(day.on_shift, day.duty_lead, day.second, day.cover, day.is_service_day)


@dataclass(frozen=True, slots=True)
class Reaching:
    """A team of the viewer's that reaches a person: with the entry on its list if there is one."""

    team_id: UUID
    name: str
    slug: str
    entry_id: UUID | None
    risk_tier: str
    cadence_days: int | None = None


def teams_reaching(*, person_id: UUID, team_ids: Collection[UUID]) -> list[Reaching]:
    """Return which of these teams reach a person now, those with them on the list first, then by name. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.id, t.name, t.slug, e.id, coalesce(e.risk_tier, ''), e.cadence_days from team_team t"
            " left join caseload_listentry e on e.team_id = t.id and e.person_id = %s and e.state <> 'ended'"
            " where t.id = any(%s::uuid[]) and exists (select 1 from access_reach r where r.person_id = %s"
            "   and r.team_id = t.id and r.during @> act_moment()) order by e.id is null, t.name",
            [person_id, list(team_ids), person_id],
        )
        return [Reaching(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """Somebody else leads a person on a day, for a reason."""

    day: date
    member_id: UUID
    reason: str


def overrides(*, team_id: UUID, person_id: UUID, since: date) -> list[OverrideRow]:
    """Return the days from `since` on when somebody else leads a person, first day first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select day, member_id, reason from caseload_override"
            " where team_id = %s and person_id = %s and day >= %s order by day",
            [team_id, person_id, since],
        )
        return [OverrideRow(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """An import: how it is called, when it came, how many it brought and how many nobody has looked through."""

    id: UUID
    team_id: UUID
    label: str
    came_at: datetime
    number_came: int
    number_left: int


def intakes(*, team_id: UUID) -> list[IntakeRow]:
    """Return the imports of a team, latest first. One statement."""
    return _intakes("i.team_id = %s", team_id)


def intake(*, intake_id: UUID) -> IntakeRow:
    """Return one import. Raises NotVisible when there is none to see. One statement."""
    return _one(_intakes("i.id = %s", intake_id))


def unseen_of(*, intake_id: UUID) -> list[UUID]:
    """Return the people of an import whom nobody has looked through, by id. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id from caseload_listentry where intake_id = %s and looked_through_at is null"
            " and state <> 'ended' order by person_id",
            [intake_id],
        )
        return [person for (person,) in cursor.fetchall()]


# Sight: what the operations are made on, one row under row-level security


def sight_of_entry(*, entry_id: UUID) -> Thing:
    """Return a list entry as the actor may see it. Raises NotVisible. One statement."""
    found = entry(entry_id=entry_id)
    return Thing("list entry", found.id, found.team_id, found.person_id, {"entry": found})


def sight_of_person_on_team(*, team_id: UUID, person_id: UUID) -> Thing:
    """Return a person whom the actor may see, with the entry on this team's list if there is one. Raises NotVisible."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS} from access_personkey p left join caseload_listentry e"  # noqa: S608  (our own columns)
            " on e.person_id = p.id and e.team_id = %s and e.state <> 'ended' where p.id = %s",
            [team_id, person_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    return Thing("person", person_id, team_id, person_id, {"entry": _entry(row) if row[0] else None})


# What doctor counts


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks a promise, by promise: run by doctor with the role that sees everything.

    P2: two entries at once; a lead, deputy or override who is not a member of the list's team, or has closed the record; a
    person on an active list
    of a published service day, or of a team with on-call cover, whom nobody answers for; an entry without anybody's reach;
    a team that took people and never opened.
    """
    with connection.cursor() as cursor:
        found = []
        for sentence, sql in _VIOLATIONS.items():
            cursor.execute(sql, {"at": at, "day": local_day(at)})
            found += [sentence.format(*row) for row in cursor.fetchall()]
    return {"P2": found}


_VIOLATIONS: Mapping[str, str] = {
    "team {0} has {1} people on its list and never opened": (
        "select e.team_id, count(*) from caseload_listentry e join team_team t on t.id = e.team_id"
        " where e.state <> 'ended' and t.opened_at is null group by e.team_id order by e.team_id"
    ),
    "person {0} has {2} entries at once on the list of team {1}": (
        "select person_id, team_id, count(*) from caseload_listentry where state <> 'ended'"
        " group by person_id, team_id having count(*) > 1"
    ),
    "list entry {0} has a lead {1} who is not of its team": (
        "select e.id, lead from caseload_listentry e"
        " cross join lateral unnest(array[e.named_lead_id, e.deputy_id]) lead where lead is not null"
        " and not exists (select 1 from team_member m where m.id = lead and m.team_id = e.team_id)"
    ),
    "list entry {0} is led by member {1}, who has closed the record of its person": (
        "select e.id, m.id from caseload_listentry e join team_member m on m.id in (e.named_lead_id, e.deputy_id)"
        " join access_exclusion x on x.account_id = m.account_id and x.person_id = e.person_id"
        "   and x.during @> %(at)s::timestamptz where e.state <> 'ended'"
    ),
    "override {0} is for member {1}, who has closed the record of its person": (
        "select o.id, m.id from caseload_override o join team_member m on m.id = o.member_id"
        " join access_exclusion x on x.account_id = m.account_id and x.person_id = o.person_id"
        "   and x.during @> %(at)s::timestamptz where o.day >= %(day)s"
    ),
    "override {0} is by member {1} who is not of its team": (
        "select o.id, o.member_id from caseload_override o"
        " where not exists (select 1 from team_member m where m.id = o.member_id and m.team_id = o.team_id)"
    ),
    "person {0} on the list of team {1} has nobody to answer for them today": (
        "select e.person_id, e.team_id from caseload_listentry e join team_team t on t.id = e.team_id"
        " where e.state <> 'ended' and not exists (select 1 from team_rotaday r where r.team_id = t.id and r.day = %(day)s"
        "   and r.published_at is not null)"
        " and not exists (select 1 from team_oncall c where c.place_id = t.place_id and c.during @> %(at)s::timestamptz)"
    ),
    "nobody of team {1} can open the record of person {0} on its list": (
        "select e.person_id, e.team_id from caseload_listentry e where e.state <> 'ended'"
        " and not exists (select 1 from access_reach r where r.person_id = e.person_id and r.team_id = e.team_id"
        "   and r.during @> %(at)s::timestamptz)"
    ),
}


def _entries(condition: str, values: list[Any]) -> list[Entry]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS} from caseload_listentry e where {condition} order by e.came_at desc, e.id",  # noqa: S608  (our own names)
            values,
        )
        return [_entry(row) for row in cursor.fetchall()]


def _entry(row: tuple[Any, ...]) -> Entry:
    values = dict(zip(Entry.__slots__, row, strict=True))
    kinds = {"state": ListState(values["state"]), "came_by": CameBy(values["came_by"])}
    return Entry(**values | kinds | {"risk_tier": RiskTier(values["risk_tier"])})


def _intakes(condition: str, value: UUID) -> list[IntakeRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.id, i.team_id, i.label, i.came_at, count(e.id),"  # noqa: S608  (our own conditions)
            " count(e.id) filter (where e.looked_through_at is null and e.state <> 'ended')"
            " from caseload_intake i left join caseload_listentry e on e.intake_id = i.id"
            f" where {condition} group by i.id order by i.came_at desc, i.id",
            [value],
        )
        return [IntakeRow(*row) for row in cursor.fetchall()]


def _one(rows: Sequence[T]) -> T:
    if not rows:
        raise NotVisible
    return rows[0]
