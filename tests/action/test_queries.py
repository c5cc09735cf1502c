"""Questions about work: lists under a fixed number of statements, who may be given work, what doctor counts."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_member, a_person, an_act, an_action
from kith.access import operations as access
from kith.access.home import as_kith
from kith.act import Act, operation
from kith.action import queries
from kith.team import operations as teams
from small_world import may
from statements import counted

__all__ = ["may"]


@operation("test.shut_out")
def shut_out(*, act: Act, person_id: UUID, account_id: UUID) -> None:
    """Hide a person from an account, as "I know this person" does."""
    access.shut_out(act=act, person_id=person_id, account_id=account_id)


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


def test_possible_owners_own_it_at_once_or_get_an_offer_and_the_rest_is_explained(team: ATeam) -> None:
    a_member(team, "Tom Reed")
    with an_act(team.lead) as act:
        teams.record_absence(
            act=act, member_id=team.social_worker.member_id, first_day=AT.date(), last_day=AT.date(), reason="sick"
        )
    with an_act(team.nurse) as act, counted() as sent:
        owners, why_not = queries.possible_owners(team=team.info, person_id=None, act=act, at=AT)
    assert sent == 2
    assert [(owner.words, owner.gets_offer) for owner in owners] == [
        ("You (Sam Whitlock)", False),
        ("Ama Owusu, on duty today", False),
        ("Joy Adeyemi, on-call cover: gets an offer", True),
        ("Tom Reed, community nurse: gets an offer", True),
    ]
    assert why_not[0] == "Rukhsana Mir: away today."
    with an_act(team.lead) as act:
        owners, _why = queries.possible_owners(team=team.info, person_id=None, act=act, at=AT)
    assert [owner.words for owner in owners if not owner.gets_offer] == ["You (Ama Owusu)"], (
        "the duty lead is listed once"
    )
    with an_act(team.nurse) as act:
        direct, why_not = queries.direct_owners(team=team.info, person_id=None, act=act, at=AT)
    assert [owner.id for owner in direct] == [team.nurse.member_id, team.lead.member_id]
    assert "press “Hand on”" in why_not[0]


def test_who_is_shut_out_of_a_record_is_not_offered_its_work(
    team: ATeam, doris: UUID, may: Callable[[str], None]
) -> None:
    may("test.shut_out")
    with an_act(team.lead) as act:
        shut_out(act=act, person_id=doris, account_id=team.social_worker.account_id)
    with an_act(team.nurse) as act, counted() as sent:
        owners, why_not = queries.possible_owners(team=team.info, person_id=doris, act=act, at=AT)
    assert sent == 3
    assert team.social_worker.member_id not in {owner.id for owner in owners}
    assert why_not[0] == "Rukhsana Mir knows this person, so cannot own their work."


def test_on_other_days_the_cover_is_the_possible_owner(team: ATeam) -> None:
    sunday = AT - timedelta(days=1)
    with an_act(team.nurse, sunday) as act:
        owners, _why = queries.possible_owners(team=team.info, person_id=None, act=act, at=sunday)
    assert [owner.words for owner in owners][:2] == ["You (Sam Whitlock)", "Joy Adeyemi, on-call cover now"]


def test_whose_account_has_ended_does_not_answer_any_more(team: ATeam) -> None:
    from kith.access.operations import end_account

    tom = a_member(team, "Tom Reed")
    action_id = an_action(team, a_person(team), owner=tom)
    with as_kith(at=AT) as act:
        end_account(act=act, username=tom.username)
    with an_act(team.nurse, AT + timedelta(minutes=1)):
        assert not queries.one(action_id=action_id).is_owner_there
