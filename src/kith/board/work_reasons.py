"""Why somebody needs attention because of work for them: a function for each reason."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from kith.action.rules import ActionFacts, ActionKind, Standing, deadline, standing
from kith.board.answers import offer_said
from kith.board.moment_rules import by_words, day_words, left_words
from kith.board.section_rules import PersonFacts, Reason, Section, plain
from kith.language import _, ngettext
from kith.language import days as days_words
from kith.place.rules import local_day, time_words
from kith.team.rules import Calendar, end_of_service_day, last_service_day, service_days_between

_SHORT = 32


def escalated(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    """Each escalation that waits for an answer, with the time that is left."""
    for action in person.actions:
        if action.kind is ActionKind.URGENT:
            due_at = deadline(action)
            words = {"what": plain(action.what), "by": by_words(due_at, at), "left": left_words(due_at, at)}
            said = _("%(what)s %(by)s, %(left)s") % words
            yield Reason(Section.ESCALATED, said, due_at, left=words["left"])


def overdue(late: Sequence[ActionFacts], at: datetime, calendar: Calendar) -> Iterable[Reason]:
    """What is late, counted, with the age of the oldest in service days."""
    days = oldest_days(late, at, calendar)
    if days is None:
        return
    oldest = late[0]
    age = days_words(days) if days else _("since %(start)s") % {"start": _since(deadline(oldest), at)}
    told = {"number": len(late), "what": plain(oldest.what), "age": age}
    if len(late) > 1:
        words = ngettext(
            "%(number)d action overdue, oldest %(age)s", "%(number)d actions overdue, oldest %(age)s", len(late)
        )
    elif len(oldest.what) <= _SHORT:
        words = _("%(what)s overdue %(age)s")
    else:
        words = _("1 action overdue, %(age)s") if days else _("1 action overdue %(age)s")
    yield Reason(Section.OVERDUE, words % told, deadline(oldest))


def answers(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    """Each offer that nobody has taken yet."""
    for offer in person.offers:
        said = offer_said(offer, at)
        yield Reason(Section.ANSWER, said.words, offer.answer_by, said.more, door=said.door, thing_id=offer.offer_id)


def returned(back: Sequence[ActionFacts], at: datetime) -> Iterable[Reason]:
    """Each piece of work that is back from hold."""
    for action in back:
        words = _("Back from hold: %(what)s") % {"what": plain(action.what)}
        yield Reason(Section.DUE, words, end_of_service_day(local_day(at)), plain(action.hold_reason))


def noticed(due: Sequence[ActionFacts]) -> Iterable[Reason]:
    """What was noticed at a contact, each by itself."""
    for action in due:
        if action.kind is ActionKind.NOTICED:
            words = _("Noticed: %(what)s") % {"what": plain(action.what)}
            yield Reason(Section.DUE, words, action.due_at, door=_("say what you saw"), thing_id=action.action_id)


def partners(due: Sequence[ActionFacts]) -> Iterable[Reason]:
    """A partner answers by today: in the words of the work."""
    for action in due:
        if action.kind is ActionKind.PARTNER_ANSWER and not action.partner:
            yield Reason(Section.DUE, plain(action.what), action.due_at)


def unanswered(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    """A partner did not answer in time, or was the wrong one: in sight until somebody says how they go on, whenever that is due."""
    for action in person.actions:
        if action.kind is ActionKind.PARTNER_ANSWER and action.partner:
            more = _("%(who)s says how they go on %(by)s") % _who_by(action, at) if action.owner else ""
            yield Reason(
                Section.DUE, plain(action.what), action.due_at, more, door=_("say how"), thing_id=action.action_id
            )


SAID_ALONE = frozenset({ActionKind.NOTICED, ActionKind.PARTNER_ANSWER, ActionKind.CONTRADICTION})
"""Kinds of work that have a reason of their own, and are not counted with what is due today."""


def contradictions(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    """What contradicts stays in sight until it is settled, whenever that is due; what a partner says against the plan alone."""
    found = sorted(
        (one for one in person.actions if one.kind is ActionKind.CONTRADICTION),
        key=lambda one: (one.due_at, one.action_id.int),
    )
    against, others = [one for one in found if one.partner], [one for one in found if not one.partner]
    if against:
        names = list(dict.fromkeys(one.partner for one in against))
        words = ngettext(
            "%(who)s says that our plan is not right",
            "%(number)d partners say that our plan is not right",
            len(names),
        )
        yield _to_settle(words % {"who": names[0], "number": len(names)}, against[0], at)
    if others:
        words = ngettext("%(number)d contradiction to settle", "%(number)d contradictions to settle", len(others))
        yield _to_settle(words % {"number": len(others)}, others[0], at)


def _to_settle(words: str, first: ActionFacts, at: datetime) -> Reason:
    more = _("%(who)s settles it %(by)s") % _who_by(first, at) if first.owner else ""
    return Reason(Section.DUE, words, first.due_at, more, door=_("settle it"), thing_id=first.action_id)


def _who_by(action: ActionFacts, at: datetime) -> Mapping[str, str]:
    return {"who": action.owner, "by": by_words(action.due_at, at)}


def due_actions(due: Sequence[ActionFacts]) -> Iterable[Reason]:
    """What else is due today, counted; one with few words by itself."""
    if due:
        words = ngettext("%(number)d action due today", "%(number)d actions due today", len(due))
        if len(due) == 1 and len(due[0].what) <= _SHORT:
            words = _("%(what)s by %(time)s")
        told = {"number": len(due), "what": plain(due[0].what), "time": time_words(due[0].due_at)}
        yield Reason(Section.DUE, words % told, due[0].due_at)


_STANDINGS = tuple(Standing)


def by_standing(person: PersonFacts, at: datetime) -> Mapping[Standing, Sequence[ActionFacts]]:
    """The person's other than urgent actions by where they stand, earliest deadline first."""
    found: dict[Standing, list[ActionFacts]] = {one: [] for one in _STANDINGS}
    for action in sorted(person.actions, key=lambda one: (deadline(one), one.action_id.int)):
        if action.kind is not ActionKind.URGENT:
            found[standing(action, at)].append(action)
    return found


def oldest_days(late: Sequence[ActionFacts], at: datetime, calendar: Calendar) -> int | None:
    """Return how many service days the oldest of what is late is late; None where nothing is."""
    return service_days_between(local_day(deadline(late[0])), local_day(at), calendar) if late else None


def is_back_from_hold(back: Sequence[ActionFacts], at: datetime, calendar: Calendar) -> bool:
    """Whether a hold returned since the last service day, so that this is the first huddle that can look at it."""
    before = last_service_day(local_day(at), calendar)
    return any(one.return_date is not None and one.return_date > before for one in back)


def _since(due_at: datetime, at: datetime) -> str:
    same_day = local_day(due_at) == local_day(at)
    return time_words(due_at) if same_day else day_words(local_day(due_at), local_day(at))
