"""What the form of another version holds: one row with its cells, or a file, and what may stand in each cell."""

from collections.abc import Mapping
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.policy.floor_rules import RuleSet
from kith.policy.queries import role_label
from kith.policy.route_rules import ACTS, ASKED
from kith.policy.rules import PRESSED_TO, RAISED_TO, SUBJECTS, UNREAD
from kith.policy.table_rules import BASES, IMPOSSIBLE, LEVELS, Table
from kith.policy.value_rules import Input, TableError
from kith.rulebook.difference_presenter import cell_words, column_label
from kith.rulebook.presenter import LEVELS as LEVEL_WORDS
from kith.rulebook.presenter import route_label
from kith.rulebook.rules import LARGEST, STANDS_BEHIND, Cells, Files, Sheet, file_for, read_sheet, with_row, without_row
from kith.rulebook.shows import CellField
from kith.web import typed
from kith.web.shows import Option
from kith.web.words import first_up

CELL = "cell-"
"""How the field of a cell begins; its column follows."""
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
        return without_row(files, file, row)
    return with_row(files, file, cells_of(form, sheet, found, today=today))


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


def _field(column: str, row: Cells, table: Table | None, rules: RuleSet) -> CellField:
    return CellField(
        field_of(column),
        column_label(column, table),
        _hint(column, table),
        _options(column, row, table, rules),
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
