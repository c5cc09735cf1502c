"""The decision-rights tables and the roles they speak of. Plain Python over plain text."""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from kith.policy.value_rules import TableError

VERDICTS = ("decide", "inform", "propose", "no")
"""What a role may, most first: decide; decide and somebody is told; propose to somebody who decides; nothing."""
DECIDES = frozenset({"decide", "inform"})
ONLY, ANOTHER = "only ", "another role"
"""The case of a thing that names the one role which decides it ('only gp'), and the case that it is for every other role."""
NEVER_WITHHELD = (
    "action.add",
    "action.comment",
    "agency.object",
    "caseload.look_through",
    "contact.record",
    "contact.settle",
    "escalation.raise",
    "escalation.spare",
    "escalation.tell",
    "handover.absent_now",
    "handover.record_death",
    "huddle.raise",
    "mdt.raise",
    "person.record_death",
    "safeguarding.raise_concern",
    "team.record_absence",
)
"""Raising a concern and recording a fact: every role of a team decides them, whatever else a table says."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role somebody can hold on a team: its code, its words, and the column of the rights table it reads."""

    code: str
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class RoleRight:
    """
    One row that refines a command for single roles, in one case of the thing ('level 2'; '' for every case).

    `to` is the role that is told (inform) or decides (propose), within so many minutes of service time. `may_override` lets
    the role act at once all the same, with a reason that is kept and told.
    """

    rule: str
    command: str
    roles: tuple[str, ...]
    case: str
    verdict: str
    to: str
    within_minutes: int
    may_override: bool
    sentence: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the table: a command, its rule id and sentence, the verdict for each group of roles, and what refines it."""

    rule: str
    command: str
    sentence: str
    verdicts: dict[str, str]
    refined: Mapping[tuple[str, str], RoleRight] = field(default_factory=lambda: MappingProxyType({}))

    def row_for(self, role: str, case: str = "") -> RoleRight | None:
        """
        Return the row that refines this command for a role: of its case, else of every case; None without one.

        Where the thing names the role that decides it, others read the row of another role, and propose it to that one.
        """
        named = case.removeprefix(ONLY) if case.startswith(ONLY) else ""
        if named:
            case = "" if role == named else ANOTHER
        row = self.refined.get((role, case)) or self.refined.get((role, ""))
        return replace(row, to=named) if row and named and row.verdict == "propose" else row


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that is decided for a person and has no command yet: who decides, decides and tells, or proposes it to whom."""

    rule: str
    topic: str
    label: str
    roles: Mapping[str, frozenset[str]]
    to: str
    sentence: str

    def verdict_for(self, role: str) -> str:
        """Return what a role may: no where no column names it."""
        return next((verdict for verdict, roles in self.roles.items() if role in roles), "no")


@dataclass(frozen=True, slots=True)
class Rights:
    """What one version of the decision rights says: each command by its name, and each topic that has no command yet."""

    commands: Mapping[str, Right]
    topics: Mapping[str, Topic]


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
        TableError: for a repeated command or rule id, a missing group column, or a verdict that is not decide or no: what
            needs somebody to be told or to decide is said for single roles (`refine`).
    """
    rights: dict[str, Right] = {}
    seen: set[str] = set()
    for number, row in enumerate(csv.DictReader(lines), start=2):
        verdicts = {group: row.get(group) or "" for group in groups}
        if wrong := sorted(group for group, verdict in verdicts.items() if verdict not in ("decide", "no")):
            raise TableError(f"decision rights, row {number}: {wrong[0]} must say decide or no")
        if row["command"] in rights or row["id"] in seen:
            raise TableError(f"decision rights, row {number}: {row['command']} or {row['id']} stands twice")
        seen.add(row["id"])
        rights[row["command"]] = Right(row["id"], row["command"], row["sentence"], verdicts)
    return rights


def read_role_rights(lines: Iterable[str], roles: Collection[str]) -> list[RoleRight]:
    """
    Return the rows that refine rights for single roles.

    Raises:
        TableError: for a repeated id, an unknown role or verdict, a row that tells or asks nobody, a time to answer that is
            none, or an override of something else than a proposal.
    """
    found: list[RoleRight] = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        where = f"role rights, row {number}"
        own = _roles_of(row["roles"], roles, where)
        if row["id"] in {one.rule for one in found}:
            raise TableError(f"{where}: {row['id']} stands twice")
        if row["verdict"] not in VERDICTS:
            raise TableError(f"{where}: the verdict must be one of {', '.join(VERDICTS)}")
        if (row["verdict"] in ("inform", "propose")) != (row["to"] in roles):
            raise TableError(f"{where}: name in `to` the role that is told or decides, and only there")
        if (row["verdict"] == "propose") != (row["answer_within_minutes"].isdecimal()):
            raise TableError(f"{where}: a proposal, and nothing else, has minutes to answer, a whole number")
        if row["may_override"] not in ("", "yes") or (row["may_override"] and row["verdict"] != "propose"):
            raise TableError(f"{where}: may_override is yes or empty, and only of a proposal")
        found.append(
            RoleRight(
                row["id"], row["command"], own, row["case"], row["verdict"], row["to"],
                int(row["answer_within_minutes"] or 0), row["may_override"] == "yes", row["sentence"],
                date.fromisoformat(row["effective_from"]),
            )
        )  # fmt: skip
    return found


def refine(rights: Mapping[str, Right], rows: Iterable[RoleRight]) -> dict[str, Right]:
    """
    Return the rights with what refines them for single roles.

    Raises:
        TableError: for a command that has no row of its own, or a role that two rows refine in one case.
    """
    refined: dict[str, dict[tuple[str, str], RoleRight]] = {}
    for row in rows:
        if row.command not in rights:
            raise TableError(f"role rights: {row.rule} refines {row.command}, which has no row in the decision rights")
        own = refined.setdefault(row.command, {})
        for role in row.roles:
            if (role, row.case) in own:
                raise TableError(f"role rights: {row.rule} and {own[role, row.case].rule} both speak of {role}")
            own[role, row.case] = row
    return {
        name: replace(right, refined=MappingProxyType(refined[name])) if name in refined else right
        for name, right in rights.items()
    }


def read_topics(lines: Iterable[str], roles: Collection[str]) -> list[Topic]:
    """Return what is decided and has no command yet. Raises TableError for an unknown role, or one that stands in two columns."""
    found: list[Topic] = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        where = f"topics, row {number}"
        own = {verdict: frozenset(_roles_of(row[verdict], roles, where)) for verdict in ("decide", "inform", "propose")}
        if sum(map(len, own.values())) != len(frozenset().union(*own.values())):
            raise TableError(f"{where}: a role stands in two columns")
        if row["to"] not in roles:
            raise TableError(f"{where}: there is no role {row['to']!r}")
        found.append(Topic(row["id"], row["topic"], row["label"], own, row["to"], row["sentence"]))
    return found


def _roles_of(text: str, roles: Collection[str], where: str) -> tuple[str, ...]:
    own = tuple(one.strip() for one in text.split("|"))
    if strange := next((one for one in own if one not in roles), None):
        raise TableError(f"{where}: there is no role {strange!r}")
    return own


def verdict_for(right: Right | None, role: Role | None, case: str = "") -> str:
    """Return what a role may in a case. An unlisted command or role may nothing."""
    if not right or not role:
        return "no"
    row = right.row_for(role.code, case)
    return row.verdict if row else right.verdicts.get(role.group, "no")


def who_may(right: Right | None, roles: Iterable[Role], case: str = "") -> list[str]:
    """Return the labels, as written, of the people's roles that may decide, in the order of the table: whom one can ask."""
    return [role.label for role in roles if may_decide(right, role, case)]


def may_decide(right: Right | None, role: Role | None, case: str = "") -> bool:
    """Say whether somebody in a role may decide, and so approve what another proposes: no for Kith itself, which is nobody."""
    return bool(role) and role.group != "kith" and verdict_for(right, role, case) in DECIDES  # type: ignore[union-attr]  # bool(role)


def withheld(rights: Mapping[str, Right], roles: Iterable[Role]) -> list[tuple[str, str, str]]:
    """Return what is withheld though it never may be: command, role, rule. Of everybody who works on a team."""
    found = []
    for role in roles:
        if role.group in ("kith", "manager"):
            continue
        for command in NEVER_WITHHELD:
            right = rights.get(command)
            cases = {"", *(case for _role, case in right.refined)} if right else {""}
            found += [
                (command, role.code, right.rule if right else "")
                for case in sorted(cases)
                if verdict_for(right, role, case) != "decide"
            ]
    return found


UNREAD = "unread"
"""Something urgent that whoever was told has neither read nor acted on: its steps count minutes of the clock."""
CONTRADICTION = "contradiction"
"""Two instructions that contradict: its one step says by when whoever is asked settles it."""
SUBJECTS = ("overdue", "stale", "unaccepted", UNREAD, CONTRADICTION)
RAISED_TO = ("owner", "named-lead", "duty-lead")
PRESSED_TO = ("owner", "named-lead", "team-lead")
"""To whom something unread goes."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """
    One row of the table: to whom waiting work of a subject raises itself, how many service days after it began to wait.

    What is unread goes on after so many minutes of the clock instead.
    """

    rule: str
    subject: str
    step: int
    to: str
    after_service_days: int
    sentence: str
    after_minutes: int = 0

    @property
    def wait(self) -> tuple[int, int]:
        """How long it waits: service days, then minutes."""
        return self.after_service_days, self.after_minutes


def read_cadences(lines: Iterable[str]) -> list[Cadence]:
    """
    Return the cadences by subject and step.

    Raises:
        TableError: for an unknown subject or receiver, a number that is none, a repeated id, or steps of a subject that do
            not count from 1 or come earlier than the step before.
    """
    found: list[Cadence] = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        if row["subject"] not in SUBJECTS or row["to"] not in (PRESSED_TO if row["subject"] == UNREAD else RAISED_TO):
            raise TableError(f"cadences, row {number}: {row['subject']!r} or {row['to']!r} is not known")
        if not (row["step"].isdecimal() and row["after_service_days"].isdecimal()):
            raise TableError(f"cadences, row {number}: step and service days are whole numbers")
        days, minutes = int(row["after_service_days"]), row.get("after_minutes") or "0"
        if not minutes.isdecimal() or (days if row["subject"] == UNREAD else int(minutes)):
            raise TableError(f"cadences, row {number}: what is unread waits whole minutes, all else service days")
        found.append(
            Cadence(row["id"], row["subject"], int(row["step"]), row["to"], days, row["sentence"], int(minutes))
        )
    if len({one.rule for one in found}) != len(found):
        raise TableError("cadences: an id stands twice")
    found.sort(key=lambda one: (SUBJECTS.index(one.subject), one.step))
    for subject in SUBJECTS:
        own = [one for one in found if one.subject == subject]
        waits = [one.wait for one in own]
        if [one.step for one in own] != list(range(1, len(own) + 1)) or waits != sorted(waits):
            raise TableError(f"cadences: the steps of {subject} must count from 1, none earlier than the one before")
    return found
