"""
At 3:40pm Kith brings to the queue what is looked at afterwards; the clinical supervisor works it, keeps a session with
whoever is due next, and a member answers a note.
"""

from datetime import time, timedelta

from kith.place.rules import local_day
from kith.policy.supervision_rules import SESSION_DAYS
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene
from kith.supervision import operations as supervision
from kith.supervision import queries
from kith.supervision.gathering import gather, to_gather
from kith.supervision.measures import number_of
from kith.supervision.operations import ANSWER, CAME_OF_IT, Agreed
from kith.supervision.presenter import due_of

TIMES = (time(15, 40),)
LOOKED, NOTED, ANSWERED, AGREED = 0.35, 0.2, 0.5, 0.6
"""Shares of the lines that are looked at and noted, of the notes that are answered, of the sessions that agree on work."""
AHEAD = timedelta(days=21)
"""How long before its day a session may be kept."""
MOST_TALKED = 3


def happen(scene: Scene) -> None:
    """Gather, work the queue, keep at most one session, and let one note be answered."""
    act = scene.acting.as_kith(scene.at)
    if to_gather(team_id=scene.team.id, at=scene.at):
        gather(act=act, team_id=scene.team.id)
    scene.act()
    away = scene.today().away
    there = [one for one in scene.team.members if one.role == "clinical-supervisor" and one.member_id not in away]
    if there:
        _supervise(scene, there[0])
    _answer(scene)


def _supervise(scene: Scene, who: LivingMember) -> None:
    scene.act(who)
    for row in queries.queue():
        if row.kind is None or row.team_id != scene.team.id:
            continue
        dice = scene.dice.random()
        if dice < LOOKED:
            supervision.look(act=scene.act(who), line_id=row.id, version=row.version)
        elif dice < LOOKED + NOTED:
            said = scene.dice.choice(words.SUPERVISED)
            supervision.note_line(act=scene.act(who), line_id=row.id, version=row.version, words=said)
    _meet(scene, who)


def _meet(scene: Scene, who: LivingMember) -> None:
    scene.act(who)
    today = local_day(scene.at)
    rows = sorted(
        (one for one in queries.supervised() if one.team_id == scene.team.id),
        key=lambda one: (due_of(one, scene.at), one.name),
    )
    if not rows or due_of(rows[0], scene.at) > today + AHEAD:
        return
    row = rows[0]
    lines = [one for one in queries.queue(account_id=row.account_id, team_id=row.team_id) if one.kind][:MOST_TALKED]
    agreed = []
    if scene.dice.random() < AGREED:
        agreed = [Agreed(scene.dice.choice(words.AGREED_ON), is_members=True, due_on=today + timedelta(days=14))]
    supervision.hold_session(
        act=scene.act(who),
        team_id=row.team_id,
        account_id=row.account_id,
        said=scene.dice.choice(words.TALKED_ABOUT),
        next_on=today + timedelta(days=number_of(SESSION_DAYS, team_id=row.team_id, at=scene.at)),
        line_ids=[one.id for one in lines],
        agreed=agreed,
    )


def _answer(scene: Scene) -> None:
    """Let one member answer the newest note to them, or say what came of it once they have."""
    who = scene.dice.choice(scene.there(scene.today()))
    scene.act(who)
    notes = [one for one in queries.notes(with_account=who.account_id) if one.team_id == scene.team.id]
    if not notes or len(notes[0].replies) > 1 or scene.dice.random() > ANSWERED:
        return
    kind = CAME_OF_IT if notes[0].replies else ANSWER
    said = scene.dice.choice(words.CAME_OF_NOTES if kind == CAME_OF_IT else words.ANSWERED_NOTES)
    supervision.reply(act=scene.act(who), note_id=notes[0].id, words=said, kind=kind)
