"""Questions about work: lists under a fixed number of statements, who may be given work, what doctor counts."""

from datetime import timedelta

import pytest

from builders import AT, ATeam, a_member, a_person, an_act, an_action
from kith.access.home import as_kith
from kith.action import queries
from kith.team import operations as teams
from statements import counted


@pytest.mark.parametrize("number", [1, 3])
def test_work_waited_for_is_one_statement_earliest_deadline_first(team: ATeam, number: int) -> None:
    doris = a_person(team)
    hours = [3, 1, 2][:number]
    made = {hour: an_action(team, doris, f"in {hour}", due_at=AT + timedelta(hours=hour)) for hour in hours}
    with an_act(team.nurse), counted() as sent:
        rows = queries.waiting_for_person(person_id=doris, at=AT)
    assert sent == 1
    assert [row.id for row in rows] == [made[hour] for hour in sorted(hours)]
    with an_act(team.nurse):
        assert queries.waiting_for_team(team_id=team.id) == rows
        assert queries.waiting_for_team(team_id=team.id, person_ids=[]) == []
        assert queries.waiting_of_member(member_id=team.nurse.member_id) == rows
        assert queries.by_ids(action_ids=[rows[0].id]) == {rows[0].id: rows[0]}


def test_possible_owners_are_oneself_and_the_duty_lead_and_the_rest_is_explained(team: ATeam) -> None:
    a_member(team, "Tom Reed")
    with an_act(team.lead) as act:
        teams.record_absence(
            act=act, member_id=team.social_worker.member_id, first_day=AT.date(), last_day=AT.date(), reason="sick"
        )
    with an_act(team.nurse) as act, counted() as sent:
        owners, why_not = queries.possible_owners(team=team.info, person_id=None, act=act, at=AT)
    assert sent == 2
    assert [(owner.id, owner.words) for owner in owners] == [
        (team.nurse.member_id, "You (Sam Whitlock)"),
        (team.lead.member_id, "Ama Owusu, on duty today"),
    ]
    assert [sentence.split(":")[0] for sentence in why_not[:2]] == ["Joy Adeyemi, Tom Reed", "Rukhsana Mir"]
    with an_act(team.lead) as act:
        owners, _why = queries.possible_owners(team=team.info, person_id=None, act=act, at=AT)
    assert [owner.words for owner in owners] == ["You (Ama Owusu)"], "the duty lead is listed once"


def test_on_other_days_the_cover_is_the_possible_owner(team: ATeam) -> None:
    sunday = AT - timedelta(days=1)
    with an_act(team.nurse, sunday) as act:
        owners, _why = queries.possible_owners(team=team.info, person_id=None, act=act, at=sunday)
    assert [owner.words for owner in owners] == ["You (Sam Whitlock)", "Joy Adeyemi, on-call cover now"]


def test_whose_account_has_ended_does_not_answer_any_more(team: ATeam) -> None:
    from kith.access.operations import end_account

    tom = a_member(team, "Tom Reed")
    action_id = an_action(team, a_person(team), owner=tom)
    with as_kith(at=AT) as act:
        end_account(act=act, username=tom.username)
    with an_act(team.nurse, AT + timedelta(minutes=1)):
        assert not queries.one(action_id=action_id).is_owner_there
