"""At 4:40pm, now and then, the team lead asks for a case file; where a second person may, it is given out, or refused."""

from datetime import time, timedelta

from kith.casefile.answering import refuse_export
from kith.casefile.operations import Asked, approve_export, ask, ask_export
from kith.casefile.rules import Purpose
from kith.policy.queries import right_of
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene

TIMES = (time(16, 40),)
CHANCE = 0.05
SPAN = timedelta(days=28)


def happen(scene: Scene) -> None:
    """Ask for the file of somebody on the list, of the last four weeks; let another who may approve give it out, or refuse it."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    people = on_list(team_id=scene.team.id)
    if not people:
        return
    person_id = scene.dice.choice(people).person_id
    able = scene.who_can_open(person_id, scene.there(scene.today()))
    able = [one for one in able if right_of("casefile.ask", one.role, team_id=scene.team.id, at=scene.at).decides]
    if not able:
        return
    act = scene.act(able[0])
    purpose = scene.dice.choice(list(Purpose))
    asked = Asked(purpose, f"{purpose} of the week", act.at, scene.day - SPAN, scene.day)
    file_id = ask(act=act, team_id=scene.team.id, person_id=person_id, asked=asked)
    if len(able) > 1:
        export_id = ask_export(act=scene.act(able[0]), file_id=file_id, to_whom="HM Coroner", reason="asked by letter")
        second = scene.act(able[1])
        if purpose is Purpose.COMPLAINT:
            refuse_export(act=second, export_id=export_id, because="whoever complains has not shown their authority")
        else:
            approve_export(act=second, export_id=export_id)
