"""Which outcomes are open for a person in a huddle, what each means in words, and what an action begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from kith.action.rules import ActionFacts, ActionKind, ActionState, Standing, deadline, is_overdue, standing
from kith.board.moment_rules import by_words
from kith.contact.rules import ContactFacts, ContactState, Way, is_planned_today, lacks_result
from kith.huddle.rules import AgendaReason
from kith.language import _, later
from kith.person.rules import is_a_reason
from kith.place.rules import local_day, time_words


class Outcome(StrEnum):
    """
    What is decided about a person. An escalation settles the item too, whatever else is decided.

    Off the list is for those who died or left the list since the huddle began: nothing has to be decided.
    """

    OFF_LIST = "off the list"
    AS_PLANNED = "as planned"
    ACTION = "action"
    HAND_OVER = "hand over"
    NO_CHANGE = "no change"
    WEEKLY_MEETING = "weekly meeting"
    ESCALATION = "escalation"


OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.OFF_LIST: later("Nothing to decide"),
        Outcome.AS_PLANNED: later("Go ahead as planned"),
        Outcome.ACTION: later("Give an action"),
        Outcome.HAND_OVER: later("Hand work over"),
        Outcome.NO_CHANGE: later("No change"),
        Outcome.WEEKLY_MEETING: later("Weekly meeting"),
        Outcome.ESCALATION: later("Raise an escalation"),
    }
)
"""Labels, in the order of the page; `outcome_label` says one in the reader's language."""


def outcome_label(outcome: Outcome) -> str:
    """Return what an outcome is called on the page: 'Go ahead as planned'."""
    return _(OUTCOMES[outcome])


_DISPOSITIONS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.OFF_LIST: later("Nothing to decide"),
        Outcome.AS_PLANNED: later("Goes ahead as planned"),
        Outcome.ACTION: later("Action given"),
        Outcome.HAND_OVER: later("Offered to somebody else"),
        Outcome.NO_CHANGE: later("No change"),
        Outcome.WEEKLY_MEETING: later("To the weekly meeting"),
        Outcome.ESCALATION: later("Escalated"),
    }
)


def disposition(outcome: Outcome) -> str:
    """Return an outcome as what became of somebody, without anything that was written: 'Action given'."""
    return _(_DISPOSITIONS[outcome])


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


def can_be_handed_over(action: ActionFacts) -> bool:
    """Say whether a huddle may offer an action to another: unfinished, somebody's, and not an escalation, which has a route."""
    unfinished = action.state in (ActionState.OPEN, ActionState.HELD)
    return unfinished and bool(action.owner) and action.kind is not ActionKind.URGENT


_FOR_THE_LISTED = frozenset({Outcome.AS_PLANNED, Outcome.HAND_OVER, Outcome.NO_CHANGE, Outcome.WEEKLY_MEETING})


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
    if outcome is Outcome.HAND_OVER and not any(can_be_handed_over(one) for one in in_hand.actions):
        return _("There is no work of this person to hand over: give an action, or choose another outcome.")
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
    if standing(action, at) is Standing.WAITING:
        return False
    if why == AgendaReason.ESCALATED:
        return action.kind is ActionKind.URGENT
    return action.kind is ActionKind.PLAIN or (why == AgendaReason.NOTICED and action.kind is ActionKind.NOTICED)


def _by_deadline(action: ActionFacts) -> tuple[datetime, int]:
    return deadline(action), action.action_id.int


def _contact_words(contact: ContactFacts, at: datetime) -> str:
    today = local_day(at)
    words = _(_WAY_TODAY[contact.way]) % {"who": contact.who or _("Nobody yet")}
    if local_day(contact.from_at) != today:
        return words
    return _("%(plan)s at %(time)s") % {"plan": words, "time": time_words(contact.from_at)}
