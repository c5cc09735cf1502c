"""What the forms of a team hold, as typed values: a week of the rota, a member, an absence, cover."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.place.rules import at_local, local_day
from kith.team.rules import DayPlan, RotaFault
from kith.web import typed

WEEK = timedelta(days=7)


def monday_of(asked: QueryDict, *, at: datetime) -> date:
    """Return the Monday of the week that the address asks for (?week=2026-06-08), this week when it asks for none."""
    try:
        day = date.fromisoformat(asked.get("week", ""))
    except ValueError:
        day = local_day(at)
    return day - timedelta(days=day.weekday())


def plans_of(form: QueryDict, days: Iterable[date]) -> list[DayPlan]:
    """Return what was sent for each of these days: an empty plan for a day left empty."""
    return [
        DayPlan(
            day,
            typed.chosen_id(form, f"duty-{day}"),
            typed.chosen_id(form, f"second-{day}"),
            tuple(_ids(form.getlist(f"on-{day}"), f"on-{day}")),
        )
        for day in days
    ]


def _ids(values: list[str], field: str) -> list[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError:
        raise Refusal(_("Choose one of the answers."), field=field) from None


def rota_errors(refusal: Refusal) -> dict[str, str]:
    """Return what is wrong with a week by the field that mends it, by day; several faults of a field in one sentence each."""
    faults: list[RotaFault] = refusal.extra or []
    errors: dict[str, str] = {}
    for fault in faults:
        field = f"{fault.part}-{fault.day}"
        errors[field] = f"{errors[field]} {fault.sentence}" if field in errors else fault.sentence
    return errors or {refusal.field: refusal.sentence}


@dataclass(frozen=True, slots=True)
class NewMember:
    """Who joins, in which role, how close, for how many sessions a week, and when."""

    account_id: UUID
    role: str
    tier: str
    sessions: float
    since: datetime | None
    until: datetime | None


def new_member_of(form: QueryDict, *, at: datetime) -> NewMember:
    """Return the member that a form describes. Today as the first day means from this moment; the last day is included."""
    account_id = typed.chosen_id(form, "account")
    if account_id is None:
        raise Refusal(_("Choose who joins."), field="account")
    first, last = typed.day(form, "since"), typed.day(form, "until")
    return NewMember(
        account_id=account_id,
        role=typed.text(form, "role"),
        tier=typed.text(form, "tier"),
        sessions=_sessions(form),
        since=None if first in (None, local_day(at)) else at_local(first, time(0)),
        until=end_of(last) if last else None,
    )


def _sessions(form: QueryDict) -> float:
    try:
        number = Decimal(typed.text(form, "sessions"))
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number <= 14 or number * 2 % 1:
        raise Refusal(_("Enter sessions a week from 0 to 14, in whole or half ones."), field="sessions")
    return float(number)


def end_of(day: date) -> datetime:
    """Return the moment when a last day, included, is over."""
    return at_local(day + timedelta(days=1), time(0))


@dataclass(frozen=True, slots=True)
class Away:
    """Who is away, from which day to which, both included, and why."""

    member_id: UUID
    first_day: date
    last_day: date
    reason: str


def away_of(form: QueryDict) -> Away:
    """Return the absence that a form describes; without a last day it is one day."""
    member_id = typed.chosen_id(form, "member")
    if member_id is None:
        raise Refusal(_("Choose who is away."), field="member")
    first = typed.needed_day(form, "first_day")
    return Away(member_id, first, typed.day(form, "last_day") or first, typed.text(form, "reason"))


@dataclass(frozen=True, slots=True)
class Covering:
    """Who is on call, from when, until when (None: open)."""

    account_id: UUID
    since: datetime
    until: datetime | None


def covering_of(form: QueryDict, *, at: datetime) -> Covering:
    """Return the cover that a form describes: without a start from this moment, without an end open."""
    account_id = typed.chosen_id(form, "who")
    if account_id is None:
        raise Refusal(_("Choose who is on call."), field="who")
    first, last = typed.day(form, "from_day"), typed.day(form, "to_day")
    begins, ends = typed.clock(form, "from_time"), typed.clock(form, "to_time")
    return Covering(
        account_id,
        at_local(first, begins or time(0)) if first else at,
        at_local(last, ends or time(0)) if last else None,
    )
