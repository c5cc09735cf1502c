"""
The screen that follows a huddle, in words: the item that whoever leads it is at, and what is being decided.

On a room's own sign-in people are told by their initials, and of a decision only what kind it was: free text may name
anybody (design: room screen). No query, no clock.
"""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kith.board.rules import last_seen_words
from kith.huddle.in_hand import PersonInHand
from kith.huddle.outcome_rules import disposition
from kith.huddle.presenter import Running, last_words, lead_words, reasons_of, section_words
from kith.huddle.queries import ItemRow, LastTime, ShownRow
from kith.huddle.shows import RoomShow, Settled, Waiting
from kith.place.rules import local_day
from kith.web.pages import fresh_form
from kith.web.words import deadline, first_up


@dataclass(frozen=True, slots=True)
class Follower:
    """How somebody follows: on their own page of an item (`staying`), or along; `initials` on a room's screen."""

    staying: UUID | None = None
    initials: bool = False


def item_at(running: Running, shown: ShownRow | None) -> ItemRow | None:
    """Return the item that the huddle is at: the one shown by its leader, else the next without an outcome, else the last."""
    items = running.whole.items
    at = next((one for one in items if shown and one.id == shown.item_id), None)
    return at or running.next_after(None) or next(iter(items[::-1]), None)


def room_show(
    running: Running,
    at: ItemRow,
    item: ItemRow,
    person: PersonInHand,
    last: LastTime | None,
    shown: ShownRow | None,
    how: Follower,
) -> RoomShow:
    """Return what a following screen shows of `item`, while the huddle is at `at`."""
    told = last_words(last, running.at)
    following = running.next_after(item)
    settled = max((one for one in running.whole.items if one.settled_at), key=_settled_at, default=None)
    meeting = running.meeting()
    return RoomShow(
        team_id=running.team.id,
        team_slug=running.team.slug,
        item_id=item.id,
        position=1 + [one.id for one in running.whole.items].index(item.id),
        number_of_items=len(running.whole.items),
        section=section_words(item.section),
        name=_name(item, how),
        age=None if how.initials else person.facts.age,
        reasons=() if how.initials else reasons_of(item, person, running),
        last=None if how.initials else told,
        lead=lead_words(running, person.lead.member_id if person.lead else None),
        seen=last_seen_words(person.facts, running.at),
        decided=_decided(item, how),
        deciding="" if item.outcome or how.initials else _deciding(running, item, shown),
        just=Settled(_name(settled, how), _decided(settled, how)) if settled and settled.id != item.id else None,
        next=_waiting(following, how) if following else None,
        number_waiting=len(running.open_items),
        meeting=meeting,
        form=fresh_form(),
        facilitator=running.name(running.whole.huddle.facilitator_id).split(" ")[0],
        elsewhere=_name(at, how) if at.id != item.id else "",
        is_staying=how.staying is not None,
        is_room=how.initials,
    )


def _settled_at(item: ItemRow) -> float:
    return item.settled_at.timestamp() if item.settled_at else 0.0


def _name(item: ItemRow, how: Follower) -> str:
    if not how.initials:
        return item.name
    return " ".join(f"{part[:1].upper()}." for part in (item.given.strip(), item.family.strip()) if part)


def _decided(item: ItemRow, how: Follower) -> str:
    """What was decided: in its own words, on a room's screen as the kind of outcome alone."""
    if not how.initials:
        return item.decision
    return disposition(item.outcome) if item.outcome else ""


def _waiting(item: ItemRow, how: Follower) -> Waiting:
    why = section_words(item.section) if how.initials else item.why
    return Waiting(_name(item, how), item.section, why)


def _deciding(running: Running, item: ItemRow, shown: ShownRow | None) -> str:
    """What is being written for the item: 'Tom Brennan: falls assessment, today by 5pm'; '' before anything is."""
    if shown is None or shown.item_id != item.id:
        return ""
    when = deadline(shown.due_at, local_day(running.at)) if shown.due_at else ""
    who, what = running.name(shown.owner_id), first_up(shown.what)
    parts = {"who": who, "what": what, "when": when}
    if who and what:
        said = _("%(who)s: %(what)s") % parts
        return _("%(said)s, %(when)s") % {"said": said, "when": when} if when else said
    return ", ".join(filter(None, (who, what, when)))
