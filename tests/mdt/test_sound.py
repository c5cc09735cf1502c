"""What doctor counts of weekly meetings, each planted beside its control; a death and a closed record beside a meeting."""

from datetime import timedelta

import pytest
from django.db import connection

from builders import ATeam, an_act
from kith.act import Refusal
from kith.action import queries as actions
from kith.handover import deaths, knowing
from kith.mdt import queries
from kith.mdt.rules import Outcome
from kith.mdt.types import Settles
from mdt.thursday import FRIDAY, THURSDAY, Thursday, a_list, a_thursday, started

PRECIOUS = "Precious Ndlovu"


def counted(team: ATeam, at=FRIDAY) -> dict[str, list[str]]:
    """Return what doctor counts, as the team sees it."""
    with an_act(team.lead, at):
        return queries.violations(at)


def plant(thursday: Thursday, statement: str) -> None:
    """Write something behind the operations, in the name of the act that started the meeting."""
    with an_act(thursday.team.lead, THURSDAY), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('kith.act', act_id::text, true) from mdt_meeting where id = %s", [thursday.meeting_id]
        )
        cursor.execute(statement, [thursday.meeting_id])


def test_a_decision_by_a_role_that_might_not_is_counted(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    thursday.decide(PRECIOUS, thursday.work(subject="referrals"))
    assert counted(team) == {"P5": [], "P7": []}
    plant(thursday, "update mdt_decision set decider_role = 'public-health', act_id = act_id() where meeting_id = %s")
    [decision] = thursday.whole().decisions
    assert counted(team)["P7"] == [
        f"decision {decision.id} of a weekly meeting was made by a public-health, whose right did not allow it"
    ]


def test_an_answer_past_its_day_that_is_nobodys_is_counted(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.close()
    later = THURSDAY + timedelta(days=3)
    assert counted(team, later) == {"P5": [], "P7": []}
    [telling] = thursday.whole().tellings.values()
    plant(
        thursday,
        "update action_action set state = 'done', closed_at = act_moment(), version = version + 1, act_id = act_id()"
        " where id in (select action_id from mdt_telling where meeting_id = %s)",
    )
    assert counted(team, later)["P5"] == [
        f"the answer {telling.id} of a weekly meeting is not told past its day, and is nobody's work"
    ]


def test_nothing_is_decided_for_somebody_who_has_died_and_nobody_has_to_tell_them(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS, "Tracey Holt")
    thursday.settle("Tracey Holt", thursday.unchanged)
    [telling] = thursday.whole().tellings.values()
    for person_id in [one.person_id for one in thursday.whole().cases]:
        with an_act(team.nurse, THURSDAY) as act:
            deaths.record_death(act=act, person_id=person_id, how_known="the ward rang")
    with an_act(team.nurse, THURSDAY):
        assert actions.one(action_id=telling.action_id).state == "cancelled"
    with pytest.raises(Refusal, match="They have died or left the list"):
        thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.settle(PRECIOUS, Settles(Outcome.OFF_LIST))
    thursday.close()
    later = started(team, a_list(team, []), at=THURSDAY + timedelta(days=7))
    later.close()
    assert counted(team, THURSDAY + timedelta(days=8)) == {"P5": [], "P7": []}


def test_whoever_closed_a_record_closes_the_meeting_without_seeing_its_case(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS, "Tracey Holt")
    known = thursday.case(PRECIOUS).person_id
    with an_act(team.nurse, THURSDAY) as act:
        knowing.know_person(act=act, person_id=known)
    seen = thursday.whole(team.nurse)
    assert ([one.name for one in seen.cases], seen.number_gone) == (["Tracey Holt"], 1)
    thursday.settle("Tracey Holt", Settles(Outcome.NEXT_WEEK, "nobody from housing"))
    with pytest.raises(Refusal, match="Precious Ndlovu: no outcome recorded"):
        thursday.close(team.lead)
    case = thursday.case(PRECIOUS)
    with pytest.raises(Refusal, match="Choose somebody who is on the team now and can open the record"):
        thursday.settle(PRECIOUS, thursday.unchanged)
    assert thursday.case(PRECIOUS).version == case.version
    thursday.settle(PRECIOUS, Settles(Outcome.NEXT_WEEK, "nobody from housing"))
    thursday.close(team.nurse)
    with an_act(team.lead, FRIDAY):
        assert [one.name for one in queries.minutes_of(meeting_id=thursday.meeting_id)] == [PRECIOUS, "Tracey Holt"]
    with an_act(team.nurse, FRIDAY):
        assert [one.name for one in queries.minutes_of(meeting_id=thursday.meeting_id)] == ["Tracey Holt"]
