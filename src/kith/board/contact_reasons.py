"""Why somebody needs attention because of contacts: one missed, one due today, somebody who is back. A function for each reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from kith.action.rules import ActionFacts, deadline
from kith.board.moment_rules import by_words, day_words, window_words
from kith.board.section_rules import PersonFacts, Reason, Section, plain
from kith.contact.away_rules import AwayKind, is_back_now
from kith.contact.rules import ContactFacts, ContactState, Way, is_planned_today, lacks_result, missed_since
from kith.language import _, later, ngettext
from kith.place.rules import day_bounds, local_day
from kith.team.rules import Calendar, end_of_service_day

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


def missed(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    """What was missed since the last contact made, or has no result: the latest in words, since the first."""
    found = missed_since(person.contacts, person.last_made_at, at)
    if found:
        latest, more = found[-1], ""
        day = {"day": day_words(local_day(latest.from_at), local_day(at))}
        if lacks_result(latest, at):
            words = _(_NO_RESULT_WORDS[latest.way]) % day
            more = _asked_words(latest, person.actions, at)
        else:
            words = _in_a_row(_(_MISSED_WORDS[latest.way]) % day, len(found))
            if latest.why:
                words = _("%(missed)s: %(why)s") % {"missed": words, "why": plain(latest.why)}
        yield Reason(Section.MISSED, words, found[0].from_at, more)


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


_BACK_WORDS = {
    AwayKind.HOSPITAL: later("Back from hospital %(day)s"),
    AwayKind.RESPITE: later("Back from respite %(day)s"),
    AwayKind.HOLIDAY: later("Back from a holiday %(day)s"),
    AwayKind.FAMILY: later("Back from family %(day)s"),
    AwayKind.OTHER: later("Back home %(day)s"),
}


def back(person: PersonFacts, at: datetime, calendar: Calendar) -> Iterable[Reason]:
    """Somebody who was away is expected back: first of what is due, until the end of the service day."""
    today, away = local_day(at), person.away
    if away is None or not is_back_now(away, today, calendar):
        return
    words = _(_BACK_WORDS[away.kind]) % {"day": day_words(away.back_day, today)}
    goes_on = any(one.state is ContactState.PLANNED for one in person.contacts)
    yield Reason(Section.DUE, words, day_bounds(today)[0], _("contacts go on") if goes_on else _("no contact planned"))


def due_contacts(person: PersonFacts, at: datetime) -> Iterable[Reason]:
    """Each contact that is planned for today."""
    today = local_day(at)
    for contact in person.contacts:
        if is_planned_today(contact, at):
            what = plain(contact.what) or _(_WAY_WORDS[contact.way])
            when = window_words(contact, today)
            moment = max(contact.from_at, day_bounds(today)[0]) if when else end_of_service_day(today)
            words = _("%(what)s %(when)s") % {"what": what, "when": when or _("today")}
            yield Reason(Section.DUE, words, moment)
