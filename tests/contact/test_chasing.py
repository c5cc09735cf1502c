"""Planned contacts of which nobody says what became: found once by the clock, put on the board, settled by what comes later."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_person, a_planned_contact, an_act
from kith.access.home import as_kith
from kith.act import NotAllowed
from kith.action import queries as actions
from kith.action.queries import ActionRow, waiting_for_person
from kith.action.rules import ActionState
from kith.board.queries import boards_of
from kith.contact import chasing, operations
from kith.contact import queries as contacts
from kith.contact.rules import RESULT_WITHIN
from kith.jobs.minutely import chase_contacts
from kith.message.models import Message
from statements import counted
from trailing import outcomes

OVER = AT + timedelta(hours=3)
"""When the window of a visit of an hour that begins at 10:22am is over."""
LATE = OVER + RESULT_WITHIN + timedelta(minutes=1)


def chase(team: ATeam, at: datetime) -> list[UUID]:
    with as_kith(at=at, channel="job") as act:
        return chasing.chase(act=act, team_id=team.id)


def work(team: ATeam, person_id: UUID, at: datetime = LATE) -> list[ActionRow]:
    with an_act(team.lead, at):
        return waiting_for_person(person_id=person_id, at=at)


def reasons(team: ATeam, person_id: UUID, at: datetime) -> list[tuple[str, str]]:
    with an_act(team.lead, at) as act:
        boards = boards_of(slug=team.slug, team_ids=[team.id], account_id=act.account_id, at=at)
    [line] = [one.line for one in boards.own if one.facts.person_id == person_id]
    return [(one.code, one.words) for one in line.reasons]


def test_visit_without_a_result_is_followed_up_once_by_whoever_was_to_make_it(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    assert chase(team, OVER + RESULT_WITHIN) == [], "exactly two hours are not over yet"

    assert chase(team, LATE) == [contact_id]
    assert chase(team, LATE + timedelta(minutes=1)) == [], "once"

    [action] = work(team, doris)
    assert (action.owner_id, action.due_at) == (team.nurse.member_id, LATE + timedelta(hours=1))
    assert action.what == "Say what became of the visit, today 10:22am: nothing is recorded"
    assert (action.origin_kind, action.origin_id) == ("contact", contact_id)
    with an_act(team.nurse, LATE):
        assert Message.objects.filter(kind="contact without result", account_id=team.nurse.account_id).count() == 1


def test_board_says_that_nothing_is_written_and_not_that_it_is_due(team: ATeam, doris: UUID) -> None:
    a_planned_contact(team, doris)
    assert ("due", "Visit 10:22am") in reasons(team, doris, OVER)
    found = reasons(team, doris, LATE)
    assert ("missed", "Visit today: no result written") in found
    chase(team, LATE)
    with an_act(team.lead, LATE) as act:
        boards = boards_of(slug=team.slug, team_ids=[team.id], account_id=act.account_id, at=LATE)
    said = [one.more_words for one in boards.own[0].line.reasons if one.code == "missed"]
    assert said == ["Sam Whitlock says what became of it by 2:23pm"], "who follows up, and by when"
    assert "due" not in [code for code, _words in found]


@pytest.mark.parametrize("state", ["made", "missed", "cancelled"])
def test_what_is_recorded_later_finishes_the_follow_up(team: ATeam, doris: UUID, state: str) -> None:
    contact_id = a_planned_contact(team, doris)
    chase(team, LATE)
    [action] = work(team, doris)
    after = LATE + timedelta(minutes=5)
    with an_act(team.nurse, after) as act:
        reason = "" if state == "made" else "nobody in"
        operations.settle(act=act, contact_id=contact_id, version=1, state=state, reason=reason)
    assert work(team, doris, after) == []
    with an_act(team.nurse, after):
        assert actions.one(action_id=action.id).state is ActionState.DONE


def test_what_is_recorded_in_time_is_never_followed_up(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    with an_act(team.nurse, OVER) as act:
        operations.settle(act=act, contact_id=contact_id, version=1, state="made")
    assert chase(team, LATE) == []
    assert work(team, doris) == []


def test_duty_lead_is_asked_where_nobody_of_the_team_was_to_make_it(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        operations.plan(
            act=act,
            team_id=team.id,
            person_id=doris,
            member_id=None,
            by_other="District nurses",
            way="visit",
            window_from=AT + timedelta(hours=1),
            window_to=AT + timedelta(hours=2),
        )
    chase(team, LATE)
    assert [one.owner_id for one in work(team, doris)] == [team.lead.member_id]


@pytest.mark.parametrize("number", [1, 3])
def test_following_up_takes_a_fixed_number_of_statements(team: ATeam, number: int) -> None:
    for one in range(number):
        a_planned_contact(team, a_person(team, f"Person {one}"))
    with as_kith(at=LATE, channel="job") as act, counted() as sent:
        assert len(chasing.chase(act=act, team_id=team.id)) == number
    assert sent == 10


def test_only_kith_itself_follows_up(team: ATeam) -> None:
    with an_act(team.lead) as act, pytest.raises(NotAllowed):
        chasing.chase(act=act, team_id=team.id)
    assert outcomes(team.lead, "contact.chase") == [("refused", "RIGHT-160")]


def test_job_follows_up_for_every_team(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    chase_contacts.run(LATE)
    chase_contacts.run(LATE)
    assert [one.origin_id for one in work(team, doris)] == [contact_id]
    with an_act(team.nurse, LATE):
        assert contacts.one(contact_id=contact_id).version == 1, "a form that is open goes on"
