"""Reading what was typed into a form as typed values. Each refuses with a sentence beside its field."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.web.words import local

Form = Mapping[str, str]


def text(form: Form, name: str) -> str:
    """Return what stands in a field, without the space around it; empty when the field was not sent."""
    return form.get(name, "").strip()


def day(form: Form, name: str) -> date | None:
    """Return the day in a date field (written 2026-06-08), None when it is empty."""
    typed = text(form, name)
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refusal(_("Enter a day, for example 8 6 2026."), field=name) from None


def clock(form: Form, name: str) -> time | None:
    """Return the time in a time field (written 14:30), None when it is empty."""
    typed = text(form, name)
    try:
        return time.fromisoformat(typed).replace(tzinfo=None) if typed else None
    except ValueError:
        raise Refusal(_("Enter a time, for example 14:30."), field=name) from None


def needed_day(form: Form, name: str) -> date:
    """Return the day in a date field. Raises Refusal when there is none."""
    if (found := day(form, name)) is None:
        raise Refusal(_("Enter a day."), field=name)
    return found


def needed_clock(form: Form, name: str) -> time:
    """Return the time in a time field. Raises Refusal when there is none."""
    if (found := clock(form, name)) is None:
        raise Refusal(_("Enter a time."), field=name)
    return found


def chosen_id(form: Form, name: str) -> UUID | None:
    """Return the id chosen in a list, None when nothing is chosen. Raises Refusal for anything that is no id."""
    typed = text(form, name)
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Refusal(_("Choose one of the answers."), field=name) from None


def number(form: Form, name: str) -> int | None:
    """Return the whole number in a field, None when it is empty."""
    typed = text(form, name)
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Refusal(_("Enter a whole number."), field=name)
    return int(typed)


def version(form: Form) -> int:
    """Return the version that a form was filled in on; 0, which nothing ever has, when it was lost on the way."""
    return number(form, "version") or 0


def moment_fields(at: datetime, *, day_name: str = "day", time_name: str = "time") -> dict[str, str]:
    """Return a moment as it stands in a date field and a time field, in London time."""
    shown = local(at)
    return {day_name: f"{shown:%Y-%m-%d}", time_name: f"{shown:%H:%M}"}
