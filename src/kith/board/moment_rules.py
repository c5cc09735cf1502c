"""When, in words of the board: how long ago, by when, what is left, when on a day a contact is planned."""

from datetime import date, datetime, time, timedelta

from kith.contact.rules import ContactFacts
from kith.language import _, ngettext, weekday
from kith.language import days as days_words
from kith.language import minutes as minutes_words
from kith.place.rules import day_bounds, in_london, local_day, time_words

_WHOLE_DAY, _ONE_TIME, _DAY_STARTS = timedelta(hours=8), timedelta(hours=1), time(8)


def age_words(day: date, today: date) -> str:
    """Return how long ago in words: 'today', 'yesterday', '12 days'."""
    days = (today - day).days
    return {0: _("today"), 1: _("yesterday")}.get(days) or days_words(days)


def day_words(day: date, today: date) -> str:
    """Return 'today', 'yesterday', 'tomorrow', a weekday within 6 days, else '12 days ago' or 'in 12 days'."""
    days = (day - today).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if abs(days) < 7:
        return near.get(days) or weekday(day)
    if days > 0:
        return ngettext("in %(number)d day", "in %(number)d days", days) % {"number": days}
    return ngettext("%(number)d day ago", "%(number)d days ago", -days) % {"number": -days}


def by_words(due_at: datetime, at: datetime) -> str:
    """Return a deadline in words: 'by 9am', on another day 'by 9am tomorrow'."""
    day, today = local_day(due_at), local_day(at)
    words = {"time": time_words(due_at), "day": day_words(day, today)}
    return (_("by %(time)s") if day == today else _("by %(time)s %(day)s")) % words


def left_words(due_at: datetime, at: datetime) -> str:
    """Return the time to a deadline in whole minutes: '38 minutes left', '1 hour 5 minutes over', '2 days left'."""
    words = {"time": _minutes_in_words(int(abs(due_at - at).total_seconds()) // 60)}
    return (_("%(time)s left") if at <= due_at else _("%(time)s over")) % words


def _minutes_in_words(minutes: int) -> str:
    if not minutes:
        return _("less than a minute")
    if minutes >= 24 * 60:
        return days_words(minutes // (24 * 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return minutes_words(rest)
    words = ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    return _("%(hours)s %(minutes)s") % {"hours": words, "minutes": minutes_words(rest)} if rest else words


def window_words(contact: ContactFacts, day: date) -> str:
    """
    Return when on a day a contact is planned.

    '10am' for a window up to an hour, 'by midday' for one open since 8am or earlier, else '10am to 2pm'; '' for 8
    hours or more.
    """
    day_start, day_end = day_bounds(day)
    start_at, end_at = max(contact.from_at, day_start), min(contact.to_at, day_end)
    if end_at - start_at >= _WHOLE_DAY:
        return ""
    if end_at - start_at <= _ONE_TIME:
        return time_words(start_at)
    if in_london(start_at).time() <= _DAY_STARTS:
        return _("by %(time)s") % {"time": time_words(end_at)}
    return _("%(first)s to %(last)s") % {"first": time_words(start_at), "last": time_words(end_at)}
