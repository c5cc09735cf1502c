"""Contacts in words."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kith.contact.forms import OTHER, way_options
from kith.contact.queries import ContactRow
from kith.place.rules import local_day
from kith.team.queries import MemberInfo
from kith.web.shows import Option
from kith.web.words import clock, first_up, moment, near_day


def words_of(row: ContactRow, at: datetime) -> str:
    """Return a contact in words: 'Visit, today 10am to 11am, Leanne Hughes'."""
    ways = {option.value: option.label for option in way_options()}
    return ", ".join(filter(None, [ways[row.way], _window(row, at), row.who]))


def _window(row: ContactRow, at: datetime) -> str:
    start_at, end_at = row.window_from or row.happened_at, row.window_to
    assert start_at is not None
    if end_at is None or end_at == start_at:
        return moment(start_at, at)
    if local_day(end_at) != local_day(start_at):
        return _("%(first)s to %(last)s") % {"first": moment(start_at, at), "last": moment(end_at, at)}
    words = {"day": near_day(start_at, at), "first": clock(start_at), "last": clock(end_at)}
    return _("%(day)s %(first)s to %(last)s") % words


def also_coming(rows: Sequence[ContactRow], at: datetime) -> list[str]:
    """Return what else is planned with somebody around the same days, so that two people do not come at once."""
    return [first_up(words_of(row, at)) for row in rows]


def who_options(there: Sequence[MemberInfo]) -> list[Option]:
    """Return the members as answers of a list, and somebody who is not on the team."""
    return [
        *(Option(str(one.id), one.name, one.role_label) for one in there),
        Option(OTHER, _("Somebody who is not on the team")),
    ]
