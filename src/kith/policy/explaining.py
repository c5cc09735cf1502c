"""What a role may, row by row: for the page of a role's decision rights and for `kith policy explain`."""

from dataclasses import dataclass
from typing import Any

from kith.language import _
from kith.policy.rules import Right, Rights, Topic, may_decide, verdict_for
from kith.policy.shipped import roles as all_roles


@dataclass(frozen=True, slots=True)
class RightRow:
    """
    What a role may with one command in one case ('' for every case), or with a topic that has no command yet.

    `to` is the role that is told or decides; `who_decides` are the codes of the roles that may decide it.
    """

    command: str
    case: str
    verdict: str
    rule: str
    sentence: str
    to: str
    within_minutes: int
    may_override: bool
    who_decides: tuple[str, ...]
    has_command: bool = True


def rights_of(role: str, rights: Rights) -> list[RightRow]:
    """Return what a role may by these rights, one row for each command and case, then the topics that have no command yet."""
    rows = [row for right in rights.commands.values() for row in _of_command(role, right)]
    return rows + [_of_topic(role, one) for one in rights.topics.values()]


def explained(role: str, what: str, rights: Rights) -> list[dict[str, Any]]:
    """Return what a role may with a command or topic by these rights, one mapping for each case that differs."""
    right = rights.commands.get(what)
    rows = _of_command(role, right) if right else [_of_topic(role, rights.topics[what])]
    return [
        {
            "case": one.case,
            "verdict": one.verdict,
            "rule": one.rule,
            "sentence": one.sentence,
            "to": one.to,
            "answer_within_minutes": one.within_minutes or None,
            "may_override": one.may_override,
            "who_decides": list(one.who_decides),
            "has_command": one.has_command,
        }
        for one in rows
    ]


def _of_command(role: str, right: Right) -> list[RightRow]:
    cases = sorted({case for _role, case in right.refined}) or [""]
    return [_row(role, right, case) for case in cases]


def _row(role: str, right: Right, case: str) -> RightRow:
    roles = all_roles()
    verdict, row = verdict_for(right, roles[role], case), right.row_for(role, case)
    who = tuple(code for code, one in roles.items() if may_decide(right, one, case))
    if row:
        return RightRow(
            right.command, case, verdict, row.rule, _(row.sentence), row.to, row.within_minutes, row.may_override, who
        )
    return RightRow(
        right.command, case, verdict, right.rule, _(right.sentence), "", 0, may_override=False, who_decides=who
    )


def _of_topic(role: str, topic: Topic) -> RightRow:
    verdict = topic.verdict_for(role)
    to = topic.to if verdict in ("inform", "propose") else ""
    who = tuple(code for code in all_roles() if topic.verdict_for(code) in ("decide", "inform"))
    return RightRow(
        topic.topic,
        "",
        verdict,
        topic.rule,
        _(topic.sentence),
        to,
        0,
        may_override=False,
        who_decides=who,
        has_command=False,
    )
