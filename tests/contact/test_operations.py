"""Contacts: planned, recorded, settled."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_person, a_planned_contact, a_team, a_working_manager, an_act, with_key
from kith.act import NotAllowed, NotVisible, Refusal, Stale
from kith.contact import operations, queries
from kith.contact.models import Contact
from kith.contact.queries import ContactRow
from kith.contact.serving import Heard, Served
from kith.message.models import Message
from kith.person.operations import record_death
from statements import counted
from trailing import last_entry, outcomes

START, END = AT + timedelta(hours=2), AT + timedelta(hours=3)


def row_of(team: ATeam, contact_id: UUID) -> ContactRow:
    with an_act(team.nurse):
        return queries.one(contact_id=contact_id)


def told(team: ATeam) -> list[tuple[UUID, str]]:
    with an_act(team.nurse):
        return list(Message.objects.values_list("account_id", "kind"))


def planned(team: ATeam, doris: UUID, **changes: Any) -> dict[str, Any]:
    values = {"member_id": team.nurse.member_id, "way": "visit", "window_from": START, "window_to": END}
    return {"team_id": team.id, "person_id": doris} | values | changes


def test_visit_planned_for_a_colleague_has_its_window_and_is_told_to_them(team: ATeam, doris: UUID) -> None:
    with an_act(team.lead) as act, counted() as sent:
        contact_id = operations.plan(act=act, note="Insulin", **planned(team, doris))
    assert sent == 4
    row = row_of(team, contact_id)
    assert (row.state, row.who, row.way, row.window_from, row.window_to) == (
        "planned",
        "Sam Whitlock",
        "visit",
        START,
        END,
    )
    assert (row.facts.from_at, row.facts.to_at, row.facts.what) == (START, END, "Insulin")
    assert told(team) == [(team.nurse.account_id, "contact planned")]
    assert last_entry(team.nurse, "contact.plan").person_ids == [doris]


def test_somebody_outside_the_team_is_planned_by_name(team: ATeam, doris: UUID) -> None:
    with an_act(team.lead) as act:
        contact_id = operations.plan(
            act=act, by_other="District nurses", **planned(team, doris, member_id=None, window_to=START)
        )
    assert (row_of(team, contact_id).who, told(team)) == ("District nurses", [])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"window_to": START - timedelta(minutes=1)}, "to"),
        ({"window_from": AT - timedelta(hours=2), "window_to": AT}, "day"),
        ({"window_to": START + timedelta(days=15)}, "day"),
        ({"way": "pigeon"}, "way"),
        ({"member_id": None}, "who"),
        ({"member_id": UUID(int=9)}, "who"),
        ({"by_other": "somebody"}, "by_other"),
        ({"note": "x" * 4001}, "note"),
    ],
)
def test_plan_with_something_wrong_is_refused_beside_the_field_and_nothing_is_left(
    team: ATeam, doris: UUID, wrong: dict[str, Any], field: str
) -> None:
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            operations.plan(act=act, **planned(team, doris, **wrong))
        assert (refused.value.field, Contact.objects.count(), Message.objects.count()) == (field, 0, 0)
    assert outcomes(team.nurse, "contact.plan") == [("refused", "Refusal")]


def test_nothing_is_planned_with_somebody_who_has_died(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris)
        with pytest.raises(Refusal, match="no contact can be planned"):
            operations.plan(act=with_key(act), **planned(team, doris))


def test_wrong_role_and_other_team(team: ATeam, doris: UUID) -> None:
    manager, other = a_working_manager(team, "Pat Manager"), a_team("South")
    with an_act(manager) as act, pytest.raises(NotAllowed, match="RIGHT-30"):
        operations.plan(act=act, **planned(team, doris))
    with an_act(other.nurse) as act, pytest.raises(NotVisible):
        operations.plan(act=act, **planned(team, doris) | {"team_id": other.id})


# Recording


def recorded(team: ATeam, doris: UUID, **changes: Any) -> dict[str, Any]:
    values = {
        "member_id": team.nurse.member_id,
        "way": "phone",
        "state": "made",
        "happened_at": AT - timedelta(hours=1),
    }
    return {"team_id": team.id, "person_id": doris} | values | changes


def test_contact_made_yesterday_has_both_moments(team: ATeam, doris: UUID) -> None:
    happened_at = AT - timedelta(days=1)
    with an_act(team.nurse) as act, counted() as sent:
        contact_id = operations.record(act=act, note="Well.", **recorded(team, doris, happened_at=happened_at))
    assert sent == 4
    row = row_of(team, contact_id)
    assert (row.state, row.happened_at, row.window_from, row.note) == ("made", happened_at, None, "Well.")
    with an_act(team.nurse):
        assert queries.last_made(person_ids=[doris]) == {doris: happened_at}
        assert Contact.objects.get().recorded_at == AT


def test_contact_of_somebody_who_has_died_is_still_recorded(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris)
        assert operations.record(act=with_key(act), **recorded(team, doris))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"state": "missed"}, "reason"),
        ({"state": "planned"}, "state"),
        ({"happened_at": AT + timedelta(minutes=1)}, "time"),
        ({"happened_at": AT - timedelta(days=400)}, "day"),
    ],
)
def test_record_with_something_wrong_is_refused(team: ATeam, doris: UUID, wrong: dict[str, Any], field: str) -> None:
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        operations.record(act=act, **recorded(team, doris, **wrong))
    assert refused.value.field == field


# What became of a plan


@pytest.mark.parametrize(("state", "reason"), [("made", ""), ("missed", "nobody in"), ("cancelled", "at her son's")])
def test_planned_contact_is_settled_once_and_its_member_told(team: ATeam, doris: UUID, state: str, reason: str) -> None:
    contact_id = a_planned_contact(team, doris)
    values = {"contact_id": contact_id, "state": state, "reason": reason}
    with an_act(team.lead) as act, counted() as sent:
        operations.settle(act=act, version=1, **values)
    assert sent == 4 + (state == "missed")
    row = row_of(team, contact_id)
    assert (row.state, row.reason, row.happened_at, row.window_from, row.version) == (state, reason, AT, START, 2)
    assert told(team) == [(team.nurse.account_id, f"contact {state}")]
    with an_act(team.lead) as act, pytest.raises(Refusal, match=f"recorded as {state} already"):
        operations.settle(act=act, version=2, **values)


def test_somebody_else_made_it_in_another_way(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    with an_act(team.nurse) as act, counted() as sent:
        operations.settle(
            act=act,
            contact_id=contact_id,
            version=1,
            state="made",
            way="phone",
            member_id=team.social_worker.member_id,
            note="Rang instead.",
        )
    assert sent == 5
    row = row_of(team, contact_id)
    assert (row.who, row.way, row.note) == ("Rukhsana Mir", "phone", "Rang instead.")


def test_second_of_two_is_given_what_is_there_now(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Stale) as stale:
        operations.settle(act=act, contact_id=contact_id, version=7, state="made")
    assert stale.value.extra == row_of(team, contact_id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"state": "missed"}, "reason"),
        ({"state": "lost"}, "state"),
        ({"state": "made", "member_id": UUID(int=9)}, "who"),
    ],
)
def test_settling_with_something_wrong_is_refused(team: ATeam, doris: UUID, wrong: dict[str, Any], field: str) -> None:
    contact_id = a_planned_contact(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        operations.settle(act=act, contact_id=contact_id, version=1, **wrong)
    assert (refused.value.field, row_of(team, contact_id).state) == (field, "planned")


@pytest.mark.parametrize("number", [1, 3])
def test_contacts_of_a_person_are_one_statement(team: ATeam, number: int) -> None:
    doris = a_person(team)
    made = [a_planned_contact(team, doris, START + timedelta(hours=hour)) for hour in range(number)]
    with an_act(team.nurse), counted() as sent:
        rows = queries.of_person(person_id=doris)
    assert sent == 1
    assert [row.id for row in rows] == made[::-1]
    with an_act(team.nurse):
        near = queries.planned_between(person_id=doris, start_at=START, end_at=START + timedelta(minutes=1))
        assert [row.id for row in near] == made[:1]
        assert [row.id for row in queries.planned_of_member(member_id=team.nurse.member_id)] == made


# For which service, and what was assessed


@pytest.mark.parametrize(
    ("by", "served", "service"),
    [
        ({}, {}, "district-nursing"),
        ({}, {"service": "housing"}, "district-nursing"),
        ({"member_id": None, "by_other": "Jo, practice nurse"}, {}, "general-practice"),
        ({"member_id": None, "by_other": "Jo"}, {"service": "housing"}, "housing"),
        ({"member_id": None, "by_other": "Jo"}, {}, "other"),
    ],
)
def test_contact_is_of_the_service_of_whoever_makes_it(
    team: ATeam, doris: UUID, by: dict[str, Any], served: dict[str, Any], service: str
) -> None:
    with an_act(team.nurse) as act:
        contact_id = operations.record(act=act, served=Served(**served), **recorded(team, doris, **by))
    assert row_of(team, contact_id).service == service


def test_what_was_ticked_and_what_a_table_asked_is_assessed_and_a_reason_kept(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    seen = {"gad7": {"value": "3"}}
    with an_act(team.social_worker) as act:
        operations.settle(
            act=act,
            contact_id=contact_id,
            version=1,
            state="made",
            member_id=team.social_worker.member_id,
            observations=seen,
            served=Served(assessed=["medicines", "skin"], again_because="changed"),
        )
    row = row_of(team, contact_id)
    assert (row.service, row.assessed) == ("social-care", ["skin", "mood", "medicines"])
    with an_act(team.nurse):
        assert Contact.objects.get(id=contact_id).again_because == "changed"


def test_what_was_said_before_planning_is_kept_with_why_all_the_same(team: ATeam, doris: UUID) -> None:
    heard = Heard(["same day", "new face"], "skill", "together")
    with an_act(team.nurse) as act, counted() as sent:
        operations.plan(act=act, heard=heard, **planned(team, doris))
    assert sent == 4
    with an_act(team.nurse):
        kept = Contact.objects.values_list("warned", "anyway_because", "again_because").get()
    assert kept == (["new face", "same day"], "skill", "together")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"served": Served(assessed=["skim"])}, "assessed"),
        ({"served": Served(again_because="because")}, "again_because"),
        ({"served": Served(service="plumbing"), "member_id": None, "by_other": "Jo"}, "service"),
        ({"served": Served(assessed=["skin"]), "state": "missed", "reason": "Nobody in."}, "state"),
    ],
)
def test_service_or_assessment_that_is_on_no_list_is_refused(
    team: ATeam, doris: UUID, wrong: dict[str, Any], field: str
) -> None:
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            operations.record(act=act, **recorded(team, doris, **wrong))
        assert (refused.value.field, Contact.objects.count()) == (field, 0)


@pytest.mark.parametrize(
    ("wrong", "field"), [(Heard(["old face"]), "warned"), (Heard(["new face"], "because"), "anyway_because")]
)
def test_warning_that_is_on_no_list_is_refused(team: ATeam, doris: UUID, wrong: Heard, field: str) -> None:
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            operations.plan(act=act, heard=wrong, **planned(team, doris))
        assert (refused.value.field, Contact.objects.count()) == (field, 0)
