"""Starting a huddle: once a day, with the agenda by the rule and the rota's attendance; time, and people added."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import AT, a_member, a_person, a_team, an_act, an_action
from huddle.monday import AT_5PM, a_missed_visit, a_monday, ring, started
from kith.act import NotAllowed, NotVisible, Refusal, ids
from kith.huddle import operations as huddles
from kith.huddle.queries import huddle_of_day
from kith.huddle.rules import Presence
from kith.huddle.types import Attends
from kith.place.rules import local_day
from kith.team import operations as teams
from kith.trail.models import Entry
from statements import counted

pytestmark = pytest.mark.django_db

FRIDAY = AT - timedelta(days=3)
TUESDAY = AT + timedelta(days=1)


def start(team, who=None, at=AT, **more):
    with an_act(who or team.lead, at) as act:
        return huddles.start(act=act, team_id=team.id, **more)


def test_the_agenda_begins_with_what_the_last_huddle_left_undone():
    team = a_team()
    harold, maureen, walter = (a_person(team, name) for name in ("Harold Whitcombe", "Maureen Tully", "Walter Finch"))
    friday = started(team, people=[harold, maureen], at=FRIDAY)
    friday.settle("Harold Whitcombe", ring(team.nurse, AT_5PM), at=FRIDAY)
    friday.settle("Maureen Tully", ring(team.nurse, AT_5PM, "order perching stool"), at=FRIDAY)
    friday.close(at=FRIDAY)
    a_missed_visit(team, walter, AT - timedelta(days=1))
    a_missed_visit(team, harold, AT - timedelta(days=1))

    monday = started(team)

    items = [(one.position, one.name, one.section, one.why) for one in monday.whole().items]
    assert items == [
        (1, "Harold Whitcombe", "carried", "carried over: Ring the pharmacy"),
        (2, "Maureen Tully", "carried", "carried over: order perching stool"),
        (3, "Walter Finch", "missed", "Visit missed yesterday: nobody in"),
    ]


def test_members_take_part_as_the_rota_says_unless_somebody_says_otherwise():
    team = a_team()
    tom = a_member(team, "Tom Brennan", at=AT - timedelta(days=2))
    with an_act(team.nurse) as act:
        teams.record_absence(
            act=act, member_id=team.nurse.member_id, first_day=local_day(AT), last_day=local_day(AT), reason="leave"
        )

    huddle_id = start(team, attendance=[Attends(tom.member_id, Presence.JOINED)])

    with an_act(team.lead):
        there = huddles.queries.attendance(huddle_id=huddle_id)
    assert there == {
        team.lead.member_id: Presence.ROOM,
        team.nurse.member_id: Presence.AWAY,
        team.social_worker.member_id: Presence.ROOM,
        tom.member_id: Presence.JOINED,
    }


def test_whoever_starts_it_leads_it_and_is_there():
    team = a_team()
    tom = a_member(team, "Tom Brennan", at=AT - timedelta(days=2))

    start(team, tom)

    with an_act(team.lead):
        found = huddle_of_day(team_id=team.id, day=local_day(AT))
        assert huddles.queries.attendance(huddle_id=found.id)[tom.member_id] is Presence.ROOM
    assert (found.facilitator_id, found.minutes, found.started_at) == (tom.member_id, 20, AT)


@pytest.mark.parametrize("minutes", [0, 14, 25, 60])
def test_another_length_is_refused(minutes):
    with pytest.raises(Refusal, match="Choose 15, 20 or 30 minutes.") as refused:
        start(a_team(), minutes=minutes)
    assert refused.value.field == "minutes"


def test_one_huddle_is_open_at_a_time_and_one_held_a_day():
    monday = a_monday()
    with pytest.raises(Refusal, match="Ama Owusu started today's huddle at 8:22am. Open it."):
        start(monday.team)

    monday.close()
    with pytest.raises(Refusal, match="Today's huddle is closed."):
        start(monday.team)
    assert start(monday.team, at=TUESDAY)


def test_a_huddle_of_an_earlier_day_is_closed_first():
    monday = a_monday()
    with pytest.raises(Refusal, match="The huddle of Monday 8 June is still open. The duty lead closes it first"):
        start(monday.team, at=TUESDAY)


def test_the_same_request_twice_starts_one():
    team = a_team()
    key = str(ids.new())
    with an_act(team.lead) as act:
        first = huddles.start(act=replace(act, key=key), team_id=team.id)
    with an_act(team.lead) as act:
        assert huddles.start(act=replace(act, key=key), team_id=team.id) == first


def test_the_trail_names_everybody_on_the_agenda():
    team = a_team()
    doris = a_person(team, at=AT - timedelta(days=1))

    huddle_id = start(team)

    entry = Entry.objects.get(command="huddle.start", outcome="done")
    assert entry.person_ids == [doris]
    assert (entry.team_id, entry.detail) == (team.id, {"huddle_id": str(huddle_id)})


def test_another_team_and_a_role_that_may_not_are_refused_and_leave_nothing():
    team, other = a_team(), a_team("Millbrook South")
    manager = a_member(team, "Petra Manager", "place-manager", at=AT - timedelta(days=1))

    with pytest.raises(NotVisible):
        start(team, other.lead)
    with pytest.raises(NotAllowed):
        start(team, manager)

    with an_act(team.lead):
        assert huddle_of_day(team_id=team.id, day=local_day(AT)) is None
    for who in (other.lead, manager):
        with an_act(who):
            assert Entry.objects.get(account_id=who.account_id, outcome="refused").command == "huddle.start"


@pytest.mark.parametrize("number", [1, 30])
def test_starting_takes_fourteen_statements_whatever_the_agenda(number):
    team = a_team()
    for one in range(number):
        a_person(team, f"Person {one}", at=AT - timedelta(days=1))

    with an_act(team.lead) as act, counted() as statements:
        huddles.start(act=act, team_id=team.id)
    assert statements == 14

    with an_act(team.lead):
        found = huddle_of_day(team_id=team.id, day=local_day(AT))
        assert len(huddles.queries.whole(huddle=found).items) == number


def test_attendance_is_changed_and_only_what_changed_is_written():
    monday = a_monday()
    team = monday.team

    with monday.act() as act:
        answers = [
            Attends(team.nurse.member_id, Presence.JOINED),
            Attends(team.lead.member_id, Presence.ROOM),
        ]
        huddles.set_attendance(act=act, huddle_id=monday.huddle_id, attendance=answers)

    there = monday.whole().attendance
    assert (there[team.nurse.member_id], there[team.lead.member_id]) == (Presence.JOINED, Presence.ROOM)
    assert monday.whole().present == {one.member_id for one in team.members}


def test_a_stranger_cannot_take_part():
    monday = a_monday()
    other = a_team("Millbrook South")
    with monday.act() as act, pytest.raises(Refusal, match="Only members of the team take part."):
        huddles.set_attendance(
            act=act, huddle_id=monday.huddle_id, attendance=[Attends(other.nurse.member_id, Presence.ROOM)]
        )


def test_a_person_is_added_last_with_who_added_them_and_only_once():
    monday = a_monday("Doris Pettigrew")
    walter = a_person(monday.team, "Walter Finch")

    with monday.act(monday.team.nurse) as act:
        huddles.add_person(act=act, huddle_id=monday.huddle_id, person_id=walter, why="his daughter rang")

    added = monday.item("Walter Finch")
    assert (added.position, added.section, added.why) == (2, "added", "added by Sam Whitlock: his daughter rang")
    with monday.act() as act, pytest.raises(Refusal, match="on the agenda already"):
        huddles.add_person(act=act, huddle_id=monday.huddle_id, person_id=walter)
    assert Entry.objects.filter(command="huddle.add_person", person_ids=[walter], outcome="done").count() == 1


def test_somebody_who_is_not_on_the_list_cannot_be_added():
    monday = a_monday()
    stranger = a_person(a_team("Millbrook South"), "Walter Finch")
    with monday.act() as act, pytest.raises(Refusal, match="Choose somebody who is on the team's list."):
        huddles.add_person(act=act, huddle_id=monday.huddle_id, person_id=stranger)


def test_time_is_added_by_five_minutes_up_to_an_hour():
    monday = a_monday()
    for _ in range(8):
        with monday.act() as act:
            huddles.add_minutes(act=act, huddle_id=monday.huddle_id)
    assert monday.whole().huddle.minutes == 60
    with monday.act() as act, pytest.raises(Refusal, match="A huddle lasts an hour at most"):
        huddles.add_minutes(act=act, huddle_id=monday.huddle_id)


def test_an_overdue_action_of_five_service_days_brings_somebody_in_a_younger_one_does_not():
    team = a_team()
    old, young = a_person(team, "Harold Whitcombe"), a_person(team, "Shanice Campbell")
    made_at = AT - timedelta(days=9)
    an_action(team, old, "Ring the pharmacy", made_at, due_at=made_at + timedelta(days=2))
    an_action(team, young, "Ring the pharmacy", made_at, due_at=AT - timedelta(days=3))

    found = started(team).whole().items

    assert [(one.name, one.why) for one in found] == [("Harold Whitcombe", "Ring the pharmacy overdue 5 days")]
