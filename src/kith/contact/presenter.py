"""Contacts in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.contact.checks import meant
from kith.contact.forms import OTHER, happened_at_of, way_options
from kith.contact.observing_rules import crossings
from kith.contact.queries import ContactRow
from kith.contact.rules import ContactState
from kith.contact.shows import Running, SavedShow
from kith.escalation.presenter import clock_of, title
from kith.escalation.queries import EscalationRow
from kith.escalation.rules import State
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.policy.evaluation_rules import Evaluation
from kith.team.queries import MemberInfo
from kith.web.shows import Differs, Filled, Meanwhile, Option
from kith.web.words import clock, first_up, moment, near_day, saved_words

Saved = tuple[str, datetime] | None
"""Who saved what is there now, and when; None where the viewer does not see them."""


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


STATES = {
    ContactState.PLANNED: later("Planned"),
    ContactState.MADE: later("Made"),
    ContactState.MISSED: later("Missed"),
    ContactState.CANCELLED: later("Cancelled"),
    ContactState.PAUSED: later("Paused: the person is away"),
}


def overtaken(row: ContactRow, form: Filled, members: Sequence[MemberInfo], saved: Saved, at: datetime) -> Meanwhile:
    """Return who said first what became of a contact: what is recorded now, beside what the reader's form says."""
    yours, ways = _of_form(form, members, at), {option.value: option.label for option in way_options()}
    theirs = {
        _("What happened"): str(STATES[row.state]),
        _("How"): ways[row.way],
        _("Who"): row.who,
        _("When"): moment(row.happened_at, at) if row.happened_at else "",
        _("Why"): row.reason,
        _("What the team should know"): row.note,
    }
    differs = [Differs(label, "", shown(there), shown(yours.get(label, there))) for label, there in theirs.items()]
    return Meanwhile(
        saved_words(*saved, at) if saved else _("somebody"), [one for one in differs if one.theirs or one.yours]
    )


def _of_form(form: Filled, members: Sequence[MemberInfo], at: datetime) -> dict[str, str]:
    """Return what a form says of a contact, by the labels of `overtaken`; what it does not ask stays away."""
    typed_in = {name: str(value).strip() for name, value in form.values.items()}
    ways = {option.value: option.label for option in way_options()}
    state = typed_in.get("state", ContactState.MADE)
    told = {_("What happened"): str(STATES[ContactState(state)]) if state in set(ContactState) else ""}
    told[_("Why")] = typed_in.get("reason", "")
    if "way" in typed_in:
        names = {str(one.id): one.name for one in members}
        told |= {
            _("How"): ways.get(typed_in["way"], ""),
            _("Who"): names.get(typed_in.get("who", ""), typed_in.get("by_other", "")),
            _("When"): moment(happened_at_of(typed_in, at=at) or at, at),
            _("What the team should know"): typed_in.get("note", ""),
        }
    return told


def also_coming(rows: Sequence[ContactRow], at: datetime) -> list[str]:
    """Return what else is planned with somebody around the same days, so that two people do not come at once."""
    return [first_up(words_of(row, at)) for row in rows]


def who_options(there: Sequence[MemberInfo]) -> list[Option]:
    """Return the members as answers of a list, and somebody who is not on the team."""
    return [
        *(Option(str(one.id), one.name, one.role_label) for one in there),
        Option(OTHER, _("Somebody who is not on the team")),
    ]


def saved_show(
    row: ContactRow,
    who: Who,
    running: Sequence[EscalationRow],
    answers: Sequence[Evaluation],
    spared: tuple[str, str] | None,
    at: datetime,
) -> SavedShow:
    """Return a contact just saved: what runs because of it, and what to do while waiting."""
    ways = {option.value: option.label for option in way_options()}
    return SavedShow(
        who,
        _("%(way)s saved") % {"way": ways[row.way]},
        [
            Running(one.id, title(one), one.asked if one.state is State.OPEN else one.answered_by, clock_of(one, at))
            for one in running
        ],
        [meant(one) for one in answers],
        any(one.level == 4 for one in crossings(answers)),
        shown(spared[1]) if spared else "",
        clock(at + OBSERVE_AGAIN) if running else "",
    )


OBSERVE_AGAIN = timedelta(minutes=15)
"""After how long whoever waits observes again."""
