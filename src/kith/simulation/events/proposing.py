"""
Ten past every hour of service, proposals that nobody answered go on, and whoever is asked approves or refuses some; at 11:10
somebody who may only propose it asks for another risk tier or rhythm.
"""

from datetime import time

from kith.act.register import command_named
from kith.caseload.queries import entry_of
from kith.place.rules import in_london
from kith.policy.queries import right_of
from kith.proposal import operations as proposals
from kith.proposal.queries import ProposalRow, one, past_their_time, waiting
from kith.simulation import words
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene

TIMES = tuple(time(hour, 10) for hour in range(8, 17))
PROPOSES = time(11, 10)
CHANCE, ANSWERED, APPROVED = 0.5, 0.6, 0.7
COMMAND = "caseload.set_entry"
TIERS = ("low", "medium", "high")


def happen(scene: Scene) -> None:
    """Move on what is past its time, let those who are asked answer, and propose something new."""
    scene.acting.as_kith(scene.at)
    for proposal_id, _by in past_their_time(team_id=scene.team.id, at=scene.at):
        proposals.move_on(act=scene.acting.as_kith(scene.at), proposal_id=proposal_id)
    scene.act()
    for proposal_id in waiting(team_id=scene.team.id):
        if scene.dice.random() < ANSWERED:
            scene.act()
            _answer(scene, one(proposal_id=proposal_id))
    if in_london(scene.at).time() == PROPOSES and scene.dice.random() < CHANCE:
        _propose(scene)


def _answer(scene: Scene, row: ProposalRow) -> None:
    """Let whoever is asked decide, if they are of the team, decide this by their role, and can open the record."""
    asked = next((one for one in scene.team.members if one.account_id == row.asked_account_id), None)
    if asked is None or _right(scene, row.command, asked.role, row.case) != "decide":
        return
    if row.proposed_by_id == asked.account_id or not scene.who_can_open(row.person_id, [asked]):
        return
    do = proposals.approve if scene.dice.random() < APPROVED else proposals.refuse
    do(act=scene.act(asked), proposal_id=row.id, version=row.version, words=scene.dice.choice(words.ANSWERED))


def _right(scene: Scene, command: str, role: str, case: str = "") -> str:
    return right_of(command, role, case, team_id=scene.team.id, at=scene.at).verdict


def _propose(scene: Scene) -> None:
    scene.act()
    people, today = on_list(team_id=scene.team.id), scene.today()
    if waiting(team_id=scene.team.id) or not people:
        return
    who = scene.dice.choice(people)
    able = [one for one in scene.there(today) if _right(scene, COMMAND, one.role) == "propose"]
    entry = entry_of(team_id=scene.team.id, person_id=who.person_id)
    proposers = scene.who_can_open(who.person_id, able)
    if not proposers or entry is None:
        return
    tier = scene.dice.choice([one for one in TIERS if one != entry.risk_tier])
    arguments = {"entry_id": entry.id, "version": entry.version, "risk_tier": tier, "cadence_days": who.cadence_days}
    proposals.propose(
        act=scene.act(scene.dice.choice(proposers)),
        command=COMMAND,
        command_version=1,
        body=command_named(COMMAND).encode(arguments),
        reason=scene.dice.choice(words.PROPOSED_BECAUSE),
    )
