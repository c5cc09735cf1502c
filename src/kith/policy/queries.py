"""Asking the tables in force: what may this role do, by which rule, and who may if it may not; and what doctor counts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kith.act.seams import Decision
from kith.act.types import Act, Thing
from kith.language import _, listed
from kith.policy.by_link import BY_LINK, decided_by_link
from kith.policy.floor_rules import STRICTER
from kith.policy.in_force import published, rights_by
from kith.policy.rules import Right, Rights, Role, Topic, verdict_for, who_may
from kith.policy.seams import seams
from kith.policy.shipped import (
    cadences,
    closing,
    read_thresholds,
    rights,
    roles,
    routes,
    set_up_list,
    tables_folder,
    texts_of,
    thresholds,
    topics,
)


def role_label(code: str) -> str:
    """Return the words of a role; the code itself for one that the table no longer has."""
    if code == BY_LINK:
        return _("partner, by link")
    role = roles().get(code)
    return _(role.label) if role else code


def decide(act: Act, command: str, thing: Thing | None) -> Decision:
    """
    Say what the actor's role may do with a command on a thing, by which rule, in a sentence.

    By the rights in force for the thing's team at the moment of the act; for a thing of no team, by the strictest of those
    teams on which the actor holds the role. What Kith does by itself is as it ships: no table stops a clock.

    The role must be held on the thing's own team: a team lead of one team is not the lead of the next. `case` in the row of
    the thing says which case of it this is ('level 2'), where a rule tells cases apart. No statement for teams that this
    process has read.
    """
    case = case_of(thing)
    if _is_kith(roles().get(act.role)):
        return right_of(command, act.role, case)
    if thing and thing.team_id and act.role not in act.roles_in(thing.team_id):
        right = rights().get(command)
        return Decision("no", right.rule if right else "RIGHT-0", _sentence_for_other_team(act, thing))
    if act.role == BY_LINK:
        return decided_by_link(command)
    found = decided_on(act, command, thing).values()
    return min(found, key=_strictness, default=None) or right_of(command, act.role, case)


def decided_on(act: Act, command: str, thing: Thing | None) -> dict[UUID, Decision]:
    """Return what each team's rights say whose word counts: the thing's own; else those on which the actor holds the role."""
    own = [thing.team_id] if thing and thing.team_id else None
    teams = own or sorted({seat.team_id for seat in act.seats if seat.role == act.role})
    found = rights_of_teams(command, teams, act.at)
    return {team: _said(right, act.role, case_of(thing)) for team, right in zip(teams, found, strict=True)}


def _strictness(decision: Decision) -> int:
    return STRICTER.index(decision.verdict)


def case_of(thing: Thing | None) -> str:
    """Return which case of it a thing is, where its rights tell cases apart; '' elsewhere."""
    return str(thing.row.get("case", "")) if thing else ""


def right_for(command: str, *, team_id: UUID | None, at: datetime) -> Right | None:
    """Return the right to a command as it is in force for a team at a moment; without a team, as it ships."""
    return next(iter(rights_of_teams(command, [team_id], at)), None) if team_id else rights().get(command)


def rights_of_teams(command: str, team_ids: Collection[UUID], at: datetime) -> Sequence[Right | None]:
    """Return the right to a command as it is in force for each team at a moment, in their order."""
    index = published() if team_ids else {}
    if not index:
        return [rights().get(command)] * len(team_ids)
    places = seams.places_of(team_ids)
    found = [rights_by(index, team_id=team, place_id=places.get(team), at=at) for team in team_ids]
    return [next((one.commands[command] for one in layers if command in one.commands), None) for layers in found]


def all_rights(*, team_id: UUID, at: datetime) -> Rights:
    """Return every right by command, and every topic that has no command, as they are in force for a team; as `right_for`."""
    place_id, index = seams.places_of([team_id]).get(team_id), published()
    commands: dict[str, Right] = {}
    known: dict[str, Topic] = {}
    for one in reversed(rights_by(index, team_id=team_id, place_id=place_id, at=at)):
        commands |= one.commands
        known |= one.topics
    return Rights(commands, known)


def right_of(
    command: str, role_code: str, case: str = "", *, team_id: UUID | None = None, at: datetime | None = None
) -> Decision:
    """Return what a role may do with a command in a case, whoever holds it: for a team at a moment, else as the tables ship."""
    right = right_for(command, team_id=team_id, at=at) if team_id and at else rights().get(command)
    return _said(right, role_code, case)


def _said(right: Right | None, role_code: str, case: str) -> Decision:
    role = roles().get(role_code)
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


def deciding_roles(
    command: str, case: str = "", *, team_id: UUID | None = None, at: datetime | None = None
) -> list[str]:
    """
    Return the codes of the people's roles that decide a command in a case without telling anybody, in the table's order: as
    it is in force for a team at a moment, else as it ships.
    """
    right = right_for(command, team_id=team_id, at=at) if team_id and at else rights().get(command)
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

    What the trail says was done by a role that might not decide it by the rights of that moment; what was overridden with a
    reason, where its rule lets that be, is none.

    A published version without two approvers beside its proposer; one whose text was changed; a team's that is laxer than its
    floor, in force or to come.
    """
    from kith.policy.beyond import beyond_rights
    from kith.policy.soundness import found

    rows = found(at)
    rows["beyond"] = list(beyond_rights())
    said: dict[str, list[str]] = {"P7": [], "P11": []}
    for sentence, kind in _VIOLATIONS.items():
        said["P7" if kind == "beyond" else "P11"] += [sentence.format(*row) for row in rows[kind]]
    return said


__all__ = [
    "all_rights",
    "cadences",
    "case_of",
    "closing",
    "decide",
    "decided_on",
    "deciding_roles",
    "read_thresholds",
    "right_for",
    "right_of",
    "rights",
    "rights_of_teams",
    "role_label",
    "roles",
    "routes",
    "set_up_list",
    "tables_folder",
    "texts_of",
    "thresholds",
    "topics",
    "violations",
]
