"""
A team says when it holds its weekly meeting; each morning its clock is kept. Members bring people; on the day before, whoever
prepares a case asks the person, asks a specialist, and signs the page; specialists answer what is theirs.
"""

from datetime import time

from kith.preparation import operations as meetings
from kith.preparation.keeping import is_anything_due
from kith.preparation.operations import Asks, OwnQuestion, Sets
from kith.preparation.queries import CaseRow, MeetingRow, ahead, cases_of, questions_of, weekly_of
from kith.preparation.rules import CaseState, HowTold, MeetingState, Verdict
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene

MEETS = Sets(
    weekday=3,
    starts=time(14),
    minutes=60,
    size=6,
    roles=["team-lead", "nurse", "social-worker", "gp", "mental-health", "pharmacist", "housing"],
)
TIMES = (time(8, 5), time(13, 40))
BROUGHT, CONFIRMED = 0.15, 0.7
ASKED, NOT_ASKED, SIGNED, PUT, ANSWERED = 0.75, 0.9, 0.8, 0.5, 0.7


def happen(scene: Scene) -> None:
    """Let the clock keep the team's meetings, then let members do what one of them asks for today."""
    scene.act()
    if weekly_of(team_id=scene.team.id) is None:
        meetings.set_weekly(act=scene.act(), team_id=scene.team.id, version=0, sets=MEETS)
    keep(scene)
    scene.act()
    for meeting in ahead(team_id=scene.team.id):
        if meeting.state is MeetingState.COMING and scene.dice.random() < BROUGHT:
            _bring(scene, meeting)
        elif meeting.state is MeetingState.CONFIRMED and meeting.prepared_at and meeting.begins_at > scene.at:
            _prepare(scene, meeting)
    _confirm(scene)


def keep(scene: Scene) -> None:
    """Let the clock keep the team's meetings."""
    act = scene.acting.as_kith(scene.at)
    if is_anything_due(team=scene.team.info, at=scene.at):
        meetings.keep(act=act, team_id=scene.team.id)


def _confirm(scene: Scene) -> None:
    """Let the team lead confirm the list of a meeting that is near."""
    scene.act()
    for one in ahead(team_id=scene.team.id):
        days = (one.day - scene.day).days
        if one.state is MeetingState.COMING and one.proposed_at and days <= 2 and scene.dice.random() < CONFIRMED:
            meetings.confirm(act=scene.act(), meeting_id=one.id, version=one.version)


def _bring(scene: Scene, meeting: MeetingRow) -> None:
    people = on_list(team_id=scene.team.id)
    if not people:
        return
    person_id = scene.dice.choice(people).person_id
    if able := scene.who_can_open(person_id, scene.there(scene.today())):
        because = scene.dice.choice(words.BROUGHT_BECAUSE)
        act = scene.act(scene.dice.choice(able))
        meetings.bring(act=act, meeting_id=meeting.id, person_id=person_id, because=because)


def _prepare(scene: Scene, meeting: MeetingRow) -> None:
    today = scene.today()
    scene.act()
    for one in cases_of(meeting_id=meeting.id):
        if one.person_id is None or not one.is_above or one.state is not CaseState.LISTED or one.ready_at:
            continue
        preparer = scene.team.member(one.preparer_id)
        who = scene.answering(today) if preparer.member_id in today.away else preparer
        if one.number and scene.who_can_open(one.person_id, [who]):
            _make_ready(scene, who, one)
    _answer(scene, meeting)


def _make_ready(scene: Scene, who: LivingMember, one: CaseRow) -> None:
    is_asked = bool(one.question or one.not_asked_because)
    chance = scene.dice.random()
    if not is_asked and chance < NOT_ASKED:
        asked = (
            OwnQuestion(scene.dice.choice(words.OWN_QUESTIONS), scene.day, scene.dice.choice(list(HowTold)))
            if chance < ASKED
            else OwnQuestion(not_asked_because=scene.dice.choice(words.NOT_ASKED))
        )
        meetings.write_asked(act=scene.act(who), case_id=one.id, version=0, asked=asked)
        is_asked = True
    if scene.dice.random() < PUT:
        roles = sorted({member.role for member in scene.team.members if member.role in MEETS.roles})
        asks = Asks(
            scene.dice.choice(words.ASKED_SPECIALISTS), scene.dice.choice(roles), topic=scene.dice.choice(words.TOPICS)
        )
        meetings.put_question(act=scene.act(who), case_id=one.id, asks=asks)
    if is_asked and scene.dice.random() < SIGNED:
        meetings.sign_ready(act=scene.act(who), case_id=one.id, number=one.number)


def _answer(scene: Scene, meeting: MeetingRow) -> None:
    scene.act()
    waiting = [one for one in questions_of(meeting_id=meeting.id) if one.told_at and not one.verdict]
    for one in waiting:
        able = [member for member in scene.team.members if one.is_for(member.member_id, member.role)]
        who = scene.who_can_open(one.person_id, able)
        if who and scene.dice.random() < ANSWERED:
            verdict = scene.dice.choice(list(Verdict))
            said = scene.dice.choice(words.ANSWERED)
            act = scene.act(scene.dice.choice(who))
            meetings.answer_question(act=act, question_id=one.id, version=one.version, verdict=verdict, words=said)
            scene.act()
