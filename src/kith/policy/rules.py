"""The decision-rights table and the roles it speaks of. Plain Python over plain text."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from kith.policy.value_rules import TableError

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
    """Return the labels, as written, of the people's roles that may decide, in the order of the table: whom one can ask."""
    if right is None:
        return []
    return [role.label for role in roles if role.group != "kith" and verdict_for(right, role) == "decide"]


SUBJECTS = ("overdue", "stale", "unaccepted")
RAISED_TO = ("owner", "named-lead", "duty-lead")


@dataclass(frozen=True, slots=True)
class Cadence:
    """One row of the table: to whom waiting work of a subject raises itself, how many service days after it began to wait."""

    rule: str
    subject: str
    step: int
    to: str
    after_service_days: int
    sentence: str


def read_cadences(lines: Iterable[str]) -> list[Cadence]:
    """
    Return the cadences by subject and step.

    Raises:
        TableError: for an unknown subject or receiver, a number that is none, a repeated id, or steps of a subject that do
            not count from 1 or come earlier than the step before.
    """
    found: list[Cadence] = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        if row["subject"] not in SUBJECTS or row["to"] not in RAISED_TO:
            raise TableError(f"cadences, row {number}: {row['subject']!r} or {row['to']!r} is not known")
        if not (row["step"].isdecimal() and row["after_service_days"].isdecimal()):
            raise TableError(f"cadences, row {number}: step and service days are whole numbers")
        days = int(row["after_service_days"])
        found.append(Cadence(row["id"], row["subject"], int(row["step"]), row["to"], days, row["sentence"]))
    if len({one.rule for one in found}) != len(found):
        raise TableError("cadences: an id stands twice")
    found.sort(key=lambda one: (SUBJECTS.index(one.subject), one.step))
    for subject in SUBJECTS:
        own = [one for one in found if one.subject == subject]
        days_after = [one.after_service_days for one in own]
        if [one.step for one in own] != list(range(1, len(own) + 1)) or days_after != sorted(days_after):
            raise TableError(f"cadences: the steps of {subject} must count from 1, none earlier than the one before")
    return found
