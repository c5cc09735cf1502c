"""What the forms of an action hold, as typed values: words, owner, deadline, doer, and when something was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.place.rules import at_local, local_day
from kith.team.rules import END_OF_SERVICE_DAY, Calendar, add_service_days, end_of_service_day, next_service_day
from kith.web import typed
from kith.web.shows import Option
from kith.web.words import deadline, first_up

OTHER = "other"
DOERS = ("member", "partner", "person", "carer")


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote of an action: words, owner, deadline, who does it."""

    what: str
    owner_id: UUID
    due_at: datetime
    doer_kind: str
    doer: str


def written(form: Mapping[str, str], *, at: datetime, calendar: Calendar) -> Written:
    """Return what the form of a new or changed action says. Raises Refusal for the first field that is not filled in."""
    if not typed.text(form, "what"):
        raise Refusal(_("Say what has to be done."), field="what")
    owner_id = typed.chosen_id(form, "who")
    if owner_id is None:
        raise Refusal(_("Choose who answers for it."), field="who")
    doer_kind = typed.text(form, "doer_kind") or "member"
    if doer_kind not in DOERS:
        raise Refusal(_("Choose who does it."), field="doer_kind")
    due_at = due_at_of(form, at=at, calendar=calendar)
    return Written(typed.text(form, "what"), owner_id, due_at, doer_kind, typed.text(form, "doer"))


def deadlines(*, at: datetime, calendar: Calendar) -> dict[str, datetime]:
    """Return the usual deadlines from a moment on, by their value in the list: 5pm today, of the next, of the fifth service day."""
    today = local_day(at)
    days = {
        "today": today,
        "next": next_service_day(today, calendar),
        "week": add_service_days(today, 5, calendar),
    }
    ends = {value: end_of_service_day(day) for value, day in days.items()}
    return {value: due_at for value, due_at in ends.items() if due_at > at}


def by_options(*, at: datetime, calendar: Calendar) -> list[Option]:
    """Return the list of deadlines, the last of which opens a day and a time."""
    usual = [Option(value, first_up(deadline(due, at))) for value, due in deadlines(at=at, calendar=calendar).items()]
    return [*usual, Option(OTHER, _("Another day and time"))]


def due_at_of(form: Mapping[str, str], *, at: datetime, calendar: Calendar) -> datetime:
    """Return the deadline chosen: one of the usual, or a day and a time (5pm when no time is given)."""
    chosen = typed.text(form, "by")
    usual = deadlines(at=at, calendar=calendar)
    if chosen in usual:
        return usual[chosen]
    if chosen != OTHER:
        raise Refusal(_("Choose by when."), field="by")
    return at_local(typed.needed_day(form, "by_day"), typed.clock(form, "by_time") or END_OF_SERVICE_DAY)


def done_at_of(form: Mapping[str, str], *, at: datetime) -> datetime | None:
    """
    Return when something was done, to the minute; None for now, also when today was chosen without a time.

    A day that is past and has no time means the end of its service day. The same form always gives the same, however often
    it is sent, so that pressing twice is one act (P13).
    """
    day, clock = typed.day(form, "day"), typed.clock(form, "time")
    if clock is None and day in (None, local_day(at)):
        return None
    return at_local(day or local_day(at), clock or END_OF_SERVICE_DAY)
