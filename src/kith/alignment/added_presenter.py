"""What can be chosen where a partner adds what they do: kinds of thing, and the days of a week."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from kith.contradiction.tables import tables
from kith.place.rules import local_day
from kith.web.shows import Option
from kith.web.words import first_up, weekday


def kind_options() -> list[Option]:
    """Return the kinds of what is done for somebody, in words."""
    return [Option(code, first_up(_(kind.label))) for code, kind in tables().kinds.items()]


def weekday_options(at: datetime) -> list[Option]:
    """Return the days of a week, Monday (0) first."""
    today = local_day(at)
    monday = today - timedelta(days=today.weekday())
    return [Option(str(number), first_up(weekday(monday + timedelta(days=number)))) for number in range(7)]
