"""What still keeps a huddle from closing, and what became of what the last one agreed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kith.action.rules import ActionState
from kith.board.moment_rules import day_words
from kith.huddle.outcome_rules import Outcome
from kith.language import _, ngettext
from kith.place.rules import time_words


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item as it stands: whose, where on the agenda, with which outcome so far."""

    item_id: UUID
    position: int
    name: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """An action agreed on an item, perhaps still without owner or deadline; `is_offered` to somebody, or to a pool."""

    action_id: UUID
    item_id: UUID
    what: str
    owner_id: UUID | None = None
    due_at: datetime | None = None
    is_offered: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """An escalation raised on an item, with the note of who was told, how, and what they said."""

    action_id: UUID
    item_id: UUID
    raised_at: datetime
    note: str = ""


class LooseKind(StrEnum):
    """What is missing; also the field that cures it."""

    OWNER = "owner"
    DEADLINE = "deadline"
    OUTCOME = "outcome"
    ACTION = "action"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Loose:
    """
    One thing that keeps a huddle open: `thing_id` is the action, or the item itself where the outcome is missing.

    `sentence` names the person; `words` are for where the name stands already.
    """

    kind: LooseKind
    item_id: UUID
    thing_id: UUID
    sentence: str
    words: str


def loose_ends(items: Iterable[Item], agreed: Sequence[Agreed], raised: Sequence[Raised]) -> list[Loose]:
    """
    Return everything that keeps a huddle from closing (P5), by agenda position; empty when it may close.

    `agreed` holds what was not withdrawn; an action cancelled since with a reason was agreed all the same.
    """
    return [
        loose
        for item in sorted(items, key=lambda one: one.position)
        for loose in _loose_of(
            item,
            [one for one in agreed if one.item_id == item.item_id],
            [one for one in raised if one.item_id == item.item_id],
        )
    ]


def loose_words(loose: Sequence[Loose]) -> str:
    """Return 'The huddle cannot close yet: 4 things are loose'."""
    return ngettext(
        "The huddle cannot close yet: %(number)d thing is loose",
        "The huddle cannot close yet: %(number)d things are loose",
        len(loose),
    ) % {"number": len(loose)}


def refusal_words(loose: Sequence[Loose]) -> str:
    """Return the refusal to close, with everything that is loose: what the database says too (migration 0004)."""
    return " ".join([f"{loose_words(loose)}.", *(f"{one.sentence}." for one in loose)])


@dataclass(frozen=True, slots=True)
class LookBack:
    """
    What became of the actions agreed at the last huddle; the first three parts add up to all of them.

    The others are of its offers to those who were not there: accepted, not accepted (declined, lapsed, withdrawn), waiting.
    """

    done: int
    not_done: int
    carried: int
    accepted: int = 0
    declined: int = 0
    waiting: int = 0

    @property
    def agreed(self) -> int:
        """Number of actions agreed at the last huddle."""
        return self.done + self.not_done + self.carried


def look_back(states: Iterable[ActionState], offers: Iterable[str] = ()) -> LookBack:
    """
    Return how many of the last huddle's actions are done, will not be done (cancelled, in error), are carried.

    `offers` are the states of what it offered, as `action.offer_rules` names them.
    """
    answers = list(offers)
    accepted, waiting = answers.count("accepted"), answers.count("waiting")
    found = list(states)
    done = found.count(ActionState.DONE)
    carried = found.count(ActionState.OPEN) + found.count(ActionState.HELD)
    return LookBack(done, len(found) - done - carried, carried, accepted, len(answers) - accepted - waiting, waiting)


def look_back_words(back: LookBack, since: date, today: date) -> str:
    """Return 'Done since Friday: 9 of 12; 3 carried over', and what will not be done; empty when none was agreed."""
    if not back.agreed:
        return ""
    day = day_words(since, today)
    parts = [_("Done since %(day)s: %(done)d of %(all)d") % {"day": day, "done": back.done, "all": back.agreed}]
    if back.not_done:
        words = ngettext("%(number)d will not be done", "%(number)d will not be done", back.not_done)
        parts.append(words % {"number": back.not_done})
    if back.carried:
        words = ngettext("%(number)d carried over", "%(number)d carried over", back.carried)
        parts.append(words % {"number": back.carried})
    offers = (
        (back.accepted, ngettext("%(number)d offer accepted", "%(number)d offers accepted", back.accepted)),
        (back.declined, ngettext("%(number)d offer not taken", "%(number)d offers not taken", back.declined)),
        (back.waiting, ngettext("%(number)d offer not answered", "%(number)d offers not answered", back.waiting)),
    )
    return "; ".join([*parts, *(words % {"number": number} for number, words in offers if number)])


def _loose_of(item: Item, agreed: Sequence[Agreed], raised: Sequence[Raised]) -> list[Loose]:
    def loose(kind: LooseKind, thing_id: UUID, words: str) -> Loose:
        return Loose(kind, item.item_id, thing_id, _("%(name)s: %(what)s") % {"name": item.name, "what": words}, words)

    found = []
    for one in agreed:
        what = {"what": one.what.strip().rstrip(".")}
        if one.owner_id is None:
            found.append(loose(LooseKind.OWNER, one.action_id, _("“%(what)s” has no owner") % what))
        if one.due_at is None:
            found.append(loose(LooseKind.DEADLINE, one.action_id, _("“%(what)s” has no deadline") % what))
    if item.outcome is None and not raised:
        found.append(loose(LooseKind.OUTCOME, item.item_id, _("no outcome recorded")))
    if item.outcome is Outcome.ACTION and not agreed:
        found.append(loose(LooseKind.ACTION, item.item_id, _("no action written down")))
    if item.outcome is Outcome.HAND_OVER and not any(one.is_offered for one in agreed):
        found.append(loose(LooseKind.OUTCOME, item.item_id, _("handed over to nobody yet")))
    return found + [
        loose(
            LooseKind.NOTE,
            one.action_id,
            _("escalation raised at %(time)s has no note") % {"time": time_words(one.raised_at)},
        )
        for one in raised
        if not one.note.strip()
    ]
