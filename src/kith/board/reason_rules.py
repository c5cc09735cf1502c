"""Everything that somebody needs today: the reasons, most urgent first, of being new, of contacts, of work and of the plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from kith.action.rules import ActionKind, Standing, standing
from kith.board.contact_reasons import back, due_contacts, missed
from kith.board.moment_rules import age_words, day_words
from kith.board.section_rules import PersonFacts, Reason, Section
from kith.board.work_reasons import (
    SAID_ALONE,
    answers,
    by_standing,
    contradictions,
    due_actions,
    escalated,
    is_back_from_hold,
    noticed,
    oldest_days,
    overdue,
    partners,
    returned,
    unanswered,
)  # fmt: skip
from kith.caseload.rules import ON_LIST, CameBy, ListState
from kith.language import _, later
from kith.language import days as days_words
from kith.place.rules import day_bounds, local_day
from kith.plan.rules import EVENT_WORDS, Freshness
from kith.team.rules import Calendar, end_of_service_day, service_days_including

NEW_SERVICE_DAYS = 5
"""Service days on the list, the first one included, during which somebody is new."""


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
    work = by_standing(person, at)
    found = chain(
        escalated(person, at),
        _new(person, at, calendar),
        missed(person, at),
        overdue(work[Standing.OVERDUE], at, calendar),
        answers(person, at),
        returned(work[Standing.RETURNED], at),
        noticed(work[Standing.DUE_TODAY]),
        partners(work[Standing.DUE_TODAY]),
        unanswered(person, at),
        contradictions(person, at),
        due_actions([one for one in work[Standing.DUE_TODAY] if one.kind not in SAID_ALONE]),
        back(person, at, calendar),
        due_contacts(person, at),
        _renew(person, at),
    )
    in_line = tuple(sorted(found, key=lambda reason: reason.sort_key))
    if not in_line:
        return Needs(())
    oldest = oldest_days(work[Standing.OVERDUE], at, calendar)
    return Needs(
        in_line,
        oldest,
        is_back_from_hold(work[Standing.RETURNED], at, calendar),
        any(one.kind is ActionKind.NOTICED for one in work[Standing.DUE_TODAY]),
    )


def is_new(person: PersonFacts, at: datetime, calendar: Calendar) -> bool:
    """Say whether somebody came on the list in the last 5 service days, the first included, and not by an import."""
    if person.came_by is CameBy.IMPORT:
        return False
    return service_days_including(person.came_on, local_day(at), calendar) <= NEW_SERVICE_DAYS


# Being new, and the plan


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
