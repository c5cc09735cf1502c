"""The set-up of a team in words: line by line with the next step, and what each team of a place lacks."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import ids
from kith.place.rules import local_day
from kith.policy.queries import deciding_roles, role_label
from kith.policy.set_up_rules import Need
from kith.team.set_up_queries import lines_of
from kith.team.set_up_rules import MOST_GOALS, LineState, Said, SetUp, long_words, missing_musts, who_answers
from kith.team.set_up_shows import Lack, LineShow, PlaceShow, SetUpShow, StatementShow, TeamLacks
from kith.web.shows import Filled
from kith.web.words import listed

Decides = Callable[[str, str], bool]
"""Whether the viewer may carry out a command on this team, in a case of it."""
COMMANDS = {
    "statement": "team.state",
    "footprint": "team.set_footprint",
    "goals": "team.set_goals",
    "members": "team.add_member",
    "rota": "team.set_rota",
    "cover": "team.set_on_call",
}
"""What mends a missing line; rule tables are approved by those who answer for the place, and anybody reads them."""


def set_up_show(*, found: SetUp, viewer_id: UUID, at: datetime, decides: Decides, form: Filled) -> SetUpShow:
    """Return the page of a team's set-up. No statement."""
    states = lines_of(found, at=at)
    absent = missing_musts(states)
    lines = {one.need.line: _line(one, found, viewer_id, at, decides) for one in states}
    may_open = not found.opened_at and not absent and decides("team.open", "")
    return SetUpShow(
        team_slug=found.slug,
        team_name=found.name,
        place=found.place,
        opened=opened_words(found, at),
        sums=sums_words(states),
        musts=[lines[one.need.line] for one in states if one.need.is_must],
        shoulds=[lines[one.need.line] for one in states if not one.need.is_must],
        form=form,
        is_open=found.opened_at is not None,
        number_missing=len(absent),
        number_mine=sum(any(who.account_id == viewer_id for who in who_answers(one.need, found)) for one in absent),
        open_key=form.key if may_open else "",
        who_opens=_roles("team.open", "", found, at),
    )


def opened_words(found: SetUp, at: datetime) -> str:
    """Return whether a team is open: 'Open since 25 May 2026'."""
    if not found.opened_at:
        return _("Not open yet: the team takes nobody on its list.")
    words = {"day": long_words(local_day(found.opened_at))}
    if found.opened_how == "before the list":
        return _("Open since %(day)s, before there was this list.") % words
    return _("Open since %(day)s.") % words


def sums_words(states: Sequence[LineState]) -> str:
    """Return how much is there: 'There: 9 of 11 that must be, 3 of 5 that should be.'"""
    musts = [one for one in states if one.need.is_must]
    shoulds = [one for one in states if not one.need.is_must]
    words = {
        "there": sum(one.is_met for one in musts),
        "musts": len(musts),
        "also": sum(one.is_met for one in shoulds),
        "shoulds": len(shoulds),
    }
    return _("There: %(there)d of %(musts)d that must be, %(also)d of %(shoulds)d that should be.") % words


def _line(one: LineState, found: SetUp, viewer_id: UUID, at: datetime, decides: Decides) -> LineShow:
    need = one.need
    step, href = _step(one, found.slug)
    command = COMMANDS.get(need.met_by, "")
    may = not command or decides(command, need.line if command == "team.state" else "")
    answering = who_answers(need, found)
    others = [person for person in answering if person.account_id != viewer_id]
    is_stated = need.met_by == "statement"
    return LineShow(
        line=need.line,
        label=_(need.label),
        sentence=_(need.sentence),
        is_met=one.is_met,
        shown=one.shown,
        said=_said_words(one.said) if one.said and one.is_met else "",
        link=one.said.link if one.said and one.is_met else "",
        since=_since(one, at),
        answers=_answers(need, found),
        step=step if may else "",
        href=href,
        who_can="" if may else _roles(command, need.line, found, at),
        ask_key=str(ids.new()) if not one.is_met and others and decides("board.ask_for_line", "") else "",
        is_seen=not is_stated,
        can_take_back=is_stated and one.is_met and decides("team.take_back_statement", need.line),
    )


def _step(one: LineState, slug: str) -> tuple[str, str]:
    """Return the next step of a line, and where it is taken; '' for what needs none."""
    match one.need.met_by:
        case "statement":
            words = _("Say it again") if one.said else _("Say it is so")
            return words, reverse("set-up-line", kwargs={"team": slug, "line": one.need.line})
        case "footprint":
            words = _("Change the footprint") if one.is_met else _("Set the footprint")
            return words, reverse("set-up-line", kwargs={"team": slug, "line": one.need.line})
        case "goals":
            words = _("Change the goals") if one.is_met else _("Set the goals")
            return words, reverse("set-up-line", kwargs={"team": slug, "line": one.need.line})
        case "members":
            return ("" if one.is_met else _("Add a member")), reverse("member-add", kwargs={"team": slug})
        case "rota":
            return ("" if one.is_met else _("Publish the rota")), reverse("rota", kwargs={"team": slug})
        case "cover":
            return ("" if one.is_met else _("Set the cover")), reverse("cover-add", kwargs={"team": slug})
        case _:
            return ("" if one.is_met else _("See the rule tables")), reverse("rules", kwargs={"team": slug})


def _said_words(said: Said) -> str:
    words = {
        "who": _("%(name)s (%(role)s)") % {"name": said.by, "role": role_label(said.role)}
        if said.role != "kith"
        else _("Local administration"),
        "day": long_words(local_day(said.stated_at)),
        "until": long_words(said.until),
    }
    return _("%(who)s said so on %(day)s; it holds until %(until)s.") % words


def _since(one: LineState, at: datetime, said: str = "") -> str:
    """Return since when something is missing: 'since 8 June 2026', or 'from' a day to come; `said`: of a day that has come."""
    if one.since is None:
        return ""
    day = long_words(local_day(one.since))
    return (_("from %(day)s") if one.since > at else said or _("since %(day)s")) % {"day": day}


def _answers(need: Need, found: SetUp) -> str:
    answering = who_answers(need, found)
    if not answering:
        return _("nobody yet: a %(role)s has to be on the team") % {"role": role_label(need.answers)}
    role = role_label(answering[0].role)
    return _("%(names)s (%(role)s)") % {"names": listed([one.name for one in answering]), "role": role}


def _roles(command: str, line: str, found: SetUp, at: datetime) -> str:
    codes = deciding_roles(command, line if command == "team.state" else "", team_id=found.id, at=at)
    return listed([role_label(code) for code in codes])


def statement_show(*, found: SetUp, need: Need, at: datetime, form: Filled, take_back: bool = False) -> StatementShow:
    """Return the form of one line."""
    said = found.statements.get(need.line)
    holds = said if said and not said.ended_at and said.until >= local_day(at) else None
    return StatementShow(
        team_slug=found.slug,
        team_name=found.name,
        line=need.line,
        kind=need.met_by,
        label=_(need.label),
        sentence=_(need.sentence),
        asks=_(need.asks) if need.asks else "",
        before=f"{holds.words} {_said_words(holds)}" if holds else "",
        longest=long_words(local_day(at) + timedelta(days=need.days)),
        form=form,
        take_back=take_back,
        numbers=range(1, MOST_GOALS + 1),
    )


def filled(found: SetUp, need: Need, at: datetime) -> dict[str, str]:
    """Return what stands in the form of a line before anybody types: what is there now, holding as long as it may."""
    match need.met_by:
        case "footprint" if found.footprint:
            areas, practices = "\n".join(found.footprint.areas), "\n".join(found.footprint.practices)
            return {"neighbourhood": found.footprint.neighbourhood, "areas": areas, "practices": practices}
        case "goals":
            goals = list(enumerate(found.goals, start=1))
            return {f"words-{n}": one.words for n, one in goals} | {f"measure-{n}": one.measure for n, one in goals}
        case _:
            said = found.statements.get(need.line)
            until = {"until": str(local_day(at) + timedelta(days=need.days))}
            return until | ({"words": said.words, "link": said.link} if said else {})


def place_show(*, found: Sequence[SetUp], own: frozenset[UUID], at: datetime) -> PlaceShow:
    """Return what each team lacks: those that are not open first, then those that lack something they must have."""
    teams = [_team(one, own, at) for one in found]
    teams.sort(key=lambda one: (one.is_open, one.is_sound, -len(one.lacks), one.name))
    shut = sum(not one.is_open for one in teams)
    unsound = sum(one.is_open and not one.is_sound for one in teams)
    parts = [ngettext("%(n)d team", "%(n)d teams", len(teams)) % {"n": len(teams)}]
    if shut:
        parts.append(ngettext("%(n)d is not open yet", "%(n)d are not open yet", shut) % {"n": shut})
    if unsound:
        told = ngettext(
            "%(n)d is open and lacks something it must have",
            "%(n)d are open and lack something they must have",
            unsound,
        )
        parts.append(told % {"n": unsound})
    return PlaceShow(f"{'; '.join(parts)}.", teams)


def _team(found: SetUp, own: frozenset[UUID], at: datetime) -> TeamLacks:
    states = lines_of(found, at=at)
    absent = [one for one in states if not one.is_met]
    return TeamLacks(
        team_id=found.id,
        name=found.name,
        slug=found.slug if found.id in own else "",
        place=found.place,
        state=f"{opened_words(found, at)} {sums_words(states)}",
        is_open=found.opened_at is not None,
        is_sound=not missing_musts(states),
        lacks=[lack_of(one, found, at) for one in absent],
    )


def lack_of(one: LineState, found: SetUp, at: datetime) -> Lack:
    """Return what a team lacks, as a line."""
    label, is_must = _(one.need.label), one.need.is_must
    return Lack(one.need.line, label, is_must, one.shown, _since(one, at, "%(day)s"), _answers(one.need, found))
