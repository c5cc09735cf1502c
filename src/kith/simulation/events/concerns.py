"""
Now and then somebody raises a safeguarding concern; whoever is asked answers within half an hour, and the lead takes it on,
a few steps at each look, to its outcome.
"""

from collections.abc import Mapping
from datetime import time

from kith.caseload.queries import on_list
from kith.place.rules import LONDON
from kith.safeguarding import operations, queries
from kith.safeguarding.raising import Raised
from kith.safeguarding.rules import Step, latest, owed
from kith.simulation import words
from kith.simulation.borough import LEAD
from kith.simulation.reading import account_of, asked_in_private
from kith.simulation.scene import Scene

RAISED, ANSWERED = time(9, 40), time(10, 5)
TIMES = (RAISED, ANSWERED, time(11, 30), time(14, 40), time(16, 10))
CHANCE = 0.06
"""Of a team on a day that it works: about one a month."""
STEPS_AT_A_LOOK = 3
SAYS: Mapping[Step, Mapping[str, str]] = {
    Step.SAFETY: {"safe": "yes", "called": "nobody", "words": "A neighbour stays until tonight"},
    Step.VIEWS: {"asked": "yes", "words": "To be left in peace, and to keep the house", "advocate": "not needed"},
    Step.CAPACITY: {"decision": "Who looks after the money", "outcome": "not in doubt"},
    Step.CONSENT: {"agreed": "yes", "words": "Asked alone, in the kitchen"},
    Step.QUESTIONS: {
        "needs": "yes",
        "risk": "yes",
        "cannot_protect": "yes",
        "words": "Care twice a day, and no door lock",
    },
    Step.PARENTS: {"told": "yes", "words": "The mother agrees"},
    Step.HARM: {"significant": "not sure", "in_need": "yes", "words": "Not at school for three weeks"},
    Step.DECISION: {"refer": "yes", "words": "The council enquires"},
    Step.REFERRAL: {"to": "Adult social care", "how": "phone"},
    Step.AUTHORITY: {"decided": "no further action", "words": "The family has moved out; care goes on"},
    Step.CLOSING: {"reached": "partly", "words": "Safe at home; visited twice a week"},
}
"""What the lead writes down at each step, of adults and of children."""


def happen(scene: Scene) -> None:
    """Raise, answer or go on, by the time of day."""
    clock = scene.at.astimezone(LONDON).time()
    if clock == RAISED:
        _raise(scene)
    elif clock == ANSWERED:
        _answer(scene)
    else:
        _go_on(scene)


def _raise(scene: Scene) -> None:
    if scene.dice.random() >= CHANCE:
        return
    scene.act()
    there = [one for one in scene.there(scene.today()) if one != scene.team.lead]
    people = on_list(team_id=scene.team.id)
    if not there or not people:
        return
    person_id = scene.dice.choice(sorted(one.person_id for one in people))
    able = scene.who_can_open(person_id, there)
    if not able:
        return
    raised = Raised(scene.dice.choice(words.CONCERNS))
    act = scene.act(scene.dice.choice(able))
    operations.raise_concern(act=act, team_id=scene.team.id, person_id=person_id, raised=raised)


def _answer(scene: Scene) -> None:
    """Let whoever is asked answer what was raised this morning."""
    scene.acting.as_kith(scene.at)
    for one in asked_in_private(team_id=scene.team.id):
        act = scene.acting.act(one.account_id, one.role, scene.at)
        operations.answer(act=act, concern_id=one.id, version=one.version, words=scene.dice.choice(words.TAKEN_ON))


def _go_on(scene: Scene) -> None:
    """Let the lead record a few steps of each concern in hand, tell the council, and close what is whole."""
    account_id = account_of(username="safeguarding")
    if account_id is None:
        return
    act = scene.acting.act(account_id, LEAD, scene.at)
    mine = [one for one in queries.queue(team_id=scene.team.id) if one.is_whole and one.state == "answered"]
    for one in mine:
        for _look in range(STEPS_AT_A_LOOK):
            known = latest(queries.facts(concern_id=one.row.id))
            step = next(step for step in owed(one.row.about, known) if step is not Step.REVIEW)
            act = scene.acting.act(account_id, LEAD, scene.at)
            if step is not Step.CLOSING:
                operations.record(act=act, concern_id=one.row.id, step=step, answers=SAYS[step])
                continue
            operations.tell(act=act, concern_id=one.row.id, who="Adult social care", how="phone")
            act = scene.acting.act(account_id, LEAD, scene.at)
            version = queries.sight_of_concern(concern_id=one.row.id).row["escalation"].version
            operations.close(act=act, concern_id=one.row.id, version=version, answers=SAYS[step])
            break
