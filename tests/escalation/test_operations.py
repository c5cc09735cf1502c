"""Escalations: opened or joined once, going up their route by themselves, answered, told of, closed by a role that may."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, a_member, an_act
from kith.access.home import as_kith
from kith.act import NotAllowed, Refusal, Stale
from kith.action import operations as actions
from kith.action.queries import waiting_for_person
from kith.action.rules import ActionKind
from kith.escalation import moving, operations, queries
from kith.escalation.rules import Crossing, State
from kith.jobs.minutely import escalation_route
from kith.message.models import Message

NEWS2_5 = Crossing(
    "NEWS2-5-6", "news2", 2, "urgent-review", "NEWS2 is 5 or 6: an urgent clinical review.", {"total": "5"}
)


def raised(team: ATeam, person_id: UUID, at: datetime = AT, wanted: str = "urgent", by=None) -> UUID:
    with an_act(by or team.social_worker, at) as act:
        return operations.raise_(
            act=act, team_id=team.id, person_id=person_id, worry="Grey and confused", wanted=wanted
        )


def row(team: ATeam, escalation_id: UUID, at: datetime = AT) -> queries.EscalationRow:
    with an_act(team.lead, at):
        return queries.one(escalation_id=escalation_id)


def steps(team: ATeam, escalation_id: UUID) -> list[tuple[int, int, str, str]]:
    with an_act(team.lead):
        found = queries.whole(escalation_id=escalation_id).steps
    return [(one.step, one.round, one.who, one.end) for one in found]


def move_on(team: ATeam, at: datetime) -> int:
    with as_kith(at=at, channel="job") as act:
        return moving.move_on(act=act, team_id=team.id)


def work(team: ATeam, person_id: UUID, at: datetime = AT) -> list[tuple[str, str]]:
    with an_act(team.lead, at):
        waiting = waiting_for_person(person_id=person_id, at=at)
    return [(str(one.kind), one.owner) for one in waiting if one.kind is not ActionKind.PLAN_REVIEW]


def test_a_worried_colleague_opens_one_and_the_first_who_is_there_is_asked(team: ATeam, doris: UUID) -> None:
    helen = a_member(team, "Helen Frost", "clinical-supervisor")
    key = raised(team, doris)
    now = row(team, key)
    assert (now.state, now.level, now.route, now.opened_by) == (State.OPEN, 2, "urgent-review", team.social_worker.name)
    assert (now.asked, now.respond_by) == (team.lead.name, AT + timedelta(minutes=15)), "Helen is not on shift today"
    assert steps(team, key) == [(1, 0, "", "nobody there"), (2, 0, "", "nobody there"), (3, 0, team.lead.name, "")]
    assert work(team, doris) == [("urgent", team.lead.name)]
    with an_act(helen):
        assert Message.objects.filter(kind="escalation asked", account_id=team.lead.account_id).count() == 1


def test_a_second_worry_joins_and_leaves_the_clock_alone(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    again = raised(team, doris, AT + timedelta(minutes=5), wanted="review")
    assert again == key
    now = row(team, key)
    assert (now.respond_by, now.asked_at) == (AT + timedelta(minutes=15), AT)
    with an_act(team.lead):
        assert [one.sentence for one in queries.whole(escalation_id=key).why] == [
            "Grey and confused",
            "Grey and confused",
        ]
    assert work(team, doris) == [("urgent", team.lead.name)], "one ask, not two"


def test_something_worse_asks_anew_on_its_own_route(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris, wanted="review")
    later = AT + timedelta(minutes=5)
    assert raised(team, doris, later, wanted="emergency") == key
    now = row(team, key)
    assert (now.level, now.route, now.respond_by) == (4, "emergency", later + timedelta(minutes=5))
    assert [one[3] for one in steps(team, key)][-2:] == ["worse", ""]
    assert work(team, doris, later) == [("urgent", team.lead.name)]


def test_unanswered_it_goes_up_its_route_to_the_cover_stays_and_repeats(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    assert move_on(team, AT + timedelta(minutes=14)) == 0
    first = AT + timedelta(minutes=15)
    assert move_on(team, first) == 1
    assert move_on(team, first) == 0, "once"
    assert (row(team, key, first).asked, row(team, key, first).step) == ("Joy Adeyemi", 4)
    second = first + timedelta(minutes=15)
    assert move_on(team, second) == 1
    now = row(team, key, second)
    assert (now.step, now.round, now.respond_by) == (4, 1, second + timedelta(minutes=15))
    assert steps(team, key)[-3:] == [
        (3, 0, team.lead.name, "moved on"),
        (4, 0, "Joy Adeyemi", "moved on"),
        (4, 1, "Joy Adeyemi", ""),
    ]
    assert work(team, doris, second) == [("urgent", "Joy Adeyemi")], "one ask that goes on, late"
    with an_act(team.lead, second):
        assert Message.objects.filter(kind="escalation asked").values_list("account_id", flat=True).count() == 3


def test_the_job_moves_on_team_by_team(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    escalation_route.run(AT + timedelta(minutes=16))
    assert row(team, key, AT + timedelta(minutes=16)).step == 4


def test_out_of_service_hours_the_cover_is_asked_at_once(team: ATeam, doris: UUID) -> None:
    evening = AT.replace(hour=19)
    key = raised(team, doris, evening, wanted="review")
    assert steps(team, key) == [
        (1, 0, "", "nobody there"),
        (2, 0, "", "nobody there"),
        (3, 0, "", "nobody there"),
        (4, 0, "Joy Adeyemi", ""),
    ]


def test_answering_stops_the_clock_and_whoever_answers_sees_it_through(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    with an_act(team.lead, AT + timedelta(minutes=3)) as act:
        operations.respond(act=act, escalation_id=key, version=1, decision="GP visits at 11")
    now = row(team, key)
    assert (now.state, now.answered_by, now.decision) == (State.ANSWERED, team.lead.name, "GP visits at 11")
    assert work(team, doris) == [("see-through", team.lead.name)]
    assert move_on(team, AT + timedelta(hours=2)) == 0
    with an_act(team.lead, AT + timedelta(minutes=4)) as act, pytest.raises(Refusal, match="has answered this already"):
        operations.respond(act=act, escalation_id=key, version=2, decision="again")
    with an_act(team.social_worker):
        assert Message.objects.filter(kind="escalation answered", account_id=team.social_worker.account_id).count() == 1


def test_only_whoever_is_asked_takes_the_duty_or_may_close_it_answers(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    with an_act(team.nurse) as act, pytest.raises(NotAllowed, match=f"{team.lead.name} is asked to answer this"):
        operations.respond(act=act, escalation_id=key, version=1, decision="I will go")
    gp = a_member(team, "Anna Marsh", "gp")
    with an_act(gp) as act:
        operations.respond(act=act, escalation_id=key, version=1, decision="I will go")


def test_somebody_who_read_an_older_version_is_told_so(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    move_on(team, AT + timedelta(minutes=15))
    with an_act(team.lead, AT + timedelta(minutes=16)) as act, pytest.raises(Stale):
        operations.respond(act=act, escalation_id=key, version=1, decision="x")


def test_handing_on_asks_the_next_step_at_once(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    with an_act(team.lead, AT + timedelta(minutes=2)) as act:
        operations.hand_on(act=act, escalation_id=key, version=1, why="I am in a home visit")
    now = row(team, key)
    assert (now.step, now.asked) == (4, "Joy Adeyemi")
    assert work(team, doris) == [("urgent", "Joy Adeyemi")]
    with an_act(team.lead, AT + timedelta(minutes=3)) as act, pytest.raises(Refusal, match="last step"):
        operations.hand_on(act=act, escalation_id=key, version=2, why="again")


def answered(team: ATeam, doris: UUID) -> UUID:
    key = raised(team, doris)
    with an_act(team.lead, AT + timedelta(minutes=3)) as act:
        operations.respond(act=act, escalation_id=key, version=1, decision="GP visits at 11")
    return key


def test_closing_needs_a_role_somebody_told_and_an_outcome(team: ATeam, doris: UUID) -> None:
    key, gp = answered(team, doris), a_member(team, "Anna Marsh", "gp")
    later = AT + timedelta(hours=1)
    with (
        an_act(team.nurse, later) as act,
        pytest.raises(NotAllowed, match=r"A clinical supervisor, a GP .*ESC-CLOSE-2"),
    ):
        operations.close(act=act, escalation_id=key, version=2, outcome="Better")
    with (
        an_act(gp, later) as act,
        pytest.raises(Refusal, match="Not yet: write down who was told, and how; say what came"),
    ):
        operations.close(act=act, escalation_id=key, version=2, outcome="")
    with an_act(team.lead, later) as act:
        operations.tell(act=act, escalation_id=key, who="Her son", how="phone", said="Will be there", read_back="yes")
    with an_act(gp, later) as act:
        operations.close(act=act, escalation_id=key, version=2, outcome="Antibiotics, seen again tomorrow")
    now = row(team, key)
    assert (now.state, now.closed_by, now.outcome) == (State.CLOSED, "Anna Marsh", "Antibiotics, seen again tomorrow")
    assert work(team, doris) == []
    assert raised(team, doris, later) != key, "the next crossing opens another"


def test_an_open_escalation_is_not_closed(team: ATeam, doris: UUID) -> None:
    key, gp = raised(team, doris), a_member(team, "Anna Marsh", "gp")
    with an_act(gp) as act, pytest.raises(Refusal, match="somebody has to answer it first"):
        operations.close(act=act, escalation_id=key, version=1, outcome="x")


def test_the_database_lets_no_ask_end_by_itself_and_nothing_be_closed_untold(team: ATeam, doris: UUID) -> None:

    key = raised(team, doris)
    ask_id = row(team, key).ask_id

    with an_act(team.lead) as act, pytest.raises(Refusal, match="This belongs to an escalation"):
        actions.cancel(act=act, action_id=ask_id, version=1, reason="not needed")
    assert work(team, doris) == [("urgent", team.lead.name)]


def test_nobody_is_told_of_before_it_was_raised(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    with an_act(team.lead) as act, pytest.raises(Refusal, match="since it was raised"):
        operations.tell(act=act, escalation_id=key, who="Son", how="phone", told_at=AT - timedelta(minutes=5))


def test_the_one_who_raised_it_is_not_asked_but_by_the_cover_at_the_end(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris, by=team.lead)
    assert row(team, key).asked == "Joy Adeyemi", "the duty lead raised it"


def test_what_is_not_escalated_is_looked_at_by_somebody_who_may_and_never_by_who_chose_it(
    team: ATeam, doris: UUID
) -> None:
    def spared(by: Someone) -> UUID:
        with an_act(by) as act:
            return operations.spare(
                act=act, team_id=team.id, person_id=doris, crossings=[NEWS2_5], reason="As always for her"
            )

    by_nurse, by_lead = spared(team.nurse), spared(team.lead)
    with an_act(team.lead):
        looks = [queries.spared(spared_id=one).look_id for one in (by_nurse, by_lead)]
        owners = {one.id: one.owner for one in waiting_for_person(person_id=doris, at=AT)}
    assert [owners[look] for look in looks] == [team.lead.name, "Joy Adeyemi"]
    with an_act(team.lead) as act, pytest.raises(NotAllowed, match="Somebody else looks"):
        operations.look_at(act=act, spared_id=by_lead, version=1, said="Fine")
    with an_act(team.lead) as act:
        operations.look_at(act=act, spared_id=by_nurse, version=1, said="Right for her")
    with an_act(team.lead):
        assert queries.spared(spared_id=by_nurse).said == "Right for her"
