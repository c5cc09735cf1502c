"""What is done for somebody, and what contradicts, in words: for pages, for the work of settling it, and for texts to partners."""

from collections.abc import Sequence
from datetime import date, time

from django.utils.translation import gettext as _

from kith.contact.series_presenter import weekday_name
from kith.contradiction.finding_rules import Side, says_of_items
from kith.contradiction.rules import FINDS_WORDS, Finds, ItemFacts
from kith.contradiction.tables import tables
from kith.language import listed
from kith.person.rules import shown
from kith.plan.rules import EVENT_WORDS, HEADINGS, Section
from kith.web.words import first_up, plain_day


def kind_label(kind: str) -> str:
    """Return the name of a kind of item."""
    return _(tables().kinds[kind].label)


def instruction_words(kind: str, instruction: str, words: str = "") -> str:
    """Return what is done: the choice in words, then what was written with it."""
    choice = tables().kinds[kind].choices.get(instruction)
    said = shown(words)
    if choice is None:
        return said
    return f"{_(choice.label)} ({said})" if said else str(_(choice.label))


def days_words(days: str | Sequence[int]) -> str:
    """Return weekdays in words, '' for every day."""
    return listed(weekday_name(int(one)) for one in days)


def times_words(from_time: time | str | None, until_time: time | str | None) -> str:
    """Return times of the day in words, '' without any."""
    if not from_time or not until_time:
        return ""
    first, last = (f"{one:%H:%M}" if isinstance(one, time) else one for one in (from_time, until_time))
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def item_words(item: ItemFacts) -> str:
    """Return one item in a line, without whose it is: 'Medicine support, morning: prompts, Monday and Friday'."""
    of = (item.kind, item.subject, item.instruction)
    return _item(
        *of, days_words(sorted(item.days)), times_words(item.from_time, item.until_time), item.leads, item.words
    )


def _item(kind: str, subject: str, instruction: str, days: str, times: str, leads: bool, words: str) -> str:
    what = f"{kind_label(kind)}, {shown(subject)}"
    does = ", ".join(filter(None, (instruction_words(kind, instruction, words), days, times)))
    return _("%(what)s: %(does)s, and they lead it") % {"what": what, "does": does} if leads else f"{what}: {does}"


def side_words(side: Side) -> str:
    """Return what a side says, without whose it is."""
    return "; ".join(side_lines(side))


def side_lines(side: Side) -> list[str]:
    """Return what a side says, line by line: several things where it is all that somebody does."""
    if side.of in ("item", "items"):
        return [_of_codes(one) for one in says_of_items(side)]
    return [_said(side)]


def _said(side: Side) -> str:
    says = [*side.says]
    if side.of == "sign":
        return _("If this is seen: %(sees)s. Agreed: %(response)s") % {
            "sees": shown(says[0]),
            "response": shown(says[1]),
        }
    if side.of == "event":
        return first_up(_(EVENT_WORDS[says[0]]))
    if side.of == "visit":
        return _("A planned visit, %(times)s") % {"times": times_words(says[0], says[1])}
    return shown(says[0])


def _of_codes(says: Sequence[str]) -> str:
    kind, subject, instruction, days, times, leads, words = says
    first, _dash, last = times.partition("-")
    return _item(kind, subject, instruction, days_words(days), times_words(first, last), bool(leads), words)


def whose_words(side: Side) -> str:
    """Return whose a side is: an agency, a role of the team, or the part of the plan."""
    if side.section:
        return str(_(HEADINGS[Section(side.section)].title))
    if side.of == "event":
        return _("What happened")
    return first_up(shown(side.who)) if side.who else _("Another agency")


def said_words(side: Side) -> str:
    """Return by whose word and of which day a side is, '' where nobody says."""
    day = plain_day(date.fromisoformat(side.on)) if side.on else ""
    if side.told_by:
        return _("told by %(who)s, %(day)s") % {"who": shown(side.told_by), "day": day}
    return day


def headline_of(finds: Finds, left: Side | None, right: Side | None, about: str) -> str:
    """Return what contradicts in a line."""
    if left is None or right is None:
        return shown(about)
    first, second = whose_words(left), whose_words(right)
    if finds is Finds.OLDER:
        words = _("What %(who)s does was not confirmed since: %(event)s")
        return words % {"who": first, "event": side_words(right)}
    subject = next((one.says[1] for one in (left, right) if one.of == "item"), "")
    what = f"{_(FINDS_WORDS[finds])}, {shown(subject)}" if subject else str(_(FINDS_WORDS[finds]))
    return _("%(what)s: %(one)s and %(other)s") % {"what": what, "one": first, "other": second}
