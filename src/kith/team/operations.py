"""The only writers of teams, members, rota, absences and cover."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kith.access import operations as access
from kith.access.models import Account
from kith.access.rules import KITH_ACCOUNT
from kith.act import Act, NotAllowed, Refusal, Stale, ids, operation
from kith.place.queries import sight_of_place
from kith.place.rules import date_words
from kith.policy.queries import roles
from kith.team import queries
from kith.team.covering import align_cover, check_no_gap, give_way
from kith.team.models import Absence, Member, OnCall, Team
from kith.team.rota import days_between, not_there, published_days, refuse_if, write_days, write_shifts
from kith.team.rules import (
    ON_CALL,
    TIERS,
    DayPlan,
    Part,
    Period,
    RotaFault,
    faults_of,
    is_service_day,
)

KITH_ROLE = "kith"
MOST_SESSIONS = 14


@operation("team.create", sight=sight_of_place)
def create(
    *,
    act: Act,
    place_id: UUID,
    name: str,
    slug: str = "",
    working_weekdays: Sequence[int] = (0, 1, 2, 3, 4),
    works_bank_holidays: bool = False,
    size_limit: int = 15,
    agenda_overdue_service_days: int = 5,
) -> UUID:
    """
    Make a team of a place, with Kith's own seat on it (imports and jobs), and the place's on-call cover as its members.

    Raises:
        Refusal: when the name is empty, the address is taken or unusable, or the team works on no weekday.
    """
    name, slug = name.strip(), slug.strip() or slugify(name)
    weekdays = sorted(set(working_weekdays))
    if not name:
        raise Refusal(_("Enter the name of the team."), field="name")
    if not slug or slug != slugify(slug):
        raise Refusal(_("Enter an address of small letters, digits and hyphens."), field="slug")
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise Refusal(_("Choose at least one weekday, Monday (0) to Sunday (6)."), field="working_weekdays")
    if Team.objects.filter(slug=slug).exists():
        raise Refusal(_("There is a team with the address %(slug)s already.") % {"slug": slug}, field="slug")
    team = Team(
        id=ids.new(),
        place_id=place_id,
        name=name,
        slug=slug,
        working_weekdays=weekdays,
        works_bank_holidays=works_bank_holidays,
        size_limit=size_limit,
        agenda_overdue_service_days=agenda_overdue_service_days,
        act_id=act.id,
    )
    access.make_team_key(act=act, team_id=team.id)
    team.save(force_insert=True)
    access.open_seat(act=act, account_id=UUID(KITH_ACCOUNT), team_id=team.id, role=KITH_ROLE)
    align_cover(place_id)
    act.concerns(team_id=team.id)
    return team.id


@operation("team.add_member", sight=queries.sight_of_team)
def add_member(
    *,
    act: Act,
    team_id: UUID,
    account_id: UUID,
    role: str,
    tier: str,
    sessions: float,
    since: datetime | None = None,
    until: datetime | None = None,
) -> UUID:
    """
    Put an account on a team in a role, from `since` (included, default now) to `until` (excluded, None: open).

    The seat that lets them see the team's people opens in the same transaction. Kith's own role and the on-call cover
    are not given by hand.

    Raises:
        Refusal: for an unknown role, tier or account, sessions outside 0 to 14, a period that is none or overlaps.
    """
    since = since or act.at
    _check_member(role=role, tier=tier, sessions=sessions)
    if until is not None and until <= since:
        raise Refusal(_("Enter an end that is later than the start."), field="until")
    account = Account.objects.filter(id=account_id, kind="person", ended_at=None).first()
    if account is None:
        raise Refusal(_("No open account is meant by this. Choose an account."), field="account")
    span = DateTimeTZRange(since, until)
    if Member.objects.filter(team_id=team_id, account_id=account_id, role=role, during__overlap=span).exists():
        words = {"name": account.name}
        raise Refusal(
            _("%(name)s is on the team in this role already. End that membership first.") % words, field="role"
        )
    member = Member(
        id=ids.new(),
        team_id=team_id,
        account_id=account_id,
        role=role,
        tier=tier,
        sessions=Decimal(str(sessions)),
        during=span,
        act_id=act.id,
    )
    member.save(force_insert=True)
    access.open_seat(act=act, account_id=account_id, team_id=team_id, role=role, since=since, until=until)
    act.concerns(member_id=member.id, account_id=account_id)
    return member.id


def _check_member(*, role: str, tier: str, sessions: float) -> None:
    known = [code for code, each in roles().items() if each.group != KITH_ROLE and code != ON_CALL]
    if role == ON_CALL:
        raise Refusal(_("On-call cover is set for the whole place, not for one team."), field="role")
    if role not in known:
        raise Refusal(_("Choose a role: %(roles)s.") % {"roles": ", ".join(known)}, field="role")
    if tier not in TIERS:
        raise Refusal(_("Choose a tier: %(tiers)s.") % {"tiers": ", ".join(TIERS)}, field="tier")
    if not 0 <= sessions <= MOST_SESSIONS:
        raise Refusal(_("Enter sessions a week from 0 to 14."), field="sessions")


@operation("team.end_membership", sight=queries.sight_of_member)
def end_membership(*, act: Act, member_id: UUID, until: datetime) -> UUID:
    """
    End a membership, and the seat that goes with it, at a moment not earlier than the act.

    The database refuses it, with the list, while the member is on the rota after that moment or holds work.

    Raises:
        Refusal: when the membership ends by then already, begins later, is the on-call cover's, or the end lies in the past.
    """
    member: Member = act.thing.row["member"]
    start_at, end_at = member.during.lower, member.during.upper
    if member.role == ON_CALL:
        raise Refusal(_("This is the on-call cover. Set somebody else's cover for these days."), field="until")
    if end_at is not None and end_at <= until:
        raise Refusal(_("This membership ends by then already."), field="until")
    if until < act.at or until <= start_at:
        raise Refusal(_("Enter an end that is not in the past, and later than the start."), field="until")
    changed = Member.objects.filter(id=member.id, during=member.during).update(
        during=DateTimeTZRange(start_at, until), act_id=act.id
    )
    if changed != 1:
        raise Stale(_("Somebody else has just changed this membership. Look at it again."))
    access.close_seat(act=act, account_id=member.account_id, team_id=member.team_id, role=member.role, until=until)
    act.concerns(account_id=member.account_id)
    return member.id


@operation("team.set_rota_day", sight=queries.sight_of_team)
def set_rota_day(
    *, act: Act, team_id: UUID, day: date, duty_lead_id: UUID | None, second_id: UUID | None, on_shift: list[UUID]
) -> UUID:
    """Set one day of the rota: what `set_rota` does for several."""
    set_rota(act=act, team_id=team_id, days=[DayPlan(day, duty_lead_id, second_id, tuple(on_shift))])
    return team_id


@operation("team.set_rota", sight=queries.sight_of_team)
def set_rota(*, act: Act, team_id: UUID, days: list[DayPlan], publish: bool = False) -> int:
    """
    Set days of the rota, and publish them if asked; return how many days were set. Four statements, however many days.

    A day already published stays so, and must stay sound. Duty lead and second are on shift by themselves.

    Raises:
        Refusal: when a day is no service day, somebody is away or not a member that day, or a day to be published has
            no duty lead or second; `extra` holds one RotaFault for each thing, by day.
    """
    team: queries.TeamInfo = act.thing.row["info"]
    plans = sorted(days, key=lambda plan: plan.day)
    held = published_days([plan.day for plan in plans], team_id)
    closed = [plan.day for plan in plans if not is_service_day(plan.day, team.calendar)]
    not_service = _("%(day)s is not a service day.")
    faults = [RotaFault(day, Part.ON_SHIFT, not_service % {"day": date_words(day)}) for day in closed]
    faults += [fault for plan in plans if publish or plan.day in held for fault in faults_of(plan.row)]
    refuse_if(faults + not_there(plans, team_id))
    with connection.cursor() as cursor:
        write_days(cursor, act, team_id, plans, publish=publish)
        write_shifts(cursor, act, team_id, plans)
    return len(plans)


@operation("team.publish_rota", sight=queries.sight_of_team)
def publish_rota(*, act: Act, team_id: UUID, first: date, last: date) -> int:
    """
    Publish the rota of every service day from first to last, both included; return how many days were newly published.

    Raises:
        Refusal: when there is no service day, or one lacks a duty lead or second or has somebody who is away; `extra`
            holds one RotaFault for each thing, by day. Nothing is published then.
    """
    team: queries.TeamInfo = act.thing.row["info"]
    if not first <= last < first + timedelta(days=366):
        raise Refusal(_("Enter a last day within a year of the first."), field="last")
    wanted = [day for day in days_between(first, last) if is_service_day(day, team.calendar)]
    if not wanted:
        raise Refusal(_("There is no service day in these days."), field="first")
    plans = {row.plan.day: row.plan for row in queries.rota(team_id=team_id, first=first, last=last)}
    held = [plans.get(day, DayPlan(day)) for day in wanted]
    refuse_if([fault for plan in held for fault in faults_of(plan.row)] + not_there(held, team_id))
    with connection.cursor() as cursor:
        cursor.execute(
            "update team_rotaday set published_at = %s, act_id = %s"
            " where team_id = %s and day = any(%s) and published_at is null",
            [act.at, act.id, team_id, wanted],
        )
        return int(cursor.rowcount)


@operation("team.record_absence", sight=queries.sight_of_member)
def record_absence(*, act: Act, member_id: UUID, first_day: date, last_day: date, reason: str) -> UUID:
    """
    Record that a member is away from one day to another, both included: also a duty lead, and also in the past.

    Never refused for what it does to the rota: the duty falls to the second in line, then to the on-call cover.

    Raises:
        Refusal: when the days are out of order or over a year apart, or no reason is given.
    """
    if last_day < first_day:
        raise Refusal(_("Enter a last day that is not before the first."), field="last_day")
    if last_day - first_day > timedelta(days=366):
        raise Refusal(_("Enter an absence of at most a year."), field="last_day")
    if not reason.strip():
        raise Refusal(_("Choose a reason."), field="reason")
    member: Member = act.thing.row["member"]
    absence = Absence(
        id=ids.new(),
        team_id=member.team_id,
        member_id=member_id,
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip(),
        act_id=act.id,
    )
    absence.save(force_insert=True)
    act.concerns(absence_id=absence.id)
    return absence.id


@operation("team.withdraw_absence", sight=queries.sight_of_absence)
def withdraw_absence(*, act: Act, absence_id: UUID) -> UUID:
    """Take an absence back: the member is there after all. Raises Refusal when it was taken back already."""
    changed = Absence.objects.filter(id=absence_id, withdrawn_at=None).update(withdrawn_at=act.at, act_id=act.id)
    if changed != 1:
        raise Refusal(_("This absence was taken back already."))
    return absence_id


@operation("team.set_on_call", sight=sight_of_place)
def set_on_call(*, act: Act, place_id: UUID, account_id: UUID, since: datetime, until: datetime | None = None) -> UUID:
    """
    Let an account cover a place from `since` (included; the past is left as it was) to `until` (excluded, None: open).

    Cover of others in that time gives way. The account becomes an aligned member of every team of the place, with a seat
    for exactly that time.

    Raises:
        Refusal: when the period is over or out of order, the account is unknown, or cover would have a gap in the next
            14 days; the sentence names the gap.
        NotAllowed: when the actor holds the role on no team of this place.
    """
    _check_own_place(act, place_id)
    since = max(since, act.at)
    if until is not None and until <= since:
        raise Refusal(_("Enter an end that is later than the start, and not in the past."), field="until")
    if not Account.objects.filter(id=account_id, kind="person", ended_at=None).exists():
        raise Refusal(_("No open account is meant by this. Choose an account."), field="account")
    wanted = Period(since, until)
    check_no_gap(act, [*give_way(act, place_id, wanted), wanted])
    cover = OnCall(id=ids.new(), place_id=place_id, account_id=account_id, act_id=act.id)
    cover.during = DateTimeTZRange(since, until)
    cover.save(force_insert=True)
    align_cover(place_id)
    act.concerns(account_id=account_id)
    return cover.id


def _check_own_place(act: Act, place_id: UUID) -> None:
    if str(act.account_id) == KITH_ACCOUNT:
        return
    teams = Team.objects.filter(place_id=place_id, id__in=act.teams).values_list("id", flat=True)
    if not any(act.role in act.roles_in(team) for team in teams):
        raise NotAllowed(_("This place's cover is set by the leads of its own teams."), rule="RIGHT-10")
