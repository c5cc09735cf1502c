"""Questions about plans: now, at a past moment, what is open of it, who read it, and what doctor counts (P8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import orjson

from kith.act import NotVisible, Thing
from kith.database.planned import planned
from kith.plan.rules import HEADINGS, Content, Goal, Section, Sign
from kith.policy import shipped
from kith.policy.in_force import said_of
from kith.policy.review_rules import REVIEWS, ReviewRule

ORIGIN = "plan"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """
    One version of a section: its number in the plan, whose place it took (None for the first), what it says, who wrote it in
    which role, when it was agreed and when recorded, why; and who signed it ('' for nobody).
    """

    id: UUID
    number: int
    section: Section
    parent: int | None
    content: Content
    reason: str
    true_at: datetime
    recorded_at: datetime
    author_id: UUID
    author: str
    role: str
    act_id: UUID
    signed_by: str
    signed_role: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A person's plan: the number of its newest version, and when the whole of it was last looked through."""

    person_id: UUID
    number: int
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class WholePlan:
    """A plan as it stood: `number` is its newest version then, `sections` what each section said, in order of reading."""

    number: int
    sections: Mapping[Section, VersionRow]


_VERSIONS = """
select v.id, v.number, v.section, v.parent, v.text, v.goals, v.signs, v.reason, v.true_at, v.recorded_at, v.author_id,
       coalesce(a.name, ''), v.role, v.act_id, coalesce(b.name, ''), coalesce(s.role, ''), s.signed_at
  from plan_version v
  left join access_account a on a.id = v.author_id
  left join plan_signoff s on s.person_id = v.person_id and s.number = v.number
  left join access_account b on b.id = s.author_id
 where v.person_id = %s
"""


_NOT_FOLLOWED = (
    " and not exists (select 1 from plan_version n where n.person_id = v.person_id and n.section = v.section"
    " and n.parent = v.number)"
)


def plan_of(*, person_id: UUID) -> PlanRow | None:
    """Return somebody's plan; None while nobody has started one. One statement."""
    rows = _rows("select person_id, version, reviewed_at from plan_plan where person_id = %s", [person_id])
    return PlanRow(*rows[0]) if rows else None


def versions(*, person_id: UUID) -> list[VersionRow]:
    """Return every version of a plan, first to last. One statement."""
    return [_version(row) for row in _rows(f"{_VERSIONS} order by v.number", [person_id])]


def as_of(rows: Sequence[VersionRow], number: int) -> WholePlan:
    """Return the plan as it stood at a version: of each section the latest up to it. No statement."""
    upto = [one for one in rows if one.number <= number]
    latest = {one.section: one for one in upto}
    return WholePlan(
        max((one.number for one in upto), default=0), {key: latest[key] for key in Section if key in latest}
    )


def number_at(rows: Sequence[VersionRow], at: datetime) -> int:
    """Return the number of the newest version recorded by a moment, that moment included; 0 before the first. No statement."""
    return max((one.number for one in rows if one.recorded_at <= at), default=0)


def plan_now(*, person_id: UUID) -> WholePlan:
    """Return what a plan says now. One statement, whatever its past."""
    rows = [_version(row) for row in _rows(_VERSIONS + _NOT_FOLLOWED, [person_id])]
    return as_of(rows, max((one.number for one in rows), default=0))


def latest_of(*, person_id: UUID, section: str) -> VersionRow | None:
    """Return what a section says now; None where nobody has written it. One statement."""
    rows = _rows(f"{_VERSIONS} and v.section = %s order by v.number desc limit 1", [person_id, section])
    return _version(rows[0]) if rows else None


def _version(row: tuple[Any, ...]) -> VersionRow:
    goals, signs = (orjson.loads(one) if isinstance(one, str | bytes) else one for one in row[5:7])
    content = Content(row[4], tuple(msgspec.convert(goals, list[Goal])), tuple(msgspec.convert(signs, list[Sign])))
    return VersionRow(row[0], row[1], Section(row[2]), row[3], content, *row[7:])


# How often a plan is looked through


def reviews(*, team_id: UUID | None = None, at: datetime | None = None) -> Mapping[str, ReviewRule]:
    """
    Return the cadence of reviews by risk tier as it is in force for a team at a moment; without them, as it ships.

    No statement for a team that this process has read.
    """
    if team_id is None or at is None:
        return shipped.reviews()
    found: Mapping[str, ReviewRule] = said_of(REVIEWS, team_id=team_id, at=at)
    return found


def review_rule(tier: str, *, team_id: UUID | None = None, at: datetime | None = None) -> ReviewRule:
    """Return the cadence of a risk tier, as `reviews`; that of nobody assessed for a tier that the table does not know."""
    known = reviews(team_id=team_id, at=at)
    return known.get(tier) or known["not assessed"]


# Work that follows from a plan


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Work of a team that follows from a section and is not finished: what, whose, when due, its version."""

    id: UUID
    what: str
    owner: str
    owner_id: UUID
    due_at: datetime
    version: int


def open_work(*, team_id: UUID, person_id: UUID, section: str) -> list[OpenWork]:
    """Return the open work of a team that follows from any version of a section, the first due first. One statement."""
    rows = _rows(
        "select w.id, w.what, coalesce(a.name, ''), w.owner_id, w.due_at, w.version from action_action w"
        " join plan_version v on v.id = w.origin_id and v.person_id = %s and v.section = %s"
        " left join team_member m on m.id = w.owner_id left join access_account a on a.id = m.account_id"
        " where w.team_id = %s and w.origin_kind = 'plan' and w.state in ('open', 'held') order by w.due_at, w.id",
        [person_id, section, team_id],
    )
    return [OpenWork(*row) for row in rows]


# Who read it


@dataclass(frozen=True, slots=True)
class ReadBy:
    """How far a member has read a plan: the newest version they said so of (0: none), and when."""

    account_id: UUID
    name: str
    number: int
    read_at: datetime | None


def read_by(*, person_id: UUID, team_ids: Sequence[UUID]) -> list[ReadBy]:
    """Return how far the present members of these teams have read a plan, the furthest first, then by name. One statement."""
    rows = _rows(
        "select a.id, a.name, coalesce(max(r.number), 0), max(r.read_at) from access_account a"
        " left join plan_read r on r.author_id = a.id and r.person_id = %s"
        " where exists (select 1 from team_member m where m.account_id = a.id and m.team_id = any(%s::uuid[])"
        "   and m.during @> act_moment()) or r.id is not null group by a.id, a.name order by 3 desc, a.name",
        [person_id, list(team_ids)],
    )
    return [ReadBy(*row) for row in rows]


# What a plan is written on


def sight_of_plan(*, team_id: UUID, person_id: UUID) -> Thing:
    """Return a person as one of their teams writes their plan. Raises NotVisible. One statement."""
    found = _rows(
        "select 1 from access_personkey p join access_teamkey t on t.id = %s where p.id = %s", [team_id, person_id]
    )
    if not found:
        raise NotVisible
    return Thing("person", person_id, team_id, person_id)


def sight_of_section(*, team_id: UUID, person_id: UUID, section: Section) -> Thing:
    """Return a section as a thing to write: its case of the right, and what it says now. Raises NotVisible. Two statements."""
    sight_of_plan(team_id=team_id, person_id=person_id)
    now = latest_of(person_id=person_id, section=section)
    return Thing("person", person_id, team_id, person_id, row={"case": HEADINGS[section].case, "section": now})


# What doctor counts


def violations(at: datetime) -> dict[str, list[str]]:
    """Return what breaks promise P8: run by doctor with the role that sees everything."""
    return {"P8": [sentence.format(*row) for sentence, sql in _VIOLATIONS.items() for row in _rows(sql, [])]}


_VIOLATIONS: Mapping[str, str] = {
    "version {0} of a plan follows version {1}, which is not there": (
        "select v.id, v.parent from plan_version v where v.parent is not null and not exists (select 1 from plan_version p"
        " where p.person_id = v.person_id and p.section = v.section and p.number = v.parent) order by v.id"
    ),
    "the section {1} of the plan of person {0} has {2} current versions": (
        "select v.person_id, v.section, count(*) from plan_version v where not exists (select 1 from plan_version n"
        " where n.person_id = v.person_id and n.section = v.section and n.parent = v.number)"
        " and (v.parent is null or exists (select 1 from plan_version p"
        "   where p.person_id = v.person_id and p.section = v.section and p.number = v.parent))"
        " group by v.person_id, v.section having count(*) > 1 order by 1, 2"
    ),
    "the plan of person {0} says that it is at version {1}, and its newest is {2}": (
        "select p.person_id, p.version, coalesce(max(v.number), 0) from plan_plan p"
        " left join plan_version v on v.person_id = p.person_id group by p.person_id, p.version"
        " having p.version <> coalesce(max(v.number), 0) order by 1"
    ),
    "action {0} follows from a version of a plan that is not there": (
        "select a.id from action_action a where a.origin_kind = 'plan'"
        " and not exists (select 1 from plan_version v where v.id = a.origin_id) order by a.id"
    ),
}


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    return planned(sql, values)
