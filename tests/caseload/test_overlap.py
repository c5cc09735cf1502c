"""A former named lead reaches somebody for 30 days more, though they leave the team; then it ends by itself."""

from datetime import datetime, timedelta

import pytest

from builders import AT, ATeam, Someone, a_member, a_named_lead, a_person, a_team, an_act, signed_in, with_key
from kith.access.home import as_kith
from kith.access.operations import end_kept_reach, keep_reach
from kith.access.queries import who_reaches
from kith.act import Act, operation
from kith.handover.hands import hands_of
from kith.handover.knowing import know_person
from kith.handover.operations import Goes, confirm_leave, plan_leave, remove_access, settle_lines
from kith.person.models import Person
from kith.place.rules import local_day
from kith.team import operations as teams


@operation("test.overlap")
def too_long(*, act: Act, person_id, account_id) -> None:
    keep_reach(act=act, person_id=person_id, account_id=account_id, why="for ever", until=act.at + timedelta(days=32))


@operation("test.overlap_in_time")
def in_time(*, act: Act, person_id, account_id) -> None:
    keep_reach(act=act, person_id=person_id, account_id=account_id, why="for a day", until=act.at + timedelta(days=1))


@pytest.fixture
def world(db: None, may) -> tuple[ATeam, ATeam]:
    may("test.overlap")
    may("test.overlap_in_time")
    return a_team(), a_team("Millbrook South")


def moved(north: ATeam, south: ATeam, person_id) -> Someone:
    """Let a member of North lead somebody, hand them on, and move to South."""
    ken = a_member(north, "Ken Lowe")
    a_named_lead(north, person_id, ken)
    a_named_lead(north, person_id, north.social_worker)
    with as_kith(at=AT) as act:
        teams.add_member(act=act, team_id=south.id, account_id=ken.account_id, role="nurse", tier="aligned", sessions=1)
    with an_act(north.lead) as act:
        teams.end_membership(act=act, member_id=ken.member_id, until=AT + timedelta(minutes=1))
    return ken


def sees(who: Someone, person_id, at: datetime) -> bool:
    """Whether somebody sees a person at a moment."""
    with an_act(who, at):
        return Person.objects.filter(id=person_id).exists()


def test_former_lead_who_left_the_team_reaches_for_thirty_days_and_no_longer(world) -> None:
    north, south = world
    doris, walter = a_person(north), a_person(north, "Walter Finch")
    ken = moved(north, south, doris)
    later = AT + timedelta(hours=1)
    assert (sees(ken, doris, later), sees(ken, walter, later)) == (True, False)
    assert sees(ken, doris, AT + timedelta(days=30) - timedelta(seconds=1))
    assert not sees(ken, doris, AT + timedelta(days=30)), "it ends by itself"


def test_page_says_who_still_reaches_until_when_and_why_once(world, monkeypatch: pytest.MonkeyPatch) -> None:
    north, south = world
    doris = a_person(north)
    ken = moved(north, south, doris)
    for lead in (north.lead, north.social_worker, north.lead, north.social_worker):
        a_named_lead_by_lead(north, doris, lead)
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT + timedelta(hours=1))
    page = signed_in(north.lead).get(f"/person/{doris}/").content.decode()
    assert "Ken Lowe: was the named lead, until 8 July 2026" in page
    with an_act(north.lead):
        reasons = [one.why for one in who_reaches(person_id=doris) if one.account_id == north.lead.account_id]
    assert reasons == ["was the named lead"]
    own = signed_in(ken).get(f"/person/{doris}/").content.decode()
    assert "for yourself: was the named lead." in own


def a_named_lead_by_lead(team: ATeam, person_id, named) -> None:
    """Say who leads: they say so themselves (P3)."""
    from kith.caseload import operations as caseload
    from kith.caseload.queries import entry_of

    with an_act(named) as act:
        entry = entry_of(team_id=team.id, person_id=person_id)
        assert entry is not None
        caseload.set_leads(
            act=act, entry_id=entry.id, version=entry.version, named_lead_id=named.member_id, deputy_id=None
        )


def test_nobody_gives_reach_to_a_person_they_do_not_reach_or_for_longer(world) -> None:
    north, south = world
    doris = a_person(north)
    with pytest.raises(Exception, match="row-level security"), an_act(north.lead) as act:
        too_long(act=act, person_id=doris, account_id=south.nurse.account_id)
    with pytest.raises(Exception, match="row-level security"), an_act(south.lead) as act:
        too_long(act=act, person_id=doris, account_id=south.nurse.account_id)
    with an_act(south.nurse):
        assert not Person.objects.filter(id=doris).exists()


def test_what_a_former_lead_keeps_ends_with_their_access(world) -> None:
    north, south = world
    doris = a_person(north)
    ken = a_member(north, "Ken Lowe")
    a_named_lead(north, doris, ken)
    a_named_lead(north, doris, north.social_worker)
    with as_kith(at=AT) as act:
        teams.add_member(act=act, team_id=south.id, account_id=ken.account_id, role="nurse", tier="aligned", sessions=1)
    later = AT + timedelta(hours=1)
    with an_act(north.lead, later) as act:
        remove_access(act=act, member_id=ken.member_id, reason="left the agency")
    assert not sees(ken, doris, later)
    with an_act(north.lead, later):
        assert ken.account_id not in {one.account_id for one in who_reaches(person_id=doris)}


def test_nobody_ends_what_somebody_keeps_while_they_have_a_seat_or_from_another_team(world) -> None:
    north, south = world
    doris = a_person(north)
    ken = moved(north, south, doris)
    later = AT + timedelta(hours=1)
    with an_act(south.lead, later) as act:
        assert end_kept_reach(act=act, account_id=ken.account_id, team_id=north.id, why="was the named lead") == 0
    assert sees(ken, doris, later)


def test_nothing_is_kept_by_a_lead_who_closed_the_record(world) -> None:
    north, _south = world
    doris, ken = a_person(north), a_member(north, "Ken Lowe")
    a_named_lead(north, doris, ken)
    with an_act(ken) as act:
        know_person(act=act, person_id=doris)
    a_named_lead(north, doris, north.social_worker)
    with an_act(north.lead):
        assert ken.account_id not in {one.account_id for one in who_reaches(person_id=doris)}


def test_the_wall_keeps_no_reach_for_somebody_who_is_shut_out(world) -> None:
    north, _south = world
    doris = a_person(north)
    with an_act(north.nurse) as act:
        know_person(act=act, person_id=doris)
    with pytest.raises(Exception, match="row-level security"), an_act(north.lead) as act:
        in_time(act=act, person_id=doris, account_id=north.nurse.account_id)
    with an_act(north.lead) as act:
        in_time(act=act, person_id=doris, account_id=north.social_worker.account_id)


def left_by_plan(north: ATeam, south: ATeam, ken: Someone) -> None:
    """Let a member of North plan to leave for good in a week, give the duty lead all, confirm it, and join South."""
    first = local_day(AT) + timedelta(days=7)
    with an_act(ken) as act:
        leave_id = plan_leave(act=act, member_id=ken.member_id, first_day=first, last_day=None, reason="a new post")
        held = hands_of(team_id=north.id, member_id=ken.member_id, at=AT)
        goes = [Goes(one.held, one.id, to_duty=True) for one in held]
        settle_lines(act=with_key(act), leave_id=leave_id, lines=goes)
        confirm_leave(act=with_key(act), leave_id=leave_id, version=1)
    with as_kith(at=AT) as act:
        teams.add_member(act=act, team_id=south.id, account_id=ken.account_id, role="nurse", tier="aligned", sessions=1)


def test_named_lead_who_leaves_by_plan_reaches_for_thirty_days_from_the_change(world) -> None:
    north, south = world
    doris, walter, ken = a_person(north), a_person(north, "Walter Finch"), a_member(north, "Ken Lowe")
    a_named_lead(north, doris, ken)
    left_by_plan(north, south, ken)
    gone = AT + timedelta(days=8)
    assert (sees(ken, doris, gone), sees(ken, walter, gone)) == (True, False)
    assert sees(ken, doris, AT + timedelta(days=30) - timedelta(seconds=1))
    assert not sees(ken, doris, AT + timedelta(days=30)), "it ends by itself"


def test_what_is_kept_by_a_plan_ends_with_access_and_is_not_kept_of_a_closed_record(world) -> None:
    north, south = world
    doris, walter, ken = a_person(north), a_person(north, "Walter Finch"), a_member(north, "Ken Lowe")
    a_named_lead(north, doris, ken)
    a_named_lead(north, walter, ken)
    with an_act(ken) as act:
        know_person(act=act, person_id=walter)
    left_by_plan(north, south, ken)
    with an_act(north.lead, AT + timedelta(hours=1)):
        kept = [{one.account_id for one in who_reaches(person_id=person)} for person in (doris, walter)]
    assert [ken.account_id in one for one in kept] == [True, False]
    with an_act(north.lead, AT + timedelta(hours=2)) as act:
        remove_access(act=act, member_id=ken.member_id, reason="left early")
    assert not sees(ken, doris, AT + timedelta(hours=3))
