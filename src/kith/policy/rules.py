"""The decision-rights table and the roles it speaks of. Plain Python over plain text."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

VERDICTS = ("decide", "no")


@dataclass(frozen=True, slots=True)
class Role:
    """A role somebody can hold on a team: its code, its words, and the column of the rights table it reads."""

    code: str
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the table: a command, its rule id and sentence, and the verdict for each group of roles."""

    rule: str
    command: str
    sentence: str
    verdicts: dict[str, str]


class TableError(ValueError):
    """A shipped table does not hold together; the message names the row and the remedy."""


def read_roles(lines: Iterable[str]) -> dict[str, Role]:
    """Return the roles by code. Raises TableError for a repeated or empty code."""
    roles: dict[str, Role] = {}
    for number, row in enumerate(csv.DictReader(lines), start=2):
        role = Role(row["role"], row["label"], row["group"])
        if not role.code or role.code in roles:
            raise TableError(f"roles, row {number}: the role code {role.code!r} is empty or repeated")
        roles[role.code] = role
    return roles


def read_rights(lines: Iterable[str], groups: frozenset[str]) -> dict[str, Right]:
    """
    Return the rights by command.

    Raises:
        TableError: for a repeated command or rule id, a missing group column, or a verdict that is not decide or no.
    """
    rights: dict[str, Right] = {}
    seen: set[str] = set()
    for number, row in enumerate(csv.DictReader(lines), start=2):
        verdicts = {group: row.get(group) or "" for group in groups}
        if wrong := sorted(group for group, verdict in verdicts.items() if verdict not in VERDICTS):
            raise TableError(f"decision rights, row {number}: {wrong[0]} must say decide or no")
        if row["command"] in rights or row["id"] in seen:
            raise TableError(f"decision rights, row {number}: {row['command']} or {row['id']} stands twice")
        seen.add(row["id"])
        rights[row["command"]] = Right(row["id"], row["command"], row["sentence"], verdicts)
    return rights


def verdict_for(right: Right | None, role: Role | None) -> str:
    """Return what a role may. An unlisted command or role may nothing."""
    return right.verdicts.get(role.group, "no") if right and role else "no"


def who_may(right: Right | None, roles: Iterable[Role]) -> list[str]:
    """Return the labels of the people's roles that may decide, in the order of the table of roles: whom one can ask."""
    if right is None:
        return []
    return [role.label for role in roles if role.group != "kith" and verdict_for(right, role) == "decide"]
