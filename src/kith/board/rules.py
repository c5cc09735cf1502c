"""Why somebody needs attention today, in words and in order. A person stands once, under the most urgent reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from uuid import UUID

from kith.action.rules import ActionFacts, ActionKind, Standing, deadline, standing
from kith.board.answers import OfferFacts, offer_said
from kith.caseload.rules import ON_LIST, CameBy, ListState
from kith.contact.rules import ContactFacts, Way, is_planned_today, lacks_result, missed_since
from kith.language import _, later, ngettext, weekday
from kith.language import days as days_words
from kith.language import minutes as minutes_words
from kith.language import people as people_words
from kith.place.rules import day_bounds, in_london, local_day, time_words
from kith.team.rules import (
    Calendar,
    end_of_service_day,
    last_service_day,
    service_days_between,
    service_days_including,
)

NEW_SERVICE_DAYS = 5
"""Service days on the list, the first one included, during which somebody is new."""
REASONS_IN_FULL = 2
_SHORT = 32
_WHOLE_DAY, _ONE_TIME, _DAY_STARTS = timedelta(hours=8), timedelta(hours=1), time(8)
_NEVER = datetime.max.replace(tzinfo=UTC)


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
        Section.ESCALATED: Heading(later("Escalated"), later("raised in the huddle; nearest time first")),
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
    those missed since the last one made.
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


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One reason in words, with quieter words that belong to it; `moment` orders a section, earliest first.

    `left` is the piece of the words that goes on with time, '' for none: '38 minutes left', to `moment`.
    `door` is the words of a way to what it is about, whose id is `thing_id`; '' when there is none.
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
class Why:
    """The reasons of a line as shown: the first, then the rest in quieter type (empty when there is none)."""

    first: str
    rest: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the board: reasons most urgent first (none: nothing needed today), and what the huddle asks."""

    person_id: UUID
    given: str
    family: str
    age: int | None
    last_made_at: datetime | None
    reasons: tuple[Reason, ...]
    oldest_overdue_days: int | None = None
    is_back_from_hold: bool = False

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}".strip()

    @property
    def section(self) -> Section | None:
        """The one section the person stands in, None for nothing needed today."""
        return self.reasons[0].section if self.reasons else None

    @property
    def why(self) -> Why:
        """Two reasons in full, then 'and 2 more'."""
        shown = self.reasons[:REASONS_IN_FULL]
        parts = [part for reason in shown for part in (reason.words, reason.more_words) if part]
        hidden = len(self.reasons) - len(shown)
        if hidden:
            parts.append(ngettext("and %(number)d more", "and %(number)d more", hidden) % {"number": hidden})
        return Why(parts[0] if parts else "", "; ".join(parts[1:]))

    @property
    def sort_key(self) -> tuple[int, datetime, str, str, int]:
        """Section, the order inside it, then family name, given name and id: a total order."""
        rank, moment, _words = self.reasons[0].sort_key if self.reasons else (len(SECTIONS), _NEVER, "")
        return (rank, moment, *_name_key(self))


class SortBy(StrEnum):
    """The orders a board can be read in."""

    URGENT = "urgent"
    SEEN = "seen"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people stand in each section, and how many need nothing; together they are everybody."""

    by_section: Mapping[Section, int]
    nothing: int

    @property
    def needing(self) -> int:
        """Number of people with a reason."""
        return sum(self.by_section.values())

    @property
    def total(self) -> int:
        """Number of people counted."""
        return self.needing + self.nothing


def line(person: PersonFacts, at: datetime, calendar: Calendar) -> Line:
    """
    Return a person's line on the board of a team with this calendar, with everything that needs attention today.

    No reasons for people who have died or whose list entry has ended. Urgent actions are escalations only, never
    counted as overdue or due too. Source: pages 4.1.
    """
    work = _by_standing(person, at)
    found: Iterable[Reason] = ()
    if not person.is_deceased and person.state in ON_LIST:
        found = chain(
            _escalated(person, at),
            _new(person, at, calendar),
            _missed(person, at),
            _overdue(work[Standing.OVERDUE], at, calendar),
            _answers(person, at),
            _returned(work[Standing.RETURNED], at),
            _due_actions(work[Standing.DUE_TODAY]),
            _due_contacts(person, at),
        )
    in_line = tuple(sorted(found, key=lambda reason: reason.sort_key))
    return Line(
        person_id=person.person_id,
        given=person.given,
        family=person.family,
        age=person.age,
        last_made_at=person.last_made_at,
        reasons=in_line,
        oldest_overdue_days=_oldest_days(work[Standing.OVERDUE], at, calendar) if in_line else None,
        is_back_from_hold=bool(in_line) and _is_back_from_hold(work[Standing.RETURNED], at, calendar),
    )


def reasons(person: PersonFacts, at: datetime, calendar: Calendar) -> tuple[Reason, ...]:
    """Return everything that needs attention for a person today, most urgent first: the reasons of their line."""
    return line(person, at, calendar).reasons


def in_order(lines: Iterable[Line], by: SortBy = SortBy.URGENT) -> list[Line]:
    """Return lines most urgent first, or by longest since seen (never first), or by name; ties by name, then id."""
    keys = {
        SortBy.URGENT: lambda one: one.sort_key,
        SortBy.SEEN: lambda one: (one.last_made_at is not None, one.last_made_at or _NEVER, *_name_key(one)),
        SortBy.NAME: _name_key,
    }
    return sorted(lines, key=keys[by])


def count_sections(lines: Iterable[Line]) -> Counts:
    """Return the true counts: each person once, every section named, parts adding up to the number of lines."""
    numbers, nothing = dict.fromkeys(SECTIONS, 0), 0
    for one in lines:
        if one.section is None:
            nothing += 1
        else:
            numbers[one.section] += 1
    return Counts(MappingProxyType(numbers), nothing)


def is_new(person: PersonFacts, at: datetime, calendar: Calendar) -> bool:
    """Say whether somebody came on the list in the last 5 service days, the first included, and not by an import."""
    if person.came_by is CameBy.IMPORT:
        return False
    return service_days_including(person.came_on, local_day(at), calendar) <= NEW_SERVICE_DAYS


def is_over_cadence(person: PersonFacts, at: datetime) -> bool:
    """Say whether the person was last seen, or came on the list, more days ago than their own cadence allows."""
    since = local_day(person.last_made_at) if person.last_made_at else person.came_on
    return person.cadence_days is not None and (local_day(at) - since).days > person.cadence_days


# Words


def age_words(day: date, today: date) -> str:
    """Return how long ago in words: 'today', 'yesterday', '12 days'."""
    days = (today - day).days
    return {0: _("today"), 1: _("yesterday")}.get(days) or days_words(days)


def day_words(day: date, today: date) -> str:
    """Return 'today', 'yesterday', 'tomorrow', a weekday within 6 days, else '12 days ago' or 'in 12 days'."""
    days = (day - today).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if abs(days) < 7:
        return near.get(days) or weekday(day)
    if days > 0:
        return ngettext("in %(number)d day", "in %(number)d days", days) % {"number": days}
    return ngettext("%(number)d day ago", "%(number)d days ago", -days) % {"number": -days}


def by_words(due_at: datetime, at: datetime) -> str:
    """Return a deadline in words: 'by 9am', on another day 'by 9am tomorrow'."""
    day, today = local_day(due_at), local_day(at)
    words = {"time": time_words(due_at), "day": day_words(day, today)}
    return (_("by %(time)s") if day == today else _("by %(time)s %(day)s")) % words


def left_words(due_at: datetime, at: datetime) -> str:
    """Return the time to a deadline in whole minutes: '38 minutes left', '1 hour 5 minutes over', '2 days left'."""
    words = {"time": _minutes_in_words(int(abs(due_at - at).total_seconds()) // 60)}
    return (_("%(time)s left") if at <= due_at else _("%(time)s over")) % words


def _minutes_in_words(minutes: int) -> str:
    if not minutes:
        return _("less than a minute")
    if minutes >= 24 * 60:
        return days_words(minutes // (24 * 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return minutes_words(rest)
    words = ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    return _("%(hours)s %(minutes)s") % {"hours": words, "minutes": minutes_words(rest)} if rest else words


def window_words(contact: ContactFacts, day: date) -> str:
    """
    Return when on a day a contact is planned.

    '10am' for a window up to an hour, 'by midday' for one open since 8am or earlier, else '10am to 2pm'; '' for 8
    hours or more.
    """
    day_start, day_end = day_bounds(day)
    start_at, end_at = max(contact.from_at, day_start), min(contact.to_at, day_end)
    if end_at - start_at >= _WHOLE_DAY:
        return ""
    if end_at - start_at <= _ONE_TIME:
        return time_words(start_at)
    if in_london(start_at).time() <= _DAY_STARTS:
        return _("by %(time)s") % {"time": time_words(end_at)}
    return _("%(first)s to %(last)s") % {"first": time_words(start_at), "last": time_words(end_at)}


def last_seen_words(person: PersonFacts, at: datetime) -> str:
    """Return 'today', 'yesterday', '12 days', 'never', or 'not yet' for somebody discharged and not seen since."""
    seen_on = local_day(person.last_made_at) if person.last_made_at else None
    if person.came_by is CameBy.DISCHARGE and (seen_on is None or seen_on < person.came_on):
        return _("not yet")
    return age_words(seen_on, local_day(at)) if seen_on else _("never")


def next_contact_words(contact: ContactFacts | None, at: datetime) -> str:
    """Return 'Today 8:45am, Ama', 'Tomorrow, Ama', 'Wednesday, nobody yet', or 'none planned'."""
    if contact is None:
        return _("none planned")
    today = local_day(at)
    day = max(local_day(contact.from_at), today)
    when, window = day_words(day, today), window_words(contact, day) if day == today else ""
    if window:
        when = _("%(day)s %(time)s") % {"day": when, "time": window}
    words = {"when": f"{when[0].upper()}{when[1:]}", "who": contact.who or _("nobody yet")}
    return _("%(when)s, %(who)s") % words


def count_words(counts: Counts) -> str:
    """Return '60 of 240 people need something today'."""
    words = {"number": counts.needing, "people": people_words(counts.total)}
    return (
        ngettext(
            "%(number)d of %(people)s needs something today",
            "%(number)d of %(people)s need something today",
            counts.needing,
        )
        % words
    )


def nothing_words(counts: Counts) -> str:
    """Return 'Nothing needed today: 180 people'."""
    return _("Nothing needed today: %(people)s") % {"people": people_words(counts.nothing)}


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
        latest = missed[-1]
        day = {"day": day_words(local_day(latest.from_at), local_day(at))}
        if lacks_result(latest, at):
            words = _(_NO_RESULT_WORDS[latest.way]) % day
        else:
            words = _in_a_row(_(_MISSED_WORDS[latest.way]) % day, len(missed))
            if latest.why:
                words = _("%(missed)s: %(why)s") % {"missed": words, "why": _plain(latest.why)}
        yield Reason(Section.MISSED, words, missed[0].from_at)


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


def _due_actions(due: Sequence[ActionFacts]) -> Iterable[Reason]:
    if due:
        words = ngettext("%(number)d action due today", "%(number)d actions due today", len(due))
        if len(due) == 1 and len(due[0].what) <= _SHORT:
            words = _("%(what)s by %(time)s")
        told = {"number": len(due), "what": _plain(due[0].what), "time": time_words(due[0].due_at)}
        yield Reason(Section.DUE, words % told, due[0].due_at)


def _due_contacts(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    today = local_day(at)
    for contact in person.contacts:
        if is_planned_today(contact, at):
            what = _plain(contact.what) or _(_WAY_WORDS[contact.way])
            when = window_words(contact, today)
            moment = max(contact.from_at, day_bounds(today)[0]) if when else end_of_service_day(today)
            words = _("%(what)s %(when)s") % {"what": what, "when": when or _("today")}
            yield Reason(Section.DUE, words, moment)


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


def _name_key(one: Line) -> tuple[str, str, int]:
    return one.family.casefold(), one.given.casefold(), one.person_id.int
