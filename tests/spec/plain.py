"""Reads the plain values of the tables: days, moments, calendars, and what is known of a person."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID, uuid5

from kith.action.rules import ActionFacts, ActionKind, ActionState
from kith.board.section_rules import PersonFacts
from kith.caseload.rules import CameBy, ListState
from kith.contact.rules import ContactFacts, ContactState, Way
from kith.place.rules import at_local
from kith.plan.rules import PlanFacts
from kith.team.rules import Calendar

NOW = "Mon 8 Jun 8:22am"
YEAR = 2026
CALENDARS = {
    "weekdays": Calendar(),
    "seven days": Calendar(working_weekdays=frozenset(range(7))),
    "every day of the year": Calendar(working_weekdays=frozenset(range(7)), works_bank_holidays=True),
    "weekdays and bank holidays": Calendar(works_bank_holidays=True),
    "Tuesday to Saturday": Calendar(working_weekdays=frozenset(range(1, 6))),
    "weekdays, closed Wed 10 Jun": Calendar(extra_closed=frozenset({date(YEAR, 6, 10)})),
}
_NAMES = UUID("00000000-0000-4000-8000-000000000000")
_DAY = r"[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}(?: \d{4})?"
_CLOCK = r"(?:\d{1,2}(?::\d\d)?[ap]m|midday|midnight)"
_MOMENT = rf"{_DAY} {_CLOCK}"


def named(name):
    """Return the id that stands for a name."""
    return uuid5(_NAMES, name)


def day(text):
    """Read 'Mon 8 Jun' or 'Mon 8 Jun 2026'; a weekday that does not fit the date is an error of the table."""
    parts = text.split()
    found = datetime.strptime(f"{' '.join(parts[1:3])} {parts[3] if len(parts) > 3 else YEAR}", "%d %b %Y").date()  # noqa: DTZ007
    assert found.strftime("%a") == parts[0], f"{text} is a {found:%A}"
    return found


def clock(text):
    """Read '8:45am', '9am', 'midday', 'midnight'."""
    if text in ("midday", "midnight"):
        return time(12 if text == "midday" else 0)
    hours, _, minutes = text[:-2].partition(":")
    return time(int(hours) % 12 + (12 if text.endswith("pm") else 0), int(minutes or 0))


def moment(text):
    """Read 'Mon 8 Jun 8:22am' or 'Mon 8 Jun 2026 8:22am' as London time."""
    on, _, at = text.rpartition(" ")
    return at_local(day(on), clock(at))


def say_day(found):
    """Print a date as the tables write it."""
    return f"{found:%a} {found.day} {found:%b %Y}"


def person(name, facts, known_since="Mon 5 Jan"):
    """
    Read what is known of a person: facts joined by '; ', on the list for months unless they say otherwise.

    'seen Fri 5 Jun 3pm', 'on the list Fri 5 Jun by referral from Dr Marsh', 'action Grab rail order due Wed 3 Jun 5pm',
    'urgent Chest pain: ring back due Mon 8 Jun 9am',
    'contradiction Settle it due Thu 11 Jun 5pm', 'contradiction of Ashmere Homes: Settle it due Thu 11 Jun 5pm' (they say so),
    'action Stool due Wed 3 Jun 5pm, held to Mon 8 Jun (no stock)',
    'visit missed Fri 5 Jun 2pm (no reply)', 'visit planned Mon 8 Jun 9am to midday for Dressing', 'died', 'list ended',
    'seen every 14 days', 'plan looked through Fri 10 Apr every 60 days', 'refresh by Wed 10 Jun after discharge and crisis'.
    """
    known = {"came_on": day(known_since), "came_by": CameBy.ADDED, "actions": (), "contacts": ()}
    for fact in filter(None, facts.split("; ")):
        for pattern, read in _READERS:
            if match := re.fullmatch(pattern, fact):
                read(known, name, match)
                break
        else:
            raise AssertionError(f"the table says {fact!r}, which nobody can read")
    given, _, family = name.partition(" ")
    return PersonFacts(person_id=named(name), given=given, family=family, **known)


def _seen(known, name, match):
    known["last_made_at"] = moment(match["at"])


def _listed(known, name, match):
    known |= {"came_on": day(match["on"]), "came_by": CameBy(match["by"]), "came_from": match["source"] or ""}


def _ended(known, name, match):
    known["state"] = ListState.ENDED


def _died(known, name, match):
    known["is_deceased"] = True


def _cadence(known, name, match):
    known["cadence_days"] = int(match["days"])


def _plan(known, name, match):
    seen, days = day(match["on"]), int(match["days"])
    known["plan"] = replace(known.get("plan", PlanFacts()), reviewed=seen, cadence_days=days)


def _refresh(known, name, match):
    events = tuple(match["events"].split(" and "))
    known["plan"] = replace(known.get("plan", PlanFacts()), refresh_by=day(match["by"]), events=events)


def _action(known, name, match):
    held = {}
    if match["back"]:
        held = {"state": ActionState.HELD, "return_date": day(match["back"]), "hold_reason": match["reason"] or ""}
    found = ActionFacts(
        action_id=named(f"{name} {match[0]}"),
        what=match["what"],
        due_at=moment(match["due"]),
        kind=ActionKind(match["kind"]) if match["kind"] != "action" else ActionKind.PLAIN,
        owner="" if match["nobody"] else "Ama Owusu",
        partner=match["partner"] or "",
        **held,
    )
    known["actions"] += (found,)


def _contact(known, name, match):
    start_at = moment(match["at"])
    found = ContactFacts(
        contact_id=named(f"{name} {match[0]}"),
        way=Way(match["way"]),
        state=ContactState(match["state"]),
        from_at=start_at,
        to_at=at_local(day(match["at"].rpartition(" ")[0]), clock(match["to"])) if match["to"] else start_at,
        what=match["what"] or "",
        why=match["why"] or "",
        who=match["who"] or "",
    )
    known["contacts"] += (found,)


_READERS = (
    (rf"seen (?P<at>{_MOMENT})", _seen),
    (rf"on the list (?P<on>{_DAY}) by (?P<by>\w+)(?: from (?P<source>.+))?", _listed),
    ("list ended", _ended),
    ("died", _died),
    (rf"plan looked through (?P<on>{_DAY}) every (?P<days>\d+) days", _plan),
    (rf"refresh by (?P<by>{_DAY}) after (?P<events>.+)", _refresh),
    (r"seen every (?P<days>\d+) days", _cadence),
    (
        rf"(?P<kind>action|urgent|contradiction|partner-answer) (?:of (?P<partner>[A-Z]\w+ \w+): )?(?P<what>.+?)"
        rf" due (?P<due>{_MOMENT})(?P<nobody>, owned by nobody)?(?:, held to (?P<back>{_DAY})(?: \((?P<reason>.+)\))?)?",
        _action,
    ),
    (
        rf"(?P<way>visit|phone|message|clinic|video) (?P<state>planned|missed|made|cancelled) (?P<at>{_MOMENT})"
        rf"(?: to (?P<to>{_CLOCK}))?(?: for (?P<what>[^(]+?))?(?: by (?P<who>[A-Z]\w+ \w+))?(?: \((?P<why>.+)\))?",
        _contact,
    ),
)
