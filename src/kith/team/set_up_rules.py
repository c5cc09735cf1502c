"""The set-up of a team, line by line: what is there, since when something is missing, and by what Kith sees it. Plain Python."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from kith.language import _, day_and_month, listed, ngettext
from kith.place.rules import at_local, date_words, local_day
from kith.policy.rules import Role
from kith.policy.set_up_rules import Need
from kith.team.rules import Calendar, Period, cover_gaps, gap_words, is_service_day

MOST_GOALS = 5
LONGEST_WORDS = 1000
SOON = timedelta(days=14)
"""How long before a statement runs out whoever answers for it is told."""
_AREA = re.compile(r"[EW]01\d{6}")
_PRACTICE = re.compile(r"[A-Z]\d{5}")


@dataclass(frozen=True, slots=True)
class OnTeam:
    """Somebody on the team now, in a role."""

    role: str
    name: str
    account_id: UUID


@dataclass(frozen=True, slots=True)
class FootprintSaid:
    """The neighbourhood, its small areas (codes such as E01004567) and practices (codes such as F84001)."""

    neighbourhood: str
    areas: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalSaid:
    """A goal in words, and the measure that says whether it is met."""

    words: str
    measure: str


@dataclass(frozen=True, slots=True)
class LineSaid:
    """What is said of one line: in words, with a link where there is one, holding until a day, which is included."""

    line: str
    words: str
    until: date
    link: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as it stands: who said it, as which role, when, until which day, and since when it is over (None: it is not)."""

    id: UUID
    line: str
    words: str
    link: str
    by: str
    role: str
    stated_at: datetime
    until: date
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetUp:
    """
    What there is of the set-up of a team at a moment.

    gone: when the last member of each role that nobody has left. published: service days from today on with a published rota.
    has_tables: whether the place has approved every rule table. opened_how: 'by the list', 'before the list', or ''.
    """

    id: UUID
    place: str
    place_id: UUID
    name: str
    slug: str
    made_at: datetime
    calendar: Calendar
    opened_at: datetime | None = None
    opened_how: str = ""
    members: Sequence[OnTeam] = ()
    gone: Mapping[str, datetime] = field(default_factory=dict)
    published: frozenset[date] = frozenset()
    cover: Sequence[Period] = ()
    footprint: FootprintSaid | None = None
    goals: Sequence[GoalSaid] = ()
    statements: Mapping[str, Said] = field(default_factory=dict)
    has_tables: bool = False

    def held_by(self, role: str) -> list[OnTeam]:
        """Return who is on the team in a role."""
        return [one for one in self.members if one.role == role]


@dataclass(frozen=True, slots=True)
class LineState:
    """
    How one line stands. shown: what is there or what is missing, in words. since: when it began to be missing (None where it
    is there). said: the statement that stands, or the last one that did.
    """

    need: Need
    is_met: bool
    shown: str
    since: datetime | None = None
    said: Said | None = None

    @property
    def has_lapsed(self) -> bool:
        """Whether it is missing and was there before."""
        return not self.is_met and self.said is not None


def states_of(needs: Iterable[Need], found: SetUp, at: datetime, roles: Mapping[str, Role]) -> list[LineState]:
    """Return how each line of the list stands for a team at a moment, in the order of the list."""
    return [_state_of(need, found, at, roles) for need in needs]


def missing_musts(states: Iterable[LineState]) -> list[LineState]:
    """Return the lines without which no team opens and which are missing."""
    return [one for one in states if one.need.is_must and not one.is_met]


def who_answers(need: Need, found: SetUp) -> list[OnTeam]:
    """Return who on the team answers for a line: those in its role, else the team lead, else the place manager; nobody yet: []."""
    return next((held for role in (need.answers, "team-lead", "place-manager") if (held := found.held_by(role))), [])


def _state_of(need: Need, found: SetUp, at: datetime, roles: Mapping[str, Role]) -> LineState:
    match need.met_by:
        case "statement":
            return _stated(need, found, at)
        case "members":
            return _members(need, found, roles)
        case "rota":
            return _rota(need, found, at)
        case "cover":
            return _cover(need, found, at)
        case "footprint":
            if found.footprint:
                return _there(need, footprint_words(found.footprint))
            return _missing(need, _("No footprint is set."), found.made_at)
        case "goals":
            if found.goals:
                return _there(need, "; ".join(f"{n}. {one.words}" for n, one in enumerate(found.goals, start=1)))
            return _missing(need, _("No goal is set."), found.made_at)
        case _:
            if found.has_tables:
                return _there(need, _("The place has approved every table."))
            return _missing(need, _("Some table has no two approvers yet."), found.made_at)


def _there(need: Need, shown: str, said: Said | None = None) -> LineState:
    return LineState(need, is_met=True, shown=shown, said=said)


def _missing(need: Need, shown: str, since: datetime, said: Said | None = None) -> LineState:
    return LineState(need, is_met=False, shown=shown, since=since, said=said)


def _stated(need: Need, found: SetUp, at: datetime) -> LineState:
    said = found.statements.get(need.line)
    if said is None:
        return _missing(need, _("Nobody has said so yet."), found.made_at)
    if said.ended_at:
        return _missing(need, _("What was said was taken back."), said.ended_at, said)
    if said.until < local_day(at):
        since = at_local(said.until + timedelta(days=1), time())
        return _missing(need, _("What was said held until %(day)s.") % {"day": long_words(said.until)}, since, said)
    return _there(need, said.words, said)


def _members(need: Need, found: SetUp, roles: Mapping[str, Role]) -> LineState:
    absent = [role for role in need.roles if not found.held_by(role)]
    if not absent:
        return _there(need, listed([found.held_by(role)[0].name for role in need.roles]))
    since = max(found.gone.get(role, found.made_at) for role in absent)
    words = {"roles": listed([_(roles[one].label) for one in absent])}
    return _missing(need, _("Nobody on the team has the role of %(roles)s.") % words, since)


def missing_days(days: int, found: SetUp, at: datetime) -> list[date]:
    """Return the service days among the days from today on that have no published rota."""
    ahead = [local_day(at) + timedelta(days=number) for number in range(days)]
    return [day for day in ahead if is_service_day(day, found.calendar) and day not in found.published]


def _rota(need: Need, found: SetUp, at: datetime) -> LineState:
    absent = missing_days(need.days, found, at)
    if not absent and not found.published:
        return _missing(need, _("No service day has a rota."), at)
    if not absent:
        return _there(need, _("Published to %(day)s.") % {"day": date_words(max(found.published))})
    told = ngettext(
        "%(day)s has no published duty lead.",
        "%(n)d days have no published duty lead, the first is %(day)s.",
        len(absent),
    )
    return _missing(need, told % {"n": len(absent), "day": date_words(absent[0])}, at_local(absent[0], time()))


def _cover(need: Need, found: SetUp, at: datetime) -> LineState:
    if absent := cover_gaps(found.cover, at, at + timedelta(days=need.days)):
        words = {"gap": gap_words(absent[0])}
        return _missing(need, _("Nobody is on call %(gap)s.") % words, absent[0].start_at)
    return _there(need, _("Somebody is on call at every moment."))


def footprint_words(footprint: FootprintSaid) -> str:
    """Return a footprint in words: 'Millbrook: 2 small areas, 1 practice'."""
    areas, practices = len(footprint.areas), len(footprint.practices)
    parts = [ngettext("%(n)d small area", "%(n)d small areas", areas) % {"n": areas}] if areas else []
    parts += [ngettext("%(n)d practice", "%(n)d practices", practices) % {"n": practices}] if practices else []
    return f"{footprint.neighbourhood}: {listed(parts)}"


def long_words(day: date) -> str:
    """Return a day that may be far off: '8 June 2027'."""
    return _("%(day)s %(year)d") % {"day": day_and_month(day), "year": day.year}


def wrong_areas(codes: Iterable[str]) -> list[str]:
    """Return the codes that are no small area of England or Wales (E or W, 01, six digits)."""
    return [code for code in codes if not _AREA.fullmatch(code)]


def wrong_practices(codes: Iterable[str]) -> list[str]:
    """Return the codes that are no practice (a letter and five digits)."""
    return [code for code in codes if not _PRACTICE.fullmatch(code)]


def of_rows(rows: Iterable[Mapping[str, str]], needs: Iterable[Need], today: date) -> dict[str, Any]:
    """
    Return footprint (None without one), goals and statements of the rows of a sheet; rows that say nothing are passed over.

    A statement without `until` holds as long as the list lets it.

    Raises:
        ValueError: for a row of no line of the list, or whose `until` is no day.
    """
    known = {one.line: one for one in needs}
    footprint: FootprintSaid | None = None
    goals: list[GoalSaid] = []
    said: list[LineSaid] = []
    for row in rows:
        line, words = row.get("line", ""), row.get("words", "")
        if line not in known:
            raise ValueError(f"there is no line {line!r}; there are: {', '.join(known)}")
        if not words:
            continue
        if known[line].met_by == "footprint":
            areas, practices = (tuple(row.get(name, "").split()) for name in ("areas", "practices"))
            footprint = FootprintSaid(words, areas, practices)
        elif known[line].met_by == "goals":
            goals.append(GoalSaid(words, row.get("measure", "")))
        else:
            until = _day_of(row.get("until", ""), line) or today + timedelta(days=known[line].days)
            said.append(LineSaid(line, words, until, row.get("link", "")))
    return {"footprint": footprint, "goals": goals, "said": said}


def _day_of(text: str, line: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"until of {line} must be a day like 2027-06-08") from None
