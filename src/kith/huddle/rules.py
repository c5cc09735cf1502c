"""Who is on the agenda and why, which outcomes are open for a person, and what still keeps a huddle from closing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.action.rules import ActionFacts, ActionKind, ActionState, Standing, deadline, is_overdue, standing
from kith.board.rules import Line, Section, by_words, day_words, in_order
from kith.contact.rules import ContactFacts, ContactState, Way, is_planned_today, lacks_result
from kith.language import _, later, ngettext
from kith.language import minutes as minutes_words
from kith.language import people as people_words
from kith.place.rules import at_local, local_day, time_words

OVERDUE_SERVICE_DAYS = 5
"""Service days an action must be overdue to bring its person to the huddle; a team may set fewer or more."""
HUDDLE_MINUTES = (15, 20, 30)
MORE_MINUTES = 5
LONGEST_MINUTES = 60
WEEKLY_MEETING = (3, time(14))
"""Weekday (Monday is 0) and London time of the weekly meeting; a team's own when weekly meetings are built."""


class Presence(StrEnum):
    """How a member takes part; those in the room or joined accept what is given to them there."""

    ROOM = "room"
    JOINED = "joined"
    AWAY = "away"


class AgendaReason(StrEnum):
    """Why a person is on the agenda, in the order of the agenda."""

    CARRIED = "carried"
    ESCALATED = "escalated"
    NEW = "new"
    MISSED = "missed"
    OVERDUE = "overdue"
    RETURNED = "returned"
    ADDED = "added"


_SECTIONS = {
    Section.ESCALATED: AgendaReason.ESCALATED,
    Section.NEW: AgendaReason.NEW,
    Section.MISSED: AgendaReason.MISSED,
}


@dataclass(frozen=True, slots=True)
class Carried:
    """An action agreed at the last huddle and still not done, in words."""

    person_id: UUID
    what: str


@dataclass(frozen=True, slots=True)
class Added:
    """A person put on the agenda by a member, who is named."""

    person_id: UUID
    by: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A person to talk about: position (from 1), why by code and in words."""

    position: int
    person_id: UUID
    why: AgendaReason
    words: str


def agenda(
    lines: Iterable[Line],
    carried: Sequence[Carried] = (),
    added: Sequence[Added] = (),
    overdue_days: int = OVERDUE_SERVICE_DAYS,
) -> list[AgendaItem]:
    """
    Return the agenda: no person twice, each with why.

    First the carried, in the order given. Then in the order of the board everybody in Escalated, New to us and Contact
    missed; then whose oldest overdue action is `overdue_days` or more service days old, or whose hold returned since
    the last service day; last anyone a member added. Due today and the rest stay on the board. Source: pages 4.2.
    """
    board = in_order(lines)
    called = [
        *_carried(carried),
        *(called for line in board for called in _by_section(line)),
        *(called for line in board for called in _by_age(line, overdue_days)),
        *((one.person_id, AgendaReason.ADDED, _("added by %(who)s") % {"who": one.by}) for one in added),
    ]
    first: dict[UUID, tuple[AgendaReason, str]] = {}
    for person_id, why, words in called:
        first.setdefault(person_id, (why, words))
    return [AgendaItem(position, who, *why) for position, (who, why) in enumerate(first.items(), start=1)]


class Outcome(StrEnum):
    """
    What is decided about a person. An escalation settles the item too, whatever else is decided.

    Off the list is for those who died or left the list since the huddle began: nothing has to be decided.
    """

    OFF_LIST = "off the list"
    AS_PLANNED = "as planned"
    ACTION = "action"
    NO_CHANGE = "no change"
    WEEKLY_MEETING = "weekly meeting"
    ESCALATION = "escalation"


OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.OFF_LIST: later("Nothing to decide"),
        Outcome.AS_PLANNED: later("Go ahead as planned"),
        Outcome.ACTION: later("Give an action"),
        Outcome.NO_CHANGE: later("No change"),
        Outcome.WEEKLY_MEETING: later("Weekly meeting"),
        Outcome.ESCALATION: later("Raise an escalation"),
    }
)
"""Labels, in the order of the page; `outcome_label` says one in the reader's language."""


def outcome_label(outcome: Outcome) -> str:
    """Return what an outcome is called on the page: 'Go ahead as planned'."""
    return _(OUTCOMES[outcome])


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something typed is refused: the field, and the sentence that stands beside it."""

    field: str
    sentence: str


class Gone(StrEnum):
    """Why nothing has to be decided for somebody of whom the huddle speaks."""

    DIED = "has died"
    LEFT = "is no longer on the list"


_GONE_WORDS = {
    Gone.DIED: later("This person has died."),
    Gone.LEFT: later("This person is no longer on the list."),
}


def gone_words(gone: Gone) -> str:
    """Return why nothing has to be decided, as a sentence: 'This person has died.'"""
    return _(_GONE_WORDS[gone])


@dataclass(frozen=True, slots=True)
class InHand:
    """What is in hand for a person: the unfinished actions and the planned contacts; and whether they are gone."""

    actions: tuple[ActionFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    gone: Gone | None = None


def has_plan(in_hand: InHand, at: datetime) -> bool:
    """Say whether there is a plan to go ahead with: an owned open action due today or later, or a contact today."""
    return any(_is_planned(one, at) for one in in_hand.actions) or any(
        is_planned_today(one, at) for one in in_hand.contacts
    )


def has_overdue(in_hand: InHand, at: datetime) -> bool:
    """Say whether any action, urgent ones included, is overdue; waiting on hold is not."""
    return any(standing(one, at) is Standing.OVERDUE for one in in_hand.actions)


def open_outcomes(in_hand: InHand, at: datetime) -> tuple[Outcome, ...]:
    """Return the outcomes offered for a person, in the order of the page."""
    return tuple(outcome for outcome in OUTCOMES if _outcome_closed(outcome, in_hand, at) is None)


def outcome_fault(outcome: Outcome, reason: str, in_hand: InHand, at: datetime) -> Fault | None:
    """Return why an outcome is refused for a person, or None. `reason` is what was typed for "no change"."""
    if closed := _outcome_closed(outcome, in_hand, at):
        return Fault("outcome", closed)
    if outcome is Outcome.NO_CHANGE and not is_a_reason(reason):
        return Fault("reason", _("Write why nothing changes, in a few words."))
    return None


_NO_REASONS = frozenset({"na", "none", "nil", "no", "nothing", "noreason", "nochange", "notapplicable"})


def is_a_reason(typed: str) -> bool:
    """Say whether somebody wrote a reason: 3 or more characters besides spaces, and not 'n/a', '-' or 'none'."""
    bare = "".join(letter for letter in typed.casefold() if letter.isalnum())
    return len("".join(typed.split())) >= 3 and bool(bare) and bare not in _NO_REASONS


_WAY_TODAY = {
    Way.VISIT: later("%(who)s visits today"),
    Way.PHONE: later("%(who)s calls today"),
    Way.MESSAGE: later("%(who)s writes today"),
    Way.CLINIC: later("%(who)s sees them in clinic today"),
    Way.VIDEO: later("%(who)s calls by video today"),
}


def plan_words(in_hand: InHand, at: datetime) -> str:
    """Return the plan that "go ahead as planned" repeats: who, what, when; empty when there is none."""
    today = [one for one in in_hand.contacts if is_planned_today(one, at)]
    owned = [one for one in in_hand.actions if _is_planned(one, at)]
    visits = [_contact_words(one, at) for one in sorted(today, key=lambda one: (one.from_at, one.contact_id.int))]
    work = [
        _("%(who)s: %(what)s %(by)s")
        % {"who": one.owner, "what": one.what.strip().rstrip("."), "by": by_words(one.due_at, at)}
        for one in sorted(owned, key=lambda one: (one.due_at, one.action_id.int))
    ]
    return "; ".join(visits + work)


_AGAIN = {
    Way.VISIT: later("Visit again"),
    Way.PHONE: later("Call again"),
    Way.MESSAGE: later("Write again"),
    Way.CLINIC: later("Offer clinic again"),
    Way.VIDEO: later("Call again by video"),
}


def suggested_what(why: str, in_hand: InHand, at: datetime) -> str:
    """
    Return the words that "give an action" begins with, from the top reason; never empty, so that two keys give it.

    Work that is overdue or carried over is given anew in its own words; a missed contact is tried again; an escalation and
    work that is back from hold are followed up. Source: pages 3 and 4.2.
    """
    missed = [one for one in in_hand.contacts if one.state is ContactState.MISSED or lacks_result(one, at)]
    if why == AgendaReason.MISSED and missed:
        return _(_AGAIN[max(missed, key=lambda one: (one.from_at, one.contact_id.int)).way])
    if why == AgendaReason.NEW:
        return _("First contact")
    anew = [one for one in in_hand.actions if _is_to_be_given_anew(one, why, at)]
    if anew:
        return min(anew, key=_by_deadline).what
    followed = [one for one in in_hand.actions if _is_to_be_followed_up(one, why, at)]
    if followed:
        return _("Follow up: %(what)s") % {"what": min(followed, key=_by_deadline).what.strip().rstrip(".")}
    return _("Find out how they are")


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item as it stands: whose, where on the agenda, with which outcome so far."""

    item_id: UUID
    position: int
    name: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """An action agreed on an item, perhaps still without owner or deadline."""

    action_id: UUID
    item_id: UUID
    what: str
    owner_id: UUID | None = None
    due_at: datetime | None = None


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


def minutes_left(started_at: datetime, minutes: int, at: datetime) -> int:
    """Return whole minutes until the huddle should end, begun ones counted; negative when it is over its time."""
    seconds = (started_at + timedelta(minutes=minutes) - at).total_seconds()
    return int(-(-seconds // 60))


def pace_words(people: int, minutes: int) -> str:
    """Return '13 people left: about 1 minute each', '3 minutes over', or 'Everybody has an outcome'."""
    if not people:
        return _("Everybody has an outcome")
    if minutes < 0:
        return _("%(time)s over") % {"time": minutes_words(-minutes)}
    if minutes < people:
        return _("%(people)s left: less than a minute each") % {"people": people_words(people)}
    words = {"people": people_words(people), "minutes": minutes_words(minutes // people)}
    return _("%(people)s left: about %(minutes)s each") % words


def next_weekly_meeting(at: datetime, weekday: int, starts: time) -> datetime:
    """Return, in UTC, the next weekly meeting strictly after a moment (Monday is 0; London time)."""
    today = local_day(at)
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    meets_at = at_local(day, starts)
    return meets_at if meets_at > at else at_local(day + timedelta(days=7), starts)


def _carried(carried: Sequence[Carried]) -> list[tuple[UUID, AgendaReason, str]]:
    whats: dict[UUID, list[str]] = {}
    for one in carried:
        whats.setdefault(one.person_id, []).append(one.what.strip().rstrip("."))
    return [
        (who, AgendaReason.CARRIED, _("carried over: %(what)s") % {"what": "; ".join(what)})
        for who, what in whats.items()
    ]


def _by_section(line: Line) -> list[tuple[UUID, AgendaReason, str]]:
    why = _SECTIONS.get(line.section) if line.section else None
    return [(line.person_id, why, line.reasons[0].words)] if why else []


def _by_age(line: Line, overdue_days: int) -> list[tuple[UUID, AgendaReason, str]]:
    if line.oldest_overdue_days is not None and line.oldest_overdue_days >= overdue_days:
        words = next(reason.words for reason in line.reasons if reason.section is Section.OVERDUE)
        return [(line.person_id, AgendaReason.OVERDUE, words)]
    return [(line.person_id, AgendaReason.RETURNED, _("back from hold"))] if line.is_back_from_hold else []


_FOR_THE_LISTED = frozenset({Outcome.AS_PLANNED, Outcome.NO_CHANGE, Outcome.WEEKLY_MEETING})


def _outcome_closed(outcome: Outcome, in_hand: InHand, at: datetime) -> str | None:
    if outcome is Outcome.OFF_LIST and not in_hand.gone:
        return _("Somebody on the list needs an outcome: choose what happens next.")
    if in_hand.gone and outcome in _FOR_THE_LISTED:
        choose = {Gone.DIED: _("This person has died: choose “%(outcome)s”.")}
        words = choose.get(in_hand.gone) or _("This person is no longer on the list: choose “%(outcome)s”.")
        return words % {"outcome": outcome_label(Outcome.OFF_LIST)}
    if in_hand.gone is Gone.DIED and outcome is Outcome.ACTION:
        return _("This person has died: routine work is not begun any more. Raise an escalation if somebody must act.")
    if outcome is Outcome.AS_PLANNED and not has_plan(in_hand, at):
        return _("Nothing is planned with an owner today: give an action, or choose another outcome.")
    if outcome is Outcome.NO_CHANGE and has_overdue(in_hand, at):
        return _("An action is overdue, so this cannot be left as it is: say what happens with it.")
    return None


def _is_planned(action: ActionFacts, at: datetime) -> bool:
    return action.state is ActionState.OPEN and bool(action.owner) and not is_overdue(action.due_at, at)


def _is_to_be_given_anew(action: ActionFacts, why: str, at: datetime) -> bool:
    if action.kind is not ActionKind.PLAIN or action.state is not ActionState.OPEN:
        return False
    return why == AgendaReason.CARRIED or standing(action, at) is Standing.OVERDUE


def _is_to_be_followed_up(action: ActionFacts, why: str, at: datetime) -> bool:
    if why == AgendaReason.ESCALATED:
        return action.kind is ActionKind.URGENT
    return action.kind is ActionKind.PLAIN and standing(action, at) is not Standing.WAITING


def _by_deadline(action: ActionFacts) -> tuple[datetime, int]:
    return deadline(action), action.action_id.int


def _contact_words(contact: ContactFacts, at: datetime) -> str:
    today = local_day(at)
    words = _(_WAY_TODAY[contact.way]) % {"who": contact.who or _("Nobody yet")}
    if local_day(contact.from_at) != today:
        return words
    return _("%(plan)s at %(time)s") % {"plan": words, "time": time_words(contact.from_at)}


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
    return found + [
        loose(
            LooseKind.NOTE,
            one.action_id,
            _("escalation raised at %(time)s has no note") % {"time": time_words(one.raised_at)},
        )
        for one in raised
        if not one.note.strip()
    ]
