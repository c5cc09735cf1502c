"""
Everything that the page of one person tells: a fixed number of statements, however much is known.

Row-level security shows work, contacts and facts of everybody whom the viewer reaches, of other teams too. Members and names
of other teams it does not show: those are told by the name of their team alone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from kith.access.queries import names_of
from kith.act.refusals import NotVisible
from kith.action.queries import ActionRow, waiting_for_person
from kith.board.following import FOLLOWED
from kith.board.past import Past, past_of
from kith.board.seams import Addition, added
from kith.board.team_day import TeamDay, teams_today
from kith.caseload.queries import CLOSED_TO
from kith.contact.away_rules import PersonAway
from kith.contact.rules import ContactState, Way
from kith.contact.series_queries import AWAY_LATELY, STAY_SINCE, away_of_column
from kith.database.planned import planned
from kith.handover.closing_queries import CLOSINGS, ClosingRow, closings_of
from kith.person.likeness_rules import Described
from kith.person.queries import contact_details, past_contact_details
from kith.person.rules import PartialDate
from kith.plan.queries import FRESH_COLUMNS, JOIN_PLAN, plan_facts
from kith.plan.rules import PlanFacts
from kith.safeguarding.queries import Told
from kith.trail.queries import TrailLine, of_person

FACTS_OF_A_KIND = 40
PAST_CONTACTS = 8
TRAIL_READ = 1_000
LOOK_DAYS = timedelta(days=7)
MOST_TRAIL = 20_000


@dataclass(frozen=True, slots=True)
class Merged:
    """Another record of the person: its id and name, and whether the one in view `is_away`, merged into it."""

    id: str
    name: str
    is_away: bool


@dataclass(frozen=True, slots=True)
class PlanStands:
    """How somebody's plan stands: as `plan.queries.plan_facts` asks for it, its newest version, and the one the viewer read."""

    reviewed_at: datetime | None = None
    own_days: int | None = None
    refresh_at: datetime | None = None
    kinds: Sequence[str] | None = None
    version: int = 0
    read: int = 0

    def facts(self, days: int) -> PlanFacts:
        """Return what says how fresh it is, with the cadence by risk."""
        return plan_facts((self.reviewed_at, self.own_days, self.refresh_at, self.kinds), days)

    @property
    def is_changed_since(self) -> bool:
        """Whether the viewer has read it, and it says something else now."""
        return 0 < self.read < self.version


@dataclass(frozen=True, slots=True)
class Identity:
    """
    Who somebody is. `born_to` is 'day', 'month' or 'year': how exactly the birth date is known.

    `number_closed` counts the colleagues who have closed the record to themselves, `number_joined` those who see it because
    they joined by themselves. `is_followed`: by the viewer. `plan` is how their plan stands by the columns of
    `plan.queries.FRESH_COLUMNS`, with its newest version and the one that the viewer last read (0: none); what matters is told in
    its words. `closings` say how they left lists, latest first.
    `away` is the absence that began last; `stay_since` when a stay in hospital began that an import brought and that is open.
    """

    id: UUID
    given: str
    family: str
    known_as: str
    born: date | None
    born_to: str
    nhs_number: str
    no_nhs_number_because: str
    died_at: datetime | None
    is_dead: bool
    is_protected: bool
    what_matters: str
    needs: str
    speaking: str
    getting_in: str
    visit_risk: str
    number_closed: int = 0
    number_joined: int = 0
    is_followed: bool = False
    plan: PlanStands = field(default_factory=PlanStands)
    merged: Sequence[Merged] = ()
    closings: Sequence[ClosingRow] = ()
    away: PersonAway | None = None
    stay_since: datetime | None = None

    @property
    def described(self) -> Described:
        """Who they are, for comparing with others."""
        born = PartialDate(self.born, self.born_to) if self.born else None  # type: ignore[arg-type]  # the column is constrained
        return Described(self.given, self.family, self.known_as, self.nhs_number or None, born)

    @property
    def records(self) -> list[UUID]:
        """The records that hold what is known of them: this one, and those merged into it, whose allergies count as well."""
        return [self.id, *(UUID(one.id) for one in self.merged if not one.is_away)]


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A person's place on a team's list now. Leads are names, '' when not known here; `after_id` is the entry they had before."""

    entry_id: UUID
    team_id: UUID
    team_name: str
    state: str
    came_at: datetime
    came_by: str
    risk_tier: str
    cadence_days: int | None
    named_lead_id: UUID | None
    deputy_id: UUID | None
    override_id: UUID | None
    override_reason: str
    intake_id: UUID | None
    intake_label: str
    closed_to: Sequence[UUID] = ()
    after_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """
    One contact. `who` is a name, or that of a team whose members the viewer does not see; `not_checked` is why it began
    without a plan check, '' where it has one or nobody said.
    """

    id: UUID
    team_id: UUID
    way: Way
    state: ContactState
    from_at: datetime
    to_at: datetime
    member_account: UUID | None
    who: str
    reason: str
    note: str
    not_checked: str
    series_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FactRow:
    """One dated fact; `total` counts all of its kind, measurements taken again and again too."""

    kind: str
    label: str
    number: float | None
    unit: str
    text: str
    status: str
    starts_at: datetime | None
    starts_precision: str
    ends_at: datetime | None
    source: str
    detail: Mapping[str, Any]
    total: int


@dataclass(frozen=True, slots=True)
class Reaching:
    """A team or an account that reaches the person: its name, since when, until when and why."""

    team_id: UUID | None
    account_id: UUID | None
    name: str
    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class PersonRows:
    """What is known of one person at a moment. `number_past` counts all past contacts, `restricted` the matters that are."""

    at: datetime
    who: Identity
    teams: Mapping[UUID, TeamDay]
    places: list[ListPlace]
    work: list[ActionRow]
    added: Addition
    contacts: list[ContactRow]
    number_past: int
    facts: list[FactRow]
    number_restricted: int
    reaching: list[Reaching]
    trail: list[TrailLine]
    names: Mapping[UUID, str]
    past: list[Past]
    restricted: Sequence[Told] = ()


def identity_and_places(*, person_id: UUID, at: datetime) -> tuple[Identity, list[ListPlace]]:
    """
    Return who a person is and the lists they are on, in order of team. One statement.

    Raises:
        NotVisible: when there is no such person, or the viewer does not reach them.
    """
    rows = _rows(_IDENTITY, person=person_id, day=at)
    if not rows:
        raise NotVisible
    merged, closings = (orjson.loads(column) for column in rows[0][25:27])
    who = replace(
        Identity(*rows[0][:19]),
        plan=PlanStands(*rows[0][19:25]),
        merged=[Merged(*one) for one in merged],
        closings=closings_of(closings),
        away=away_of_column(rows[0][27]),
        stay_since=rows[0][28],
    )
    return who, [ListPlace(*row[29:]) for row in rows if row[29]]


def of_the_person(
    *, person_id: UUID, team_ids: Collection[UUID], at: datetime, tells_who_knows: bool = False
) -> PersonRows:
    """
    Return everything for a person's page. Nine statements and what `board.seams` adds. Raises NotVisible.

    `tells_who_knows`: whether the trail names whoever stepped back, as for team leads and supervisors.
    """
    who, places = identity_and_places(person_id=person_id, at=at)
    contacts = _rows(_CONTACTS, people=who.records, most=PAST_CONTACTS)
    facts = _rows(_FACTS, people=who.records, most=FACTS_OF_A_KIND)
    reached = _rows(_REACHING, person=person_id, teams=list(team_ids))
    trail = _told_to(of_person(person_id=person_id, at_most=TRAIL_READ), tells_who_knows=tells_who_knows)
    return PersonRows(
        at=at,
        who=who,
        teams=teams_today(team_ids=team_ids, at=at),
        places=places,
        work=waiting_for_person(person_id=person_id, at=at),
        added=added(person_id=person_id, team_ids=team_ids, at=at),
        contacts=[_contact(row) for row in contacts],
        number_past=contacts[0][-1] if contacts else 0,
        facts=[_fact(row[:-1]) for row in facts if not row[-1]],
        number_restricted=sum(row[-2] for row in facts if row[-1]),
        reaching=[Reaching(*row) for row in reached if row[5] != _RESTRICTED],
        trail=trail,
        names=names_of_accounts(trail),
        past=past_of(person_id=person_id),
        restricted=[Told(row[0], row[1], row[2]) for row in reached if row[5] == _RESTRICTED],
    )


STEPPED_BACK = "handover.stepped_back"
"""How the trail calls "I know this person" for readers who are not told whose act it was."""


def _told_to(lines: Iterable[TrailLine], *, tells_who_knows: bool) -> list[TrailLine]:
    """Return lines of a trail without the name and role of whoever stepped back, unless the reader is told."""
    return [
        line
        if tells_who_knows or line.what != "handover.know_person"
        else replace(line, what=STEPPED_BACK, account_id=None, role="")
        for line in lines
    ]


def names_of_accounts(trail: Iterable[TrailLine]) -> dict[UUID, str]:
    """Return the names of everybody on these lines of the trail, by account. One statement; none for no lines."""
    return names_of(account_ids={line.account_id for line in trail if line.account_id})


@dataclass(frozen=True, slots=True)
class WayToReach:
    """
    Where somebody lives, or how to reach them: 'address', 'phone' or 'email', its words, where they came from.

    `until` is when it ceased to be so, None for what holds today.
    """

    kind: str
    value: str
    source: str = ""
    until: datetime | None = None


def ways_to_reach(*, person_id: UUID) -> list[WayToReach]:
    """
    Return where somebody can be met and reached, addresses first, then where they once could be, latest first.

    Two statements. Class P4: for the page that asks first.
    """
    found, past = contact_details(person_id=person_id), past_contact_details(person_id=person_id)
    return [WayToReach(one.kind, f"{one.value} {one.postcode}".strip(), one.source_system) for one in found] + [
        WayToReach(one.kind, f"{one.value} {one.postcode}".strip(), until=one.until) for one in past
    ]


FACTS_ON_A_PAGE = 100
LINES_ON_A_PAGE = 200


def facts_of_kind(*, who: Identity, kind: str, page: int) -> tuple[list[FactRow], int]:
    """Return a page (from 1) of somebody's facts of one kind, newest first, and how many there are in all. One statement."""
    first = (page - 1) * FACTS_ON_A_PAGE
    rows = _rows(_ALL_OF_KIND, people=who.records, kind=kind, first=first, most=FACTS_ON_A_PAGE)
    return [_fact(row) for row in rows], rows[0][-1] if rows else 0


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of a person's trail, newest first, with the names of everybody on it, what changes ended, whether more follow."""

    lines: list[TrailLine]
    names: Mapping[UUID, str]
    past: list[Past]
    has_more: bool


def trail_lines(*, person_id: UUID, only: str, page: int, tells_who_knows: bool = False) -> TrailPage:
    """
    Return a page (from 1) of a person's trail: all of it, or only looks, changes or refusals. Three statements.

    `tells_who_knows` as for the person's page.
    """
    kinds: Mapping[str, Callable[[TrailLine], bool]] = {
        "looks": lambda line: line.what.startswith("look."),
        "changes": lambda line: line.outcome == "done" and not line.what.startswith("look."),
        "refused": lambda line: line.outcome == "refused",
    }
    end = page * LINES_ON_A_PAGE
    found = of_person(person_id=person_id, at_most=MOST_TRAIL if only else end + 1)
    lines = [line for line in found if not only or kinds[only](line)]
    shown = _told_to(lines[end - LINES_ON_A_PAGE : end], tells_who_knows=tells_who_knows)
    return TrailPage(shown, names_of_accounts(shown), past_of(person_id=person_id), len(lines) > end)


def _fact(row: tuple[Any, ...]) -> FactRow:
    *told, detail, total = row
    return FactRow(*[*told, orjson.loads(detail), total])  # Django leaves JSON of plain statements as text


def _contact(row: tuple[Any, ...]) -> ContactRow:
    key, team_id, way, state, *rest = row[:-1]
    return ContactRow(key, team_id, Way(way), ContactState(state), *rest)


def _rows(text: str, **values: Any) -> list[tuple[Any, ...]]:
    return planned(text, values)


_IDENTITY = f"""
select p.id, p.given, p.family, p.known_as, p.birth_date, p.birth_precision, coalesce(p.nhs_number, ''),
       p.no_nhs_number_because, p.died_at, p.is_dead, p.is_protected,
       coalesce((select nullif(v.text, '') from plan_version v where v.person_id = p.id and v.section = 'matters'
                  order by v.number desc limit 1), p.what_matters), p.needs,
       p.speaking, p.getting_in, p.visit_risk,
       (select count(*) from access_exclusion x where x.person_id = p.id and x.during @> act_moment()),
       (select count(*) from handover_join j where j.person_id = p.id and j.during @> act_moment()),
       {FOLLOWED.format(person="p.id")},
       {FRESH_COLUMNS}, coalesce(shared.version, 0),
       coalesce((select max(k.number) from plan_read k where k.person_id = p.id and k.author_id = act_account()), 0),
       coalesce((select jsonb_agg(jsonb_build_array(q.id, trim(q.given || ' ' || q.family), m.other_id = p.id)
                                  order by m.merged_at, m.id)
          from handover_merge m
          join person_person q on q.id = case when m.other_id = p.id then m.kept_id else m.other_id end
         where m.undone_at is null and p.id in (m.kept_id, m.other_id)), '[]'),
       {CLOSINGS},
       {AWAY_LATELY.format(person="p.id", day="(%(day)s at time zone 'Europe/London')::date")},
       {STAY_SINCE.format(person="p.id", at="%(day)s")},
       e.id, e.team_id, n.name, e.state, e.came_at, e.came_by, e.risk_tier, e.cadence_days, e.named_lead_id, e.deputy_id,
       o.member_id, coalesce(o.reason, ''), i.id, coalesce(i.label, ''),
       {CLOSED_TO}, e.after_id
  from person_person p {JOIN_PLAN.format(person="p.id")}
  left join caseload_listentry e on e.person_id = p.id and e.state <> 'ended'
  left join lateral team_names(array[e.team_id]) n on true
  left join caseload_override o on o.team_id = e.team_id and o.person_id = p.id
        and o.day = (%(day)s at time zone 'Europe/London')::date
  left join caseload_intake i on i.team_id = e.team_id and i.id = e.intake_id and e.looked_through_at is null
 where p.id = %(person)s
 order by n.name
"""  # noqa: S608  (our own words)

_CONTACTS = """
with teams as (
  select distinct team_id from caseload_listentry where person_id = any(%(people)s::uuid[])
), past as (
  select c.*, count(*) over () as number from teams t
    join contact_contact c on c.team_id = t.team_id and c.person_id = any(%(people)s::uuid[])
     and c.state not in ('planned', 'paused')
   order by c.happened_at desc limit %(most)s
), shown as (
  select id, team_id, way, state, coalesce(window_from, happened_at) as from_at, coalesce(window_to, happened_at) as to_at,
         member_id, by_other, reason, note, series_id, happened_at
    from past
  union all
  select c.id, c.team_id, c.way, c.state, c.window_from, c.window_to, c.member_id, c.by_other, '', c.note, c.series_id,
         null
    from teams t join contact_contact c on c.team_id = t.team_id and c.person_id = any(%(people)s::uuid[])
      and c.state = 'planned'
)
select s.id, s.team_id, s.way, s.state, s.from_at, s.to_at, m.account_id,
       coalesce(nullif(s.by_other, ''), a.name, n.name, ''), s.reason, s.note, coalesce(k.not_made, ''), s.series_id,
       coalesce((select number from past limit 1), 0)
  from shown s
  left join contact_plancheck k on k.contact_id = s.id
  left join team_member m on m.id = s.member_id
  left join access_account a on a.id = m.account_id
  left join lateral team_names(array[s.team_id]) n on true
 order by s.state <> 'planned', case when s.state = 'planned' then s.from_at end, s.happened_at desc
"""

# Of observations and medicines the latest of each name; of everything what still holds first. Restricted facts are only
# counted.
_FACTS = """
with known as (
  select kind, label, number, unit, text, status, starts_at, starts_precision, ends_at, source_system, detail,
         confidentiality <> 'normal' as kept_back,
         kind in ('condition', 'allergy', 'medicine', 'care plan', 'care team')
           and (ends_at is not null or status in ('resolved', 'inactive', 'stopped', 'completed', 'refuted')) as is_over,
         row_number() over (partition by kind, case when kind in ('observation', 'medicine') then label else id::text end
                            order by starts_at desc nulls last, id) as nth, id,
         count(*) over (partition by kind, confidentiality <> 'normal') as total
    from record_fact
   where person_id = any(%(people)s::uuid[]) and not is_in_error
     and not (kind = 'observation' and number is null and text = '')
), listed as (
  select known.*, row_number() over (partition by kind, kept_back
                                      order by is_over, starts_at desc nulls last, label, id) as place
    from known where nth = 1
)
select kind, label, number, unit, text, status, starts_at, starts_precision, ends_at, source_system, detail, total,
       kept_back
  from listed
 where (not kept_back and place <= %(most)s) or (kept_back and place = 1)
 order by kind, place
"""

_ALL_OF_KIND = """
select kind, label, number, unit, text, status, starts_at, starts_precision, ends_at, source_system, detail,
       count(*) over ()
  from record_fact
 where person_id = any(%(people)s::uuid[]) and kind = %(kind)s and not is_in_error and confidentiality = 'normal'
 order by starts_at desc nulls last, label, id
 limit %(most)s offset %(first)s
"""

_RESTRICTED = "restricted:"
"""How the rows that say that something is restricted, and whom to ask, are told from those of reach."""
_REACHING = f"""
select r.team_id, r.account_id, coalesce(n.name, a.name, ''), lower(r.during), upper(r.during), r.why
  from who_reaches(%(person)s) r
  left join lateral team_names(array[r.team_id]) n on true
  left join access_account a on a.id = r.account_id
union all
select t.team_id, t.matter, coalesce(t.ask, ''), null, null, '{_RESTRICTED}' from safeguarding_told(%(teams)s::uuid[], %(person)s) t
 order by 4, 3
"""  # noqa: S608  (our own words)
