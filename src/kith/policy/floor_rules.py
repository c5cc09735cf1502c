"""
The rule tables in force together, and where a team's are laxer than its place's floor (P11): a team tightens, never loosens.

Stricter, per kind: a threshold answers each input as seriously or more, a route keeps every step, in order and as soon;
closing: the same roles or fewer; a cadence raises as early or earlier; a right allows as much or less, except what is
never withheld; plans are looked through as often, supervision is as close, clocks of concerns run no longer, and a team has
before it opens what its place asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from kith.language import _
from kith.policy.check_rules import Finding, check, laxer
from kith.policy.clock_rules import CLOCKS, Clock, laxer_clocks
from kith.policy.closing_rules import Closing
from kith.policy.review_rules import REVIEWS, ReviewRule, laxer_reviews
from kith.policy.route_rules import Route, why_laxer
from kith.policy.rules import UNREAD, Cadence, Right, Role, RoleRight, Topic, verdict_for, withheld
from kith.policy.set_up_rules import SET_UP, Need, laxer_set_up
from kith.policy.supervision_rules import SUPERVISION, Measure, laxer_measures
from kith.policy.table_rules import Table

ROUTES, CLOSING, CADENCES, RIGHTS = "routes", "closing", "cadences", "decision-rights"
TIMES = (REVIEWS, SUPERVISION, CLOCKS, SET_UP)
"""The small tables of how often, how much and by when, and of what a team has before it opens."""
OTHERS = (ROUTES, CLOSING, CADENCES, RIGHTS, *TIMES)
"""The tables that are no threshold."""
STRICTER = ("no", "propose", "inform", "decide")
"""What a right may say, strictest first."""


@dataclass(frozen=True)
class RuleSet:
    """
    Every rule table in force for somebody: thresholds, routes and roles by name, closing by level, rights by command, what has
    no command yet by topic; reviews of plans by tier, what steers supervision by name, clocks of concerns, the list of a set-up.
    """

    thresholds: Mapping[str, Table]
    routes: Mapping[str, Route]
    closing: Mapping[int, Closing]
    cadences: Sequence[Cadence]
    rights: Mapping[str, Right]
    roles: Mapping[str, Role]
    topics: Mapping[str, Topic]
    reviews: Mapping[str, ReviewRule]
    supervision: Mapping[str, Measure]
    clocks: Sequence[Clock]
    set_up: Sequence[Need]

    def may_close(self, level: int, role: str) -> bool:
        """Say whether a role may close an escalation of a level."""
        return role in self.closing[level].roles

    def having(self, name: str, own: Any) -> RuleSet:
        """Return the same with one table as somebody else wrote it; of routes, closing and rights only the rows given change."""
        if name == ROUTES:
            return replace(self, routes={**self.routes, **own})
        if name == CLOSING:
            return replace(self, closing={**self.closing, **own})
        if name == CADENCES:
            return replace(self, cadences=own)
        if name == RIGHTS:
            return replace(self, rights={**self.rights, **own.commands}, topics={**self.topics, **own.topics})
        if name in _FIELDS:
            return replace(self, **{_FIELDS[name]: own})
        return replace(self, thresholds={**self.thresholds, name: own})


_FIELDS = {REVIEWS: "reviews", SUPERVISION: "supervision", CLOCKS: "clocks", SET_UP: "set_up"}


def unsound(name: str, rules: RuleSet) -> list[Finding]:
    """Return what is wrong with one table by itself, among the others that would be in force with it."""
    if name in rules.thresholds:
        table = rules.thresholds[name]
        return [*check(table), *without_route(table, rules.routes)]
    return [*_withheld(rules)] if name == RIGHTS else []


def laxer_than_floor(name: str, rules: RuleSet, floor: RuleSet) -> list[Finding]:
    """Return where one table of a team is laxer than the floor, each with a case that would slip through."""
    if name in rules.thresholds:
        if name not in floor.thresholds:
            return []

        def route(own: str, least: str) -> str:
            return why_laxer(rules.routes.get(own), floor.routes[least])

        return laxer(rules.thresholds[name], floor.thresholds[name], route)
    of_kind: dict[str, Callable[[], Iterator[Finding]]] = {
        ROUTES: lambda: _laxer_routes(rules.routes, floor.routes),
        CLOSING: lambda: _laxer_closing(rules.closing, floor.closing),
        CADENCES: lambda: _laxer_cadences(rules.cadences, floor.cadences),
        RIGHTS: lambda: _laxer_rights(rules, floor),
        REVIEWS: lambda: laxer_reviews(rules.reviews, floor.reviews),
        SUPERVISION: lambda: laxer_measures(rules.supervision, floor.supervision),
        CLOCKS: lambda: laxer_clocks(rules.clocks, floor.clocks),
        SET_UP: lambda: laxer_set_up(
            rules.set_up, floor.set_up, {code: one.label for code, one in floor.roles.items()}
        ),
    }
    return [*of_kind[name]()]


def without_route(table: Table, routes: Mapping[str, Route]) -> list[Finding]:
    """Return the rows that name a route which there is not."""
    return [
        Finding(
            "no route",
            table.name,
            (row.id,),
            _("%(row)s names the route %(route)s, which there is not.") % {"row": row.id, "route": row.route},
            {},
        )
        for row in table.rows
        if row.route and row.route not in routes
    ]


def _laxer_routes(own: Mapping[str, Route], floor: Mapping[str, Route]) -> Iterator[Finding]:
    for code, route in own.items():
        if code in floor and (why := why_laxer(route, floor[code])):
            sentence = _("The route %(route)s is laxer than the floor: %(why)s") % {"route": code, "why": why}
            yield Finding("laxer", ROUTES, (code,), sentence, {"route": code})


def _laxer_closing(own: Mapping[int, Closing], floor: Mapping[int, Closing]) -> Iterator[Finding]:
    for level, least in floor.items():
        if (row := own.get(level)) is None:
            continue
        for role in sorted(row.roles - least.roles):
            words = {"row": row.id, "role": role, "level": level}
            sentence = _("%(row)s lets a %(role)s close level %(level)d; the floor does not.") % words
            yield Finding("laxer", CLOSING, (row.id, least.id), sentence, {"level": str(level), "role": role})


def _laxer_cadences(own: Sequence[Cadence], floor: Sequence[Cadence]) -> Iterator[Finding]:
    for least in floor:
        first = min((one.wait for one in own if (one.subject, one.to) == (least.subject, least.to)), default=None)
        in_minutes = least.subject == UNREAD
        after = least.after_minutes if in_minutes else least.after_service_days
        words = {"subject": least.subject, "to": least.to, "floor": after, "own": first and max(first)}
        example = {"subject": least.subject, "to": least.to, "minutes" if in_minutes else "service days": str(after)}
        if first is None:
            sentence = _("%(subject)s work is never raised to the %(to)s: put it back.") % words
            yield Finding("laxer", CADENCES, (least.rule,), sentence, example)
        elif first > least.wait and in_minutes:
            sentence = _("What is unread is told to the %(to)s after %(own)d minutes; the floor says %(floor)d.")
            yield Finding("laxer", CADENCES, (least.rule,), sentence % words, example)
        elif first > least.wait:
            sentence = _(
                "%(subject)s work is raised to the %(to)s after %(own)d service days; the floor says %(floor)d."
            )
            yield Finding("laxer", CADENCES, (least.rule,), sentence % words, example)


def _laxer_rights(own: RuleSet, floor: RuleSet) -> Iterator[Finding]:
    for command, least in floor.rights.items():
        row = own.rights[command]
        if row is least:
            continue
        cases = {case for right in (row, least) for _role, case in right.refined} | {""}
        for role, case in product(floor.roles.values(), sorted(cases)):
            mine, asked = verdict_for(row, role, case), verdict_for(least, role, case)
            own_row, least_row = row.row_for(role.code, case), least.row_for(role.code, case)
            may_override = _may_override(own_row, mine), _may_override(least_row, asked)
            example = {"command": command, "role": role.code} | ({"case": case} if case else {})
            words = {"row": (own_row or row).rule, "own": mine, "role": role.code, "floor": asked}
            if STRICTER.index(mine) > STRICTER.index(asked):
                sentence = _("%(row)s says %(own)s for %(role)s where the floor says %(floor)s.") % words
                yield Finding("laxer", RIGHTS, (least.rule,), sentence, example)
            elif mine == asked and may_override == (True, False):
                sentence = _("%(row)s lets a %(role)s override what the floor only lets them propose.") % words
                yield Finding("laxer", RIGHTS, (least.rule,), sentence, example)
    yield from _laxer_topics(own, floor)


def _may_override(row: RoleRight | None, verdict: str) -> bool:
    return row is not None and verdict == "propose" and row.may_override


def _laxer_topics(own: RuleSet, floor: RuleSet) -> Iterator[Finding]:
    for name, least in floor.topics.items():
        for role in floor.roles:
            mine, asked = own.topics[name].verdict_for(role), least.verdict_for(role)
            if STRICTER.index(mine) > STRICTER.index(asked):
                words = {"row": own.topics[name].rule, "own": mine, "role": role, "floor": asked}
                sentence = _("%(row)s says %(own)s for %(role)s where the floor says %(floor)s.") % words
                yield Finding("laxer", RIGHTS, (least.rule,), sentence, {"topic": name, "role": role})


def _withheld(rules: RuleSet) -> Iterator[Finding]:
    for command, role, rule in withheld(rules.rights, rules.roles.values()):
        words = {"command": command, "role": role}
        sentence = _("%(command)s is withheld from a %(role)s, and never may be.") % words
        yield Finding("withheld", RIGHTS, (rule,) if rule else (), sentence, words)
