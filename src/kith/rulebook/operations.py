"""
The only writers of a team's drafts: proposing, answering what a check finds, signing, withdrawing. Everybody for themselves.

`policy` keeps the versions. The second signature puts a draft in force, so that nobody publishes what others signed. Those of a
whole place stand in `floor_operations`.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from kith.act import Act, operation
from kith.message.parts import Tell
from kith.policy.check_rules import Finding
from kith.policy.in_force import Behind
from kith.policy.models import Scope
from kith.rulebook import drafting, queries
from kith.team.queries import members


@operation("rulebook.propose", sight=queries.sight_of_table)
def propose(
    *,
    act: Act,
    team_id: UUID,
    table: str,
    files: dict[str, str],
    why: str,
    from_day: date | None = None,
    replaces: UUID | None = None,
) -> UUID:
    """
    Keep another version of a table for a team, and say why; return its id. It is only run side by side until two others sign.

    files: the texts that change, by name of file; the rest is as in force, or as the draft that it replaces, which ends with it.
    What a check finds is kept with it: it is mended or answered before anybody signs.

    Raises:
        Refusal: without a reason, for a day that is past, a file a team does not write for itself, a text that cannot be read,
            nothing that differs, or a draft of somebody else in whose place it stands. NotVisible: for a draft that is not there.
    """
    return drafting.keep(act, TEAM, team_id, drafting.Wanted(table, files, why, from_day, replaces))


@operation("rulebook.answer", sight=queries.sight_of_draft)
def answer(*, act: Act, version_id: UUID, finding: str, words: str) -> None:
    """
    Say why a draft may be signed though a check found something in it.

    Raises:
        Refusal: without words; for what is not found (any more), or is mended and not answered; for a draft that is none.
    """
    drafting.keep_answer(act, TEAM, finding, words)


@operation("rulebook.sign", sight=queries.sight_of_draft)
def sign(*, act: Act, version_id: UUID) -> bool:
    """
    Sign a draft for oneself; return whether it is in force with this signature, from its day on. The team is told then.

    Two who sign at once: the second waits for the first.

    Raises:
        Refusal: for whoever proposed it, a second signature of one, a draft that is none any more or of which something that
            was found stands unanswered; as `policy.publish` for one that a newer floor overtook.
    """
    return drafting.keep_signature(act, TEAM)


@operation("rulebook.withdraw", sight=queries.sight_of_draft)
def withdraw(*, act: Act, version_id: UUID) -> None:
    """
    Give up a draft. It stays to be read; whoever proposed it is told where somebody else gives it up.

    Raises:
        Refusal: for somebody who neither proposed it nor may sign it, and for a draft that is none any more.
    """
    given_up, team_id = drafting.give_up(act, TEAM), act.thing.team_id
    assert team_id is not None
    act.add("message", Tell(team_id, given_up.proposed_by_id, "rules withdrawn", "rule version", version_id))


def _findings(version: Behind, _team_id: UUID, place_id: UUID, at: datetime) -> list[Finding]:
    floor = queries.floor_of(place_id=place_id, at=at)
    return queries.findings(version.table, queries.rules_of(version, place_id=place_id, at=at), floor)


def _ask_to_sign(act: Act, version: Behind, team_id: UUID, roles: Collection[str]) -> None:
    """Tell whoever may sign a draft, beside its proposer."""
    for one in members(team_id=team_id, at=act.at):
        if one.role in roles and one.account_id != version.proposed_by_id:
            act.add("message", Tell(team_id, one.account_id, "rules proposed", "rule version", version.id))


def _tell_all(act: Act, team_id: UUID, version_id: UUID) -> None:
    for one in members(team_id=team_id, at=act.at):
        act.add("message", Tell(team_id, one.account_id, "rules changed", "rule version", version_id))


TEAM = drafting.Level(Scope.TEAM, "rulebook.sign", _findings, _ask_to_sign, _tell_all)
