"""
At 14:20, once in the life of a team, a nurse proposes that a rule table asks for more than its place's floor; on the next
service day the team lead and somebody else who may sign it look at it and sign.
"""

from datetime import time

from kith.place.rules import local_day
from kith.policy.in_force import Behind, versions
from kith.policy.models import APPROVERS, Scope
from kith.policy.queries import right_of
from kith.policy.reading import shipped_files
from kith.rulebook import operations as rulebook
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene

TIMES = (time(14, 20),)
TABLE = "waterlow"
FILE = "thresholds/waterlow.csv"
OURS = (
    "10..14,at risk,0,,Waterlow 10 to 14: at risk.",
    '10..14,at risk,1,,"Waterlow 10 to 14: at risk, for the huddle."',
)
"""What ships and what is proposed: a skin at risk is a note for the huddle too."""


def happen(scene: Scene) -> None:
    """Propose once; sign what was proposed on a day before."""
    scene.act()
    held = versions(table=TABLE, team_id=scene.team.id, place_id=scene.team.info.place_id)
    own = [one for one in held if one.scope == Scope.TEAM]
    if not own:
        _propose(scene)
    elif own[0].effective_from is None and local_day(own[0].proposed_at) < scene.day:
        _sign(scene, own[0])


def _propose(scene: Scene) -> None:
    nurse = next((one for one in scene.team.members if one.role == "nurse"), None)
    if nurse is None or len(_signers(scene, nurse)) < APPROVERS:
        return
    text = shipped_files(TABLE)[FILE].replace(*OURS)
    rulebook.propose(
        act=scene.act(nurse), team_id=scene.team.id, table=TABLE, files={FILE: text}, why=words.WHY_STRICTER
    )


def _sign(scene: Scene, draft: Behind) -> None:
    proposer = next((one for one in scene.team.members if one.account_id == draft.proposed_by_id), scene.team.lead)
    left = APPROVERS - len(draft.approved_by)
    able = [one for one in _signers(scene, proposer) if one.made_up.name not in draft.approved_by]
    for member in able[:left]:
        rulebook.sign(act=scene.act(member), version_id=draft.id)


def _signers(scene: Scene, proposer: LivingMember) -> list[LivingMember]:
    """Return who may sign beside the proposer, in the order of the team."""
    return [
        one
        for one in scene.team.members
        if one.account_id != proposer.account_id
        and right_of("rulebook.sign", one.role, team_id=scene.team.id, at=scene.at).verdict == "decide"
    ]
