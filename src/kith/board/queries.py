"""
Who stands on the boards of teams, with everything that the rules of the board ask about them.

Six statements, whatever the number of people and of teams: teams with their day and members, people on the lists, work
that needs attention by the end of today, contacts, offers. Every statement starts at the teams and is scoped by row-level security.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kith.act.refusals import NotVisible
from kith.action.rules import ActionFacts, ActionKind, ActionState
from kith.board import following
from kith.board.following import FOLLOWED
from kith.board.news import News, news
from kith.board.offers import Offered, offers_by_person
from kith.board.rules import Line, line
from kith.board.section_rules import PersonFacts
from kith.board.team_day import Colleague, TeamDay, rows_of_teams, short_names, teams_today
from kith.caseload.queries import CLOSED_TO
from kith.caseload.rules import CameBy, DayLead, Leads, ListState, day_lead
from kith.contact.rules import ContactFacts, ContactState, Way, lacks_result
from kith.contact.series_queries import AWAY_LATELY, away_of_column
from kith.person.rules import shown
from kith.place.rules import day_bounds, local_day
from kith.plan.queries import FRESH_COLUMNS, JOIN_PLAN, plan_facts, review_rule

Pair = tuple[int, int]
"""A team and a person: what a list entry is known by. Numbers of their ids, which are found ten times as fast as ids."""


@dataclass(frozen=True, slots=True)
class Intake:
    """An import that put people on a list, with the name it was given."""

    id: UUID
    team_id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class OnBoard:
    """
    One person on one team's list: facts, line, leads, and who owns work that needs attention by the end of today.

    `owner_accounts` are accounts: the named owner, or the duty lead where the owner has left and for work in a pool (P1).
    `asked_accounts` are those who gave, hold or were given what waits for an answer. `next_contact` is the
    earliest contact planned for today or later, `next_by` the member who makes it. `unseen_from` is the import whose
    people nobody has looked through yet, None once somebody has. `team_names` are the lists the person is on.
    """

    team: TeamDay
    team_names: str
    facts: PersonFacts
    line: Line
    lead: DayLead | None
    owner_accounts: frozenset[UUID]
    asked_accounts: frozenset[UUID]
    next_contact: ContactFacts | None
    next_by: UUID | None
    unseen_from: Intake | None
    risk_tier: str = ""
    is_followed: bool = False

    @property
    def lead_today(self) -> Colleague | None:
        """Who leads the person today, None when nobody covers."""
        return self.team.colleagues.get(self.lead.member_id) if self.lead else None


@dataclass(frozen=True, slots=True)
class Boards:
    """Everybody on the lists of the viewer's teams at a moment, and the team whose board is open."""

    at: datetime
    account_id: UUID
    team: TeamDay
    teams: Mapping[UUID, TeamDay]
    people: Sequence[OnBoard]
    news: Mapping[UUID, News]

    @property
    def own(self) -> list[OnBoard]:
        """Those on the list of the team in view."""
        return [one for one in self.people if one.team.id == self.team.id]

    @property
    def everyone(self) -> list[OnBoard]:
        """Everybody once, also those on the lists of two teams: with the reasons of both, under the most urgent."""
        by_person: dict[UUID, list[OnBoard]] = {}
        for one in self.people:
            by_person.setdefault(one.facts.person_id, []).append(one)
        return [_together(found) for found in by_person.values()]

    def is_mine(self, one: OnBoard) -> bool:
        """Whether the viewer leads the person today, owns work for them that is overdue or due today, or has an offer open."""
        lead = one.lead_today
        if lead is not None and lead.account_id == self.account_id:
            return True
        return self.account_id in one.owner_accounts or self.account_id in one.asked_accounts


def boards_of(*, slug: str, team_ids: Collection[UUID], account_id: UUID, at: datetime) -> Boards:
    """
    Return the board of the team with this address, and of the viewer's other teams. Six statements.

    Raises:
        NotVisible: when the viewer holds no seat on a team of that name.
    """
    teams = teams_today(team_ids=team_ids, at=at)
    team = next((one for one in teams.values() if one.slug == slug), None)
    if team is None:
        raise NotVisible
    people = on_board(teams=teams, at=at, account_id=account_id)
    return Boards(at, account_id, team, teams, people, news(at=at))


def on_board(*, teams: Mapping[UUID, TeamDay], at: datetime, account_id: UUID | None = None) -> list[OnBoard]:
    """
    Return everybody on the lists of these teams, in no order; one row per person and team. Four statements.

    A list shows the work and the contacts of its own team. People who have died are there until their entry ends. What is
    said of offers is said to the reader with this account.
    """
    people, actions, contacts = (rows_of_teams(text, teams, at) for text in (_PEOPLE, _ACTIONS, _CONTACTS))
    days = {(row[0].int, row[1].int): teams[row[0]].closed_to(row[_CLOSED]) for row in people}
    work, owners = _by_person(actions, teams, days)
    known = _Known(work, owners, _contacts_by_person(contacts, teams, at))
    known.offered = offers_by_person(teams=teams, days=days, account_id=account_id, at=at)
    return [_on_board(row, teams[row[0]], known, at) for row in people]


# What doctor counts


def violations(*, at: datetime) -> dict[str, list[str]]:
    """Return following that has outlived its access (P10): run by doctor with the role that sees everything."""
    return {"P10": following.violations(at=at)}


# Rows into facts


def _together(found: list[OnBoard]) -> OnBoard:
    """One person on several lists as one line: the most urgent, with the reasons of all."""
    first, *others = sorted(found, key=lambda one: one.line.sort_key)
    if not others:
        return first
    reasons = sorted({reason for one in found for reason in one.line.reasons}, key=lambda reason: reason.sort_key)
    latest = max((one.line.last_made_at for one in found if one.line.last_made_at), default=None)
    line = replace(first.line, reasons=tuple(reasons), last_made_at=latest)
    owners = frozenset(account for one in found for account in one.owner_accounts)
    asked = frozenset(account for one in found for account in one.asked_accounts)
    names = ", ".join(sorted(one.team.name for one in found))
    facts = replace(first.facts, last_made_at=latest)
    return replace(first, line=line, facts=facts, owner_accounts=owners, asked_accounts=asked, team_names=names)


Work = dict[Pair, list[ActionFacts]]
Owners = dict[Pair, set[UUID]]


def _by_person(
    rows: list[tuple[Any, ...]], teams: Mapping[UUID, TeamDay], days: Mapping[Pair, TeamDay]
) -> tuple[Work, Owners]:
    """Return work and owners by person; in place of an owner who has left stands the duty lead of that person (`days`)."""
    work: Work = defaultdict(list)
    owners: Owners = defaultdict(set)
    answers = {pair: day.duty_lead for pair, day in days.items()}
    nearest = {team.id.int: team.duty_lead for team in teams.values()}
    colleagues = {member.id.int: member for team in teams.values() for member in team.colleagues.values()}
    for (
        team_id,
        person_id,
        action_id,
        what,
        kind,
        owner_id,
        due_at,
        state,
        hold_reason,
        return_date,
        pooled,
        partner,
    ) in rows:
        pair = team_id.int, person_id.int
        owner = (None if pooled else colleagues.get(owner_id.int)) or answers.get(pair, nearest[pair[0]])
        facts = ActionFacts(
            action_id=action_id,
            what=shown(what),
            due_at=due_at,
            kind=_KINDS[kind],
            state=_ACTION_STATES[state],
            owner=owner.name if owner else "",
            return_date=return_date,
            hold_reason=shown(hold_reason),
            partner=shown(partner or ""),
        )
        work[pair].append(facts)
        if owner:
            owners[pair].add(owner.account_id)
    return work, owners


@dataclass(slots=True)
class _Met:
    """The contacts of one person on one list, as they are gathered."""

    last_made_at: datetime | None = None
    contacts: list[ContactFacts] | None = None
    coming: ContactFacts | None = None
    by: UUID | None = None


def _contacts_by_person(rows: list[tuple[Any, ...]], teams: Mapping[UUID, TeamDay], at: datetime) -> dict[Pair, _Met]:
    found: dict[Pair, _Met] = defaultdict(_Met)
    names = {key.int: name for team in teams.values() for key, name in short_names(team.colleagues.values()).items()}
    start_at = day_bounds(local_day(at))[0]
    for team_id, person_id, contact_id, way, state, from_at, to_at, member_id, by_other, reason, follow_up in rows:
        met = found[team_id.int, person_id.int]
        if state == "made":
            met.last_made_at = to_at
            continue
        who = shown(by_other) or (names.get(member_id.int, "") if member_id else "")
        contact = ContactFacts(
            contact_id, _WAYS[way], _CONTACT_STATES[state], from_at, to_at, "", who, shown(reason), follow_up
        )
        met.contacts = [*(met.contacts or ()), contact]
        is_next = state == "planned" and to_at >= start_at and not lacks_result(contact, at)
        if is_next and (met.coming is None or from_at < met.coming.from_at):
            met.coming, met.by = contact, member_id
    return found


_NOBODY_MET = _Met()
_NOTHING_OFFERED = Offered()


@dataclass(slots=True)
class _Known:
    """What is known of everybody on the lists, by team and person."""

    work: Work
    owners: Owners
    met: dict[Pair, _Met]
    offered: dict[Pair, Offered] = field(default_factory=dict)


def _on_board(row: tuple[Any, ...], team: TeamDay, known: _Known, at: datetime) -> OnBoard:
    (team_id, person_id, state, came_at, came_by, named, deputy, override, cadence) = row[:9]
    (came_from, given, family, born, is_dead, intake_id, label, tier, followed, *plan, away, closed) = row[9:]
    pair = team_id.int, person_id.int
    seen = known.met.get(pair, _NOBODY_MET)
    offered = known.offered.get(pair, _NOTHING_OFFERED)
    facts = PersonFacts(
        person_id=person_id,
        given=shown(given),
        family=shown(family),
        came_on=local_day(came_at),
        came_by=_CAME_BY[came_by],
        came_from=shown(came_from),
        age=_age(born, local_day(at)),
        state=_LIST_STATES[state],
        is_deceased=is_dead,
        last_made_at=seen.last_made_at,
        cadence_days=cadence,
        actions=tuple(known.work.get(pair, ())),
        contacts=tuple(seen.contacts or ()),
        offers=tuple(offered.offers),
        away=away_of_column(away),
        plan=plan_facts(plan, review_rule(tier, team_id=team_id, at=at).days),
    )
    return OnBoard(
        team=team,
        team_names=team.name,
        facts=facts,
        line=line(facts, at, team.calendar),
        lead=day_lead(Leads(named, deputy, override, frozenset(closed)), team.duty),
        owner_accounts=frozenset(known.owners.get(pair, ())),
        asked_accounts=frozenset(offered.accounts),
        next_contact=seen.coming,
        next_by=seen.by,
        unseen_from=Intake(intake_id, team_id, label) if intake_id else None,
        risk_tier=tier,
        is_followed=followed,
    )


def _age(born: date | None, today: date) -> int | None:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None


_KINDS = {one.value: one for one in ActionKind}
_ACTION_STATES = {one.value: one for one in ActionState}
_CONTACT_STATES = {one.value: one for one in ContactState}
_WAYS = {one.value: one for one in Way}
_CAME_BY = {one.value: one for one in CameBy}
_LIST_STATES = {one.value: one for one in ListState}


# The statements


_CLOSED = -1
"""The column of a person that names the members who have closed the record to themselves: the last."""
_PEOPLE = f"""
select e.team_id, e.person_id, e.state, e.came_at, e.came_by, e.named_lead_id, e.deputy_id, o.member_id, e.cadence_days,
       e.came_from, p.given, p.family, p.birth_date, p.is_dead, i.id, i.label, e.risk_tier,
       {FOLLOWED.format(person="e.person_id")}, {FRESH_COLUMNS},
       {AWAY_LATELY.format(person="e.person_id", day="%(day)s")}, {CLOSED_TO}
  from caseload_listentry e
  join person_person p on p.id = e.person_id {JOIN_PLAN.format(person="e.person_id")}
  left join caseload_override o on o.team_id = e.team_id and o.person_id = e.person_id and o.day = %(day)s
  left join caseload_intake i on i.team_id = e.team_id and i.id = e.intake_id and e.looked_through_at is null
 where e.team_id = any(%(teams)s::uuid[]) and e.state <> 'ended'
"""  # noqa: S608  (our own words)

# The name of the agency that says that the plan is not right, or that did not answer in time or was the wrong one; else null.
_PARTNER = """case action_action.kind
  when 'contradiction' then (select g.name from contradiction_contradiction c join agency_agency g on g.id = c.agency_id
        where c.id = action_action.origin_id and c.origin = 'partner')
  when 'partner-answer' then (select g.name from alignment_request r join agency_agency g on g.id = r.agency_id
        where r.id = action_action.origin_id and r.state in ('no answer', 'not for them')) end"""
_ACTIONS = f"""
select team_id, person_id, id, what, kind, owner_id, due_at, state, hold_reason, return_date,
       exists (select 1 from action_offer p where p.action_id = action_action.id and p.state = 'waiting'
                and p.purpose = 'own' and p.to_member_id is null), {_PARTNER}
  from action_action
 where team_id = any(%(teams)s::uuid[]) and state in ('open', 'held') and person_id is not null
   and (kind in ('urgent', 'contradiction') or (state = 'open' and due_at < %(end)s) or return_date <= %(day)s
        or (kind = 'partner-answer' and {_PARTNER} is not null))
"""  # noqa: S608  (our own words)

# The last made, what was missed since, and what is planned: all until the end of today, of the later ones the first.
_CONTACTS = """
with entry as materialized (
  select team_id, person_id from caseload_listentry where team_id = any(%(teams)s::uuid[]) and state <> 'ended'
), made as (
  select e.team_id, e.person_id, l.happened_at
    from entry e left join lateral (
         select c.happened_at from contact_contact c
          where c.team_id = e.team_id and c.person_id = e.person_id and c.state = 'made'
          order by c.happened_at desc limit 1) l on true
)
select team_id, person_id, null::uuid, '', 'made', happened_at, happened_at, null::uuid, '', '', null::uuid
  from made where happened_at is not null
union all
select c.team_id, c.person_id, c.id, c.way, c.state, coalesce(c.window_from, c.happened_at),
       coalesce(c.window_to, c.happened_at), c.member_id, c.by_other, c.reason, null
  from made m
  join contact_contact c on c.team_id = m.team_id and c.person_id = m.person_id and c.state = 'missed'
   and c.happened_at > coalesce(m.happened_at - interval '1 day', '-infinity')
union all
select team_id, person_id, id, way, state, window_from, window_to, member_id, by_other, '', follow_up_id
  from contact_contact
 where team_id = any(%(teams)s::uuid[]) and state = 'planned' and window_from < %(end)s
union all
(select distinct on (team_id, person_id)
        team_id, person_id, id, way, state, window_from, window_to, member_id, by_other, '', follow_up_id
   from contact_contact
  where team_id = any(%(teams)s::uuid[]) and state = 'planned' and window_from >= %(end)s
  order by team_id, person_id, window_from)
"""
