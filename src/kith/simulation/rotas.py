"""The rotas of the made-up teams and the place's on-call cover: published four weeks ahead, whatever else happens."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kith.act import Act
from kith.place.rules import at_local
from kith.simulation.living import DUTY_ROLES, LivingMember, LivingTeam
from kith.simulation.reading import rota_days
from kith.simulation.scene import Acting, dice_of
from kith.team import operations as teams
from kith.team.queries import absences, covers
from kith.team.rules import DayPlan, cover_gaps, is_service_day, service_days_between

DAYS_AHEAD = 28
ON_SHIFT = 7
LONG_AGO = date(2000, 1, 1)


def publish_until(*, team: LivingTeam, day: date, act: Act, first: date | None = None) -> int:
    """
    Publish the rota of the service days from `first` (default: today) to four weeks from `day` that have none.

    Return how many days. Days on which fewer than two members are there stay without, and the on-call cover answers.
    """
    first, last = first or day, day + timedelta(days=DAYS_AHEAD)
    wanted = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    published = rota_days(team_id=team.id, first=first, last=last)
    missing = [one for one in wanted if one not in published and is_service_day(one, team.calendar)]
    plans = _plans(team, missing)
    if plans:
        teams.set_rota(act=act, team_id=team.id, days=plans, publish=True)
    return len(plans)


def _plans(team: LivingTeam, days: list[date]) -> list[DayPlan]:
    if not days:
        return []
    away = absences(team_id=team.id, first=days[0], last=days[-1])
    plans = []
    for day in days:
        gone = {one.member_id for one in away if one.first_day <= day <= one.last_day}
        if plan := plan_of(team, day, [member for member in team.members if member.member_id not in gone]):
            plans.append(plan)
    return plans


def plan_of(team: LivingTeam, day: date, there: list[LivingMember]) -> DayPlan | None:
    """Return the rota of a day from those who can be there: duty and second go round, seven work. None with fewer than two."""
    if len(there) < 2:
        return None
    turn = service_days_between(LONG_AGO, day, team.calendar)
    duties = _ids(member for member in there if member.role in DUTY_ROLES) or _ids(there)
    duty = duties[turn % len(duties)]
    seconds = [member for member in duties if member != duty] or [one for one in _ids(there) if one != duty]
    second = seconds[turn % len(seconds)]
    others = [one for one in _ids(there) if one not in (duty, second)]
    chosen = dice_of(f"rota {team.made_up.slug} {day}").sample(others, min(ON_SHIFT - 2, len(others)))
    return DayPlan(day, duty, second, tuple(sorted(chosen)))


def _ids(members: Iterable[LivingMember]) -> list[UUID]:
    return [member.member_id for member in members]


def cover_until(*, place_id: UUID, account_id: UUID, at: datetime, day: date, acting: Acting) -> int:
    """Let an account cover the place wherever nobody does until the end of a day; return how many gaps there were."""
    acting.as_kith(at)
    end_at = at_local(day + timedelta(days=1), time(0))
    gaps = cover_gaps([row.period for row in covers(place_id=place_id, at=at)], at, end_at)
    for gap in gaps:
        act = acting.as_kith(at)
        teams.set_on_call(act=act, place_id=place_id, account_id=account_id, since=gap.start_at, until=gap.end_at)
    return len(gaps)
