"""
Questions about teams, members, rota, absences and cover. Row-level security shows only teams with a seat.

A member whose account has ended, or who has no seat, is not on the team: work then falls to the duty lead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from kith.access.rules import KITH_ACCOUNT
from kith.act import NotVisible, Thing
from kith.database.planned import planned
from kith.place.rules import day_bounds, local_day
from kith.policy.floor_rules import RuleSet
from kith.policy.in_force import tables_for
from kith.policy.queries import role_label
from kith.team.models import Absence, Member, Team
from kith.team.rules import COVER_DAYS_AHEAD, ON_CALL, Calendar, DayPlan, Period, is_service_day


class HasTeams(Protocol):
    """Who asks: an act or a viewer."""

    @property
    def account_id(self) -> UUID: ...
    @property
    def teams(self) -> frozenset[UUID]: ...


@dataclass(frozen=True, slots=True)
class TeamInfo:
    """A team as other packages need it. `opened_at`: since when it takes people on its list; None: it does not yet."""

    id: UUID
    place_id: UUID
    name: str
    slug: str
    calendar: Calendar
    agenda_overdue_service_days: int
    size_limit: int = 15
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """Somebody on a team: who, in which role, how close, for how many sessions a week, until when (None: open)."""

    id: UUID
    team_id: UUID
    account_id: UUID
    name: str
    role: str
    role_label: str
    tier: str
    sessions: float = 0.0
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayOnTeam:
    """
    One team's day. Member ids throughout; duty lead, second and shifts are those of a published rota, else none.

    `on_shift` leaves out everybody in `away` (member id to reason). `duty_lead` stays named while away: `answering` says
    who takes the duty then. `cover` is the place's on-call cover, at the moment asked from or at midday of another day.
    `closed`, where the day was asked for about one person: members who have closed that record to themselves.
    """

    day: date
    is_service_day: bool
    published: bool
    duty_lead: UUID | None
    second: UUID | None
    on_shift: frozenset[UUID]
    away: dict[UUID, str]
    cover: UUID | None
    closed: frozenset[UUID] = frozenset()

    @property
    def answering(self) -> UUID | None:
        """Who takes the duty: the duty lead if on shift, else the second in line, else the cover; who may open the record."""
        return next((member for member in self.in_line if member not in self.closed), self.cover)

    @property
    def in_line(self) -> list[UUID]:
        """Who takes the duty, first to last: duty lead and second in line if on shift, then the cover."""
        there = [one for one in (self.duty_lead, self.second) if one in self.on_shift] if self.is_service_day else []
        return [one for one in (*there, self.cover) if one]


def names_of_teams(*, team_ids: Collection[UUID]) -> list[Team]:
    """Return the given teams that the viewer sees, by name. One statement."""
    return list(Team.objects.filter(id__in=team_ids).order_by("name"))


def team_by_slug(*, slug: str, viewer: HasTeams) -> TeamInfo:
    """Return the team at an address. Raises NotVisible when there is none, or the viewer (or act) has no seat on it."""
    team = _info(Team.objects.filter(slug=slug).first())
    if team.id not in viewer.teams and str(viewer.account_id) != KITH_ACCOUNT:
        raise NotVisible
    return team


def team_by_id(*, team_id: UUID) -> TeamInfo:
    """Return a team that the viewer has a seat on. Raises NotVisible."""
    return _info(Team.objects.filter(id=team_id).first())


_places: dict[UUID, UUID] = {}
"""The place of each team that this process has read: a team never moves to another."""


def places_of(team_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the place of each of some teams that the viewer sees. One statement for those that this process has not read."""
    if unread := [one for one in team_ids if one not in _places]:
        _places.update(Team.objects.filter(id__in=unread).values_list("id", "place_id"))
    return {one: _places[one] for one in team_ids if one in _places}


def rules_for(*, team_id: UUID, at: datetime) -> RuleSet:
    """
    Return every rule table as it is in force for a team at a moment. No statement for a team that this process has read.

    Raises NotVisible as `team_by_id`.
    """
    place_id = _places.get(team_id) or team_by_id(team_id=team_id).place_id
    return tables_for(team_id=team_id, place_id=place_id, at=at)


def all_teams() -> list[TeamInfo]:
    """Return the teams that the viewer sees (all of them, for Kith itself), by name."""
    return [_info(team) for team in Team.objects.order_by("name")]


def sight_of_team(*, team_id: UUID) -> Thing:
    """Return a team as a thing to act on, its settings in `row`."""
    return thing_of_team(team_by_id(team_id=team_id))


def thing_of_team(team: TeamInfo) -> Thing:
    """Return a team already loaded as a thing to act on."""
    return Thing("team", team.id, team.id, row={"info": team})


def sight_of_member(*, member_id: UUID) -> Thing:
    """Return a membership as a thing to act on."""
    member = Member.objects.select_related("account").filter(id=member_id).first()
    if member is None:
        raise NotVisible
    return Thing("member", member.id, member.team_id, row={"member": member})


def sight_of_absence(*, absence_id: UUID) -> Thing:
    """Return an absence as a thing to act on."""
    absence = Absence.objects.filter(id=absence_id).first()
    if absence is None:
        raise NotVisible
    return Thing("absence", absence.id, absence.team_id, row={"absence": absence})


_MEMBERS = """
    select m.id, m.team_id, m.account_id, a.name, m.role, m.tier, m.sessions, lower(m.during), upper(m.during)
      from team_member m join access_account a on a.id = m.account_id
     where m.team_id = %s and m.during && tstzrange(%s, %s, '[]') and (a.ended_at is null or a.ended_at > %s)
       and exists (select 1 from access_seat s where s.team_id = m.team_id and s.account_id = m.account_id
                      and s.role = m.role and s.during && tstzrange(%s, %s, '[]'))
     order by a.name, m.role, m.id
"""


def members(*, team_id: UUID, at: datetime) -> list[MemberInfo]:
    """Return the members at a moment, by name; the on-call cover of that moment among them. One statement."""
    return _members(team_id, at, at)


def members_on(*, team_id: UUID, first: date, last: date) -> list[MemberInfo]:
    """Return who is a member on any day from first to last, both included, by name. One statement."""
    return _members(team_id, day_bounds(first)[0], day_bounds(last)[1] - timedelta(microseconds=1))


def _members(team_id: UUID, start_at: datetime, end_at: datetime) -> list[MemberInfo]:
    rows = _rows(_MEMBERS, [team_id, start_at, end_at, start_at, start_at, end_at])
    return [
        MemberInfo(id_, team, account, name, role, role_label(role), tier, float(sessions), since, until)
        for id_, team, account, name, role, tier, sessions, since, until in rows
    ]


def own_member(*, team_id: UUID, account_id: UUID, at: datetime, role: str = "") -> MemberInfo | None:
    """Return an account's membership of a team at a moment, in the role given if held; None without one. One statement."""
    own = [member for member in members(team_id=team_id, at=at) if member.account_id == account_id]
    return next((member for member in own if member.role == role), own[0] if own else None)


_DAY = """
    select coalesce(r.published_at is not null, false), r.duty_lead_id, r.second_id,
           array(select s.member_id from team_shift s join team_member m on m.id = s.member_id
                   join access_account a on a.id = m.account_id
                  where s.team_id = %(team)s and s.day = %(day)s and m.during && tstzrange(%(from)s, %(to)s, '[]')
                    and (a.ended_at is null or a.ended_at > %(from)s)),
           array(select array[b.member_id::text, b.reason] from team_absence b
                  where b.team_id = %(team)s and b.withdrawn_at is null and %(day)s between b.first_day and b.last_day),
           (select m.id from team_oncall c
              join team_member m on m.account_id = c.account_id and m.team_id = %(team)s and m.role = %(on_call)s
              join access_account a on a.id = m.account_id
             where c.place_id = %(place)s and c.during @> %(moment)s and m.during @> %(moment)s
               and (a.ended_at is null or a.ended_at > %(moment)s)),
           array(select m.id from access_exclusion x
                   join team_member m on m.account_id = x.account_id and m.team_id = %(team)s
                  where x.person_id = %(person)s::uuid and x.during @> act_moment())
      from (select 1) one left join team_rotaday r on r.team_id = %(team)s and r.day = %(day)s
"""


def day_on_team(*, team: TeamInfo, day: date, at: datetime, person_id: UUID | None = None) -> DayOnTeam:
    """
    Return who works, who takes the duty, who is away and who covers on a day. One statement.

    With a person, the duty is taken for them: whoever has closed the record is passed over.
    """
    start_at, end_at = day_bounds(day)
    midday = start_at + (end_at - start_at) / 2
    is_today = local_day(at) == day
    values = {
        "team": team.id,
        "place": team.place_id,
        "day": day,
        "on_call": ON_CALL,
        "from": at if is_today else start_at,
        "to": at if is_today else end_at - timedelta(microseconds=1),
        "moment": at if is_today else midday,
        "person": person_id,
    }
    published, duty, second, shift, absences, cover, closed = _rows(_DAY, values)[0]
    away = {UUID(member): reason for member, reason in absences}
    return DayOnTeam(
        day=day,
        is_service_day=is_service_day(day, team.calendar),
        published=published,
        duty_lead=duty if published else None,
        second=second if published else None,
        on_shift=frozenset(shift) - away.keys() if published else frozenset(),
        away=away,
        cover=cover,
        closed=frozenset(closed),
    )


def duty_lead_now(*, team: TeamInfo, at: datetime, person_id: UUID | None = None) -> UUID | None:
    """
    Return the member who takes the duty at a moment: duty lead, else second, else cover; None without any.

    For a person, the first of them who has not closed the record.
    """
    return day_on_team(team=team, day=local_day(at), at=at, person_id=person_id).answering


def duty_leads_now(*, team: TeamInfo, at: datetime, person_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Return who takes the duty at a moment for each person, as `duty_lead_now` does for one. Two statements."""
    day = day_on_team(team=team, day=local_day(at), at=at)
    rows = _rows(
        "select x.person_id, array_agg(m.id) from access_exclusion x"
        " join team_member m on m.account_id = x.account_id and m.team_id = %s"
        " where x.person_id = any(%s::uuid[]) and x.during @> act_moment() group by x.person_id",
        [team.id, list(person_ids)],
    )
    closed = {person: frozenset(shut) for person, shut in rows}
    return {one: replace(day, closed=closed.get(one, frozenset())).answering for one in person_ids}


@dataclass(frozen=True, slots=True)
class RotaRow:
    """One day of the rota as it stands: the plan, and whether it is published."""

    plan: DayPlan
    published: bool


def rota(*, team_id: UUID, first: date, last: date) -> list[RotaRow]:
    """Return the days of the rota that were set, from first to last, both included, by day. One statement."""
    rows = _rows(
        "select r.day, r.duty_lead_id, r.second_id, r.published_at is not null,"
        " array(select s.member_id from team_shift s where s.team_id = r.team_id and s.day = r.day order by s.member_id)"
        " from team_rotaday r where r.team_id = %s and r.day between %s and %s order by r.day",
        [team_id, first, last],
    )
    return [
        RotaRow(DayPlan(day, duty, second, tuple(shift)), published) for day, duty, second, published, shift in rows
    ]


def has_duty_lead_within(*, team_id: UUID, first: date, days: int = 14) -> bool:
    """Say whether any of the days from `first` on has a published rota, and so a duty lead. One statement."""
    return bool(
        _rows(
            "select 1 from team_rotaday where team_id = %s and published_at is not null and day >= %s and day < %s limit 1",
            [team_id, first, first + timedelta(days=days)],
        )
    )


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence that was not taken back, both days included."""

    id: UUID
    member_id: UUID
    name: str
    first_day: date
    last_day: date
    reason: str


def absences(*, team_id: UUID, first: date, last: date | None = None) -> list[AbsenceRow]:
    """Return the absences that touch the days from first to last (None: all to come), by first day. One statement."""
    rows = _rows(
        "select b.id, b.member_id, a.name, b.first_day, b.last_day, b.reason from team_absence b"
        " join team_member m on m.id = b.member_id join access_account a on a.id = m.account_id"
        " where b.team_id = %s and b.withdrawn_at is null and b.last_day >= %s and b.first_day <= coalesce(%s, b.first_day)"
        " order by b.first_day, a.name, b.id",
        [team_id, first, last],
    )
    return [AbsenceRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class CoverRow:
    """Who is on call for the place, and when; a period without end is open."""

    account_id: UUID
    name: str
    period: Period


def covers(*, place_id: UUID, at: datetime) -> list[CoverRow]:
    """Return the on-call cover of a place from a moment on, in order of time. One statement."""
    rows = _rows(
        "select c.account_id, a.name, lower(c.during), upper(c.during) from team_oncall c"
        " join access_account a on a.id = c.account_id"
        " where c.place_id = %s and c.during && tstzrange(%s, null) order by lower(c.during)",
        [place_id, at],
    )
    return [CoverRow(account, name, Period(start_at, end_at)) for account, name, start_at, end_at in rows]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promise P2: run by doctor with the role that sees everything.

    From today on, a published day whose duty lead or second is nobody, the same member, or not on the team that day; and
    a gap in the next 14 days in the cover of a place that has any. A service day without a rota breaks nothing by itself:
    lists count the people who then have no day lead. And a team that opened by the list without
    something it must have; of cover no row says what was planned then.
    """
    values = {"at": at, "until": at + timedelta(days=COVER_DAYS_AHEAD), "day": local_day(at)}
    return {"P2": [sentence.format(*row) for sentence, sql in _VIOLATIONS.items() for row in _rows(sql, values)]}


_VIOLATIONS: Mapping[str, str] = {
    "team {0} was opened without {1}": (
        "select t.id, string_agg(line, ', ') from team_team t cross join team_missing_musts(t.id, t.opened_at) line"
        " where t.opened_how = 'by the list' and line <> 'cover' group by t.id order by t.id"
    ),
    "published rota day {0} has no duty lead with another member second in line": (
        "select id from team_rotaday where published_at is not null and day >= %(day)s"
        " and (duty_lead_id is null or second_id is null or duty_lead_id = second_id) order by day, id"
    ),
    "published rota day {0} has member {1} on duty who is not on the team that day": (
        "select r.id, who from team_rotaday r cross join lateral unnest(array[r.duty_lead_id, r.second_id]) who"
        " where r.published_at is not null and r.day >= %(day)s and who is not null and not exists ("
        "   select 1 from team_member m where m.id = who and m.team_id = r.team_id and m.during && team_day(r.day))"
        " order by r.day, r.id"
    ),
    "place {0} has nobody on call from {1} to {2}": (
        "select place_id, lower(gap), upper(gap) from (select place_id, unnest("
        "   tstzmultirange(tstzrange(%(at)s, %(until)s)) - range_agg(during)) gap from team_oncall group by place_id) found"
        " order by place_id, gap"
    ),
}


def _info(team: Team | None) -> TeamInfo:
    if team is None:
        raise NotVisible
    calendar = Calendar(frozenset(team.working_weekdays), frozenset(team.extra_closed), team.works_bank_holidays)
    limit = team.agenda_overdue_service_days
    _places[team.id] = team.place_id
    return TeamInfo(team.id, team.place_id, team.name, team.slug, calendar, limit, team.size_limit, team.opened_at)


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    return planned(sql, values)
