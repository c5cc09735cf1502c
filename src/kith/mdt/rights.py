"""What may be decided in a meeting, and by whom: the topics of the decision rights, and the commands that meetings decide."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from kith.language import _, later, listed
from kith.mdt.right_rules import Ruled
from kith.policy.queries import all_rights, deciding_roles, right_of, role_label

WORK = "action.add"
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        WORK: later("Work to be done"),
        "caseload.set_entry": later("Risk tier, or how often somebody is seen"),
        "handover.close_person": later("Taking somebody off the list"),
    }
)
"""Commands that meetings decide before somebody carries them out on their own page; the topics stand beside them."""


def subjects(*, team_id: UUID, at: datetime) -> dict[str, str]:
    """Return what a decision may be about, by command or topic: its label. By the rights in force for the team."""
    topics = all_rights(team_id=team_id, at=at).topics.values()
    return {key: _(label) for key, label in COMMANDS.items()} | {one.topic: _(one.label) for one in topics}


def ruled(subject: str, role: str, *, team_id: UUID, at: datetime) -> Ruled | None:
    """Return what the rights in force for a team say of a role and a subject; None for a subject that is none."""
    topic = all_rights(team_id=team_id, at=at).topics.get(subject)
    if topic:
        who = [code for kind in ("decide", "inform") for code in sorted(topic.roles[kind])]
        verdict = topic.verdict_for(role)
        return Ruled(verdict, topic.rule, topic.to if verdict in ("inform", "propose") else "", _names(who))
    if subject not in COMMANDS:
        return None
    decision = right_of(subject, role, team_id=team_id, at=at)
    return Ruled(decision.verdict, decision.rule, decision.to, _names(deciding_roles(subject, team_id=team_id, at=at)))


def _names(codes: list[str]) -> str:
    return listed(role_label(code) for code in codes) if codes else ""
