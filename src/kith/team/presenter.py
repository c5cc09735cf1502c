"""From rows to the words of the team pages."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.access.queries import Viewer
from kith.act import ids
from kith.place.queries import place_name
from kith.place.rules import bank_holidays, date_words, local_day
from kith.policy.queries import rights, role_label, roles
from kith.policy.rules import verdict_for
from kith.team import queries
from kith.team.queries import DayOnTeam, MemberInfo, RotaRow, TeamInfo
from kith.team.rules import (
    COVER_DAYS_AHEAD,
    ON_CALL,
    TIERS,
    DayPlan,
    Period,
    cover_gaps,
    gap_words,
    is_service_day,
)
from kith.team.shows import AbsenceLine, CoverLine, MemberLine, OnShift, RotaDayShow, RotaShow, TeamShow
from kith.web.shows import Filled, Option

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def may(viewer: Viewer, team: TeamInfo, command: str) -> bool:
    """Say whether the viewer, in the role chosen and held on this team, may do something: for a page's buttons alone."""
    held = any(seat.team_id == team.id and seat.role == viewer.role for seat in viewer.seats)
    return held and verdict_for(rights().get(command), roles().get(viewer.role)) == "decide"


def team_show(viewer: Viewer, team: TeamInfo, at: datetime) -> TeamShow:
    """Return the team page: members, today, absences, cover, how far the rota is published."""
    today = local_day(at)
    members = queries.members(team_id=team.id, at=at)
    names = {member.id: member.name for member in members}
    day = queries.day_on_team(team=team, day=today, at=at)
    absences = queries.absences(team_id=team.id, since=today)
    covers = queries.covers(place_id=team.place_id, at=at)
    can_withdraw = may(viewer, team, "team.withdraw_absence")
    periods = [Period(since, until) for _name, since, until in covers]
    return TeamShow(
        team_slug=team.slug,
        team_name=team.name,
        place=place_name(place_id=team.place_id),
        day=today,
        duty=names.get(day.duty_lead, "") if day.duty_lead else "",
        second=names.get(day.second, "") if day.second else "",
        cover=names.get(day.cover, "") if day.cover else "",
        works=_works(team),
        size_words=_size(team, members),
        members=[_member(one, day) for one in members if one.role != ON_CALL],
        absences=[
            AbsenceLine(
                one.id, one.name, one.first_day, one.last_day, one.reason, str(ids.new()) if can_withdraw else ""
            )
            for one in absences
        ],
        covers=[CoverLine(name, _period(since, until)) for name, since, until in covers],
        gaps=[gap_words(gap) for gap in cover_gaps(periods, at, at + timedelta(days=COVER_DAYS_AHEAD))],
        rota_words=_published_words(team, today),
        can_change_members=may(viewer, team, "team.add_member"),
        can_change_rota=may(viewer, team, "team.set_rota"),
        can_record_absence=may(viewer, team, "team.record_absence"),
        can_set_cover=may(viewer, team, "team.set_on_call"),
    )


def rota_show(viewer: Viewer, team: TeamInfo, monday: date, at: datetime, form: Filled) -> RotaShow:
    """Return a week of the rota; `form` holds what was sent, else it is filled from what is stored."""
    days = week(monday)
    stored = {row.plan.day: row for row in queries.rota(team_id=team.id, first=days[0], last=days[-1])}
    there = [one for one in queries.members_on(team_id=team.id, first=days[0], last=days[-1]) if one.role != ON_CALL]
    away = {(one.member_id, day): one for one in queries.absences(team_id=team.id, since=days[0]) for day in one.days}
    names = {member.id: member.name for member in there}
    values = dict(form.values)
    for row in stored.values():
        iso = row.plan.day.isoformat()
        values.setdefault(f"duty-{iso}", str(row.plan.duty_lead_id or ""))
        values.setdefault(f"second-{iso}", str(row.plan.second_id or ""))
    return RotaShow(
        team_slug=team.slug,
        team_name=team.name,
        monday=monday,
        previous=monday - timedelta(days=7),
        next=monday + timedelta(days=7),
        days=[_day(team, day, stored.get(day), there, names, away, local_day(at)) for day in days],
        members=[Option(str(one.id), f"{one.name}, {one.role_label}") for one in there],
        form=Filled(form.key, values, form.errors),
        can_change=may(viewer, team, "team.set_rota"),
    )


def week(monday: date) -> list[date]:
    """Return the seven days from a Monday."""
    return [monday + timedelta(days=number) for number in range(7)]


def cover_lines(team: TeamInfo, at: datetime) -> tuple[list[CoverLine], list[str]]:
    """Return who is on call for the team's place from now on, and the gaps of the next 14 days."""
    covers = queries.covers(place_id=team.place_id, at=at)
    periods = [Period(since, until) for _name, since, until in covers]
    gaps = cover_gaps(periods, at, at + timedelta(days=COVER_DAYS_AHEAD))
    return [CoverLine(name, _period(since, until)) for name, since, until in covers], [gap_words(gap) for gap in gaps]


def role_options() -> list[Option]:
    """Return the roles that somebody can hold on a team."""
    return [
        Option(code, role.label) for code, role in roles().items() if role.group in ("lead", "supervisor", "member")
    ]


def tier_options() -> list[Option]:
    """Return the tiers, closest first."""
    return [Option(tier, tier) for tier in TIERS]


def _day(
    team: TeamInfo,
    day: date,
    row: RotaRow | None,
    there: list[MemberInfo],
    names: dict[UUID, str],
    away: dict[tuple[UUID, date], queries.AbsenceRow],
    today: date,
) -> RotaDayShow:
    plan = row.plan if row else DayPlan(day)
    closed = (
        "" if is_service_day(day, team.calendar) else bank_holidays(day.year).get(day) or _("The team does not work")
    )
    shifts = []
    for member in there:
        absence = away.get((member.id, day))
        words = _("away until %(day)s") % {"day": date_words(absence.last_day)} if absence else ""
        shifts.append(OnShift(member.id, member.name, member.id in plan.there, words))
    return RotaDayShow(
        day=day,
        state="published" if row and row.published else "draft" if row else "empty",
        duty=_name(names, plan.duty_lead_id),
        second=_name(names, plan.second_id),
        on_shift=shifts,
        closed=closed,
        is_past=day < today,
    )


def _name(names: dict[UUID, str], member_id: UUID | None) -> str:
    return names.get(member_id, "") if member_id else ""


def _member(member: MemberInfo, day: DayOnTeam) -> MemberLine:
    here = member.id in day.on_shift
    if member.id in day.away:
        today = _("away: %(reason)s") % {"reason": day.away[member.id]}
    elif member.id == day.duty_lead and here:
        today = _("duty lead")
    elif member.id == day.second and here:
        today = _("second in line")
    else:
        today = _("on shift") if here else _("not on shift")
    period = _("until %(day)s") % {"day": date_words(local_day(member.until))} if member.until else ""
    sessions = f"{member.sessions:g}"
    return MemberLine(member.id, member.name, role_label(member.role), member.tier, sessions, period, today, here)


def _works(team: TeamInfo) -> str:
    days = sorted(team.calendar.working_weekdays)
    if days == [0, 1, 2, 3, 4]:
        words = _("Monday to Friday")
    elif len(days) == 7:
        words = _("every day")
    else:
        words = ", ".join(WEEKDAYS[day] for day in days)
    holidays = _("bank holidays too") if team.calendar.works_bank_holidays else _("not on bank holidays")
    return f"{words}, {holidays}"


def _size(team: TeamInfo, members: list[MemberInfo]) -> str:
    number = len({one.account_id for one in members if one.role != ON_CALL})
    words = _("%(number)d members") % {"number": number}
    if number > team.size_limit:
        return _("%(words)s: more than the limit of %(limit)d, think of two teams") % {
            "words": words,
            "limit": team.size_limit,
        }
    return words


def _period(since: datetime, until: datetime | None) -> str:
    begins = _("since %(day)s") % {"day": date_words(local_day(since))}
    return f"{begins}, {_('until %(day)s') % {'day': date_words(local_day(until))}}" if until else begins


def _published_words(team: TeamInfo, today: date) -> str:
    rows = queries.rota(team_id=team.id, first=today, last=today + timedelta(days=60))
    published = [row.plan.day for row in rows if row.published]
    if not published:
        return _("No rota is published: nobody can be day lead.")
    return _("The rota is published until %(day)s.") % {"day": date_words(max(published))}
