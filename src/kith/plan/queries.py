"""Questions about plans: now, at a past moment, what is open of it, who read it, and what doctor counts (P8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import orjson

from kith.act import NotVisible, Thing
from kith.database.planned import planned
from kith.place.rules import local_day
from kith.plan.rules import HEADINGS, MOST_DAYS, Content, Goal, PlanFacts, Section, Sign
from kith.policy import shipped
from kith.policy.in_force import said_of
from kith.policy.review_rules import REVIEWS, ReviewRule
from kith.trail.queries import lived_until

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
    """
    A person's plan: the number of its newest version, when the whole of it was last looked through, and in how many days again.

    `cadence_days` is the person's own with its reason; None: as their risk asks. `refresh_by` is the deadline of an open refresh
    with key events, `events` their kinds, the latest first.
    """

    person_id: UUID
    number: int
    reviewed_at: datetime
    cadence_days: int | None = None
    cadence_because: str = ""
    refresh_by: datetime | None = None
    events: tuple[str, ...] = ()


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


def signed_by(rows: Sequence[VersionRow], at: datetime) -> list[VersionRow]:
    """Return versions with the signatures that they had by a moment (included), and none that came later."""
    return [
        replace(one, signed_by="", signed_role="", signed_at=None) if one.signed_at and one.signed_at > at else one
        for one in rows
    ]


_NOT_FOLLOWED = (
    " and not exists (select 1 from plan_version n where n.person_id = v.person_id and n.section = v.section"
    " and n.parent = v.number)"
)


JOIN_PLAN = (
    "left join plan_plan shared on shared.person_id = {person} left join lateral ("
    "select min(r.due_at) due_at, array_agg(v.kind order by v.true_at desc, v.kind) kinds from plan_refresh r"
    " join action_action a on a.id = r.action_id and a.person_id = {person} and a.state in ('open', 'held')"
    " join plan_event v on v.refresh_id = r.id where v.recorded_at >= coalesce(shared.reviewed_at, '-infinity')) renewal on true"
)
"""
In a statement about people: the plan `shared` of each and, as `renewal`, deadline and key events of what is open since its last
review.
"""
FRESH_COLUMNS = "shared.reviewed_at, shared.cadence_days, renewal.due_at, renewal.kinds"
"""What of it says how fresh the plan is."""


def plan_of(*, person_id: UUID) -> PlanRow | None:
    """Return somebody's plan; None while nobody has started one. One statement."""
    rows = _rows(
        "select shared.person_id, shared.version, shared.reviewed_at, shared.cadence_days, shared.cadence_because,"  # noqa: S608  (our own words)
        f" renewal.due_at, renewal.kinds from (select %s::uuid as id) p {JOIN_PLAN.format(person='p.id')}"
        " where shared.id is not null",
        [person_id],
    )
    if not rows:
        return None
    plan_id, version, reviewed, days, because, due_at, kinds = rows[0]
    return PlanRow(plan_id, version, reviewed, days, because, due_at, tuple(kinds or ()))


def waits_for_first(*, person_id: UUID) -> PlanFacts:
    """Return what asks for the first plan of somebody who has none. One statement."""
    rows = _rows(
        f"select {FRESH_COLUMNS} from (select %s::uuid as id) p {JOIN_PLAN.format(person='p.id')}",  # noqa: S608  (our own words)
        [person_id],
    )
    return plan_facts(rows[0], MOST_DAYS)


def plan_facts(columns: Sequence[Any], days: int) -> PlanFacts:
    """Return what is known of a plan from `FRESH_COLUMNS` and the cadence by risk. No statement."""
    reviewed_at, own_days, refresh_at, kinds = columns
    return PlanFacts(
        local_day(reviewed_at) if reviewed_at else None,
        own_days or days,
        local_day(refresh_at) if refresh_at else None,
        tuple(dict.fromkeys(kinds or ())),
    )


def facts_of(plan: PlanRow | None, days: int) -> PlanFacts:
    """Return a plan as its freshness asks for it, with the cadence by risk. No statement."""
    if plan is None:
        return PlanFacts()
    return plan_facts((plan.reviewed_at, plan.cadence_days, plan.refresh_by, plan.events), days)


def tier_of(*, person_id: UUID, team_id: UUID) -> str:
    """Return somebody's risk tier on a team's list; '' where they are not on it. One statement."""
    rows = _rows(
        "select risk_tier from caseload_listentry where team_id = %s and person_id = %s and state <> 'ended'",
        [team_id, person_id],
    )
    return str(rows[0][0]) if rows else ""


def reviewed_number(*, person_id: UUID) -> int:
    """Return at which version a plan was last looked through; 0 before the first time. One statement."""
    rows = _rows("select coalesce(max(number), 0) from plan_review where person_id = %s", [person_id])
    return int(rows[0][0])


def reviewed_at(*, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when the plans of some people were last looked through, or started; nothing of who has none. One statement."""
    rows = _rows("select person_id, reviewed_at from plan_plan where person_id = any(%s::uuid[])", [list(person_ids)])
    return dict(rows)


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
    return VersionRow(row[0], row[1], Section(row[2]), row[3], _content(*row[4:7]), *row[7:])


def _content(text: str, *lines: Any) -> Content:
    goals, signs = (orjson.loads(one) if isinstance(one, str | bytes) else one for one in lines)
    return Content(text, tuple(msgspec.convert(goals, list[Goal])), tuple(msgspec.convert(signs, list[Sign])))


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


# What was written and not taken into the plan


@dataclass(frozen=True, slots=True)
class AsideRow:
    """What somebody wrote of a section and did not take into the plan: which version stayed in its place, what, who, when."""

    section: Section
    number: int
    content: Content
    author: str
    role: str
    set_aside_at: datetime


def set_aside_since(*, person_id: UUID, since: datetime) -> list[AsideRow]:
    """Return what was set aside of a plan since a moment, the latest first. One statement."""
    rows = _rows(
        "select s.section, s.number, s.text, s.goals, s.signs, coalesce(a.name, ''), s.role, s.recorded_at"
        " from plan_setaside s left join access_account a on a.id = s.author_id"
        " where s.person_id = %s and s.recorded_at >= %s order by s.recorded_at desc, s.id",
        [person_id, since],
    )
    return [AsideRow(Section(row[0]), row[1], _content(*row[2:5]), *row[5:]) for row in rows]


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
    """
    Return what breaks promise P8: run by doctor with the role that sees everything.

    What the clock alone should have asked for is counted up to the last act, a week after it was due.
    """
    values = {"lived": lived_until(at=at)}
    return {"P8": [sentence.format(*row) for sentence, sql in _VIOLATIONS.items() for row in _rows(sql, values)]}


_VIOLATIONS: Mapping[str, str] = {
    "{2} refreshes of the plan of person {0} are open on team {1} at once": (
        "select r.person_id, r.team_id, count(*) from plan_refresh r join action_action a on a.id = r.action_id"
        " where a.person_id = r.person_id and a.state in ('open', 'held') group by 1, 2 having count(*) > 1 order by 1, 2"
    ),
    "work {0} of looking through a plan belongs to no refresh": (
        "select a.id from action_action a where a.kind = 'plan-review'"
        " and not exists (select 1 from plan_refresh r where r.action_id = a.id) order by a.id"
    ),
    "the plan of person {0}, last looked through {1}, is overdue by a week and nobody is asked": (
        "select p.person_id, p.reviewed_at::date from plan_plan p"
        " join person_person x on x.id = p.person_id and not x.is_dead where p.version > 0"
        " and p.reviewed_at < %(lived)s - make_interval(days => coalesce(p.cadence_days, 60) + 8)"
        " and exists (select 1 from caseload_listentry e where e.person_id = p.person_id and e.state = 'active'"
        "   and e.recorded_at < %(lived)s - interval '2 days')"
        " and not exists (select 1 from action_action a where a.person_id = p.person_id and a.kind = 'plan-review'"
        "   and (a.state in ('open', 'held') or a.closed_at > %(lived)s - interval '9 days')) order by 1"
    ),
    "a key event of person {0} has waited since {1} for somebody to look through the plan": (
        "select v.person_id, v.recorded_at::date from plan_event v join person_person x on x.id = v.person_id"
        " and not x.is_dead left join plan_plan p on p.person_id = v.person_id"
        " where v.refresh_id is null and v.recorded_at < %(lived)s - interval '2 days'"
        " and v.recorded_at >= coalesce(p.reviewed_at, '-infinity')"
        " and exists (select 1 from caseload_listentry e where e.person_id = v.person_id and e.state <> 'ended'"
        "   and e.recorded_at < %(lived)s - interval '2 days') order by 1, 2"
    ),
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
