"""The reasons why somebody needs attention today, in words, one function each, and the sections they stand under."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from uuid import UUID

from kith.action.rules import ActionFacts, ActionKind, Standing, deadline, standing
from kith.board.answers import OfferFacts, offer_said
from kith.board.moment_rules import age_words, by_words, day_words, left_words, window_words
from kith.caseload.rules import ON_LIST, CameBy, ListState
from kith.contact.away_rules import AwayKind, PersonAway, is_back_now
from kith.contact.rules import ContactFacts, ContactState, Way, is_planned_today, lacks_result, missed_since
from kith.language import _, later, ngettext
from kith.language import days as days_words
from kith.place.rules import day_bounds, local_day, time_words
from kith.plan.rules import EVENT_WORDS, Freshness, PlanFacts
from kith.team.rules import (
    Calendar,
    end_of_service_day,
    last_service_day,
    service_days_between,
    service_days_including,
)

NEW_SERVICE_DAYS = 5
"""Service days on the list, the first one included, during which somebody is new."""
_SHORT = 32


class Section(StrEnum):
    """The sections of the board, most urgent first; also the codes of the reasons."""

    ESCALATED = "escalated"
    NEW = "new"
    MISSED = "missed"
    OVERDUE = "overdue"
    ANSWER = "answer"
    DUE = "due"
    RENEW = "renew"


SECTIONS = tuple(Section)


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section and, beside it, what stands there in which order."""

    title: str
    order: str


HEADINGS: Mapping[Section, Heading] = MappingProxyType(
    {
        Section.ESCALATED: Heading(later("Escalated"), later("nearest time first")),
        Section.NEW: Heading(later("New to us"), later("referrals and discharges; longest wait first")),
        Section.MISSED: Heading(later("Contact missed"), later("no contact made since; longest ago first")),
        Section.OVERDUE: Heading(later("Actions overdue"), later("oldest first")),
        Section.ANSWER: Heading(
            later("Waiting for an answer"), later("offers that nobody has taken yet; nearest time first")
        ),
        Section.DUE: Heading(later("Due today"), later("by time")),
        Section.RENEW: Heading(later("Plan to renew"), later("oldest first")),
    }
)
"""As written; `heading` says them in the reader's language."""


def heading(section: Section) -> Heading:
    """Return the title of a section and its order, as they are shown."""
    row = HEADINGS[section]
    return Heading(_(row.title), _(row.order))


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """
    What the board must know of one list entry; nobody else's facts change its reasons.

    `came_on` is the London date of coming on the list, `came_from` who sent them in words ("Dr Marsh", "housing", or
    empty), `last_made_at` the last contact made, `actions` the unfinished ones, `contacts` at least those planned and
    those missed since the last one made. `away` is the absence that began last, also one that is over. `plan` is how their plan
    stands.
    """

    person_id: UUID
    given: str
    family: str
    came_on: date
    came_by: CameBy
    came_from: str = ""
    age: int | None = None
    state: ListState = ListState.ACTIVE
    is_deceased: bool = False
    last_made_at: datetime | None = None
    cadence_days: int | None = None
    actions: tuple[ActionFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    offers: tuple[OfferFacts, ...] = ()
    away: PersonAway | None = None
    plan: PlanFacts = field(default_factory=PlanFacts)


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One reason in words, with quieter words that belong to it; `moment` orders a section, earliest first.

    `left` is the piece of the words that goes on with time, '' for none: '38 minutes left', to `moment`.
    `door` is the words of a way to what it is about, whose id is `thing_id`; '' when there is none: to an offer where it
    waits for an answer, else to saying what came of an action.
    """

    section: Section
    words: str
    moment: datetime
    more_words: str = ""
    left: str = field(default="", compare=False)
    door: str = ""
    thing_id: UUID | None = None

    @property
    def code(self) -> str:
        """The code that pages carry in `data-reason`."""
        return self.section.value

    @property
    def sort_key(self) -> tuple[int, datetime, str]:
        """Most urgent first; a total order."""
        return SECTIONS.index(self.section), self.moment, self.words


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody needs today: the reasons, most urgent first, and what the huddle asks of their late and held work."""

    reasons: tuple[Reason, ...]
    oldest_overdue_days: int | None = None
    is_back_from_hold: bool = False
    is_noticed: bool = False


def needs(person: PersonFacts, at: datetime, calendar: Calendar) -> Needs:
    """
    Return everything that somebody needs today on the list of a team with this calendar.

    Nothing for people who have died or whose list entry has ended. Urgent actions are escalations only, never counted as
    overdue or due too. Source: pages 4.1.
    """
    if person.is_deceased or person.state not in ON_LIST:
        return Needs(())
    work = _by_standing(person, at)
    found = chain(
        _escalated(person, at),
        _new(person, at, calendar),
        _missed(person, at),
        _overdue(work[Standing.OVERDUE], at, calendar),
        _answers(person, at),
        _returned(work[Standing.RETURNED], at),
        _noticed(work[Standing.DUE_TODAY]),
        _partners(work[Standing.DUE_TODAY]),
        _contradictions(person, at),
        _due_actions([one for one in work[Standing.DUE_TODAY] if one.kind not in _SAID_ALONE]),
        _back(person, at, calendar),
        _due_contacts(person, at),
        _renew(person, at),
    )
    in_line = tuple(sorted(found, key=lambda reason: reason.sort_key))
    if not in_line:
        return Needs(())
    oldest = _oldest_days(work[Standing.OVERDUE], at, calendar)
    return Needs(
        in_line,
        oldest,
        _is_back_from_hold(work[Standing.RETURNED], at, calendar),
        any(one.kind is ActionKind.NOTICED for one in work[Standing.DUE_TODAY]),
    )


def is_new(person: PersonFacts, at: datetime, calendar: Calendar) -> bool:
    """Say whether somebody came on the list in the last 5 service days, the first included, and not by an import."""
    if person.came_by is CameBy.IMPORT:
        return False
    return service_days_including(person.came_on, local_day(at), calendar) <= NEW_SERVICE_DAYS


# The reasons, one function each


def _escalated(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    for action in person.actions:
        if action.kind is ActionKind.URGENT:
            due_at = deadline(action)
            words = {"what": _plain(action.what), "by": by_words(due_at, at), "left": left_words(due_at, at)}
            said = _("%(what)s %(by)s, %(left)s") % words
            yield Reason(Section.ESCALATED, said, due_at, left=words["left"])


_NEW_WORDS = {
    CameBy.REFERRAL: later("New referral, %(age)s"),
    CameBy.DISCHARGE: later("Discharged %(day)s"),
    CameBy.ADDED: later("New on the list, %(age)s"),
}
_NEW_FROM_WORDS = {
    CameBy.REFERRAL: later("New referral from %(who)s, %(age)s"),
    CameBy.DISCHARGE: later("Discharged from %(who)s %(day)s"),
    CameBy.ADDED: later("New on the list from %(who)s, %(age)s"),
}


def _new(person: PersonFacts, at: datetime, calendar: Calendar) -> Iterable[Reason]:
    if not is_new(person, at, calendar):
        return
    today = local_day(at)
    table = _NEW_FROM_WORDS if person.came_from else _NEW_WORDS
    words = _(table[person.came_by]) % {
        "who": person.came_from,
        "age": age_words(person.came_on, today),
        "day": _day_with_age(person.came_on, today),
    }
    seen = person.last_made_at is not None and local_day(person.last_made_at) >= person.came_on
    yield Reason(Section.NEW, words, day_bounds(person.came_on)[0], "" if seen else _("no contact yet"))


def _day_with_age(day: date, today: date) -> str:
    """A day and how long ago it was, where the one does not say the other: 'Thursday, 4 days ago'."""
    near, days = day_words(day, today), (today - day).days
    if not 1 < days < 7:
        return near
    return _("%(day)s, %(age)s ago") % {"day": near, "age": age_words(day, today)}


_WAY_WORDS = {
    Way.VISIT: later("Visit"),
    Way.PHONE: later("Call"),
    Way.MESSAGE: later("Message"),
    Way.CLINIC: later("Clinic"),
    Way.VIDEO: later("Video call"),
}
_MISSED_WORDS = {
    Way.VISIT: later("Visit missed %(day)s"),
    Way.PHONE: later("Call missed %(day)s"),
    Way.MESSAGE: later("Message missed %(day)s"),
    Way.CLINIC: later("Did not come to clinic %(day)s"),
    Way.VIDEO: later("Video call missed %(day)s"),
}
_NO_RESULT_WORDS = {
    Way.VISIT: later("Visit %(day)s: no result written"),
    Way.PHONE: later("Call %(day)s: no result written"),
    Way.MESSAGE: later("Message %(day)s: no result written"),
    Way.CLINIC: later("Clinic %(day)s: no result written"),
    Way.VIDEO: later("Video call %(day)s: no result written"),
}


def _missed(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    missed = missed_since(person.contacts, person.last_made_at, at)
    if missed:
        latest, more = missed[-1], ""
        day = {"day": day_words(local_day(latest.from_at), local_day(at))}
        if lacks_result(latest, at):
            words = _(_NO_RESULT_WORDS[latest.way]) % day
            more = _asked_words(latest, person.actions, at)
        else:
            words = _in_a_row(_(_MISSED_WORDS[latest.way]) % day, len(missed))
            if latest.why:
                words = _("%(missed)s: %(why)s") % {"missed": words, "why": _plain(latest.why)}
        yield Reason(Section.MISSED, words, missed[0].from_at, more)


def _asked_words(contact: ContactFacts, actions: Sequence[ActionFacts], at: datetime) -> str:
    """Who is asked what became of a contact, and by when; '' while nobody is yet."""
    asked = next((one for one in actions if contact.follow_up_id and one.action_id == contact.follow_up_id), None)
    if asked is None or not asked.owner:
        return ""
    words = {"who": asked.owner, "by": by_words(deadline(asked), at)}
    return _("%(who)s says what became of it %(by)s") % words


def _in_a_row(missed: str, times: int) -> str:
    if times == 1:
        return missed
    if times == 2:
        return _("%(missed)s, second time in a row") % {"missed": missed}
    words = ngettext("%(missed)s, %(times)d time in a row", "%(missed)s, %(times)d times in a row", times)
    return words % {"missed": missed, "times": times}


def _overdue(late: Sequence[ActionFacts], at: datetime, calendar: Calendar) -> Iterable[Reason]:
    days = _oldest_days(late, at, calendar)
    if days is None:
        return
    oldest = late[0]
    age = days_words(days) if days else _("since %(start)s") % {"start": _since(deadline(oldest), at)}
    told = {"number": len(late), "what": _plain(oldest.what), "age": age}
    if len(late) > 1:
        words = ngettext(
            "%(number)d action overdue, oldest %(age)s", "%(number)d actions overdue, oldest %(age)s", len(late)
        )
    elif len(oldest.what) <= _SHORT:
        words = _("%(what)s overdue %(age)s")
    else:
        words = _("1 action overdue, %(age)s") if days else _("1 action overdue %(age)s")
    yield Reason(Section.OVERDUE, words % told, deadline(oldest))


def _answers(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    for offer in person.offers:
        said = offer_said(offer, at)
        yield Reason(Section.ANSWER, said.words, offer.answer_by, said.more, door=said.door, thing_id=offer.offer_id)


def _returned(back: Sequence[ActionFacts], at: datetime) -> Iterable[Reason]:
    for action in back:
        words = _("Back from hold: %(what)s") % {"what": _plain(action.what)}
        yield Reason(Section.DUE, words, end_of_service_day(local_day(at)), _plain(action.hold_reason))


def _noticed(due: Sequence[ActionFacts]) -> Iterable[Reason]:
    for action in due:
        if action.kind is ActionKind.NOTICED:
            words = _("Noticed: %(what)s") % {"what": _plain(action.what)}
            yield Reason(Section.DUE, words, action.due_at, door=_("say what you saw"), thing_id=action.action_id)


def _partners(due: Sequence[ActionFacts]) -> Iterable[Reason]:
    """A partner answers by today, or has not answered and somebody says today how they go on: each in its own words."""
    for action in due:
        if action.kind is ActionKind.PARTNER_ANSWER:
            yield Reason(Section.DUE, _plain(action.what), action.due_at)


_SAID_ALONE = frozenset({ActionKind.NOTICED, ActionKind.PARTNER_ANSWER, ActionKind.CONTRADICTION})


def _contradictions(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    """What contradicts stays in sight until it is settled, whenever that is due."""
    found = sorted((one for one in person.actions if one.kind is ActionKind.CONTRADICTION), key=lambda one: one.due_at)
    if found:
        words = ngettext("2 instructions contradict", "%(number)d contradictions to settle", len(found))
        first = found[0]
        more = (
            _("%(who)s settles it %(by)s") % {"who": first.owner, "by": by_words(first.due_at, at)}
            if first.owner
            else ""
        )
        said = words % {"number": len(found)}
        yield Reason(Section.DUE, said, first.due_at, more, door=_("settle it"), thing_id=first.action_id)


def _due_actions(due: Sequence[ActionFacts]) -> Iterable[Reason]:
    if due:
        words = ngettext("%(number)d action due today", "%(number)d actions due today", len(due))
        if len(due) == 1 and len(due[0].what) <= _SHORT:
            words = _("%(what)s by %(time)s")
        told = {"number": len(due), "what": _plain(due[0].what), "time": time_words(due[0].due_at)}
        yield Reason(Section.DUE, words % told, due[0].due_at)


_BACK_WORDS = {
    AwayKind.HOSPITAL: later("Back from hospital %(day)s"),
    AwayKind.RESPITE: later("Back from respite %(day)s"),
    AwayKind.HOLIDAY: later("Back from a holiday %(day)s"),
    AwayKind.FAMILY: later("Back from family %(day)s"),
    AwayKind.OTHER: later("Back home %(day)s"),
}


def _back(person: PersonFacts, at: datetime, calendar: Calendar) -> Iterable[Reason]:
    """Somebody who was away is expected back: first of what is due, until the end of the service day."""
    today, away = local_day(at), person.away
    if away is None or not is_back_now(away, today, calendar):
        return
    words = _(_BACK_WORDS[away.kind]) % {"day": day_words(away.back_day, today)}
    goes_on = any(one.state is ContactState.PLANNED for one in person.contacts)
    yield Reason(Section.DUE, words, day_bounds(today)[0], _("contacts go on") if goes_on else _("no contact planned"))


def _due_contacts(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    today = local_day(at)
    for contact in person.contacts:
        if is_planned_today(contact, at):
            what = _plain(contact.what) or _(_WAY_WORDS[contact.way])
            when = window_words(contact, today)
            moment = max(contact.from_at, day_bounds(today)[0]) if when else end_of_service_day(today)
            words = _("%(what)s %(when)s") % {"what": what, "when": when or _("today")}
            yield Reason(Section.DUE, words, moment)


_RENEW_WORDS = {
    Freshness.NONE: later("First plan due %(day)s"),
    Freshness.DUE_SOON: later("Plan review due %(day)s"),
    Freshness.REFRESH: later("Plan refresh due %(day)s"),
}


def _renew(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    """Nothing where the work of looking through it stands above already, and for whoever is waiting or closing on the list."""
    today, due = local_day(at), person.plan.due
    if due is None or person.state is not ListState.ACTIVE or not person.plan.asks(today) or _is_asked(person, at):
        return
    if due < today:
        words = _("Plan overdue %(age)s") % {"age": days_words((today - due).days)}
    else:
        words = _(_RENEW_WORDS[person.plan.freshness(today)]) % {"day": day_words(due, today)}
    why = [_(EVENT_WORDS[one]) for one in person.plan.events]
    if person.away and person.away.has(today):
        why.append(_("away until %(day)s") % {"day": day_words(person.away.back_day, today)})
    yield Reason(Section.RENEW, words, end_of_service_day(due), ", ".join(why))


def _is_asked(person: PersonFacts, at: datetime) -> bool:
    shown = (Standing.OVERDUE, Standing.DUE_TODAY, Standing.RETURNED)
    return any(one.kind is ActionKind.PLAN_REVIEW and standing(one, at) in shown for one in person.actions)


_STANDINGS = tuple(Standing)


def _by_standing(person: PersonFacts, at: datetime) -> Mapping[Standing, Sequence[ActionFacts]]:
    """The person's other than urgent actions by where they stand, earliest deadline first."""
    found: dict[Standing, list[ActionFacts]] = {one: [] for one in _STANDINGS}
    for action in sorted(person.actions, key=lambda one: (deadline(one), one.action_id.int)):
        if action.kind is not ActionKind.URGENT:
            found[standing(action, at)].append(action)
    return found


def _oldest_days(late: Sequence[ActionFacts], at: datetime, calendar: Calendar) -> int | None:
    return service_days_between(local_day(deadline(late[0])), local_day(at), calendar) if late else None


def _is_back_from_hold(back: Sequence[ActionFacts], at: datetime, calendar: Calendar) -> bool:
    """Whether a hold returned since the last service day, so that this is the first huddle that can look at it."""
    before = last_service_day(local_day(at), calendar)
    return any(one.return_date is not None and one.return_date > before for one in back)


def _since(due_at: datetime, at: datetime) -> str:
    same_day = local_day(due_at) == local_day(at)
    return time_words(due_at) if same_day else day_words(local_day(due_at), local_day(at))


def _plain(text: str) -> str:
    return text.strip().rstrip(".;,")
