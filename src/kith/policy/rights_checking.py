"""Checking the decision rights as a whole: against the commands there are, the roles, and what is never withheld."""

from collections.abc import Collection, Mapping

from kith.language import _
from kith.policy import shipped
from kith.policy.check_rules import Finding
from kith.policy.rules import Right, Role, may_decide, verdict_for, withheld


def check_rights(rights: Mapping[str, Right], roles: Mapping[str, Role], commands: Collection[str]) -> list[Finding]:
    """
    Return what is wrong with the decision rights: a command and role without a row, a row without its command, what is never
    to be withheld and is, a proposal or something to be told that reaches nobody who decides, closing told in two ways.
    """
    found = [
        _right_finding("no right", "", command, role.code, _("%(command)s says nothing for a %(role)s."))
        for command in sorted(commands)
        for role in roles.values()
        if command not in rights or role.group not in rights[command].verdicts
    ]
    if commands:
        unknown = sorted(set(rights) - set(commands))
        found += [
            _right_finding("no command", rights[one].rule, one, "", _("%(command)s is no command.")) for one in unknown
        ]
    found += [
        _right_finding("withheld", rule, command, role, _("%(command)s is withheld from a %(role)s, and never may be."))
        for command, role, rule in withheld(rights, roles.values())
    ]
    return found + proposed_to_nobody(rights, roles) + _closing_told_twice(rights, roles)


def proposed_to_nobody(rights: Mapping[str, Right], roles: Mapping[str, Role]) -> list[Finding]:
    """Return the rows by which something is proposed to a role that may not decide it."""
    said = _("%(command)s is proposed by a %(role)s to somebody who may not decide it.")
    return [
        _right_finding("nobody decides", row.rule, right.command, code, said)
        for right in rights.values()
        for (code, case), row in right.refined.items()
        if row.verdict == "propose" and not may_decide(right, roles[row.to], case)
    ]


def changed_for_kith(rights: Mapping[str, Right], roles: Mapping[str, Role]) -> list[Finding]:
    """Return the rows that say of Kith itself something else than what ships: what it does by itself no table stops."""
    said = _("%(command)s says of Kith itself something else than what ships, and never may.")
    ours = shipped.rights()
    return [
        _right_finding("changed", right.rule, right.command, code, said)
        for right in rights.values()
        for code, role in roles.items()
        if role.group == "kith"
        and right.command in ours
        and verdict_for(right, role) != verdict_for(ours[right.command], role)
    ]


def _closing_told_twice(rights: Mapping[str, Right], roles: Mapping[str, Role]) -> list[Finding]:
    """Return where the right to close an escalation and the table of closing say different things."""
    right = rights.get("escalation.close")
    return [
        _right_finding(
            "told in two ways", rule.id, "escalation.close", code,
            _("For a %(role)s, %(command)s and the table of closing say different things at level {level}.").format(level=level),
        )
        for level, rule in shipped.closing().items()
        for code, role in roles.items()
        if right and role.group != "kith" and may_decide(right, role, f"level {level}") != (code in rule.roles)
    ]  # fmt: skip


def _right_finding(kind: str, rule: str, command: str, role: str, said: str) -> Finding:
    sentence = said % {"command": command, "role": role}
    example = {"command": command, "role": role} if role else {"command": command}
    return Finding(kind, "decision rights", (rule,) if rule else (), sentence, example)
