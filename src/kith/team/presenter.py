"""A team in words: its members today, its rota by the week, who is away, who is on call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.access.models import Account
from kith.act import ids
from kith.place.rules import bank_holidays, local_day
from kith.policy.queries import roles
from kith.team import queries
from kith.team.queries import AbsenceRow, CoverRow, DayOnTeam, MemberInfo, RotaRow, TeamInfo
from kith.team.reachable import Reachable, reachable
from kith.team.rules import (
    COVER_DAYS_AHEAD,
    ON_CALL,
    TIERS,
    Calendar,
    DayPlan,
    Period,
    cover_gaps,
    gap_words,
    is_service_day,
    tier_words,
)
from kith.team.set_up_queries import lines_of, set_up_of
from kith.team.set_up_rules import missing_musts
from kith.team.shows import (
    AbsenceLine,
    CoverLine,
    CoverShow,
    DutyLine,
    MemberLine,
    MemberShow,
    OnShift,
    RotaDayShow,
    RotaShow,
    TeamShow,
)
from kith.web.shows import Filled, Option
from kith.web.words import first_up, listed, long_day, moment, near_day, short_day, weekday

DAYS_AHEAD = 14
May = Callable[[str], bool]
"""Whether the viewer may carry out a command on this team."""


def team_show(*, team: TeamInfo, place: str, at: datetime, may: May) -> TeamShow:
    """Return the page of a team. Six statements, however many members."""
    today = local_day(at)
    people = queries.members(team_id=team.id, at=at)
    day = queries.day_on_team(team=team, day=today, at=at)
    away = queries.absences(team_id=team.id, first=today)
    rows = queries.rota(team_id=team.id, first=today, last=today + timedelta(days=DAYS_AHEAD - 1))
    cover = queries.covers(place_id=team.place_id, at=at)
    lacks = missing_musts(lines_of(set_up_of(team=team, at=at), at=at))
    names = {one.id: one.name for one in people}
    reach = reachable(account_ids=[*(one.account_id for one in people), *(one.account_id for one in cover)], at=at)
    return TeamShow(
        team_slug=team.slug,
        team_name=team.name,
        place=place,
        day=today,
        duty=_who_takes(day, day.duty_lead, names),
        second=_who_takes(day, day.second, names),
        cover=names.get(day.cover, "") if day.cover else "",
        works=works_words(team.calendar),
        size_words=size_words(people, team.size_limit),
        members=[_member_line(one, day, away, today, reach[one.account_id]) for one in people if one.role != ON_CALL],
        absences=[_absence_line(one, may("team.withdraw_absence")) for one in away],
        covers=[replace(_cover_line(one, at), reach=reach.get(one.account_id)) for one in cover],
        gaps=gaps(cover, at),
        rota_words=rota_words(team.calendar, rows, today),
        duties=_duty_lines(team.calendar, rows, away, names, today),
        is_open=team.opened_at is not None,
        lacks=[f"{_(one.need.label)}: {one.shown}" for one in lacks] if team.opened_at else [],
        can_change_members=may("team.add_member"),
        can_change_rota=may("team.set_rota"),
        can_record_absence=may("team.record_absence"),
        can_set_cover=may("team.set_on_call"),
    )


def _who_takes(day: DayOnTeam, member_id: UUID | None, names: dict[UUID, str]) -> str:
    if member_id is None:
        return ""
    name = names.get(member_id, _("somebody who left"))
    return name if member_id in day.on_shift else _("%(name)s (away)") % {"name": name}


def _member_line(
    one: MemberInfo, day: DayOnTeam, away: Sequence[AbsenceRow], today: date, reach: Reachable
) -> MemberLine:
    return MemberLine(
        member_id=one.id,
        name=one.name,
        role=one.role_label,
        tier=tier_words(one.tier),
        sessions=f"{one.sessions:g}",
        period=_("until %(day)s") % {"day": _last_day_words(one.until)} if one.until else "",
        today=_today_words(one.id, day, away, today),
        is_here=one.id in day.on_shift,
        reach=reach,
    )


def _today_words(member_id: UUID, day: DayOnTeam, away: Sequence[AbsenceRow], today: date) -> str:
    if member_id in day.away:
        last = max(row.last_day for row in away if row.member_id == member_id and row.first_day <= today)
        return _("Away until %(day)s") % {"day": near_day(last, today)} if last > today else _("Away today")
    if member_id not in day.on_shift:
        return _("Not on shift")
    duties = {day.duty_lead: _("Duty lead"), day.second: _("Second in line")}
    return duties.get(member_id, _("On shift"))


def _absence_line(row: AbsenceRow, may_withdraw: bool) -> AbsenceLine:
    key = str(ids.new()) if may_withdraw else ""
    return AbsenceLine(row.id, row.name, row.first_day, row.last_day, row.reason, key)


def _last_day_words(until: datetime) -> str:
    return short_day(local_day(until - timedelta(microseconds=1)))


def _cover_line(row: CoverRow, at: datetime) -> CoverLine:
    start, end = row.period.start_at, row.period.end_at
    since = _("now") if start <= at else moment(start, at)
    if end is None:
        return CoverLine(row.name, _("from %(since)s, no end set") % {"since": since})
    return CoverLine(row.name, _("from %(since)s to %(until)s") % {"since": since, "until": moment(end, at)})


def gaps(cover: Sequence[CoverRow], at: datetime) -> list[str]:
    """Return the stretches of the next 14 days without cover, in words."""
    periods: list[Period] = [row.period for row in cover]
    return [gap_words(gap) for gap in cover_gaps(periods, at, at + timedelta(days=COVER_DAYS_AHEAD))]


def works_words(calendar: Calendar) -> str:
    """Return the working days: 'Monday to Friday, not on bank holidays'."""
    days = sorted(calendar.working_weekdays)
    names = [weekday(date(2024, 1, 1) + timedelta(days=number)) for number in days]
    in_a_row = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    told = _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]} if in_a_row else listed(names)
    return told + (_(", on bank holidays too") if calendar.works_bank_holidays else _(", not on bank holidays"))


def size_words(people: Sequence[MemberInfo], limit: int) -> str:
    """Return how large the team is against its limit; aligned members stand near the team and are counted apart."""
    near = len({one.account_id for one in people if one.tier == "aligned" and one.role != ON_CALL})
    core = len({one.account_id for one in people if one.tier != "aligned"})
    told = ngettext("%(n)d person", "%(n)d people", core) % {"n": core}
    told += ngettext(" and %(n)d aligned", " and %(n)d aligned", near) % {"n": near} if near else ""
    if core > limit:
        return _("%(told)s: more than the %(limit)d of this team, too many to meet every day.") % {
            "told": told,
            "limit": limit,
        }
    return _("%(told)s, of at most %(limit)d.") % {"told": told, "limit": limit}


def rota_words(calendar: Calendar, rows: Sequence[RotaRow], today: date) -> str:
    """Return how far the next fortnight's rota is published: 'Published to Friday 19 June', or how many days are missing."""
    ahead = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    needed = [day for day in ahead if is_service_day(day, calendar)]
    published = {row.plan.day for row in rows if row.published}
    missing = [day for day in needed if day not in published]
    if not missing:
        return _("Published to %(day)s") % {"day": long_day(needed[-1])} if needed else _("No service days")
    words = {"n": len(missing), "day": long_day(missing[0])}
    return (
        ngettext(
            "%(n)d day of the next fortnight is not published: %(day)s",
            "%(n)d days of the next fortnight are not published, the first is %(day)s",
            len(missing),
        )
        % words
    )


def _duty_lines(
    calendar: Calendar, rows: Sequence[RotaRow], away: Sequence[AbsenceRow], names: dict[UUID, str], today: date
) -> list[DutyLine]:
    """Return the service days of the next fortnight with who takes the duty; empty names where nothing is published."""
    held = {row.plan.day: row.plan for row in rows if row.published}
    ahead = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    lines = []
    for day in ahead:
        if is_service_day(day, calendar):
            plan = held.get(day, DayPlan(day))
            gone = {row.member_id for row in away if row.first_day <= day <= row.last_day}
            lines.append(
                DutyLine(day, _name(plan.duty_lead_id, names, gone), _name(plan.second_id, names, gone), day in held)
            )
    return lines


def _name(member_id: UUID | None, names: dict[UUID, str], gone: set[UUID]) -> str:
    if member_id is None:
        return ""
    name = names.get(member_id, _("a later member"))
    return _("%(name)s (away)") % {"name": name} if member_id in gone else name


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the rota as it stands, or as it was sent back: who may be chosen, who is away, what is planned."""

    monday: date
    today: date
    people: Sequence[MemberInfo]
    away: Sequence[AbsenceRow]
    rows: Sequence[RotaRow]
    sent: Sequence[DayPlan] = ()

    @property
    def days(self) -> list[date]:
        """Monday to Sunday."""
        return [self.monday + timedelta(days=number) for number in range(7)]

    def plan(self, day: date) -> DayPlan:
        """Return what was sent for a day, else what stands."""
        held = {row.plan.day: row.plan for row in self.rows} | {plan.day: plan for plan in self.sent}
        return held.get(day, DayPlan(day))

    def state(self, day: date) -> str:
        """Return 'published', 'draft' or 'empty', as the page calls it."""
        row = next((row for row in self.rows if row.plan.day == day), None)
        return ("published" if row.published else "draft") if row else "empty"


def week_of(*, team: TeamInfo, monday: date, at: datetime) -> Week:
    """Return a week as it stands. Three statements."""
    sunday = monday + timedelta(days=6)
    people = [one for one in queries.members_on(team_id=team.id, first=monday, last=sunday) if one.role != ON_CALL]
    away = queries.absences(team_id=team.id, first=monday, last=sunday)
    return Week(monday, local_day(at), people, away, queries.rota(team_id=team.id, first=monday, last=sunday))


def rota_show(*, team: TeamInfo, week: Week, form: Filled, can_change: bool) -> RotaShow:
    """Return the page of a week; what was sent stands where it was refused."""
    return RotaShow(
        team_slug=team.slug,
        team_name=team.name,
        monday=week.monday,
        previous=week.monday - timedelta(days=7),
        next=week.monday + timedelta(days=7),
        days=[_rota_day(team.calendar, week, day) for day in week.days],
        members=[Option(str(one.id), _member_words(one, week.people)) for one in week.people],
        form=form,
        can_change=can_change,
    )


def _member_words(one: MemberInfo, people: Sequence[MemberInfo]) -> str:
    """Return a name, with the role where somebody is on the team in two."""
    is_twice = sum(other.account_id == one.account_id for other in people) > 1
    return f"{one.name}, {one.role_label}" if is_twice else one.name


def filled_week(week: Week) -> dict[str, str]:
    """Return what stands in the lists of a week: duty-2026-06-08 and second-2026-06-08 for each day."""
    chosen = {f"duty-{day}": week.plan(day).duty_lead_id for day in week.days}
    chosen |= {f"second-{day}": week.plan(day).second_id for day in week.days}
    return {name: str(member) for name, member in chosen.items() if member}


def _rota_day(calendar: Calendar, week: Week, day: date) -> RotaDayShow:
    plan = week.plan(day)
    names = {one.id: one.name for one in week.people}
    gone = {row.member_id for row in week.away if row.first_day <= day <= row.last_day}
    return RotaDayShow(
        day=day,
        state=week.state(day),
        duty=_name(plan.duty_lead_id, names, gone),
        second=_name(plan.second_id, names, gone),
        on_shift=[
            OnShift(one.id, _member_words(one, week.people), one.id in plan.there, _away_words(one.id, week, day))
            for one in week.people
        ],
        closed=closed_words(day, calendar),
        is_past=day < week.today,
    )


def _away_words(member_id: UUID, week: Week, day: date) -> str:
    mine = [row for row in week.away if row.member_id == member_id and row.first_day <= day <= row.last_day]
    return _("away until %(day)s") % {"day": short_day(max(row.last_day for row in mine))} if mine else ""


def closed_words(day: date, calendar: Calendar) -> str:
    """Return why the team does not work on a day; empty on a service day."""
    if is_service_day(day, calendar):
        return ""
    if day.weekday() not in calendar.working_weekdays:
        return _("The team does not work on this weekday.")
    holiday = bank_holidays(day.year).get(day)
    return _(holiday) if holiday else _("The team is closed on this day.")


def role_options() -> list[Option]:
    """Return the roles that a member may be given."""
    return [
        Option(one.code, first_up(_(one.label)))
        for one in roles().values()
        if one.group != "kith" and one.code != ON_CALL
    ]


def tier_options() -> list[Option]:
    """Return the tiers, closest first."""
    return [Option(str(tier), first_up(tier_words(tier))) for tier in TIERS]


def account_options(accounts: Sequence[Account]) -> list[Option]:
    """Return the open accounts by name, each with its username, because two people may share a name."""
    still_open = sorted((one for one in accounts if one.ended_at is None), key=lambda one: (one.name, one.username))
    return [Option(str(one.id), f"{one.name} ({one.username})") for one in still_open]


def ending_show(*, team: TeamInfo, member: MemberInfo, form: Filled) -> MemberShow:
    """Return the page that ends a membership."""
    words = [
        first_up(member.role_label),
        tier_words(member.tier),
        _("%(n)s sessions a week") % {"n": f"{member.sessions:g}"},
    ]
    words += [_("until %(day)s") % {"day": _last_day_words(member.until)}] if member.until else []
    return MemberShow(team.slug, team.name, form, member_id=member.id, name=member.name, words=", ".join(words) + ".")


def cover_show(*, team: TeamInfo, place: str, accounts: Sequence[Account], at: datetime, form: Filled) -> CoverShow:
    """Return the page that sets the cover of the place. One statement."""
    cover = queries.covers(place_id=team.place_id, at=at)
    lines = [_cover_line(row, at) for row in cover]
    return CoverShow(team.slug, place, account_options(accounts), lines, gaps(cover, at), form)
