"""A network in words: days, visits, carers, who knows the person, what was done twice. No query, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.contact.service_rules import AGAIN_WORDS, FAMILY, Again
from kith.contact.services import domains, services
from kith.language import listed
from kith.network.beside import service_words
from kith.network.figures import figures
from kith.network.queries import AroundRow, AssessmentRow, CarerRow, CaresFor, Lives
from kith.network.rules import (
    KNOWS_DAYS,
    REPEATED_DAYS,
    Case,
    Continuity,
    Knows,
    Meeting,
    Twice,
    continuity,
    same_day,
    who_knows,
)
from kith.network.rules import duplicates as found_twice
from kith.network.shows import (
    CarerLine,
    Day,
    KnowsLine,
    Living,
    NetworkShow,
    OtherLine,
    TwiceLine,
    Visit,
)
from kith.network.stopping import DIED
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.policy.queries import thresholds
from kith.web.shows import Option
from kith.web.words import clock, first_down, first_up, near_day, plain_day

DAYS_PAST, DAYS_AHEAD = 14, 7
MOST_KNOWING = 6
MOST_TWICE = 8

STATES: Mapping[str, str | Promise] = {
    "offered": later("offered"),
    "accepted": later("accepted"),
    "declined": later("declined"),
    "done": later("done"),
}
STRAIN: Mapping[str, str | Promise] = {
    "managing": later("The carer was managing"),
    "strained": later("The carer was strained"),
    "cannot go on": later("The carer said they cannot go on"),
}


def network_show(
    who: Who,
    living: Sequence[Lives],
    meetings: Sequence[Meeting],
    carers: Sequence[CarerRow],
    cares_for: Sequence[CaresFor],
    around: Sequence[AroundRow],
    at: datetime,
) -> NetworkShow:
    """Return the page of a network; `meetings` are those of the whole household, in order, of the last 90 and next 7 days."""
    own = [one for one in meetings if one.person_id == who.person_id]
    names = {one.id: shown(f"{one.given} {one.family}".strip()) for one in living}
    days = _days(meetings, names, at)
    today = local_day(at)
    since = today - timedelta(days=figures()[KNOWS_DAYS])
    knowing = who_knows(own, since=since, until=at)
    made = [one.who for one in own if one.is_made and one.who and one.service != FAMILY and one.day >= since]
    return NetworkShow(
        who=who,
        coming=[day for on, day in days if on >= today],
        past=[day for on, day in reversed(days) if today - timedelta(days=DAYS_PAST) <= on < today],
        living=[Living(one.id, names[one.id]) for one in living],
        carers=[carer_line(one, at) for one in carers],
        cares_for=[(one.id, shown(one.name), shown(one.does)) for one in cares_for],
        strain=_strain(around, at),
        knows=[_knows(one, at) for one in knowing[:MOST_KNOWING]],
        indices=index_words(continuity(made)),
        elsewhere=_elsewhere(own, since),
        twice=_twice(own, at),
        others=list(_others(around)),
    )


# Who comes to the address


def _days(meetings: Sequence[Meeting], names: Mapping[UUID, str], at: datetime) -> list[tuple[date, Day]]:
    visits = [one for one in meetings if one.is_visit and (one.is_made or one.day >= local_day(at))]
    twice = {one.later.day: one for one in reversed(same_day(visits))}
    return [
        (day, Day(first_up(near_day(day, at)), [_visit(one, names) for one in of_day], _two(twice.get(day))))
        for day, of_day in groupby(visits, key=lambda one: one.day)
    ]


def _visit(one: Meeting, names: Mapping[UUID, str]) -> Visit:
    service = service_words(one)
    name = shown(one.name)
    return Visit(
        clock(one.at), name, first_up(service) if service != name else "", names.get(one.person_id, ""), one.is_made
    )


def _two(case: Case | None) -> str:
    if case is None:
        return ""
    services_ = {"first": service_words(case.earlier), "second": service_words(case.later)}
    words = _("Two services on one day: %(first)s and %(second)s") % services_
    return _("%(words)s. %(why)s.") % {"words": words, "why": _why(case)} if case.has_reason else words


# Who knows the person


def _knows(one: Knows, at: datetime) -> KnowsLine:
    words = _("%(number)d of %(of)d contacts") % {"number": one.number, "of": one.of}
    found = services().get(one.service)
    service = first_up(_(found.label)) if found and found.code != "other" else ""
    return KnowsLine(
        shown(one.name), service, one.number, one.of, words, _("last %(day)s") % {"day": near_day(one.last_at, at)}
    )


def index_words(found: Continuity) -> str:
    """Return the indices of continuity in words; '' for fewer than two contacts."""
    if found.upc is None or found.coc is None:
        return ""
    people = ngettext("%(n)d person made them", "%(n)d different people made them", found.people) % {"n": found.people}
    return _("%(number)d contacts in %(days)d days; %(people)s. UPC %(upc)s, Bice-Boxerman %(coc)s.") % {
        "number": found.number,
        "days": figures()[KNOWS_DAYS],
        "people": people,
        "upc": f"{found.upc:.2f}",
        "coc": f"{found.coc:.2f}",
    }


def _elsewhere(own: Sequence[Meeting], since: date) -> str:
    """Return where else the person was, of records from elsewhere; they name no single professional."""
    places = [shown(one.name) for one in own if one.is_made and not one.who and one.day >= since]
    return listed(dict.fromkeys(places)) if places else ""


# What was done twice


def _twice(own: Sequence[Meeting], at: datetime) -> list[TwiceLine]:
    first = local_day(at) - timedelta(days=figures()[REPEATED_DAYS])
    found = [one for one in found_twice(own, figures()) if one.later.is_made and one.later.day >= first]
    return [
        TwiceLine(_case_words(one, at), first_up(near_day(one.later.at, at)), _why(one) if one.has_reason else "")
        for one in reversed(found[-MOST_TWICE:])
    ]


def _case_words(one: Case, at: datetime) -> str:
    words = {
        "first": service_words(one.earlier),
        "second": service_words(one.later),
        "what": _what(one),
        "day": near_day(one.earlier.at, at),
    }
    sentence = {
        Twice.REPEATED: _("%(second)s assessed %(what)s, which %(first)s had assessed %(day)s"),
        Twice.ASKED: _("%(second)s asked %(what)s with the same answer that %(first)s had %(day)s"),
        Twice.SAME_DAY: _("%(first)s and %(second)s came on one day"),
    }[one.kind]
    return first_up(sentence % words)


def _what(one: Case) -> str:
    if one.kind is Twice.ASKED and one.what in thresholds():
        return f"“{_(thresholds()[one.what].label)}”"
    return _(domains()[one.what].label) if one.what in domains() else one.what


def _why(one: Case) -> str:
    because = one.later.because or one.earlier.because
    return _(AGAIN_WORDS[Again(because)]) if because else ""


# Carers, and who else


def carer_line(one: CarerRow, at: datetime) -> CarerLine:
    """Return a carer in words; who has a record that the reader may not open is called by what they are to the person."""
    name, relation = shown(one.name), shown(one.relation)
    title = (
        _("%(name)s, %(relation)s") % {"name": name, "relation": first_down(relation)} if name else first_up(relation)
    )
    ended = ""
    if one.ended_at:
        why = _("they have died") if one.ended_because == DIED else shown(one.ended_because)
        ended = _("until %(day)s: %(why)s") % {"day": near_day(one.ended_at, at), "why": why}
    return CarerLine(
        one.id,
        title,
        shown(one.does),
        shown(one.needs),
        _assessment(one.latest),
        is_unoffered=one.latest is None,
        own_id=one.own_id,
        has_plan=one.has_plan,
        ended=ended,
    )


def _assessment(one: AssessmentRow | None) -> str:
    if one is None:
        return _("No assessment of their own was offered yet")
    return assessment_words(one)


def assessment_words(one: AssessmentRow) -> str:
    """Return what became of an assessment in words, with its day: 'Assessment of their own declined, 3 June 2026'."""
    words = {"state": STATES[one.state], "day": plain_day(one.on_date), "note": shown(one.note)}
    if one.note:
        return _("Assessment of their own %(state)s, %(day)s: %(note)s") % words
    return _("Assessment of their own %(state)s, %(day)s") % words


def state_options() -> list[Option]:
    """Return what may become of an assessment, as answers."""
    return [Option(code, first_up(str(words))) for code, words in STATES.items()]


def _strain(around: Iterable[AroundRow], at: datetime) -> str:
    found = next((one for one in around if one.kind == "strain" and one.name in STRAIN and one.at), None)
    if found is None or found.at is None:
        return ""
    return _("%(words)s, %(day)s") % {"words": STRAIN[found.name], "day": near_day(found.at, at)}


def _others(around: Iterable[AroundRow]) -> Iterable[OtherLine]:
    for one in around:
        name, what = shown(one.name), shown(one.what)
        if one.kind == "lead":
            yield OtherLine(_("Named lead, %(team)s") % {"team": what}, name or _("nobody whose name you see"))
        elif one.kind == "deputy":
            yield OtherLine(_("Deputy, %(team)s") % {"team": what}, name)
        elif one.kind == "partner":
            yield OtherLine(_("Partner: %(name)s") % {"name": name}, what)
        elif one.kind == "care team":
            yield OtherLine(_("Care team elsewhere: %(name)s") % {"name": name}, what)
