"""What the form of another version holds: one row with its cells, or a file, and what may stand in each cell."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.policy.clock_rules import ABOUT, RAISED, STEPS, UNITS
from kith.policy.floor_rules import RuleSet
from kith.policy.queries import role_label
from kith.policy.route_rules import ACTS, ASKED
from kith.policy.rules import PRESSED_TO, RAISED_TO, SUBJECTS, UNREAD, VERDICTS
from kith.policy.set_up_rules import FACTS, MUST, SHOULD, STATEMENT
from kith.policy.table_rules import BASES, IMPOSSIBLE, LEVELS, Table
from kith.policy.value_rules import Input, TableError
from kith.rulebook.difference_presenter import cell_words, column_label
from kith.rulebook.presenter import LEVELS as LEVEL_WORDS
from kith.rulebook.presenter import route_label
from kith.rulebook.rules import (
    LARGEST,
    STANDS_BEHIND,
    Cells,
    Files,
    Sheet,
    file_for,
    file_with,
    files_to_add_to,
    free_id,
    read_sheet,
    with_new_row,
    with_row,
    without_step,
)
from kith.rulebook.shows import CellField
from kith.web import typed
from kith.web.shows import Option
from kith.web.words import first_up

CELL = "cell-"
"""How the field of a cell begins; its column follows."""
WRITTEN_WITH = ("reviewed", "status", "basis", "effective_from")
"""Columns that are written with a row: nobody fills them in."""
FIXED = (
    "id", "step", "part", "command", "topic", "subject", "tier", "what", "about", "after", "unit", "line", "effective_from",
    "reviewed", "status", "basis",
)  # fmt: skip
"""Columns that say which row it is, or that are written with it: nobody fills them in."""
LONG = ("sentence", "source", "roles", "decide", "inform", "propose")


def field_of(column: str) -> str:
    """Return the name of the field of a cell."""
    return f"{CELL}{column}"


def cells_of(form: QueryDict, sheet: Sheet, row: Cells, *, today: date) -> dict[str, str]:
    """Return a row as it was filled in: what was not sent stays; it is reviewed today and, where it differs, our own choice."""
    sent = {name: typed.text(form, field_of(name)) for name in sheet.columns if field_of(name) in form}
    written = {**row, **sent}
    if written != row and "reviewed" in row:
        written["reviewed"] = today.isoformat()
    if (
        any(sent.get(name, row.get(name)) != row.get(name) for name in row if name not in STANDS_BEHIND)
        and "basis" in row
    ):
        written["basis"] = BASES[-1]
    return written


def changed_files(form: QueryDict, files: Files, *, row: str, file: str, today: date) -> dict[str, str]:
    """
    Return the files with one row as it was filled in, or without it (`take_out`).

    Raises:
        Refusal: for a row that there is not.
    """
    sheet = read_sheet(files[file]) if file in files else Sheet((), ())
    found = sheet.row(row)
    if found is None:
        raise Refusal(_("There is no row %(row)s in this table.") % {"row": row}, field="row")
    if form.get("take_out"):
        return without_step(files, file, row)
    return with_row(files, file, cells_of(form, sheet, found, today=today))


def files_with_new_row(form: QueryDict, files: Files, *, file: str, table: Table | None, today: date) -> dict[str, str]:
    """
    Return the files with one row more, as it was filled in.

    Raises:
        Refusal: for a file to which no row is added, a row without an id, or with one that stands in the table already.
    """
    if file not in files_to_add_to(files):
        raise Refusal(_("No row is added here: each thing of this kind has its row already."), field="row")
    sheet = read_sheet(files[file])
    cells = new_cells(sheet, today)
    columns = new_columns(sheet, table)
    cells |= {name: typed.text(form, field_of(name)) for name in columns if field_of(name) in form}
    if not cells["id"]:
        raise Refusal(_("Give the row an id: it is named by it wherever it acted."), field=field_of("id"))
    if file_with(files, cells["id"]):
        raise Refusal(_("%(row)s stands in this table already.") % {"row": cells["id"]}, field=field_of("id"))
    return with_new_row(files, file, cells)


def new_cells(sheet: Sheet, today: date) -> dict[str, str]:
    """Return what a new row starts from: a free id, our own choice, reviewed today and again in a year, owned as the last row."""
    last = sheet.rows[-1] if sheet.rows else {}
    known = {
        "id": free_id(sheet), "status": "in force", "basis": BASES[-1], "reviewed": today.isoformat(),
        "effective_from": today.isoformat(), "next_review": (today + timedelta(days=365)).isoformat(),
        "owner": last.get("owner", ""), "source": last.get("source", ""),
    }  # fmt: skip
    return {name: known.get(name, "") for name in sheet.columns}


def new_columns(sheet: Sheet, table: Table | None) -> list[str]:
    """Return the columns that a new row fills in: those of its file, and the inputs of a table that no row asked about yet."""
    more = (
        [name for name in table.in_conditions if name not in sheet.columns]
        if table and "level" in sheet.columns
        else []
    )
    return [one for one in (*sheet.columns, *more) if one not in WRITTEN_WITH]


def new_fields(
    sheet: Sheet, cells: Cells, table: Table | None, rules: RuleSet
) -> tuple[list[CellField], list[CellField]]:
    """Return the fields of a row that is added, and of who stands behind it: also those that say which row it is."""
    shown = new_columns(sheet, table)
    fields = [_field(one, cells, table, rules, sheet) for one in shown if one not in STANDS_BEHIND]
    return fields, [_field(one, cells, table, rules, sheet) for one in shown if one in STANDS_BEHIND]


def uploaded_files(files: Files, content: bytes | None) -> dict[str, str]:
    """
    Return the files with the one that was uploaded in its place.

    Raises:
        Refusal: without a file, for one that is no text in UTF-8, too long, or whose columns are those of no file of the table.
    """
    if not content:
        raise Refusal(_("Choose a CSV file: the one you downloaded here, with your changes."), field="csv")
    if len(content) > LARGEST:
        raise Refusal(_("The file is too long for a rule table."), field="csv")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return {**files, file_for(files, text): text}
    except UnicodeDecodeError:
        raise Refusal(_("The file is not text in UTF-8: save it as CSV (UTF-8)."), field="csv") from None
    except TableError as error:
        raise Refusal(first_up(f"{error}."), field="csv") from error


def row_fields(
    sheet: Sheet, row: Cells, table: Table | None, rules: RuleSet
) -> tuple[list[CellField], list[CellField]]:
    """Return the fields of what a row says, and of who stands behind it."""
    shown = [one for one in sheet.columns if one not in FIXED]
    fields = [_field(one, row, table, rules) for one in shown if one not in STANDS_BEHIND]
    return fields, [_field(one, row, table, rules) for one in shown if one in STANDS_BEHIND]


def _field(column: str, row: Cells, table: Table | None, rules: RuleSet, sheet: Sheet | None = None) -> CellField:
    return CellField(
        field_of(column),
        column_label(column, table),
        _hint(column, table),
        _options(column, row, table, rules) or (_choices(column, sheet, table, rules) if sheet else []),
        column in LONG,
    )


def _hint(column: str, table: Table | None) -> str:
    if table is not None and column in table.in_conditions:
        return _condition_hint(table.in_conditions[column])
    if column in LONG[2:]:
        return _("Roles by their code, with | between them")
    return ""


def _condition_hint(of: Input) -> str:
    unknown = "" if of.is_required else _(" or ? for not known")
    if of.is_number:
        return unknown
    return ", ".join(of.options) + unknown


def _options(column: str, row: Cells, table: Table | None, rules: RuleSet) -> list[Option]:
    """Return what may be chosen for a cell; empty for a cell that is written."""
    known: Mapping[str, list[str]] = {
        "level": [*map(str, LEVELS), *([IMPOSSIBLE] if row.get("level") == IMPOSSIBLE else [])],
        "route": ["", *rules.routes] if table is not None else [],
        "act": list(ACTS),
        "asked": list(ASKED),
        "clock": ["clock", "service"],
        "to": list(_told(row.get("subject", ""))),
    }
    verdicts = ("decide", "no")
    if column in ("lead", "supervisor", "member", "manager", "kith") and "command" in row:
        return [Option(one, one) for one in verdicts]
    return [Option(one, _option(column, one, table)) for one in known.get(column, [])]


def _choices(column: str, sheet: Sheet, table: Table | None, rules: RuleSet) -> list[Option]:
    """Return what may be chosen for a cell that says which row it is, of a row that is added; empty for one that is written."""
    seen = list(dict.fromkeys(row.get(column, "") for row in sheet.rows))
    known: Mapping[str, Sequence[str]] = {
        "about": ABOUT, "after": (RAISED, *STEPS), "unit": UNITS, "subject": SUBJECTS, "part": seen,
        "route": [] if table is not None else list(rules.routes), "command": sorted(rules.rights), "verdict": VERDICTS,
        "step": STEPS if "about" in sheet.columns else (), "to": list(dict.fromkeys((*RAISED_TO, *PRESSED_TO))),
        "need": (MUST, SHOULD), "met_by": (STATEMENT, *FACTS), "answers": list(rules.roles),
    }  # fmt: skip
    if column == "to" and "subject" not in sheet.columns:
        return [Option("", _("None")), *(Option(one, first_up(role_label(one))) for one in rules.roles)]
    return [Option(one, _option(column, one, table)) for one in known.get(column, ())]


def _told(subject: str) -> tuple[str, ...]:
    if subject not in SUBJECTS:
        return ()
    return tuple(PRESSED_TO) if subject == UNREAD else RAISED_TO


def _option(column: str, value: str, table: Table | None) -> str:
    if column == "level" and value.isdecimal():
        return first_up(str(LEVEL_WORDS[int(value)]))
    if column == "route":
        return first_up(route_label(value)) if value else _("None")
    return first_up(role_label(value)) if column == "asked" else cell_words(column, value, table) or value
