"""Agencies of a place, whom one reaches there and what is agreed with each: who may write it, and who never."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from builders import AT, ATeam, Someone, a_team, an_act, with_key
from kith.access.home import as_kith
from kith.act import NotAllowed, NotVisible, Refusal, Stale
from kith.agency import operations, queries
from kith.agency.models import Agency, Agreement, Contact
from kith.agency.operations import Agreed, Known, Reached
from kith.agency.rules import FIELDS, PURPOSES, fields_for
from kith.place.rules import local_day
from kith.policy.sharing_rules import read_fields, read_purposes
from kith.policy.value_rules import TableError
from partners import FIELDS as USUAL
from partners import an_agency, an_agreement
from statements import counted
from trailing import last_entry, outcomes

TODAY = local_day(AT)
CARE = Agreed("coordinate-care", USUAL, TODAY, TODAY + timedelta(days=364), "Folder 12", "Peter Lindqvist")


def test_agency_is_written_with_whom_one_reaches_there_and_corrected(team: ATeam) -> None:
    known = Known("Ashmere Homes", "housing", "Weekdays 9 to 5")
    with an_act(team.lead) as act, counted() as sent:
        agency_id = operations.add_agency(act=act, team_id=team.id, known=known)
    assert sent == 4
    on = {"team_id": team.id, "agency_id": agency_id}
    jo = Reached("Jo Marsh", "housing officer", "Jo@ashmere.example", "01632 960 001")
    with an_act(team.nurse) as act:
        contact_id = operations.add_contact(act=act, **on, reached=jo)
        operations.change_contact(
            act=with_key(act), team_id=team.id, partner_contact_id=contact_id, version=1,
            reached=replace(jo, telephone="01632 960 002"), until_day=TODAY,
        )  # fmt: skip
    with an_act(team.lead) as act:
        operations.change_agency(act=act, **on, version=1, known=replace(known, hours="Mondays"))
    with an_act(team.nurse):
        [row] = queries.agencies(team_id=team.id, at=AT)
        assert (row.name, row.service, row.hours, row.version, row.number_of_contacts) == (
            "Ashmere Homes", "housing", "Mondays", 2, 1,
        )  # fmt: skip
        [there] = queries.contacts_of(agency_ids=[agency_id], at=AT)
        assert (there.telephone, there.until_day, there.version) == ("01632 960 002", TODAY, 2)
        assert queries.contacts_of(agency_ids=[agency_id], at=AT + timedelta(days=1)) == []
        assert len(queries.contacts_of(agency_ids=[agency_id], at=AT + timedelta(days=1), past=True)) == 1
    assert last_entry(team.lead, "agency.change_agency").person_ids == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"service": "plumbing"}, "service"),
        ({"hours": "x" * 1_001}, "hours"),
        ({"name": "ASHMERE homes"}, "name"),
    ],
)
def test_agency_with_something_wrong_is_refused(team: ATeam, wrong: dict[str, str], field: str) -> None:
    an_agency(team.lead)
    with an_act(team.lead) as act:
        with pytest.raises(Refusal) as refused:
            operations.add_agency(
                act=act, team_id=team.id, known=Known(**({"name": "New", "service": "housing"} | wrong))
            )
        assert (refused.value.field, Agency.objects.count()) == (field, 1)
    assert outcomes(team.lead, "agency.add_agency")[-1] == ("refused", "Refusal")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "", "telephone": " "}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "JO@homes.example"}, "email"),
    ],
)
def test_contact_with_something_wrong_is_refused(team: ATeam, wrong: dict[str, str], field: str) -> None:
    agency = an_agency(team.lead)
    values = {"name": "Al", "email": "al@homes.example", "telephone": "1"} | wrong
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            operations.add_contact(act=act, team_id=team.id, agency_id=agency.id, reached=Reached(**values))
        assert (refused.value.field, Contact.objects.count()) == (field, 1)


def test_agreement_is_written_by_the_place_manager_alone_and_the_database_says_so_too(
    team: ATeam, manager: Someone, supervisor: Someone
) -> None:
    agency = an_agency(team.lead)
    on = {"team_id": team.id, "agency_id": agency.id, "agreed": CARE}
    for who in (team.lead, team.nurse, supervisor):
        with an_act(who) as act, pytest.raises(NotAllowed, match="Who can: place manager"):
            operations.agree(act=act, **on)
    with an_act(team.lead), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Agreement.objects.create(
            act_id=team.id, place_id=team.place_id, agency_id=agency.id, purpose="repairs", number=1, fields=["name"],
            from_day=TODAY, until_day=TODAY, paper="x", signed_by="x",
        )  # fmt: skip
    with an_act(manager) as act, counted() as sent:
        agreement_id = operations.agree(act=act, **on)
    assert sent == 5
    [row] = queries_agreements(team, agency.id)
    assert (row.id, row.number, row.fields, row.paper) == (agreement_id, 1, frozenset(USUAL), "Folder 12")
    assert outcomes(team.nurse, "agency.agree") == [*[("refused", "RIGHT-414")] * 3, ("done", "")]


def queries_agreements(team: ATeam, agency_id: object) -> list[queries.AgreementRow]:
    with an_act(team.nurse):
        return queries.agreements_of(agency_id=agency_id)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": "gossip"}, "purpose"),
        ({"fields": ()}, "fields"),
        ({"fields": ("diagnoses",)}, "fields"),
        ({"purpose": "repairs", "fields": ("name", "warning-signs")}, "fields"),
        ({"from_day": TODAY - timedelta(days=1)}, "from_day"),
        ({"from_day": TODAY + timedelta(days=367), "until_day": TODAY + timedelta(days=400)}, "from_day"),
        ({"until_day": TODAY - timedelta(days=1)}, "until_day"),
        ({"until_day": TODAY + timedelta(days=3 * 366)}, "until_day"),
        ({"paper": ""}, "paper"),
        ({"signed_by": " "}, "signed_by"),
    ],
)
def test_agreement_with_something_wrong_is_refused(
    team: ATeam, manager: Someone, wrong: dict[str, object], field: str
) -> None:
    agency = an_agency(team.lead)
    with an_act(manager) as act:
        with pytest.raises(Refusal) as refused:
            operations.agree(act=act, team_id=team.id, agency_id=agency.id, agreed=replace(CARE, **wrong))
        assert (refused.value.field, Agreement.objects.count()) == (field, 0)


def test_agreement_never_changes_and_the_next_takes_its_place(team: ATeam, manager: Someone) -> None:
    agency = an_agency(team.lead)
    first = an_agreement(manager, agency)
    an_agreement(manager, agency, fields=("name",))
    assert [(one.number, len(one.fields)) for one in queries_agreements(team, agency.id)] == [(2, 1), (1, 3)]
    with an_act(manager), pytest.raises(DatabaseError, match="stands as it was signed"), transaction.atomic():
        raw("update agency_agreement set fields = '{name,goals}' where id = %s", first)
    on = {"team_id": team.id, "agreement_id": first}
    with an_act(team.nurse) as act, pytest.raises(NotAllowed):
        operations.end_agreement(act=act, **on, because="less")
    with an_act(team.lead) as act, pytest.raises(Refusal, match="Say why"):
        operations.end_agreement(act=act, **on, because=" ")
    with an_act(team.lead) as act:
        operations.end_agreement(act=with_key(act), **on, because="They merged")
    with an_act(team.lead) as act, pytest.raises(Refusal, match="ended already"):
        operations.end_agreement(act=act, **on, because="again")


UNDER_AN_ACT = "select set_config('kith.act', (select id::text from trail_entry limit 1), true)"
"""An act that runs, for statements behind the operations."""


def raw(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_whoever_was_second_is_told_and_nothing_of_theirs_is_written(team: ATeam) -> None:
    agency = an_agency(team.lead)
    known = Known("Other", "housing")
    with an_act(team.lead) as act, pytest.raises(Stale):
        operations.change_agency(act=act, team_id=team.id, agency_id=agency.id, version=7, known=known)
    with an_act(team.nurse) as act, pytest.raises(NotAllowed):
        operations.change_agency(act=act, team_id=team.id, agency_id=agency.id, version=1, known=known)
    reached = Reached("Jo", email="jo@x.example")
    on = {"team_id": team.id, "partner_contact_id": agency.contact_id, "reached": reached}
    with an_act(team.nurse) as act, pytest.raises(Stale):
        operations.change_contact(act=act, **on, version=7)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="not before the first"):
        operations.change_contact(act=with_key(act), **on, version=1, until_day=TODAY - timedelta(days=1))


def test_agencies_of_another_place_are_not_there(team: ATeam, manager: Someone) -> None:
    other = a_team("Far Away")
    theirs = an_agency(other.lead)
    with an_act(manager) as act, pytest.raises(NotVisible):
        operations.agree(act=act, team_id=team.id, agency_id=theirs.id, agreed=CARE)
    with an_act(manager) as act, pytest.raises(NotVisible):
        operations.add_contact(act=act, team_id=team.id, agency_id=theirs.id, reached=Reached("Al", telephone="1"))
    with an_act(team.nurse):
        assert (Agency.objects.count(), Contact.objects.count()) == (0, 0)
        assert queries.contacts_of(agency_ids=[theirs.id], at=AT) == []
        with pytest.raises(NotVisible):
            queries.agency(team_id=team.id, agency_id=theirs.id, at=AT)
    with an_act(other.nurse):
        assert [one.name for one in queries.agencies(team_id=other.id, at=AT)] == ["Ashmere Homes"]
    with as_kith(at=AT) as act, pytest.raises(NotAllowed):
        operations.agree(act=act, team_id=other.id, agency_id=theirs.id, agreed=CARE)


def test_contact_cannot_be_hung_on_an_agency_of_another_place(team: ATeam) -> None:
    theirs, mine = an_agency(a_team("Far Away").lead), an_agency(team.lead, "Elsewhere")
    move = "update agency_contact set agency_id = %s, act_id = act_id() where id = %s; set constraints all immediate"
    with an_act(team.lead):
        raw(UNDER_AN_ACT)
        with pytest.raises(IntegrityError, match="agency_contact_of_place"), transaction.atomic():
            raw(move, theirs.id, mine.contact_id)


# The tables


def test_tables_of_what_may_be_told_hold_together() -> None:
    assert len(FIELDS) == 18
    assert {one.field for one in FIELDS.values() if not one.code} == {
        "day-lead-and-how-to-reach", "actions-of-agency",
    }  # fmt: skip
    assert {one.field for one in FIELDS.values() if one.says_where} == {"address", "telephone", "how-to-get-in"}
    forbidden = ("safeguard", "concern", "restricted", "third", "diagnos", "kept", "escalation")
    assert [one for one in FIELDS if any(word in one for word in forbidden)] == []
    assert {"warning-signs", "actions-of-all"}.isdisjoint(one.field for one in fields_for(PURPOSES["repairs"]))
    assert len(fields_for(PURPOSES["coordinate-care"])) == len(FIELDS)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("F-1,secrets,Secrets,s,restricted,the concern,yes,no,x", "'restricted' is none of"),
        ("F-1,goals,Goals,g,wishes,plan,no,no,x", "only names of actions"),
        ("F-1,goals,Goals,g,wishes,plan,perhaps,no,x", "yes or no"),
        ("F-1,goals,Goals,g,wishes,plan,yes,no,x\nF-2,goals,Goals,g,wishes,plan,yes,no,x", "stands twice"),
    ],
)
def test_field_that_may_never_be_told_is_refused_by_its_table(row: str, said: str) -> None:
    head = "id,field,label,to_person,kind,taken_from,code,says_where,sentence"
    with pytest.raises(TableError, match=said):
        read_fields([head, *row.splitlines()])


def test_purpose_of_an_unknown_kind_is_refused_by_its_table() -> None:
    head = "id,purpose,label,to_person,kinds,basis,sentence,source"
    for row, said in (("P-1,a,A,a,third party,consent,x,y", "third party"), ("P-1,a,A,a,home,because,x,y", "because")):
        with pytest.raises(TableError, match=said):
            read_purposes([head, row])
