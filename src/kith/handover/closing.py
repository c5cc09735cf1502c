"""
Closing a person on a list, the only way off it: why, who holds them now, who was told and how. Coming again is a new entry.

A planned step: it is refused with the list of what is open until that is empty (P4). The record is written once; the team
reaches the person for 30 days more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import Act, Refusal, ids, operation
from kith.caseload.closing import end, follow_as_before
from kith.caseload.operations import put_on_list
from kith.caseload.queries import Entry, sight_of_entry
from kith.caseload.rules import CameBy
from kith.caseload.writing import as_opened
from kith.handover.closing_queries import Keeps, OpenThing, open_with
from kith.handover.closing_rules import CHOSEN, HOLDERS, HOW, WHOM, Holder, Reason, Whom
from kith.handover.models import Closing, Told
from kith.message.parts import Tell
from kith.person.queries import identity
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.team.queries import members

LONGEST = 500
MOST_TOLD = 12
NAMED = 3


@dataclass(frozen=True, slots=True)
class WasTold:
    """Who was told that a person leaves the list, by name ('' for the person themselves), how, on which day."""

    whom: str
    name: str
    how: str
    day: date


@dataclass(frozen=True, slots=True)
class Why:
    """
    Why a person leaves a list and who holds them now: one of the governed reasons with words beside it, a holder by name.

    `held_by` says why, where the holder is nobody; `untold_because` says why, where nobody was told.
    """

    reason: str
    holder: str
    held_by: str
    because: str = ""
    untold_because: str = ""


@operation("handover.close_person", sight=sight_of_entry)
def close_person(*, act: Act, entry_id: UUID, version: int, why: Why, told: Sequence[WasTold] = ()) -> UUID:
    """
    Take somebody off a team's list; return the person. Named lead and deputy are told. Nine statements at most.

    Raises:
        Refusal: while anything is open, naming it, with the list in `extra`; without a reason, a holder, or who was told or
            why nobody; for a day to come; after a death, when the entry ends by itself.
        Stale: when somebody changed the entry first; `extra` is the entry as it is now.
    """
    entry = as_opened(act.thing.row["entry"], version)
    if not entry.is_on_list:
        raise Refusal(_("This person is off the list already."))
    if identity(person_id=entry.person_id).is_dead:
        raise Refusal(_("This person has died: the list entry ends by itself when what the death asks for is done."))
    if found := open_with(team_id=entry.team_id, person_id=entry.person_id):
        raise Refusal(open_words(found), rule="P4", extra=found)
    why = _checked(why)
    lines = [_line(act, number, one) for number, one in enumerate(told, 1)]
    if not lines and not why.untold_because:
        raise Refusal(_("Say who was told and how, or why nobody was."), field="whom-1")
    closing_id = write_closing(act=act, entry=entry, why=why, told=lines)
    _tell(act, entry)
    act.concerns(entry.person_id, closing_id=closing_id)
    return entry.person_id


@operation("handover.take_on_again", sight=sight_of_entry)
def take_on_again(*, act: Act, entry_id: UUID, came_by: str, came_from: str = "") -> UUID:
    """
    Put somebody who left a list on it again: a new entry after the old one, with its tier and cadence; return the person.

    Nobody leads them by name until they accept: the duty lead answers.

    Raises:
        Refusal: when they are on the list, or an unknown way of coming; from the database for the dead and for a record
            that was merged away.
    """
    before: Entry = act.thing.row["entry"]
    if came_by not in set(CameBy) - {CameBy.IMPORT}:
        raise Refusal(_("Choose how they come to us."), field="came_by")
    listed = put_on_list(
        act=act, team_id=before.team_id, person_ids=[before.person_id], came_by=came_by, came_from=tidy(came_from)
    )
    if not listed.person_ids:
        raise Refusal(_("This person is on the list already."))
    new_id = follow_as_before(act=act, before=before)
    act.concerns(before.person_id, entry_id=new_id)
    return before.person_id


def write_closing(
    *, act: Act, entry: Entry, why: Why, told: Sequence[WasTold] = (), reach_until: datetime | None = None
) -> UUID:
    """End an entry and write down how; return the closing. Inside an operation; four statements, three with nobody told."""
    closing = Closing(
        id=ids.new(),
        team_id=entry.team_id,
        person_id=entry.person_id,
        entry_id=entry.id,
        reason=why.reason,
        because=why.because,
        holder=why.holder,
        held_by=why.held_by,
        untold_because=why.untold_because,
        closed_at=act.at,
        act_id=act.id,
    )
    closing.save(force_insert=True)
    Told.objects.bulk_create(
        Told(
            id=ids.new(),
            team_id=entry.team_id,
            person_id=entry.person_id,
            closing_id=closing.id,
            whom=one.whom,
            name=one.name,
            how=one.how,
            day=one.day,
            act_id=act.id,
        )
        for one in told
    )
    end(act=act, entry=entry, because=why.reason, reach_until=reach_until)  # last: the reach may end with it
    return closing.id


def open_words(found: Sequence[OpenThing]) -> str:
    """Return the sentence that names what keeps somebody on the list: the first of it by name, and how many there are."""
    number = len(found)
    words = {"n": number, "what": "; ".join(_thing_words(one) for one in found[:NAMED])}
    if number > NAMED:
        return _("%(n)d things are still open, first of all: %(what)s. Finish them or pass them on first.") % words
    sentence = ngettext(
        "%(n)d thing is still open: %(what)s. Finish it or pass it on first.",
        "%(n)d things are still open: %(what)s. Finish them or pass them on first.",
        number,
    )
    return sentence % words


def _thing_words(one: OpenThing) -> str:
    names = {
        Keeps.ACTION: one.words,
        Keeps.HELD: _("%(what)s (waiting)") % {"what": one.words},
        Keeps.CONTACT: _("a planned contact"),
        Keeps.SERIES: _("a series of contacts"),
        Keeps.OFFER: _("an offer to lead that waits for its answer"),
    }
    return names[one.kind]


def _checked(why: Why) -> Why:
    """Return why as it is stored. Raises Refusal at the first field that does not do."""
    why = replace(
        why,
        held_by=_short(why.held_by, "held_by"),
        because=_short(why.because, "because"),
        untold_because=_short(why.untold_because, "untold_because"),
    )
    if why.reason == Reason.DIED:
        raise Refusal(_("Record the death on its own page: the list entry then ends by itself."), field="reason")
    if why.reason not in CHOSEN:
        raise Refusal(_("Choose why they leave the list."), field="reason")
    if why.holder not in HOLDERS:
        raise Refusal(_("Choose who holds them now."), field="holder")
    if why.holder == Holder.NOBODY and not why.held_by:
        raise Refusal(_("Say why nobody holds them now."), field="held_by")
    if why.holder != Holder.THEMSELVES and not why.held_by:
        raise Refusal(_("Say which practice, team or person holds them now."), field="held_by")
    return why


def _line(act: Act, number: int, told: WasTold) -> WasTold:
    """Return a line of who was told as it is stored; `number` is its place in the form."""
    name = _short(told.name, f"name-{number}")
    if number > MOST_TOLD:
        raise Refusal(_("Write at most %(most)d lines.") % {"most": MOST_TOLD}, field="whom-1")
    if told.whom not in WHOM:
        raise Refusal(_("Choose who was told."), field=f"whom-{number}")
    if told.whom != Whom.PERSON and not name:
        raise Refusal(_("Say who it was, by name."), field=f"name-{number}")
    if told.how not in HOW:
        raise Refusal(_("Choose how they were told."), field=f"how-{number}")
    if told.day > local_day(act.at):
        raise Refusal(_("Enter the day they were told: today or earlier."), field=f"day-{number}")
    return replace(told, name=name)


def _tell(act: Act, entry: Entry) -> None:
    """Tell the named lead and the deputy, where there are any. One statement then."""
    leads = {entry.named_lead_id, entry.deputy_id} - {None}
    if not leads:
        return
    for member in members(team_id=entry.team_id, at=act.at):
        if member.id in leads:
            act.add(
                "message",
                Tell(entry.team_id, member.account_id, "person closed", "list entry", entry.id, entry.person_id),
            )


def _short(text: str, field: str) -> str:
    words = tidy(text)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": LONGEST}, field=field)
    return words
