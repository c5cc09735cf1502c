"""Says in words what differs between two versions of a table, cell by cell."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as later_of

from kith.policy.queries import role_label
from kith.policy.table_rules import Table
from kith.rulebook.presenter import BASES, LEVELS, asked_words, route_label
from kith.rulebook.rules import STANDS_BEHIND, CellChange, RowChange, Sheet, read_sheet
from kith.rulebook.shows import CellWords, ChangeWords
from kith.web.words import first_up, plain_day

COLUMNS: Mapping[str, object] = {
    "about": later_of("a column of a rule table", "Whom it is about"),
    "acknowledgement": later_of("a column of a rule table", "Acknowledgement"),
    "act": later_of("a column of a rule table", "What is done"),
    "after": later_of("a column of a rule table", "Counted from"),
    "after_minutes": later_of("a column of a rule table", "After minutes"),
    "after_service_days": later_of("a column of a rule table", "After service days"),
    "ages": later_of("a column of a rule table", "Ages"),
    "answer_within_minutes": later_of("a column of a rule table", "Minutes to answer"),
    "answers": later_of("a column of a rule table", "Who answers for it"),
    "asked": later_of("a column of a rule table", "Who is asked"),
    "asks": later_of("a column of a rule table", "What to write"),
    "band": later_of("a column of a rule table", "Band"),
    "basis": later_of("a column of a rule table", "Where from"),
    "case": later_of("a column of a rule table", "In which case"),
    "clock": later_of("a column of a rule table", "Which clock"),
    "command": later_of("a column of a rule table", "Command"),
    "days": later_of("a column of a rule table", "Days"),
    "decide": later_of("a column of a rule table", "Decide"),
    "effective_from": later_of("a column of a rule table", "From"),
    "id": later_of("a column of a rule table", "Id"),
    "inform": later_of("a column of a rule table", "Decide, and somebody is told"),
    "kith": later_of("a column of a rule table", "Kith by itself"),
    "label": later_of("a column of a rule table", "Name"),
    "lead": later_of("a column of a rule table", "Team lead"),
    "level": later_of("a column of a rule table", "What follows"),
    "line": later_of("a column of a rule table", "Line"),
    "manager": later_of("a column of a rule table", "Place manager"),
    "may_override": later_of("a column of a rule table", "May act at once"),
    "met_by": later_of("a column of a rule table", "Met by"),
    "member": later_of("a column of a rule table", "Members"),
    "need": later_of("a column of a rule table", "Must or should"),
    "next_review": later_of("a column of a rule table", "Next review"),
    "number": later_of("a column of a rule table", "Number"),
    "owner": later_of("a column of a rule table", "Owner"),
    "part": later_of("a column of a rule table", "Part"),
    "points": later_of("a column of a rule table", "Points"),
    "propose": later_of("a column of a rule table", "Propose"),
    "repeat_minutes": later_of("a column of a rule table", "Asks again after, minutes"),
    "reviewed": later_of("a column of a rule table", "Reviewed"),
    "roles": later_of("a column of a rule table", "Who may"),
    "route": later_of("a column of a rule table", "Route"),
    "sentence": later_of("a column of a rule table", "Sentence for people"),
    "source": later_of("a column of a rule table", "Source"),
    "status": later_of("a column of a rule table", "Status"),
    "step": later_of("a column of a rule table", "Step"),
    "subject": later_of("a column of a rule table", "Waiting work"),
    "supervisor": later_of("a column of a rule table", "Supervisors"),
    "tier": later_of("a column of a rule table", "Risk"),
    "to": later_of("a column of a rule table", "To whom"),
    "topic": later_of("a column of a rule table", "Topic"),
    "unit": later_of("a column of a rule table", "Counted in"),
    "verdict": later_of("a column of a rule table", "What they may"),
    "what": later_of("a column of a rule table", "What it steers"),
    "within": later_of("a column of a rule table", "Within"),
    "within_minutes": later_of("a column of a rule table", "Answered within, minutes"),
}
"""What the columns of all tables are called; a condition is called as its input is."""
_DAYS = ("reviewed", "next_review", "effective_from")
_ROLES = ("roles", "asked", "answers", "decide", "inform", "propose", "to")


def column_label(column: str, table: Table | None) -> str:
    """Return what a column is called."""
    if table is not None and column in table.in_conditions:
        return _(table.in_conditions[column].label)
    return str(COLUMNS.get(column, column))


def changes(
    found: Sequence[RowChange], before: Mapping[str, str], after: Mapping[str, str], table: Table | None
) -> list[ChangeWords]:
    """Return what differs in words, row by row. `table` says what its inputs are called."""
    sheets = {name: (_sheet(before, name), _sheet(after, name)) for name in {one.file for one in found}}
    return [_change(one, *sheets[one.file], table) for one in found]


def _sheet(files: Mapping[str, str], name: str) -> Sheet:
    return read_sheet(files[name]) if files.get(name) else Sheet((), ())


def _change(one: RowChange, before: Sheet, after: Sheet, table: Table | None) -> ChangeWords:
    row = after.row(one.row) or before.row(one.row) or {}
    hidden: tuple[str, ...] = ("sentence", *_QUIET)
    if one.kind == "changed":
        hidden = ("reviewed",) if len(one.cells) > 1 else ()
    shown = [cell for cell in one.cells if cell.column not in hidden]
    return ChangeWords(one.row, _(row.get("sentence", "")), one.kind, [_cell(cell, table) for cell in shown])


_QUIET: tuple[str, ...] = ("status", "effective_from", "basis", "owner", "reviewed", "source")


def _cell(one: CellChange, table: Table | None) -> CellWords:
    before, after = (cell_words(one.column, text, table) for text in (one.before, one.after))
    return CellWords(column_label(one.column, table), before, after, is_aside=one.column in STANDS_BEHIND)


def cell_words(column: str, text: str, table: Table | None) -> str:
    """Return what stands in a cell as people say it; '' for an empty one."""
    if not text:
        return ""
    if table is not None and column in table.in_conditions:
        return first_up(asked_words(text))
    if column == "level":
        return first_up(str(LEVELS[int(text)])) if text.isdecimal() and int(text) in LEVELS else _("cannot go together")
    if column == "route":
        return first_up(route_label(text))
    if column in _DAYS:
        return _day(text)
    if column in _ROLES:
        return ", ".join(role_label(one.strip()) for one in text.split("|"))
    if column == "basis":
        return str(BASES.get(text, text))
    return _(text) if column in ("sentence", "source", "owner", "label") else text


def _day(text: str) -> str:
    try:
        return plain_day(date.fromisoformat(text))
    except ValueError:
        return text
