"""
On its day, after 2pm, the weekly meeting: every case gets an outcome and somebody who tells the person, some specialists are by
link or absent, a restricted case is settled or comes again; it closes with nothing loose; now and then only the next day, by
the duty lead. People are told in the days after.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from kith.board.team_day import teams_today
from kith.mdt import operations as meetings
from kith.mdt import queries, sights
from kith.mdt.partner_queries import partners_of
from kith.mdt.queries import CaseRow, MeetingRow, Whole
from kith.mdt.rights import ruled, subjects
from kith.mdt.rules import How, Outcome
from kith.mdt.types import Attends, Decides, Settles, Tells, ToPartner
from kith.preparation import operations as prepared
from kith.preparation.queries import ahead
from kith.safeguarding.queries import queue
from kith.simulation import words
from kith.simulation.borough import LEAD
from kith.simulation.living import LivingMember
from kith.simulation.reading import account_of
from kith.simulation.scene import Scene
from kith.team.rules import add_service_days, end_of_service_day

TIMES = (time(14, 20), time(16, 20))
LASTS = timedelta(minutes=50)
DECIDED, DECIDED_TWICE = 0.75, 0.2
NEXT_WEEK, TO_HUDDLE = 0.1, 0.05
BY_LINK, NOTE = 0.3, 0.2
RESTRICTED = 0.5
TOLD, NOT_POSSIBLE = 0.75, 0.05
PARTNER_SENT = 0.8
OVER_NIGHT = 0.1
"""Shares of cases that are decided, decided twice, come again or go to the huddle; of those off shift who are by
link or sent a note; of the answers that are told when their day has come, or cannot be; of the partners that are told; of
the meetings that nobody closes on their day."""


def happen(scene: Scene) -> None:
    """Hold the meeting of the day once, and tell people what meetings decided."""
    scene.act()
    due = [one for one in ahead(team_id=scene.team.id) if one.begins_at <= scene.at]
    if due and due[0].is_running:
        _close_late(scene, due[0].day)
    elif due:
        _hold(scene, due[0].id, due[0].minutes)
    _tell(scene)
    _bring_restricted(scene)


def _hold(scene: Scene, prepared_id: UUID, minutes: int) -> None:
    today = scene.today()
    chair = scene.answering(today)
    there = {one.member_id for one in scene.there(today)} | {chair.member_id}
    others = [one for one in scene.team.members if one.member_id not in there and one.member_id not in today.away]
    attends = [Attends(one, How.ROOM) for one in sorted(there)]
    attends += [Attends(one.member_id, _how(scene)) for one in others]
    act = scene.act(chair)
    held = meetings.start(act=act, meeting_id=prepared_id, minutes=minutes, attendance=attends)
    scene.act()
    whole = queries.whole(meeting=queries.meeting(meeting_id=held))
    for number, case in enumerate(whole.cases, start=1):
        if case.person_id:
            _settle(scene, whole, case, scene.at + LASTS * number / (len(whole.cases) + 1))
    at = scene.at + LASTS
    _settle_restricted(scene, held, at)
    scene.act()
    for one in whole.untold:
        act = scene.act(at=at)
        because = scene.dice.choice(words.NOT_TOLD_YET)
        meetings.leave_untold(act=act, meeting_id=held, telling_id=one.telling_id, because=because)
    if scene.dice.random() >= OVER_NIGHT:
        _close(scene, held, at)


def _close_late(scene: Scene, day: date) -> None:
    """Let the duty lead close what was left open over night, and say why."""
    found = queries.meeting_now(team_id=scene.team.id)
    duty = teams_today(team_ids=[scene.team.id], at=scene.at)[scene.team.id].duty_lead
    own = [one for one in scene.team.members if duty and one.member_id == duty.id]
    if found and day < scene.day and own:
        _mend(scene, found)
        _close(scene, found.id, scene.at, own[0], scene.dice.choice(words.CLOSED_LATE_BECAUSE))


def _mend(scene: Scene, held: MeetingRow) -> None:
    """Let somebody who may say anew what the night made loose: work that was cancelled is decided no more, and why is untold."""
    today = scene.today()
    scene.act()
    whole = queries.whole(meeting=held)
    cancelled = [
        one for one in whole.decisions if one.action_state == "cancelled" and not whole.case(one.case_id).is_gone
    ]
    for one in cancelled:
        for writer in scene.who_can_open(one.person_id, scene.there(today))[:1] or [scene.team.lead]:
            meetings.take_back(
                act=scene.act(writer), decision_id=one.id, because=scene.dice.choice(words.NO_CHANGE_REASONS)
            )
    scene.act()
    whole = queries.whole(meeting=held)
    for case in [one for one in whole.cases if one.person_id and one.outcome is None and not one.is_gone]:
        settles = Settles(Outcome.NO_CHANGE, scene.dice.choice(words.NO_CHANGE_REASONS))
        for writer in scene.who_can_open(case.person_id, scene.there(today))[:1] or [scene.team.lead]:
            meetings.settle(act=scene.act(writer), case_id=case.id, version=case.version, settles=settles)
    for untold in [one for one in whole.untold if not one.because]:
        because = scene.dice.choice(words.NOT_TOLD_YET)
        meetings.leave_untold(act=scene.act(), meeting_id=held.id, telling_id=untold.telling_id, because=because)


def _close(scene: Scene, held: UUID, at: datetime, by: LivingMember | None = None, reason: str = "") -> None:
    """Close it, and send partners what was decided: most of those that may be told. Closed late, they are told afterwards."""
    act = scene.act(by, at)
    if by:
        meetings.close(act=act, meeting_id=held, reason=reason)
        return
    whole = queries.whole(meeting=queries.meeting(meeting_id=held))
    partners = [
        ToPartner(one.case_id, one.agency_id, one.purpose, one.contact.id, one.draft.seen)
        for one in partners_of(whole=whole, at=at)
        if one.may and one.contact and scene.dice.random() < PARTNER_SENT
    ]
    meetings.close(act=act, meeting_id=held, partners=partners)


def _how(scene: Scene) -> How:
    dice = scene.dice.random()
    return How.LINK if dice < BY_LINK else How.NOTE if dice < BY_LINK + NOTE else How.AWAY


def _settle(scene: Scene, whole: Whole, case: CaseRow, at: datetime) -> None:
    """Decide about one case by whoever is there and may open it, and say what becomes of it."""
    dice, present = scene.dice, sorted(whole.present)
    here = [one for one in scene.team.members if one.member_id in present]
    assert case.person_id is not None
    able = scene.who_can_open(case.person_id, here)
    if case.is_gone or not able:
        act = scene.act(at=at)
        outcome = Outcome.OFF_LIST if case.is_gone else Outcome.NEXT_WEEK
        settles = Settles(outcome, scene.dice.choice(words.NEXT_WEEK_BECAUSE))
        meetings.settle(act=act, case_id=case.id, version=case.version, settles=settles)
        return
    writer = dice.choice(able)
    decided = 0
    if dice.random() < DECIDED:
        decided = 1 + (dice.random() < DECIDED_TWICE)
        for _number in range(decided):
            _decide(scene, case, writer, able, at)
    _end(scene, case, writer, able, at, is_decided=bool(decided))


def _settle_restricted(scene: Scene, held: UUID, at: datetime) -> None:
    """Let the safeguarding lead, whom no matter is kept from, say of restricted cases that they are settled or come again."""
    account_id = account_of(username="safeguarding")
    if account_id is None:
        return
    scene.acting.act(account_id, LEAD, at)
    restricted = queries.restricted_open(meeting_id=held)
    for case_id in restricted:
        act = scene.acting.act(account_id, LEAD, at)
        version = sights.sight_of_case(case_id=case_id).row["case"].version
        comes_again = scene.dice.random() < NEXT_WEEK or not queries.may_settle(case_id=case_id)
        outcome = Outcome.NEXT_WEEK if comes_again else Outcome.SETTLED
        meetings.settle(act=act, case_id=case_id, version=version, settles=Settles(outcome))


def _bring_restricted(scene: Scene) -> None:
    """Let the safeguarding lead put a matter in hand on the list now and then."""
    account_id = account_of(username="safeguarding")
    if account_id is None or scene.dice.random() >= RESTRICTED:
        return
    scene.acting.act(account_id, LEAD, scene.at)
    mine = [one.row.id for one in queue(team_id=scene.team.id) if one.is_whole and one.state != "closed"]
    coming = [one for one in ahead(team_id=scene.team.id) if one.begins_at > scene.at]
    if mine and coming:
        act = scene.acting.act(account_id, LEAD, scene.at)
        prepared.bring_restricted(act=act, meeting_id=coming[0].id, matter_id=mine[0])


def _decide(scene: Scene, case: CaseRow, writer: LivingMember, able: list[LivingMember], at: datetime) -> None:
    dice = scene.dice
    scene.act(writer, at)
    subject = dice.choice(["action.add", *sorted(subjects(team_id=scene.team.id, at=at))])
    may = [one for one in able if _decides(scene, subject, one, at)]
    if not may:
        subject, may = "action.add", able
    due_at = end_of_service_day(add_service_days(scene.day, dice.choice((1, 2, 5)), scene.team.info.calendar))
    decides = Decides(
        dice.choice(words.TASKS), subject, dice.choice(may).member_id, dice.choice(able).member_id, due_at
    )
    meetings.decide(act=scene.act(writer, at), case_id=case.id, decides=decides)


def _decides(scene: Scene, subject: str, one: LivingMember, at: datetime) -> bool:
    found = ruled(subject, one.role, team_id=scene.team.id, at=at)
    return found is not None and found.verdict in ("decide", "inform")


def _end(
    scene: Scene, case: CaseRow, writer: LivingMember, able: list[LivingMember], at: datetime, *, is_decided: bool
) -> None:
    dice, chance = scene.dice, scene.dice.random()
    due_at = end_of_service_day(add_service_days(scene.day, dice.choice((1, 1, 2, 6)), scene.team.info.calendar))
    tells = Tells(dice.choice(able).member_id, dice.choice(("phone", "in person", "letter", "message")), due_at)
    reason = dice.choice(words.NO_CHANGE_REASONS)
    if chance < NEXT_WEEK:
        settles = Settles(Outcome.NEXT_WEEK, dice.choice(words.NEXT_WEEK_BECAUSE))
    elif chance < NEXT_WEEK + TO_HUDDLE:
        settles = Settles(Outcome.HUDDLE, tells=tells)
    else:
        settles = Settles(Outcome.SETTLED if is_decided else Outcome.NO_CHANGE, reason, tells)
    meetings.settle(act=scene.act(writer, at), case_id=case.id, version=case.version, settles=settles)


def _tell(scene: Scene) -> None:
    """Let those tell people who are to: most when its day has come, some before."""
    scene.act()
    today = scene.today()
    for one in queries.untold_of(team_id=scene.team.id, until=end_of_service_day(scene.day)):
        who = scene.team.member(one.by_id)
        teller = scene.answering(today) if who.member_id in today.away else who
        if not scene.who_can_open(one.person_id, [teller]):
            continue
        chance = scene.dice.random()
        if chance < TOLD:
            act, how, said = scene.act(teller), one.how, scene.dice.choice(words.SAID_WHEN_TOLD)
            meetings.tell(act=act, telling_id=one.telling_id, told_at=scene.at, how=how, said=said)
        elif chance < TOLD + NOT_POSSIBLE:
            because = scene.dice.choice(words.NOT_POSSIBLE_TO_TELL)
            meetings.tell(act=scene.act(teller), telling_id=one.telling_id, not_possible_because=because)
        scene.act()
