"""Carers: written, changed, ended, assessed; who may, and who is never told."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_person, a_team, a_working_manager, an_act, with_key
from kith.access.home import as_kith
from kith.act import NotAllowed, NotVisible, Refusal, Stale
from kith.handover import deaths
from kith.network import operations, queries
from kith.network.models import Carer, CarerAssessment
from kith.network.operations import Cares
from kith.network.queries import CarerRow
from kith.plan import operations as plans
from kith.plan.models import Event
from network.neighbours import protected
from statements import counted
from trailing import last_entry, outcomes

ANN = Cares("daughter", "Shopping, evening meal", "Ann Pettigrew", "a weekend off")


@pytest.fixture
def ann(team: ATeam, doris: UUID) -> UUID:
    with an_act(team.nurse) as act:
        return operations.add_carer(act=act, team_id=team.id, person_id=doris, carer=ANN)


def cares(team: ATeam, doris: UUID) -> list[CarerRow]:
    with an_act(team.nurse):
        return queries.carers(person_id=doris)


def test_carer_is_written_with_what_they_do_and_need(team: ATeam, doris: UUID) -> None:
    with an_act(team.social_worker) as act, counted() as sent:
        operations.add_carer(act=act, team_id=team.id, person_id=doris, carer=ANN)
    assert sent == 4
    [row] = cares(team, doris)
    assert (row.name, row.relation, row.does, row.needs, row.own_id, row.latest, row.version) == (
        "Ann Pettigrew", "daughter", "Shopping, evening meal", "a weekend off", None, None, 1,
    )  # fmt: skip
    assert last_entry(team.social_worker, "network.add_carer").person_ids == [doris]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"relation": " "}, "relation"),
        ({"does": ""}, "does"),
        ({"needs": "x" * 1_001}, "needs"),
    ],
)
def test_carer_with_something_wrong_is_refused_and_nothing_is_left(
    team: ATeam, doris: UUID, wrong: dict[str, str], field: str
) -> None:
    values = {"relation": ANN.relation, "does": ANN.does, "name": ANN.name, "needs": ANN.needs} | wrong
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            operations.add_carer(act=act, team_id=team.id, person_id=doris, carer=Cares(**values))
        assert (refused.value.field, Carer.objects.count()) == (field, 0)
    assert outcomes(team.nurse, "network.add_carer") == [("refused", "Refusal")]


def test_carer_with_a_record_of_their_own_has_their_name_from_it_and_stands_once(team: ATeam, doris: UUID) -> None:
    ron = a_person(team, "Ron Pettigrew")
    values: dict[str, Any] = {"team_id": team.id, "person_id": doris, "carer": Cares("husband", "Everything")}
    with an_act(team.nurse) as act:
        operations.add_carer(act=act, **values, known_as=ron)
    [row] = cares(team, doris)
    assert (row.name, row.own_id, row.has_plan) == ("Ron Pettigrew", ron, False)
    with an_act(team.nurse):
        assert [(one.id, one.does) for one in queries.cares_for(person_id=ron)] == [(doris, "Everything")]
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="as a carer already"):
        operations.add_carer(act=act, **values, known_as=ron)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="their own carer"):
        operations.add_carer(act=with_key(act), **values, known_as=doris)


def test_what_a_carer_does_changes_by_whoever_read_it_and_ends_with_why(team: ATeam, doris: UUID, ann: UUID) -> None:
    on: dict[str, Any] = {"team_id": team.id, "carer_id": ann}
    with an_act(team.lead) as act, counted() as sent:
        operations.change_carer(act=act, **on, version=1, does="Shopping", needs="")
    assert sent == 4
    with an_act(team.nurse) as act, pytest.raises(Stale) as stale:
        operations.change_carer(act=act, **on, version=1, does="Cooking", needs="")
    assert stale.value.extra.does == "Shopping"
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="Say why they care no longer"):
        operations.end_carer(act=act, **on, version=2, because="")
    with an_act(team.nurse) as act, counted() as sent:
        operations.end_carer(act=act, **on, version=2, because="moved to Leeds")
    assert sent == 14, "the refresh of the plan with its work among them"
    [row] = cares(team, doris)
    assert (row.does, row.ended_at, row.ended_because) == ("Shopping", AT, "moved to Leeds")
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="ceased to be a carer"):
        operations.change_carer(act=act, **on, version=3, does="Cooking", needs="")


def test_an_assessment_is_a_fact_with_its_day_and_nothing_is_overwritten(team: ATeam, doris: UUID, ann: UUID) -> None:
    on: dict[str, Any] = {"team_id": team.id, "carer_id": ann}
    with an_act(team.nurse) as act, counted() as sent:
        operations.assess_carer(act=act, **on, state="offered", on_date=date(2026, 6, 1))
    assert sent == 4
    with an_act(team.nurse) as act:
        operations.assess_carer(act=act, **on, state="declined", on_date=date(2026, 6, 8), note="not now")
    [row] = cares(team, doris)
    assert [(one.state, one.on_date, one.note) for one in row.assessments] == [
        ("declined", date(2026, 6, 8), "not now"),
        ("offered", date(2026, 6, 1), ""),
    ]
    for wrong, field in (({"state": "lost"}, "state"), ({"on_date": date(2026, 6, 9)}, "day")):
        with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
            operations.assess_carer(act=act, **on | {"state": "done", "on_date": date(2026, 6, 8)} | wrong)
        assert refused.value.field == field
    with an_act(team.nurse):
        assert CarerAssessment.objects.count() == 2


def test_wrong_role_and_other_team(team: ATeam, doris: UUID, ann: UUID) -> None:
    manager, other = a_working_manager(team, "Pat Manager"), a_team("South")
    values: dict[str, Any] = {"person_id": doris, "carer": ANN}
    with an_act(manager) as act, pytest.raises(NotAllowed, match="RIGHT-390"):
        operations.add_carer(act=act, team_id=team.id, **values)
    stranger = a_person(other, "Una Stranger")
    with an_act(other.nurse) as act:
        with pytest.raises(NotVisible):
            operations.add_carer(act=act, team_id=other.id, **values)
        with pytest.raises(NotVisible):
            operations.change_carer(act=with_key(act), team_id=other.id, carer_id=ann, version=1, does="x", needs="")
        assert queries.carers(person_id=doris) == []
    with an_act(team.nurse) as act, pytest.raises(NotVisible):
        operations.add_carer(
            act=act, team_id=team.id, person_id=doris, carer=Cares("friend", "Company"), known_as=stranger
        )


def test_a_carer_whose_whereabouts_are_protected_is_told_to_nobody(team: ATeam, doris: UUID) -> None:
    """With a control: the same carer stands there while they are not protected."""
    ron = a_person(team, "Ron Pettigrew")
    with an_act(team.nurse) as act:
        key = operations.add_carer(
            act=act, team_id=team.id, person_id=doris, carer=Cares("husband", "Everything"), known_as=ron
        )
        operations.assess_carer(
            act=with_key(act), team_id=team.id, carer_id=key, state="offered", on_date=date(2026, 6, 8)
        )
        assert [one.name for one in queries.carers(person_id=doris)] == ["Ron Pettigrew"], "the control"
    protected(team, ron)
    with an_act(team.nurse) as act:
        assert queries.carers(person_id=doris) == []
        assert (Carer.objects.count(), CarerAssessment.objects.count()) == (0, 0), "not by the wall of the database"
        assert queries.cares_for(person_id=doris) == []
        with pytest.raises(NotVisible):
            queries.carer(carer_id=key)


def test_a_carer_who_has_died_cares_no_longer_and_the_plan_is_looked_at_again(team: ATeam, doris: UUID) -> None:
    """Also taken back: they care again; written once, however often the clock comes by."""
    ron = a_person(team, "Ron Pettigrew")
    with an_act(team.nurse, AT - timedelta(hours=3)) as act:
        operations.add_carer(
            act=act, team_id=team.id, person_id=doris, carer=Cares("husband", "Everything"), known_as=ron
        )
        plans.start(act=with_key(act), team_id=team.id, person_id=doris)
    with an_act(team.nurse) as act:
        deaths.record_death(act=act, person_id=ron, how_known="His daughter rang")
    for changed in (1, 0):
        with as_kith(at=AT) as act:
            assert deaths.follow_deaths(act=act) == changed
    [row] = cares(team, doris)
    assert (row.ended_at, row.ended_because, row.version) == (AT, "died", 2)
    with an_act(team.nurse):
        assert [one.kind for one in Event.objects.filter(person_id=doris)] == ["carer"]
    with an_act(team.nurse, AT + timedelta(minutes=1)) as act:
        deaths.undo_death(act=act, person_id=ron, because="It was his brother")
    with as_kith(at=AT + timedelta(minutes=2)) as act:
        assert deaths.follow_deaths(act=act) == 1
    [row] = cares(team, doris)
    assert (row.ended_at, row.ended_because, row.version) == (None, "", 3)
