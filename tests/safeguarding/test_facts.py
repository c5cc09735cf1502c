"""What was entered for the safeguarding lead at a contact: row by row, for those who may open what it led to."""

from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, an_act
from kith.contact import operations as contacts
from kith.record.models import Fact
from kith.safeguarding import operations, queries
from kith.safeguarding.raising import Suspected
from safeguarding.cases import a_lead, answered

LATER = AT + timedelta(hours=1)
SUSPECTED = {"needs": "yes", "at_risk": "yes", "cannot_protect": "not sure", "in_danger": "no"}


@pytest.fixture
def grace(team: ATeam) -> Someone:
    return a_lead(team)


def entered(team: ATeam, person_id: UUID, observations: dict[str, dict[str, str]]) -> None:
    with an_act(team.social_worker, AT) as act:
        contacts.record(
            act=act, team_id=team.id, person_id=person_id, member_id=team.social_worker.member_id, way="visit", state="made",
            happened_at=AT, observations=observations,
        )  # fmt: skip


def read_by(who: Someone, at=LATER) -> set[str]:
    """Return the codes of the facts that somebody reads."""
    with an_act(who, at):
        return set(Fact.objects.values_list("code", flat=True))


def test_answers_that_led_to_a_concern_are_read_as_the_concern_is(team: ATeam, doris: UUID, grace: Someone) -> None:
    entered(team, doris, {"safeguarding-adult": SUSPECTED})
    with an_act(grace, AT):
        [found] = queries.queue(team_id=team.id)
    assert found.asked == "Ama Owusu", "there now: the work is hers until somebody answers"
    everybody = {one.name: read_by(one) for one in (grace, *team.members)}
    assert {name for name, codes in everybody.items() if codes} == {"Grace Lindley", "Ama Owusu", "Rukhsana Mir"}
    answered(grace, found.row.id)
    assert [read_by(one) for one in (team.nurse, team.lead)] == [set(), set()]
    with an_act(grace, LATER) as act:
        operations.name_opener(act=act, concern_id=found.row.id, account_id=team.nurse.account_id)
    assert read_by(team.nurse) == set(SUSPECTED) == read_by(team.social_worker)
    suspected = Suspected("member", account_id=team.social_worker.account_id)
    with an_act(grace, LATER) as act:
        operations.name_source_of_harm(act=act, concern_id=found.row.id, suspected=suspected)
    assert read_by(team.social_worker, LATER + timedelta(minutes=1)) == set(), "not even what they wrote themselves"


def test_answers_that_led_to_none_are_for_the_lead_and_whoever_entered_them(
    team: ATeam, doris: UUID, grace: Someone
) -> None:
    entered(team, doris, {"safeguarding-adult": {"at_risk": "no", "in_danger": "no"}})
    assert [read_by(one) for one in (grace, team.social_worker, team.nurse, team.lead)] == [
        {"at_risk", "in_danger"}, {"at_risk", "in_danger"}, set(), set(),
    ]  # fmt: skip


def test_what_calls_for_somebody_else_too_is_for_everybody(team: ATeam, doris: UUID, grace: Someone) -> None:
    entered(team, doris, {"key-events": {"event": "discharge"}, "social-crisis": {"carer": "strained"}})
    assert read_by(team.nurse) == {"event", "carer"}
    entered(team, doris, {"key-events": {"event": "safeguarding concern"}})
    assert read_by(team.nurse) == {"event", "carer"}
    with an_act(team.nurse, LATER):
        assert Fact.objects.filter(text="safeguarding concern").count() == 0
