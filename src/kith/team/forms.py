"""The forms of a team as typed values. Nothing is stored here."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.place.rules import at_local
from kith.team.rules import DayPlan


def day_of(posted: Mapping[str, str], name: str, missing: str) -> date:
    """Return the day typed in a field. Raises Refusal with the sentence given when it is empty, or when it is no day."""
    day = optional_day(posted, name)
    if day is None:
        raise Refusal(missing, field=name)
    return day


def optional_day(posted: Mapping[str, str], name: str) -> date | None:
    """Return the day typed in a field, None when it is empty. Raises Refusal when it is no day."""
    text = posted.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refusal(_("Enter a day, like 8 6 2026."), field=name) from wrong


def moment_of(posted: Mapping[str, str], day_name: str, time_name: str) -> datetime | None:
    """Return the London moment of a day and a time (midnight when empty), None without a day."""
    day = optional_day(posted, day_name)
    if day is None:
        return None
    text = posted.get(time_name, "").strip()
    try:
        return at_local(day, time.fromisoformat(text) if text else time())
    except ValueError as wrong:
        raise Refusal(_("Enter a time, like 5:30pm as 17:30."), field=time_name) from wrong


def id_of(posted: Mapping[str, str], name: str, missing: str) -> UUID:
    """Return the id chosen in a list. Raises Refusal with the sentence given when nothing was chosen."""
    found = optional_id(posted.get(name, ""))
    if found is None:
        raise Refusal(missing, field=name)
    return found


def optional_id(text: str) -> UUID | None:
    """Return an id, None for anything that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def sessions_of(posted: Mapping[str, str]) -> float:
    """Return the half days a week. Raises Refusal when it is no number."""
    try:
        return float(posted.get("sessions", "").replace(",", "."))
    except ValueError as wrong:
        raise Refusal(_("Enter how many half-day sessions a week, like 8."), field="sessions") from wrong


def week_of(posted: QueryDict, days: list[date]) -> list[DayPlan]:
    """Return what the rota form says of the days that it showed."""
    plans = []
    for day in days:
        iso = day.isoformat()
        if f"duty-{iso}" not in posted:
            continue
        there = [member for text in posted.getlist(f"on-{iso}") if (member := optional_id(text))]
        duty, second = (optional_id(posted.get(f"{what}-{iso}", "")) for what in ("duty", "second"))
        if duty or second or there:
            plans.append(DayPlan(day, duty, second, tuple(there)))
    return plans
