"""
What is asked at a contact, what of it cannot be, and what follows: the rule tables held against what was entered.

Entered is text by table and input. Facts count from the moment they were true: what is older than its table allows when it
is recorded is kept, and nothing follows from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from kith.escalation.rules import Crossing
from kith.language import _, listed
from kith.policy.evaluation_rules import Evaluation, Fact, evaluate
from kith.policy.table_rules import ABOVE_USUAL, SAFEGUARDING, TOTAL, USUAL, Row, Table
from kith.policy.value_rules import Input

SIGNS, KEY_EVENTS = "soft-signs", "key-events"
CHECKS = (
    SIGNS, "news2", "falls", "phq9", "gad7", "social-crisis", "safeguarding-adult", "safeguarding-child", KEY_EVENTS,
)  # fmt: skip
"""The tables asked about at a contact, in the order of the form."""
FIRST_OPEN = frozenset({SIGNS})
"""What is asked of everybody; the other checks are chosen."""
MISSED = "missed-contacts"
REST, ANY = "rest", "any"
"""The fields that answer no to every sign that was left open: at their end, and before them."""
CROSSES = 2
"""The level from which an escalation follows; 1 is a note for the huddle."""

Entered = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What cannot be recorded as it was entered: the table and input, and a sentence with the remedy."""

    table: str
    input: str
    sentence: str


def field_of(table: str, name: str) -> str:
    """Return the name of the form's field for an input of a table."""
    return f"{table}--{name}"


def asked(table: Table) -> dict[str, Input]:
    """Return the inputs that are asked for at a contact; what is usual for somebody is read from the record instead."""
    return {name: of for name, of in table.inputs.items() if name != USUAL}


def for_age(table: Table, age: int | None) -> bool:
    """Say whether a table is for somebody of an age in years, both bounds included; every table where it is not known."""
    return age is None or table.ages[0] <= age <= table.ages[1]


def filled(entered: Entered) -> dict[str, dict[str, str]]:
    """Return what was entered without what was left empty; a table nothing was entered for is not there."""
    found = {table: {name: text.strip() for name, text in of.items() if text.strip()} for table, of in entered.items()}
    return {table: of for table, of in found.items() if of}


def answers(
    tables: Mapping[str, Table], entered: Entered, *, happened_at: datetime | None, at: datetime, usual: str = ""
) -> list[Evaluation]:
    """
    Return what each table says of what was entered for it, in the order of the form.

    `happened_at` is when it was true (None: now), `at` when it is recorded; `usual` is the person's usual score, '' where it
    is not known, which does not age.
    """
    found = []
    for name in (*CHECKS, MISSED):
        if name not in entered:
            continue
        facts = {key: Fact(text, at=happened_at) for key, text in entered[name].items()}
        if usual and USUAL in tables[name].inputs:
            facts[USUAL] = Fact(usual)
        found.append(evaluate(tables[name], facts, at))
    return found


class Kept(Protocol):
    """A fact as it was kept: table, input, what was entered, the usual score then, when it was true, when it was noted."""

    @property
    def table(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def entered(self) -> str: ...
    @property
    def usual(self) -> str: ...
    @property
    def true_at(self) -> datetime: ...
    @property
    def noted_at(self) -> datetime: ...


def kept_answers(tables: Mapping[str, Table], facts: Sequence[Kept]) -> list[Evaluation]:
    """Return what the tables say of the facts of one contact, as of when they were recorded."""
    if not facts:
        return []
    entered: dict[str, dict[str, str]] = {}
    for one in facts:
        entered.setdefault(one.table, {})[one.name] = one.entered
    first, usual = facts[0], next((one.usual for one in facts if one.usual), "")
    return answers(tables, entered, happened_at=first.true_at, at=first.noted_at, usual=usual)


def trouble(tables: Mapping[str, Table], entered: Entered, *, age: int | None) -> Trouble | None:
    """Return the first thing that cannot be recorded: no such table or input, not for this age, or not possible (P15)."""
    for name, of in entered.items():
        if name not in CHECKS or name not in tables:
            return Trouble(name, "", _("There is no check called %(name)s.") % {"name": name})
        table = tables[name]
        for key in of:
            if key not in asked(table):
                words = {"table": _(table.label), "name": key}
                return Trouble(name, key, _("%(table)s does not ask for %(name)s.") % words)
        if not for_age(table, age):
            return Trouble(name, next(iter(of)), _not_for_age(table))
        if found := evaluate(table, {key: Fact(text) for key, text in of.items()}).impossible:
            return Trouble(name, found[0], _impossible(table, found))
    return None


def _not_for_age(table: Table) -> str:
    words = {"table": _(table.label), "from": table.ages[0], "to": table.ages[1]}
    return _("%(table)s is for people of %(from)d to %(to)d years: leave it empty.") % words


def _impossible(table: Table, names: Sequence[str]) -> str:
    if len(names) > 1:
        labels = listed([_(table.in_conditions[name].label) for name in names])
        return _("%(labels)s do not go together: look at them again.") % {"labels": labels}
    of = table.inputs[names[0]]
    return _("%(label)s: %(bounds)s.") % {"label": _(of.label), "bounds": bounds_words(of)}


def bounds_words(of: Input) -> str:
    """Return what may be entered: 'enter a whole number from 0 to 80 a minute'."""
    if not of.is_number:
        return _("choose one of %(options)s") % {"options": ", ".join(map(_, of.options))}
    words = {"low": of.low, "high": of.high, "unit": _(of.unit) if of.unit else ""}
    if of.step is not None and of.step == 1:
        return (_("enter a whole number from %(low)s to %(high)s %(unit)s") % words).strip()
    if of.step is not None:
        return _("enter a number from %(low)s to %(high)s %(unit)s, in steps of %(step)s") % {**words, "step": of.step}
    return (_("enter a number from %(low)s to %(high)s %(unit)s") % words).strip()


def crossings(evaluations: Sequence[Evaluation]) -> list[Crossing]:
    """Return the rows of level 2 and more that hold, by table and worst first, with the facts they rest on."""
    return [
        Crossing(row.id, one.table.name, row.level, row.route, row.sentence, facts_of(one, row))
        for one in evaluations
        for row in one.fired
        if row.level is not None and row.level >= CROSSES
    ]


def notes(evaluations: Sequence[Evaluation]) -> list[str]:
    """Return the sentences of what is a note for the huddle and no more: of tables where nothing worse holds."""
    return [
        row.sentence
        for one in evaluations
        if one.outcome and one.outcome.worst == 1
        for row in one.fired
        if row.level == 1
    ]


def facts_of(one: Evaluation, row: Row) -> dict[str, str]:
    """
    Return what a row rests on as text by name: what was entered, then what was worked out from it.

    What can lead to the safeguarding lead goes only with the rows that do: a clinical escalation does not tell it.
    """
    names = one.values if one.parts else row.conditions
    told = [name for name in names if row.level == SAFEGUARDING or not is_restricted(one.table, name)]
    found = {name: str(one.values[name]) for name in told if one.values.get(name) is not None}
    if one.parts and one.score is not None:
        found[TOTAL] = str(one.score)
        if USUAL in found:
            found[ABOVE_USUAL] = str(one.score - int(found[USUAL]))
    return found


def is_restricted(table: Table, name: str) -> bool:
    """Say whether an input can lead to the safeguarding lead."""
    return any(row.level == SAFEGUARDING and name in row.conditions for row in table.rows)


def leads_to_safeguarding(table: Table) -> bool:
    """Say whether anything entered for a table can lead to the safeguarding lead."""
    return any(row.level == SAFEGUARDING for row in table.rows)


def is_kept_back(table: Table, name: str, answer: str) -> bool:
    """
    Say whether what was entered is for those alone who may open its concern, or would have led one.

    All of a table that asks about safeguarding only, whatever the answers: that it was asked tells. In tables that ask about more,
    what can lead to the safeguarding lead, unless it is an answer that calls for somebody else: a discharge is for everybody.
    """
    levels = {row.level for row in table.rows}
    if SAFEGUARDING in levels and not levels & OF_THE_TEAM:
        return True
    return is_restricted(table, name) and not any(
        row.level in OF_THE_TEAM and name in row.conditions and _holds(row, table, name, answer) for row in table.rows
    )


OF_THE_TEAM = frozenset({1, 2})
"""The levels that are the team's own: a note for the huddle, and a review."""


def _holds(row: Row, table: Table, name: str, answer: str) -> bool:
    return row.conditions[name].holds(Decimal(answer) if table.inputs[name].is_number else answer)
