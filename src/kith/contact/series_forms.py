"""What the forms of series and absences hold, as typed values."""

from collections.abc import Mapping
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.contact.forms import by_of
from kith.contact.series_rules import OnClosed, Rhythm, Wanted
from kith.web import typed

ONCE = "once"
"""The answer to "how often" of a single contact."""
WEEKDAYS = range(7)
BY_DAY, BY_NUMBER = "day", "number"


def weekday_field(day: int) -> str:
    """Return the name of the box of a weekday, Monday 0."""
    return f"on-{day}"


def is_series(form: Mapping[str, str]) -> bool:
    """Say whether a form plans contacts in series."""
    return typed.text(form, "often") not in ("", ONCE)


def clocks_of(form: Mapping[str, str]) -> tuple[time, time]:
    """Return from and to of a window on a London day: without an end the moment it starts, without either 8am to 5pm."""
    start, end = typed.clock(form, "from"), typed.clock(form, "to")
    if start is None and end is None:
        return time(8), time(17)
    return start or time(8), end or start or time(17)


def wanted_of(form: Mapping[str, str], *, way: str | None = None) -> Wanted:
    """Return the series that a form asks for. Raises Refusal for what is missing or is not typed as it should be."""
    by = by_of({**form, "way": way} if way else form)
    often = typed.text(form, "often")
    if often not in set(Rhythm):
        raise Refusal(_("Choose how often."), field="often")
    from_clock, to_clock = clocks_of(form)
    ends = typed.text(form, "end")
    if ends not in (BY_DAY, BY_NUMBER):
        raise Refusal(_("Say when the series ends: a day, or after how many contacts."), field="end")
    return Wanted(
        way=by.way,
        rhythm=often,
        first_day=typed.needed_day(form, "day"),
        from_clock=from_clock,
        to_clock=to_clock,
        reason=typed.text(form, "reason"),
        last_day=typed.needed_day(form, "last_day") if ends == BY_DAY else None,
        number=_needed_number(form) if ends == BY_NUMBER else None,
        every_days=typed.number(form, "every_days") if often == Rhythm.DAYS else None,
        weekdays="".join(str(day) for day in WEEKDAYS if typed.text(form, weekday_field(day)))
        if often == Rhythm.WEEKDAYS
        else "",
        on_closed=typed.text(form, "on_closed") or OnClosed.NEXT,
        member_id=by.member_id,
        by_other=by.by_other,
        section=typed.text(form, "section"),
        note=typed.text(form, "note"),
        service=typed.text(form, "service") if by.by_other else "",
    )


def _needed_number(form: Mapping[str, str]) -> int:
    if (number := typed.number(form, "number")) is None:
        raise Refusal(_("Enter after how many contacts it ends."), field="number")
    return number


def away_of(form: Mapping[str, str]) -> tuple[str, date, date, str, UUID | None]:
    """Return kind, first day, day of being back, why and the absence that is changed, None for a new one."""
    kind = typed.text(form, "kind")
    if not kind:
        raise Refusal(_("Choose where they are."), field="kind")
    first, back = typed.needed_day(form, "from_day"), typed.needed_day(form, "back_day")
    return kind, first, back, typed.text(form, "why"), typed.chosen_id(form, "away")
