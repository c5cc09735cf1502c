"""What NEWS2 is usual for somebody: who may say so, why, until when, and that nobody overwrites what they have not seen."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_member, an_act, with_key
from kith.act import NotAllowed, NotVisible, Refusal, Stale
from kith.act.refusals import OnlyProposed
from kith.policy.queries import deciding_roles, right_of
from kith.proposal import operations as proposals
from kith.proposal.queries import one as proposal
from kith.proposal.rules import State
from kith.record.models import Fact
from kith.record.operations import set_usual
from kith.record.queries import usual_now, usual_score, usuals
from statements import counted
from trailing import last_entry, outcomes

WHY = "COPD: breathes 22 a minute when well"


def test_it_is_kept_with_who_why_and_until_when_and_holds_through_that_day(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act, counted() as sent:
        key = set_usual(
            act=act, team_id=team.id, person_id=doris, score=3, reason=f" {WHY} \n", until=date(2026, 6, 10)
        )
    assert sent == 5
    with an_act(team.lead, AT + timedelta(days=2, hours=15)):  # 10 June, 11:22pm
        now = usual_now(person_id=doris)
        assert now is not None
        assert (now.id, now.score, now.from_at, now.why, now.by, now.role) == (
            key, 3, AT, WHY, "Sam Whitlock", "nurse",
        )  # fmt: skip
        assert (now.proposed_by, usual_score(person_id=doris)) == ("", "3")
    with an_act(team.lead, AT + timedelta(days=2, hours=16)):  # 11 June, 12:22am
        assert (usual_now(person_id=doris), usual_score(person_id=doris)) == (None, "")
        assert [one.holds for one in usuals(person_id=doris)] == [False]
    assert last_entry(team.nurse, "record.set_usual").person_ids == [doris]


def test_the_latest_holds_and_once_it_is_over_nothing_does(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        first = set_usual(act=act, team_id=team.id, person_id=doris, score=3, reason=WHY)
    with an_act(team.nurse, AT + timedelta(minutes=1)) as act:
        set_usual(
            act=act, team_id=team.id, person_id=doris, score=5, reason="chest infection", until=AT.date(), seen=first
        )
        assert [(one.score, one.holds) for one in usuals(person_id=doris)] == [(5, True), (3, False)]
    with an_act(team.nurse, AT + timedelta(days=1)):
        assert [(one.score, one.holds) for one in usuals(person_id=doris)] == [(5, False), (3, False)]


def test_nobody_overwrites_a_score_that_they_have_not_seen(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        set_usual(act=act, team_id=team.id, person_id=doris, score=3, reason=WHY)
    with an_act(team.nurse, AT + timedelta(minutes=1)) as act, pytest.raises(Stale) as found:
        set_usual(act=act, team_id=team.id, person_id=doris, score=0, reason="well", seen=None)
    assert found.value.extra.score == 3
    with an_act(team.nurse):
        assert Fact.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"score": 21}, "usual"),
        ({"score": -1}, "usual"),
        ({"reason": " "}, "why"),
        ({"reason": "x" * 501}, "why"),
        ({"until": date(2026, 6, 7)}, "until"),
        ({"until": date(2027, 6, 30)}, "until"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_left(
    team: ATeam, doris: UUID, changes: dict[str, object], field: str
) -> None:
    values = {"team_id": team.id, "person_id": doris, "score": 2, "reason": WHY} | changes
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        set_usual(act=act, **values)
    assert refused.value.field == field
    assert outcomes(team.nurse, "record.set_usual")[-1][0] == "refused"
    with an_act(team.nurse):
        assert Fact.objects.count() == 0


def test_a_clinician_decides_others_who_visit_propose_and_the_rest_may_not(team: ATeam, doris: UUID) -> None:
    assert deciding_roles("record.set_usual") == [
        "clinical-supervisor", "nurse", "mental-health", "gp", "pharmacist", "occupational-therapist", "physiotherapist",
    ]  # fmt: skip
    assert (right_of("record.set_usual", "dentistry").verdict, right_of("record.set_usual", "team-lead").verdict) == (
        "no",
        "no",
    )
    values = {"team_id": team.id, "person_id": doris, "score": 2, "reason": WHY}
    with an_act(team.social_worker) as act, pytest.raises(OnlyProposed, match="USUAL-1"):
        set_usual(act=act, **values)
    with an_act(team.lead) as act, pytest.raises(NotAllowed, match="RIGHT-230"):
        set_usual(act=act, **values)
    with an_act(team.nurse) as act, pytest.raises(NotVisible):
        set_usual(act=with_key(act), **values | {"person_id": UUID(int=3)})
    with an_act(team.nurse):
        assert Fact.objects.count() == 0


def test_what_is_proposed_is_done_with_both_names_unless_something_was_said_meanwhile(team: ATeam, doris: UUID) -> None:
    supervisor = a_member(team, "Helen Frost", "clinical-supervisor")

    def proposed(score: int, seen: UUID | None) -> UUID:
        with an_act(team.social_worker) as act, pytest.raises(OnlyProposed) as found:
            set_usual(act=act, team_id=team.id, person_id=doris, score=score, reason=WHY, seen=seen)
        what = found.value.extra
        with an_act(team.social_worker) as act:
            return proposals.propose(act=act, command=what.command, command_version=1, body=what.body, reason=WHY)

    key = proposed(4, None)
    with an_act(supervisor) as act:
        assert proposal(proposal_id=key).rests_on == [
            ("Usual NEWS2", "not known", "4"),
            ("Until", "", "somebody says otherwise"),
            ("Why", "", WHY),
        ]
        proposals.approve(act=act, proposal_id=key, version=1)
        now = usual_now(person_id=doris)
        assert now is not None
        assert (now.score, now.by, now.proposed_by) == (4, "Helen Frost", team.social_worker.name)
    again = proposed(6, now.id)
    with an_act(team.nurse, AT + timedelta(minutes=1)) as act:
        set_usual(act=act, team_id=team.id, person_id=doris, score=2, reason="better", seen=now.id)
    with an_act(supervisor, AT + timedelta(minutes=2)) as act:
        proposals.approve(act=act, proposal_id=again, version=1)
        assert (proposal(proposal_id=again).state, usual_score(person_id=doris)) == (State.CAME_BACK, "2")
