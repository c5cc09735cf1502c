"""Lists: who is put on them, who leads, how closely somebody is followed, who leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import (
    AT,
    ATeam,
    Someone,
    a_member,
    a_named_lead,
    a_planned_contact,
    a_team,
    a_working_manager,
    an_act,
    an_action,
    an_entry,
    close_entry,
    with_key,
)
from kith.access.home import as_kith
from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, ids, operation
from kith.action import after_import
from kith.action.queries import waiting_for_team
from kith.caseload import operations, queries
from kith.caseload.models import Intake, ListEntry, Override
from kith.caseload.operations import Arrangement
from kith.message.models import Message
from kith.person.models import Person
from kith.person.operations import Details, insert_people, record_death
from kith.team import operations as teams
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

NUMBER = "9990000018"


def _manager(team: ATeam) -> Someone:
    return a_working_manager(team, "Pat Manager")


# Adding a person


def test_added_person_is_active_on_the_list_reached_by_the_team_and_on_the_trail(team: ATeam) -> None:
    with an_act(team.nurse) as act, counted() as sent:
        details = Details(given="Doris", family="Pettigrew", nhs_number=NUMBER, birth_date=date(1945, 3, 14))
        doris = operations.add_person(
            act=act, team_id=team.id, details=details, came_by="referral", came_from="Dr Marsh"
        )

    assert sent == 9
    with an_act(team.social_worker):
        entry = queries.entry_of(team_id=team.id, person_id=doris)
        assert entry is not None
        assert (entry.state, entry.came_by, entry.came_from, entry.came_at) == ("active", "referral", "Dr Marsh", AT)
        assert (entry.risk_tier, entry.named_lead_id, entry.is_unseen) == ("not assessed", None, False)
        assert Person.objects.get().nhs_number == NUMBER
    said = last_entry(team.nurse, "caseload.add_person")
    assert (said.team_id, said.person_ids) == (team.id, [doris])


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(given="", family=" ", no_nhs_number_because="none"), "family"),
        (Details(given="Doris", family="P"), "nhs_number"),
        (Details(given="Doris", family="P", nhs_number="9990000019"), "nhs_number"),
        (Details(given="Doris", family="P", no_nhs_number_because="none", birth_date=date(2026, 6, 9)), "birth_date"),
    ],
)
def test_person_with_something_wrong_is_refused_beside_the_field_and_nothing_is_left(
    team: ATeam, details: Details, field: str
) -> None:
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            operations.add_person(act=act, team_id=team.id, details=details)
        assert (refused.value.field, Person.objects.count(), ListEntry.objects.count()) == (field, 0, 0)
    assert outcomes(team.nurse, "caseload.add_person") == [("refused", "Refusal")]


def test_number_of_somebody_reached_is_refused_with_who_has_it(team: ATeam) -> None:
    details = Details(given="Doris", family="Pettigrew", nhs_number=NUMBER)
    with an_act(team.nurse) as act:
        doris = operations.add_person(act=act, team_id=team.id, details=details)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="Doris Pettigrew has this NHS number") as refused:
        operations.add_person(act=act, team_id=team.id, details=replace(details, given="Dora"))
    assert refused.value.extra == doris


def test_number_of_a_hidden_record_says_only_that_there_is_one(team: ATeam) -> None:
    other = a_team("South")
    details = Details(given="Doris", family="Pettigrew", nhs_number=NUMBER)
    with an_act(team.nurse) as act:
        operations.add_person(act=act, team_id=team.id, details=details)
    with an_act(other.nurse) as act, pytest.raises(Refusal, match=r"you cannot open\. Ask your team lead") as refused:
        operations.add_person(act=act, team_id=other.id, details=details)
    assert (refused.value.extra, refused.value.rule) == (None, "P10")


def test_manager_may_not_add_a_person(team: ATeam) -> None:
    with an_act(_manager(team)) as act, pytest.raises(NotAllowed, match="RIGHT-13"):
        operations.add_person(act=act, team_id=team.id, details=Details(given="A", family="B"))


def test_nobody_adds_to_the_list_of_a_team_they_are_not_on(team: ATeam) -> None:
    other = a_team("South")
    with an_act(other.nurse) as act, pytest.raises(NotVisible):
        operations.add_person(act=act, team_id=team.id, details=Details(given="A", family="B"))


# Putting people on a list together


def _imported(number: int) -> list[UUID]:
    people = [ids.new() for _ in range(number)]
    with as_kith(at=AT) as act:
        import_people(act=act, people=people)
    return people


@operation("test.import")
def import_people(*, act: Act, people: list[UUID]) -> int:
    """Store people as an import does, reached by Kith alone."""
    insert_people(act=act, rows=[{"id": one, "family": f"Person {n}"} for n, one in enumerate(people)])
    return len(people)


@operation("test.bring_in")
def bring_in(*, act: Act, team_id: UUID, people: list[UUID]) -> list[UUID]:
    """Bring people in as the end of an import does."""
    return after_import.bring_in(act=act, team_id=team_id, person_ids=people, label="GP list")


@pytest.fixture
def _rights(may: Callable[[str], None]) -> None:
    may("test.import")
    may("test.bring_in")


@pytest.mark.usefixtures("_rights")
@pytest.mark.parametrize("number", [1, 30])
def test_import_is_one_intake_one_trail_entry_and_one_action_for_the_team_lead(team: ATeam, number: int) -> None:
    people = _imported(number)
    with as_kith(at=AT) as act, counted() as sent:
        assert sorted(bring_in(act=act, team_id=team.id, people=people)) == sorted(people)

    assert sent == 11
    with an_act(team.nurse):
        [work] = waiting_for_team(team_id=team.id)
        [intake] = queries.intakes(team_id=team.id)
        words = f"{number} people to look through" if number > 1 else "1 person to look through"
        assert (work.what, work.kind, work.person_id, work.owner_id) == (
            words,
            "look-through",
            None,
            team.lead.member_id,
        )
        assert work.due_at == AT.replace(day=15, hour=16, minute=0), "5pm of the fifth service day"
        assert (work.origin_kind, work.origin_id) == ("intake", intake.id)
        assert (intake.label, intake.number_came, intake.number_left) == ("GP list", number, number)
        assert queries.unseen_of(intake_id=intake.id) == sorted(people)
    said = last_entry(team.nurse, "test.bring_in")
    assert sorted(said.person_ids) == sorted(people)
    assert outcomes(team.nurse, "caseload.put_on_list") == [], "it is part of the import, not an act of its own"


@pytest.mark.usefixtures("_rights")
def test_people_on_the_list_already_stay_as_they_are(team: ATeam, doris: UUID) -> None:
    people = _imported(1)
    with an_act(team.nurse) as act:
        listed = operations.put_on_list(act=act, team_id=team.id, person_ids=[doris])
        assert listed.person_ids == []
    with as_kith(at=AT) as act:
        assert bring_in(act=act, team_id=team.id, people=[*people, doris]) == people
    assert an_entry(team, doris).intake_id is None


@pytest.mark.usefixtures("_rights")
def test_import_is_refused_while_nobody_takes_the_duty_in_the_next_14_days(team: ATeam) -> None:
    people, later = _imported(1), AT + timedelta(days=30)
    with as_kith(at=later) as act:
        with pytest.raises(Refusal, match="Publish a rota with a duty lead"):
            bring_in(act=act, team_id=team.id, people=people)
        assert (Intake.objects.count(), ListEntry.objects.count()) == (0, 0)


def test_nobody_is_put_on_a_list_by_an_id_typed_by_guess(team: ATeam, doris: UUID) -> None:
    other = a_team("South")
    with an_act(other.nurse) as act, pytest.raises(NotVisible):
        operations.put_on_list(act=act, team_id=other.id, person_ids=[doris])


def test_the_dead_are_not_put_on_a_list(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.lead) as act:
        close_entry(act, entry)
        record_death(act=with_key(act), person_id=doris)
        with pytest.raises(Refusal, match="has died"):
            operations.put_on_list(act=with_key(act), team_id=team.id, person_ids=[doris])


# Looking through


@pytest.mark.usefixtures("_rights")
def test_looked_through_by_a_press_a_lead_a_contact_or_an_action(team: ATeam) -> None:
    people = _imported(5)
    with as_kith(at=AT) as act:
        bring_in(act=act, team_id=team.id, people=people)
    a_named_lead(team, people[1], team.nurse)
    an_action(team, people[2])
    a_planned_contact(team, people[3])
    with an_act(team.nurse) as act, counted() as sent:
        assert operations.look_through(act=act, team_id=team.id, person_ids=people[:2]) == 1, "one was looked at before"

    assert sent == 4
    assert last_entry(team.nurse, "caseload.look_through").person_ids == people[:1]
    with an_act(team.nurse):
        [intake] = queries.intakes(team_id=team.id)
        assert queries.unseen_of(intake_id=intake.id) == people[4:]
        assert intake.number_left == 1


# Leads, tier, rhythm


def test_new_named_lead_and_deputy_are_told(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act, counted() as sent:
        operations.set_leads(
            act=act,
            entry_id=entry.id,
            version=1,
            named_lead_id=team.nurse.member_id,
            deputy_id=team.social_worker.member_id,
        )
    assert sent == 6
    changed = an_entry(team, doris)
    assert (changed.named_lead_id, changed.deputy_id, changed.version) == (
        team.nurse.member_id,
        team.social_worker.member_id,
        2,
    )
    with an_act(team.social_worker):
        told = list(Message.objects.values_list("account_id", "kind", "thing_id"))
    assert told == [(team.social_worker.account_id, "deputy", entry.id)], "nobody is told of their own act"
    assert last_entry(team.nurse, "caseload.set_leads").person_ids == [doris]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"risk_tier": "huge"}, "risk_tier"),
        ({"cadence_days": 0}, "cadence_days"),
        ({"state": "ended"}, "state"),
        ({"named_lead_id": UUID(int=7)}, "named_lead"),
    ],
)
def test_arrangement_that_cannot_be_is_refused_beside_its_field(
    team: ATeam, doris: UUID, wanted: dict[str, object], field: str
) -> None:
    entry = an_entry(team, doris)
    arrangement = replace(Arrangement(None, None, "low", 7, "active"), **wanted)  # type: ignore[arg-type]
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        operations.arrange(act=act, entry_id=entry.id, version=1, arrangement=arrangement)
    assert (refused.value.field, an_entry(team, doris)) == (field, entry)


def test_named_lead_is_not_their_own_deputy_and_not_of_another_team(team: ATeam, doris: UUID) -> None:
    entry, other = an_entry(team, doris), a_team("South")
    for named, deputy, field in (
        (team.nurse.member_id, team.nurse.member_id, "deputy"),
        (other.nurse.member_id, None, "named_lead"),
    ):
        with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
            operations.set_leads(act=act, entry_id=entry.id, version=1, named_lead_id=named, deputy_id=deputy)
        assert refused.value.field == field


@pytest.mark.parametrize("who", ["nurse", "lead"])
def test_nobody_makes_somebody_else_the_named_lead_without_their_yes(team: ATeam, doris: UUID, who: str) -> None:
    """P3: naming another is an offer; so it is for the team lead."""
    entry = an_entry(team, doris)
    with (
        an_act(getattr(team, who)) as act,
        pytest.raises(Refusal, match="Rukhsana Mir leads this person once") as refused,
    ):
        operations.set_leads(
            act=act, entry_id=entry.id, version=1, named_lead_id=team.social_worker.member_id, deputy_id=None
        )
    assert (refused.value.field, refused.value.rule) == ("named_lead", "P3")
    assert an_entry(team, doris) == entry


def test_leads_tier_rhythm_and_state_are_set_together(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act, counted() as sent:
        arrangement = Arrangement(team.nurse.member_id, None, "high", 7, "closing")
        operations.arrange(act=act, entry_id=entry.id, version=1, arrangement=arrangement)
    assert sent == 6
    now = an_entry(team, doris)
    assert (now.named_lead_id, now.risk_tier, now.cadence_days, now.state) == (
        team.nurse.member_id,
        "high",
        7,
        "closing",
    )
    with an_act(team.nurse) as act:
        operations.set_entry(act=act, entry_id=entry.id, version=2, risk_tier="low", cadence_days=None)
    assert an_entry(team, doris).named_lead_id == team.nurse.member_id, "what is not asked about stays"


def test_second_of_two_editors_is_given_what_is_there_now(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act:
        operations.set_entry(act=act, entry_id=entry.id, version=1, risk_tier="high", cadence_days=7)
    with an_act(team.lead) as act, pytest.raises(Stale) as stale:
        operations.set_entry(act=act, entry_id=entry.id, version=1, risk_tier="low", cadence_days=30)
    assert stale.value.extra == an_entry(team, doris)
    assert stale.value.extra.risk_tier == "high"


@pytest.mark.parametrize(
    "late",
    [
        lambda act, entry, team: operations.set_leads(
            act=act, entry_id=entry.id, version=entry.version, named_lead_id=team.nurse.member_id, deputy_id=None
        ),
        lambda act, entry, team: operations.set_entry(
            act=act, entry_id=entry.id, version=entry.version, risk_tier="no such", cadence_days=7
        ),
        lambda act, entry, team: close_entry(act, entry, reason=""),
    ],
)
def test_entry_that_somebody_ended_meanwhile_is_told_as_it_is_now(late: Any, team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.lead) as act:
        close_entry(act, entry)
    with an_act(team.lead) as act, pytest.raises(Stale) as stale:
        late(act, entry, team)
    assert (stale.value.status, stale.value.extra.ended_because) == (409, "moved away")


def test_manager_may_not_set_leads_and_others_do_not_see_the_entry(team: ATeam, doris: UUID) -> None:
    entry, other = an_entry(team, doris), a_team("South")
    values = {"entry_id": entry.id, "version": 1, "named_lead_id": None, "deputy_id": None}
    with an_act(_manager(team)) as act, pytest.raises(NotAllowed, match="RIGHT-16"):
        operations.set_leads(act=act, **values)
    with an_act(other.nurse) as act, pytest.raises(NotVisible):
        operations.set_leads(act=act, **values)


# Who leads for a day


def test_override_leads_that_day_and_is_told_and_said_again_it_replaces(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    values = {"team_id": team.id, "person_id": doris, "day": AT.date()}
    with an_act(team.nurse) as act, counted() as sent:
        operations.override_day_lead(act=act, member_id=team.lead.member_id, reason="she asked", **values)
        assert sent <= 6
    with an_act(team.nurse) as act:
        operations.override_day_lead(act=act, member_id=team.social_worker.member_id, reason="Ama is full", **values)
        [row] = queries.overrides(team_id=team.id, person_id=doris, since=AT.date())
        assert (row.member_id, row.reason, Override.objects.count()) == (
            team.social_worker.member_id,
            "Ama is full",
            1,
        )
    with an_act(team.lead):
        assert set(Message.objects.filter(kind="day lead").values_list("account_id", flat=True)) == {
            team.lead.account_id,
            team.social_worker.account_id,
        }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"day": date(2026, 6, 7)}, "day"),
        ({"day": date(2026, 6, 13)}, "day"),
        ({"day": date(2026, 8, 10)}, "day"),
        ({"member_id": UUID(int=7)}, "member"),
    ],
)
def test_override_that_cannot_be_is_refused(team: ATeam, doris: UUID, wrong: dict[str, object], field: str) -> None:
    values = {"day": AT.date(), "member_id": team.nurse.member_id, "reason": "she asked"} | wrong
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            operations.override_day_lead(act=act, team_id=team.id, person_id=doris, **values)
        assert (refused.value.field, Override.objects.count()) == (field, 0)


# What the database refuses by itself


def test_database_refuses_a_lead_who_has_left(team: ATeam, doris: UUID) -> None:
    leaver = a_member(team, "Tom Reed", until=AT + timedelta(days=1))
    entry = an_entry(team, doris)
    with (
        an_act(team.nurse, AT + timedelta(days=2)) as act,
        pytest.raises(Refusal, match="named lead and the deputy must be on the team now"),
    ):
        write_lead(act=act, entry_id=entry.id, member_id=leaver.member_id)


@operation("caseload.set_leads", version=99)
def write_lead(*, act: Act, entry_id: UUID, member_id: UUID) -> UUID:
    """Write a lead without asking the rule, as a defect would."""
    ListEntry.objects.filter(id=entry_id).update(named_lead_id=member_id, act_id=act.id)
    return entry_id


def test_membership_does_not_end_while_its_member_leads_owns_or_plans(team: ATeam, doris: UUID) -> None:
    tom = a_member(team, "Tom Reed")
    a_named_lead(team, doris, tom)
    an_action(team, doris, owner=tom)
    a_planned_contact(team, doris, by=tom)
    with an_act(team.lead) as act, pytest.raises(Refusal) as refused:
        teams.end_membership(act=act, member_id=tom.member_id, until=AT + timedelta(days=1))
    assert refused.value.sentence == (
        "This member still has 1 open action, 1 person as named lead, 1 planned contact."
        " Give these to others first, then end the membership."
    )
