"""Turns rule tables, and who stands behind them, into what their pages are given."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.utils.translation import pgettext_lazy as later_of

from kith.escalation.presenter import asked_words as step_asks
from kith.policy.check_rules import Finding as Found
from kith.policy.clock_rules import CLOCKS
from kith.policy.evaluation_rules import Evaluation, Fact, evaluate
from kith.policy.floor_rules import CADENCES, CLOSING, RIGHTS, ROUTES, TIMES, RuleSet
from kith.policy.in_force import SHIPPED, Behind, Standing
from kith.policy.models import Scope
from kith.policy.queries import role_label
from kith.policy.review_rules import REVIEWS
from kith.policy.route_rules import Route, RouteStep
from kith.policy.rules import Role
from kith.policy.scoring import written
from kith.policy.set_up_rules import SET_UP
from kith.policy.supervision_rules import SUPERVISION
from kith.policy.table_rules import TOTAL, Row, Table
from kith.rulebook import times_presenter as times
from kith.rulebook.mending_rules import is_answerable, key_of
from kith.rulebook.shows import ChangeWords, Finding, RuleLine, Tried, TryField
from kith.web.shows import Option
from kith.web.words import day_of, first_up, plain_day

if TYPE_CHECKING:
    from kith.policy.value_rules import Input

LABELS = {
    ROUTES: later_of("a rule table", "Escalation routes"),
    CLOSING: later_of("a rule table", "Who may close an escalation"),
    CADENCES: later_of("a rule table", "When waiting work raises itself"),
    RIGHTS: later_of("a rule table", "Decision rights"),
    REVIEWS: later_of("a rule table", "How often a plan is looked through"),
    SUPERVISION: later_of("a rule table", "Supervision: how often, how much"),
    CLOCKS: later_of("a rule table", "Clocks of safeguarding concerns"),
    SET_UP: later_of("a rule table", "What a team has before it opens"),
}
LEVELS: dict[int | None, object] = {
    0: later_of("what follows", "nothing to do"),
    1: later_of("what follows", "a note for the huddle"),
    2: later_of("what follows", "a clinical review the same day"),
    3: later_of("what follows", "the safeguarding lead is told"),
    4: later_of("what follows", "an emergency: 999"),
}
TONES = {0: "done", 1: "due", 2: "late", 3: "late", 4: "now"}
BASES = {
    "published": later_of("where a rule comes from", "read in its published source"),
    "recalled": later_of("where a rule comes from", "recalled from its source: a clinical safety officer confirms it"),
    "ours": later_of("where a rule comes from", "our own choice: a clinical safety officer confirms it"),
}


ROUTES_CALLED = {
    "clinical-review": later_of("an escalation route", "clinical review"),
    "urgent-review": later_of("an escalation route", "urgent clinical review"),
    "mental-health-review": later_of("an escalation route", "mental health review"),
    "safeguarding": later_of("an escalation route", "safeguarding"),
    "safeguarding-child": later_of("an escalation route", "safeguarding of a child"),
    "case-conference": later_of("an escalation route", "case conference"),
    "emergency": later_of("an escalation route", "emergency"),
}
_NO_VOLUMES: Mapping[str, str] = {}


def route_label(code: str) -> str:
    """Return what a route is called; its code for one that a place added."""
    return str(ROUTES_CALLED.get(code, code))


def route_words(row: Row, rules: RuleSet) -> str:
    """Return whom a row goes to, in order and for how long each; '' for a row without a route."""
    if row.route not in rules.routes:
        return ""
    return _("Asked in turn: %(steps)s.") % {"steps": steps_words(rules.routes[row.route])}


def steps_words(route: Route) -> str:
    """Return the steps of a route: 'clinical supervisor (15 minutes), GP (15 minutes), on-call cover (again every 15 minutes)'."""
    return ", ".join(_step_words(one) for one in route.steps)


def _step_words(step: RouteStep) -> str:
    minutes = int((step.repeats or step.within).total_seconds() // 60)
    words = {"who": step_asks(step), "n": minutes}
    if step.repeats:
        return ngettext("%(who)s (again every %(n)d minute)", "%(who)s (again every %(n)d minutes)", minutes) % words
    return ngettext("%(who)s (%(n)d minute)", "%(who)s (%(n)d minutes)", minutes) % words


def own_goes_on() -> str:
    """Return why a draft for the whole place changes nothing for the reader's team."""
    return _("Your team has a table of its own, which goes on: for it nothing changes.")


def new_row_words(file: str) -> str:
    """Return what adds a row to a file of a table: where a table is told in several, which of them."""
    words = {"role-rights.csv": _("Add a row for single roles"), "topics.csv": _("Add a topic")}
    if file.startswith("scores/"):
        return _("Add points for an answer")
    return words.get(file, _("Add a row"))


def label(name: str, rules: RuleSet) -> str:
    """Return what a table is called."""
    return _(rules.thresholds[name].label) if name in rules.thresholds else str(LABELS[name])


def stands(standing: Standing, place: str, team: str) -> str:
    """Return in words which version is in force: whose it is, its number, and since when."""
    if standing.scope == SHIPPED or standing.effective_from is None:
        return _("As it ships with Kith: nobody has approved it")
    words = {"number": standing.number, "day": _day(standing.effective_from), "place": place, "team": team}
    if standing.scope == Scope.TEAM:
        return _("%(team)s, version %(number)d, since %(day)s. Stricter than the floor of %(place)s") % words
    return _("Floor of %(place)s, version %(number)d, since %(day)s") % words


def draft_words(draft: Behind, place: str, team: str) -> str:
    """Return a draft in words: for whom, its number, who approved it so far."""
    words = {"whose": team if draft.scope == Scope.TEAM else place, "number": draft.number}
    so_far = ", ".join(draft.approved_by)
    if so_far:
        return _("%(whose)s, draft %(number)d, approved so far by %(who)s") % {**words, "who": so_far}
    return _("%(whose)s, draft %(number)d, approved by nobody yet") % words


def findings(
    found: Sequence[Found],
    name: str,
    rules: RuleSet,
    floor: RuleSet,
    *,
    remedies: Mapping[str, str],
    answers: Mapping[str, str],
) -> list[Finding]:
    """
    Return what is wrong with a version, each with somebody whom it would fail.

    remedies: what one press would change, in words by the finding's key; answers: what somebody said to it.
    """
    shown: list[Finding] = []
    for one in found:
        remedy = remedies.get(key_of(one), "")
        answer = answers.get(key_of(one), "") if is_answerable(one) else ""
        with_above = bool(remedy) and remedy in {each.remedy for each in shown}
        seen = _finding(one, rules.thresholds.get(name), floor.thresholds.get(name), rules, floor)
        shown.append(
            replace(
                seen,
                key=key_of(one),
                remedy=remedy,
                is_answerable=is_answerable(one),
                answer=answer,
                with_above=with_above,
            )
        )
    return shown


def _finding(one: Found, own: Table | None, least: Table | None, rules: RuleSet, floor: RuleSet) -> Finding:
    if own is None or least is None:
        return Finding(one.sentence, list(one.example.items()), "", "")
    case = {name: Fact(value) for name, value in one.example.items() if name in own.inputs}
    query = urlencode({name: fact.text for name, fact in case.items()})
    facts = [(_(own.inputs[name].label), _with_unit(fact.text, own.inputs[name])) for name, fact in case.items()]
    seen = evaluate(own, case)
    if own.adds_up and seen.score is not None:
        facts.insert(0, (_(own.in_conditions[TOTAL].label), written(seen.score)))
    if one.kind not in ("laxer", "loosens", "uncovered") or not case:
        return Finding(one.sentence, facts, "", "", case=query)
    return Finding(one.sentence, facts, _does(evaluate(least, case), floor), _does(seen, rules), case=query)


def change_words(one: ChangeWords) -> str:
    """Return a change of one row in a few words, for a button: 'NEWS2-7 to Total: 7 or more'."""
    if one.kind == "removed":
        return _("take %(rule)s out") % {"rule": one.rule}
    if one.kind == "added":
        return _("put %(rule)s back") % {"rule": one.rule}
    cells = ", ".join(f"{cell.label}: {cell.after or _('nothing')}" for cell in one.cells if not cell.is_aside)
    return _("set %(rule)s to %(cells)s") % {"rule": one.rule, "cells": cells}


def _does(found: Evaluation, rules: RuleSet) -> str:
    """Return what a table would do, with how soon somebody answers."""
    if found.outcome is None:
        return _("cannot assess")
    row = found.fired[0]
    soon = answer_in(row, rules)
    return f"{LEVELS[found.outcome.worst]}{f', {soon}' if soon else ''}"


def _with_unit(value: str, of: "Input") -> str:
    return f"{value} {_(of.unit)}".strip() if of.unit else _(value)


def answer_in(row: Row, rules: RuleSet) -> str:
    """Return how soon the first step of a row's route is answered; '' for a row without a route."""
    if not row.route or row.route not in rules.routes:
        return ""
    minutes = int(rules.routes[row.route].steps[0].within.total_seconds() // 60)
    return ngettext("answered within %(n)d minute", "answered within %(n)d minutes", minutes) % {"n": minutes}


def lines(
    name: str, rules: RuleSet, floor: RuleSet, wrong: Sequence[Found], volumes: Mapping[str, str] = _NO_VOLUMES
) -> list[RuleLine]:
    """Return the rows of a table, each with what the floor says, whether it holds, and how often it did last month."""
    laxer = {row for one in wrong for row in one.rows}
    if name in rules.thresholds:
        return _thresholds(rules.thresholds[name], floor.thresholds.get(name), rules, floor, laxer, volumes)
    if name == ROUTES:
        return [
            _line(
                step.id,
                _("Step %(n)d of %(route)s") % {"n": step.step, "route": code},
                _(step.sentence),
                "",
                laxer,
                code,
            )
            for code, route in rules.routes.items()
            for step in route.steps
        ]
    if name == CLOSING:
        return [
            _line(one.id, _("Level %(n)d") % {"n": level}, _(one.sentence), "", laxer)
            for level, one in sorted(rules.closing.items())
        ]
    if name == CADENCES:
        return [_line(one.rule, one.subject, _(one.sentence), "", laxer) for one in rules.cadences]
    if name in TIMES:
        return times.lines(name, rules, floor, laxer)
    return [
        _line(one.rule, one.command, _(one.sentence), _who(one.verdicts, rules.roles), laxer)
        for one in rules.rights.values()
    ]


def _who(verdicts: Mapping[str, str], roles: Mapping[str, Role]) -> str:
    groups = {group for group, verdict in verdicts.items() if verdict == "decide"}
    able = [role_label(code) for code, role in roles.items() if role.group in groups and role.group != "kith"]
    return _("all") if len(able) == len([one for one in roles.values() if one.group != "kith"]) else ", ".join(able)


def _line(rule: str, when: str, then: str, answer: str, laxer: set[str], code: str = "") -> RuleLine:
    is_laxer = rule in laxer or code in laxer
    return RuleLine(
        rule, when, then, answer, "", _("Laxer than the floor") if is_laxer else "", "late" if is_laxer else ""
    )


def _thresholds(
    own: Table, least: Table | None, rules: RuleSet, floor: RuleSet, laxer: set[str], volumes: Mapping[str, str]
) -> list[RuleLine]:
    known = {row.id: row for row in least.rows} if least and least is not own else {}
    found = []
    for row in own.rows:
        says, check, tone, same = "", "", "", known.get(row.id)
        if known:
            says = _("no row") if same is None else answer_in(same, floor) or str(LEVELS.get(same.level, ""))
            check, tone = _check(row, same, rules, floor, laxer)
        asked = when_words(row, own)
        found.append(
            RuleLine(
                row.id, asked, _(row.sentence), answer_in(row, rules), says, check, tone, route_words(row, rules),
                volumes.get(row.id, ""),
            )
        )  # fmt: skip
    return found


def _check(row: Row, same: Row | None, rules: RuleSet, floor: RuleSet, laxer: set[str]) -> tuple[str, str]:
    if row.id in laxer:
        return _("Laxer than the floor, or never true"), "late"
    if same is None:
        return _("Ours alone"), "done"
    if row.conditions == same.conditions and (row.level, row.route) == (same.level, same.route):
        sooner = row.route and rules.routes.get(row.route) != floor.routes.get(row.route)
        return (_("Stricter"), "done") if sooner else (_("Same as the floor"), "done")
    return _("Stricter"), "done"


def when_words(row: Row, table: Table) -> str:
    """Return in words when a row holds: 'Total: 5 to 6, Item 9: 1 or more'."""
    inputs = table.in_conditions
    asked = [
        f"{_(inputs[name].label)}: {asked_words(one.text)}" for name, one in row.conditions.items() if not one.is_always
    ]
    return first_up(", ".join(asked)) if asked else _("Always")


def asked_words(text: str) -> str:
    """Return a condition as people say it: '5..6' is '5 to 6', '>=7' is '7 or more'."""
    parts = [_part(one.strip()) for one in text.split("|")]
    return (
        _("%(some)s or %(last)s") % {"some": ", ".join(parts[:-1]), "last": parts[-1]} if len(parts) > 1 else parts[0]
    )


def _part(text: str) -> str:
    if text == "?":
        return _("not known")
    if ".." in text:
        low, high = text.split("..")
        words = {"low": low.lstrip(">"), "high": high}
        return (_("above %(low)s to %(high)s") if low.startswith(">") else _("%(low)s to %(high)s")) % words
    signs = {">=": _("%(n)s or more"), "<=": _("%(n)s or less"), ">": _("above %(n)s"), "<": _("below %(n)s")}
    for sign, words_of in signs.items():
        if text.startswith(sign):
            return words_of % {"n": text[len(sign) :]}
    return _(text)


def fields(table: Table) -> list[TryField]:
    """Return what may be entered to try a case."""
    return [
        TryField(
            name,
            f"{_(of.label)}, {_(of.unit)}" if of.unit else _(of.label),
            [Option(one, first_up(_(one))) for one in of.options],
        )
        for name, of in table.inputs.items()
    ]


def tried(table: Table, entered: Mapping[str, str], rules: RuleSet) -> Tried:
    """Return what a table says of a case."""
    found = evaluate(table, {name: Fact(text) for name, text in entered.items()})
    if found.outcome is None:
        absent = ", ".join(_(table.in_conditions[name].label) for name in found.cannot_assess)
        return Tried(_("Cannot assess: %(what)s") % {"what": absent}, [], "due")
    score = _score(found.score, table)
    told = [(row.id, _(row.sentence)) for row in found.fired]
    return Tried(f"{score}{first_up(_does(found, rules))}", told, TONES[found.outcome.worst])


def _score(score: Decimal | None, table: Table) -> str:
    if score is None:
        return ""
    what = table.in_conditions[TOTAL].label if table.adds_up else table.label
    return f"{_(what)} {written(score)}: "


def behind(
    table: Table | None, version: Behind | None, proposer: str, review: date | None, *, at: date
) -> list[tuple[str, str]]:
    """Return who stands behind a table: its sources and owner, who proposed and approved it, and when it is looked at again."""
    found: list[tuple[str, str]] = []
    if table:
        rows = [one.backing for one in table.rows] + [one.backing for part in table.parts.values() for one in part]
        found += [
            (_("Source"), "; ".join(dict.fromkeys(_(one.source) for one in rows))),
            (_("Where from"), "; ".join(str(BASES[one]) for one in dict.fromkeys(one.basis for one in rows))),
            (_("Owner"), ", ".join(dict.fromkeys(_(one.owner) for one in rows))),
        ]
    if version:
        words = {"who": proposer or _("somebody without an account"), "day": _day(version.proposed_at)}
        nobody = _("nobody yet: two people, neither of them the proposer")
        found.append((_("Proposed"), _("%(who)s, %(day)s") % words))
        found.append((_("Approved by"), ", ".join(version.approved_by) or nobody))
    else:
        found.append((_("Approved by"), _("nobody yet")))
    if review:
        found.append((_("Next review"), review_words(review, at)))
    return found


def review_words(due: date, at: date) -> str:
    """Return when a table is looked at again, and that it is overdue."""
    return _("%(day)s, overdue") % {"day": _day(due)} if due < at else _day(due)


def _day(when: date) -> str:
    return plain_day(day_of(when))
