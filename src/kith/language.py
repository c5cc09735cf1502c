"""
The words that plain Python says to people, in the language of the reader.

Rules know neither Django nor the request, yet what they answer is read on pages. They mark their sentences here, and
`config` puts the translator of the pages behind it at start-up; until then, as in tests of rules, all is said as written.

A sentence is marked whole, with named places - `_("%(what)s by %(time)s") % {...}` - because other languages order their
words otherwise; a number chooses its plural by `ngettext`. In a table that is made when a module is loaded, `later` marks
a sentence, and `_` says it where it is shown.
"""

from collections.abc import Iterable
from datetime import date
from gettext import NullTranslations
from typing import Protocol


class Translator(Protocol):
    """What knows the sentences of the reader's language."""

    def gettext(self, message: str, /) -> str:
        """Return a sentence in the reader's language."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """Return the form of a sentence that goes with a number."""

    def pgettext(self, context: str, message: str, /) -> str:
        """Return a word as it is meant in a context."""


_translator: Translator = NullTranslations()


def speak_by(translator: Translator) -> None:
    """Say everything by this translator from now on. `config` calls it once at start-up, and nothing else may."""
    global _translator  # noqa: PLW0603  (the one seam of this module)
    _translator = translator


def _(sentence: str) -> str:
    """Return a sentence in the reader's language."""
    return _translator.gettext(sentence)


def ngettext(one: str, many: str, number: int) -> str:
    """Return the sentence that goes with a number in the reader's language."""
    return _translator.ngettext(one, many, number)


def pgettext(context: str, words: str) -> str:
    """Return words in the reader's language as they are meant in a context."""
    return _translator.pgettext(context, words)


def later(sentence: str) -> str:
    """Return a sentence as it is, marked to be said by `_` where it is shown."""
    return sentence


_WEEKDAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)
_MONTHS = (
    later("January"),
    later("February"),
    later("March"),
    later("April"),
    later("May"),
    later("June"),
    later("July"),
    later("August"),
    later("September"),
    later("October"),
    later("November"),
    later("December"),
)


def weekday(day: date) -> str:
    """Return the day's name: 'Monday'."""
    return _(_WEEKDAYS[day.weekday()])


def day_and_month(day: date) -> str:
    """Return a day within the year: '8 June'."""
    return _("%(day)d %(month)s") % {"day": day.day, "month": _(_MONTHS[day.month - 1])}


def month_and_year(day: date) -> str:
    """Return the month of a day: 'March 1945'."""
    return _("%(month)s %(year)d") % {"month": _(_MONTHS[day.month - 1]), "year": day.year}


def weekday_and_day(day: date) -> str:
    """Return a day of a week in sight: 'Monday 8 June'."""
    return _("%(weekday)s %(day)s") % {"weekday": weekday(day), "day": day_and_month(day)}


def clock(hour: int, minute: int) -> str:
    """Return a time of day: '8:45am', '9am', 'midday', 'midnight'."""
    if minute == 0 and hour % 12 == 0:
        return _("midday") if hour else _("midnight")
    half = _("am") if hour < 12 else _("pm")
    words = {"hour": (hour - 1) % 12 + 1, "minutes": f":{minute:02}" if minute else "", "half": half}
    return _("%(hour)d%(minutes)s%(half)s") % words


def days(number: int) -> str:
    """Return '1 day' or '4 days'."""
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def minutes(number: int) -> str:
    """Return '1 minute' or '38 minutes'."""
    return ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}


def hours_and_minutes(number: int) -> str:
    """Return minutes as '38 minutes', '2 hours' or '1 hour 5 minutes'; whole days from two days on."""
    if number < 60:
        return minutes(number)
    if number >= 48 * 60:
        return days(number // (24 * 60))
    whole, rest = divmod(number, 60)
    words = ngettext("%(number)d hour", "%(number)d hours", whole) % {"number": whole}
    return f"{words} {minutes(rest)}" if rest else words


def people(number: int) -> str:
    """Return '1 person' or '1,200 people'."""
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": f"{number:,}"}


def listed(things: Iterable[str]) -> str:
    """Return things in a row: 'Ama', 'Ama and Tom', 'Ama, Tom and Joy'. Nothing gives ''."""
    *most, last = list(things) or [""]
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last
