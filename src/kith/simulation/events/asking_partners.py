"""
At 2:25pm partners are sent a summary of somebody's plan, and some of those who were asked answer by their link: most that it is
right, some that it is not, because, a few that it is not for them, and some never. Who is to be asked again is asked again.
"""

from datetime import time, timedelta
from random import Random
from uuid import UUID

from kith.act import Act
from kith.action import operations as actions
from kith.agency.queries import Involved, agencies_of, contacts_of
from kith.alignment import operations, queries
from kith.alignment.asking import request_for
from kith.alignment.drafting import draft
from kith.alignment.following import changed, look_again
from kith.alignment.operations import Added, ToSend
from kith.alignment.queries import FOR_WHAT, RequestRow
from kith.alignment.rules import Answered, Said, State
from kith.door.entering import act_by_link
from kith.door.operations import open_, turn_away
from kith.door.queries import state_of
from kith.person.queries import identity
from kith.place.rules import local_day
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.reading import with_agencies
from kith.simulation.scene import Scene, dice_of
from kith.team.rules import end_of_service_day

TIMES = (time(14, 25),)
SENDS, GIVES_WORK = 0.6, 0.7
"""How often a day somebody is asked for the first time; how often there is something for them to do."""
NEVER, NOT_THEM, NO, NOT_OURS, MORE = 0.15, 0.04, 0.08, 0.04, 0.1
"""Of those who are asked: who never answers, and who was the wrong one; of answers: parts that are wrong, or more that they do."""
DAYS = timedelta(days=3)
"""The mean time until somebody answers who does."""
LONGEST_ANSWER = 7


def happen(scene: Scene) -> None:
    """Let the clock look, partners answer, owners settle what nobody answered, and somebody ask once more."""
    act = scene.acting.as_kith(scene.at)
    if changed(team_id=scene.team.id):
        look_again(act=act, team_id=scene.team.id)
    scene.act()
    rows = sorted(
        queries.owed_to(team_id=scene.team.id), key=lambda one: (one.sent_at, one.agency, one.purpose, one.id)
    )
    for row in rows:
        if row.kept is State.SENT:
            _answer(scene, row)
        elif row.is_waiting:
            _settle(scene, row)
    there = scene.there(scene.today())
    for row in [one for one in rows if one.again_at and one.is_newest][:1]:
        if able := scene.who_can_open(row.person_id, there):
            _send(scene, able[0], row.person_id, row.agency_id, row.purpose)
    if scene.dice.random() < SENDS:
        _first(scene, there)


def _first(scene: Scene, there: list[LivingMember]) -> None:
    """Send somebody's first summary to an agency that works with them."""
    scene.act()
    people = with_agencies(team_id=scene.team.id)
    asked = {one for one, states in queries.states_of(person_ids=people, at=scene.at).items() if states}
    for person_id in [one for one in people if one not in asked]:
        works = agencies_of(person_id=person_id, at=scene.at)
        able = scene.who_can_open(person_id, there)
        scene.act()
        if works and able and not identity(person_id=person_id).is_dead:
            one = scene.dice.choice(works)
            _give(scene, able[0], person_id, one)
            _send(scene, able[0], person_id, one.agency_id, one.purpose)
            return


def _give(scene: Scene, sender: LivingMember, person_id: UUID, one: Involved) -> None:
    """Write down what the agency is to do, as work that the sender owns."""
    if scene.dice.random() < GIVES_WORK:
        actions.add(
            act=scene.act(sender), team_id=scene.team.id, person_id=person_id, what=scene.dice.choice(words.PARTNERS_DO),
            owner_id=sender.member_id, due_at=end_of_service_day(scene.day + timedelta(days=scene.dice.randint(3, 12))),
            doer_kind="partner", doer=", ".join(filter(None, (one.contact, one.name))),
        )  # fmt: skip


def _send(scene: Scene, sender: LivingMember, person_id: UUID, agency_id: UUID, purpose: str) -> None:
    scene.act(sender)
    now = draft(team_id=scene.team.id, person_id=person_id, agency_id=agency_id, purpose=purpose, at=scene.at)
    reached = [one for one in contacts_of(agency_ids=[agency_id], at=scene.at) if one.email]
    if now.barred or not reached or not any(one.is_asked for one in now.parts):
        return
    by = scene.day + timedelta(days=scene.dice.randint(4, LONGEST_ANSWER))
    to = ToSend(agency_id, purpose, reached[0].id, by, now.seen, sorted(now.left_out))
    operations.send(act=scene.act(sender), team_id=scene.team.id, person_id=person_id, to=to)


def _answer(scene: Scene, row: RequestRow) -> None:
    """Let whoever holds the link open it and answer once the time has come that they take; the dice are the request's own."""
    dice = dice_of(f"{row.sent_at.timestamp()} {row.agency} {row.purpose} {row.number} {scene.team.id}")
    if dice.random() < NEVER or scene.at < row.sent_at + DAYS * dice.expovariate(1):
        return
    link = state_of(for_what=FOR_WHAT, for_ids=[row.id]).get(row.id)
    if link is None or link.ended_at:
        return
    act = _by_link(scene, link.link_id)
    if (shown := request_for(request_id=row.id, at=scene.at)) is not None:
        open_(act=act, link_id=link.link_id)
        act = _by_link(scene, link.link_id)
        if dice.random() < NOT_THEM:
            turn_away(act=act, link_id=link.link_id)
        else:
            answers = {one.key: _said(dice, is_theirs=one.is_theirs) for one in shown.asked}
            adds = [Added("visits", dice.choice(words.PARTNERS_DO))] if dice.random() < MORE else []
            operations.answer(act=act, request_id=row.id, answers=answers, adds=adds)
    scene.act()


def _said(dice: Random, *, is_theirs: bool) -> Answered:
    chance = dice.random()
    if chance < NO:
        return Answered(Said.NO, dice.choice(words.PARTNERS_SAY))
    return Answered(Said.NOT_OURS if is_theirs and chance < NO + NOT_OURS else Said.YES)


def _by_link(scene: Scene, link_id: UUID) -> Act:
    """Go on as the holder of a link; whoever acts next begins anew."""
    scene.acting.number += 1
    scene.acting.standing = None
    return act_by_link(link_id, scene.at, f"{scene.acting.name} {scene.acting.number}")


def _settle(scene: Scene, row: RequestRow) -> None:
    """Let whoever waits say how they go on, the day after they were told."""
    owner = next((one for one in scene.team.members if one.member_id == row.owner_id), None)
    if owner is None or row.ended_at is None or local_day(row.ended_at) >= scene.day:
        return
    if owner in scene.who_can_open(row.person_id, [owner]):
        operations.settle(
            act=scene.act(owner), request_id=row.id, version=row.version, settled_as="another way",
            because=scene.dice.choice(words.ANOTHER_WAY),
        )  # fmt: skip
    scene.act()
