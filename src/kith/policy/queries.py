"""Asking the tables: what may this role do, by which rule, and who may if it may not."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from kith.act.seams import Decision
from kith.act.types import Act, Thing
from kith.language import _, listed
from kith.policy.closing_rules import Closing, read_closing
from kith.policy.route_rules import Route, read_routes
from kith.policy.rules import (
    DECIDES,
    Cadence,
    Right,
    Role,
    Topic,
    read_cadences,
    read_rights,
    read_role_rights,
    read_roles,
    read_topics,
    refine,
    verdict_for,
    who_may,
)
from kith.policy.table_rules import Table, read_tables
from kith.trail.queries import done_beyond, done_by_role


def tables_folder() -> Path:
    """Return where the shipped tables stand: beside the code in an installed product, at the top of a checkout."""
    if given := os.environ.get("KITH_POLICY"):
        return Path(given)
    shipped = Path(__file__).parent / "tables"
    return shipped if shipped.is_dir() else Path(__file__).parents[3] / "policy"


@cache
def roles() -> dict[str, Role]:
    """Return the roles by code, read once."""
    return read_roles((tables_folder() / "roles.csv").read_text(encoding="utf-8").splitlines())


@cache
def rights() -> dict[str, Right]:
    """Return the decision rights by command, with what refines them for single roles, read once."""
    groups = frozenset(role.group for role in roles().values())
    by_group = read_rights(_lines(tables_folder() / "decision-rights.csv"), groups)
    return refine(by_group, read_role_rights(_lines(tables_folder() / "role-rights.csv"), roles()))


@cache
def topics() -> tuple[Topic, ...]:
    """Return what is decided for a person and has no command yet, read once."""
    return tuple(read_topics(_lines(tables_folder() / "topics.csv"), roles()))


@cache
def cadences() -> tuple[Cadence, ...]:
    """Return to whom waiting work raises itself and when, by subject and step, read once."""
    return tuple(read_cadences((tables_folder() / "cadences.csv").read_text(encoding="utf-8").splitlines()))


@cache
def thresholds() -> dict[str, Table]:
    """Return the shipped threshold tables by name, read once."""
    return read_thresholds(tables_folder())


def read_thresholds(folder: Path) -> dict[str, Table]:
    """Return the threshold tables of a folder by name. Raises TableError for what does not hold together."""
    return read_tables(
        _lines(folder / "tables.csv"),
        _lines(folder / "inputs.csv"),
        _texts(folder / "scores"),
        _texts(folder / "thresholds"),
    )


@cache
def closing() -> dict[int, Closing]:
    """Return who may close an escalation, by level, read once."""
    return read_closing(_lines(tables_folder() / "closing.csv"), roles())


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one shipped table: the lines that describe it and its inputs, its points and its rows by its name."""

    tables: list[str]
    inputs: list[str]
    scores: dict[str, str]
    thresholds: dict[str, str]


def texts_of(name: str) -> Texts:
    """Return the texts of one shipped table, for a team's own to take the place of some."""
    folder = tables_folder()
    tables, inputs = _lines(folder / "tables.csv"), _lines(folder / "inputs.csv")
    return Texts(
        [tables[0], *(line for line in tables[1:] if line.startswith(f"{name},"))],
        [inputs[0], *(line for line in inputs[1:] if line.startswith(f"{name},"))],
        {stem: text for stem, text in _texts(folder / "scores").items() if stem == name},
        {stem: text for stem, text in _texts(folder / "thresholds").items() if stem == name},
    )


@cache
def routes() -> dict[str, Route]:
    """Return the shipped escalation routes by code, read once."""
    return read_routes(_lines(tables_folder() / "routes.csv"))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))}


def role_label(code: str) -> str:
    """Return the words of a role; the code itself for one that the table no longer has."""
    role = roles().get(code)
    return _(role.label) if role else code


def decide(act: Act, command: str, thing: Thing | None) -> Decision:
    """
    Say what the actor's role may do with a command on a thing, by which rule, in a sentence.

    The role must be held on the thing's own team: a team lead of one team is not the lead of the next. `case` in the row of
    the thing says which case of it this is ('level 2'), where a rule tells cases apart.
    """
    right, role = rights().get(command), roles().get(act.role)
    rule = right.rule if right else "RIGHT-0"
    if thing and thing.team_id and act.role not in act.roles_in(thing.team_id) and not _is_kith(role):
        return Decision("no", rule, _sentence_for_other_team(act, thing))
    return right_of(command, act.role, case_of(thing))


def case_of(thing: Thing | None) -> str:
    """Return which case of it a thing is, where its rights tell cases apart; '' elsewhere."""
    return str(thing.row.get("case", "")) if thing else ""


def right_of(command: str, role_code: str, case: str = "") -> Decision:
    """Return what a role may do with a command in a case, as the tables say, whoever holds it."""
    right, role = rights().get(command), roles().get(role_code)
    row = right.row_for(role_code, case) if right and role else None
    verdict = verdict_for(right, role, case)
    if row and verdict != "no":
        return Decision(verdict, row.rule, _(row.sentence), row.to, row.within_minutes, row.may_override)
    rule = row.rule if row else right.rule if right else "RIGHT-0"
    if verdict == "decide":
        return Decision("decide", rule, right.sentence if right else "")
    words = {
        "role": role_label(role_code) or _("nobody"),
        "rule": rule,
        "who": ", ".join(map(_, who_may(right, roles().values(), case))) or _("nobody yet"),
    }
    return Decision("no", rule, _("A %(role)s may not do this (%(rule)s). Who can: %(who)s.") % words)


def deciding_roles(command: str, case: str = "") -> list[str]:
    """Return the codes of the people's roles that decide a command in a case without telling anybody, in the table's order."""
    right = rights().get(command)
    return [code for code, role in roles().items() if verdict_for(right, role, case) == "decide" and not _is_kith(role)]


def _is_kith(role: Role | None) -> bool:
    return role is not None and role.group == "kith"


def _sentence_for_other_team(act: Act, thing: Thing) -> str:
    assert thing.team_id is not None
    held = sorted(role_label(code) for code in act.roles_in(thing.team_id))
    if held:
        words = {"roles": listed(held)}
        return _("On this team you are %(roles)s. Change your role in the You menu, then try again.") % words
    return _("This belongs to a team that you are not on. Ask its duty lead.")


_VIOLATIONS: Mapping[str, str] = {
    "{0} was done {2} times by a {1}, whose role may not": "beyond",
    "version {0} of a rule table is published, and fewer than two people other than its proposer approved it": "alone",
    "version {0} of a rule table does not say what its digest says": "altered",
    "version {0}, the {1} of a team, is laxer than the floor of its place: {2}": "laxer",
}
"""What doctor says of versions, and which of `kith.policy.soundness` finds it."""


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promises P7 and P11: run by doctor with the role that sees everything.

    What the trail says was done by a role that may not decide it, as the tables that ship say since they do; what was
    overridden with a reason, where its rule lets that be, is none.

    A published version without two approvers beside its proposer; one whose text was changed; a team's that is laxer than its
    floor, in force or to come.
    """
    from kith.policy.soundness import found

    rows = found(at)
    rows["beyond"] = list(beyond_rights())
    said: dict[str, list[str]] = {"P7": [], "P11": []}
    for sentence, kind in _VIOLATIONS.items():
        said["P7" if kind == "beyond" else "P11"] += [sentence.format(*row) for row in rows[kind]]
    return said


def beyond_rights() -> list[tuple[str, str, int]]:
    """Return what was done beyond a right: command, role in words, how often. Two statements at most."""
    suspect: dict[tuple[str, str], tuple[bool, datetime | None]] = {}
    for command, code in done_by_role():
        right, role = rights().get(command), roles().get(code)
        if right is None or role is None:
            continue
        cases = {"", *(case for _role, case in right.refined)}
        found = [(verdict_for(right, role, case), right.row_for(code, case)) for case in cases]
        if any(verdict in DECIDES for verdict, _row in found):
            continue
        rows = [row for _verdict, row in found if row]
        since = min((row.effective_from for row in rows), default=None)
        may_override = any(row.may_override for row in rows)
        suspect[command, code] = (may_override, datetime.combine(since, time(), UTC) if since else None)
    return [(command, role_label(code), number) for command, code, number in done_beyond(suspects=suspect) if number]
