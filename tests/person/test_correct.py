"""Correcting what is recorded of somebody: by its pages, by two at once, and against a later import."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_team, a_working_manager, an_act, signed_in, with_key
from forms import form_of, send
from kith.act import NotAllowed, NotVisible, Refusal, Stale
from kith.act.models import History
from kith.person import operations
from kith.person.models import ContactDetail, Person
from kith.person.operations import Detail
from kith.person.queries import contact_details, identity
from kith.trail.models import Look
from statements import counted
from trailing import last_entry, outcomes

LATER = AT + timedelta(minutes=5)


def record(team: ATeam, person_id: UUID) -> Person:
    with an_act(team.nurse):
        return identity(person_id=person_id)


def reached(team: ATeam, person_id: UUID) -> list[tuple[str, str, str]]:
    with an_act(team.nurse):
        return [(one.kind, one.value, one.postcode) for one in contact_details(person_id=person_id)]


def test_who_somebody_is_is_corrected_by_its_page_and_each_field_is_named(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/correct/"
    with counted() as sent:
        form = browser.get(address)
    assert sent <= 8
    before = form_of(form, address).values
    assert before["family"] == "Pettigrew"
    shown = page(send(browser, form, address, known_as="Dot", birth_date="March 1942"))
    assert "It is corrected." in shown.text
    now = record(team, doris)
    assert (now.known_as, now.birth_date, now.birth_precision) == ("Dot", date(1942, 3, 1), "month")
    assert now.corrected_fields == ["birth_date", "known_as"]
    assert form_of(browser.get(address), address).values["birth_date"] == "3 1942"
    entry = last_entry(team.nurse, "person.correct")
    assert (entry.person_ids, entry.detail["fields"]) == ([doris], ["birth_date", "known_as"])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Nothing was changed: change something, or go back."),
        ({"given": "", "family": ""}, "Enter a name, even if only one is known."),
        ({"nhs_number": "123"}, "Check the NHS number"),
        ({"nhs_number": "", "no_nhs_number_because": ""}, "Enter the NHS number, or say why there is none."),
        ({"birth_date": "31 2 1942"}, "Enter the date of birth as day, month and year"),
        ({"birth_date": "1 1 2030"}, "The date of birth cannot be in the future."),
        ({"recorded_at": ""}, "Open this page again from the record"),
    ],
)
def test_what_cannot_be_comes_back_as_typed_and_nothing_is_changed(
    team: ATeam, doris: UUID, typed: dict[str, str], sentence: str
) -> None:
    with an_act(team.nurse) as act:
        row = identity(person_id=doris)
        operations.correct(act=act, person_id=doris, recorded_at=row.recorded_at, changes={"nhs_number": "9434765919"})
    before = record(team, doris)
    browser, address = signed_in(team.nurse), f"/person/{doris}/correct/"
    answer = send(browser, browser.get(address), address, **typed)
    assert (answer.status_code, sentence in page(answer).text) == (422, True)
    assert record(team, doris).act_id == before.act_id


def test_second_of_two_who_correct_sees_both_and_may_save_theirs(
    team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, address = signed_in(team.lead), f"/person/{doris}/correct/knowing/"
    form = browser.get(address)
    with an_act(team.nurse, LATER) as act:
        changes = {"needs": "Deaf in the left ear"}
        operations.correct(act=act, person_id=doris, recorded_at=record(team, doris).recorded_at, changes=changes)
    monkeypatch.setattr("kith.web.middleware.now", lambda: LATER)

    both = send(browser, form, address, needs="Speak slowly")

    shown = page(both)
    assert (both.status_code, shown.one("h1").text) == (
        409,
        "Changed while you were writing: Sam Whitlock, today 8:27am",
    )
    assert "Deaf in the left ear" in shown.one("section", aria_labelledby="theirs").text
    assert "Speak slowly" in shown.one("section", aria_labelledby="yours").text
    assert record(team, doris).needs == "Deaf in the left ear"
    long = send(browser, both, address, visit_risk="x" * 301)
    assert (long.status_code, "Shorten this to 300 characters." in page(long).text) == (422, True)
    send(browser, both, address, visit_risk="A dog that jumps up")
    assert (record(team, doris).needs, record(team, doris).visit_risk) == ("Speak slowly", "A dog that jumps up")
    assert "A dog that jumps up" in browser.get(f"/person/{doris}/").content.decode()
    with an_act(team.nurse):
        past = History.objects.filter(table_name="person_person", row_id=doris)
        assert "Deaf in the left ear" in [one.image["needs"] for one in past]


def test_being_second_is_told_before_anything_else(team: ATeam, doris: UUID) -> None:
    for wrong in ({}, {"family": "", "given": ""}, {"no_such": "x"}):
        with an_act(team.nurse) as act, pytest.raises(Stale) as stale:
            operations.correct(act=act, person_id=doris, recorded_at=AT - timedelta(days=99), changes=wrong)
        assert (stale.value.status, stale.value.extra["id"]) == (409, doris)


def test_where_somebody_is_reached_is_corrected_by_its_page_which_is_a_look(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/correct/reach/"
    form = browser.get(address)
    with an_act(team.nurse):
        assert Look.objects.filter(route="person-correct-reach", kind="open", person_ids=[doris]).count() == 1
    values = form_of(form, address).values
    line = {values[f"kind-{n}"]: n for n in range(3) if not values[f"value-{n}"]}
    typed = {
        f"value-{line['address']}": "4 Mill Lane, Millbrook",
        f"postcode-{line['address']}": "mb1 2cd",
        f"value-{line['phone']}": "01632 960001",
    }
    send(browser, form, address, **typed)
    assert reached(team, doris) == [("address", "4 Mill Lane, Millbrook", "MB1 2CD"), ("phone", "01632 960001", "")]
    assert record(team, doris).corrected_fields == ["contact_details"]
    again = browser.get(address)
    phone = next(n for n in range(5) if form_of(again, address).values[f"value-{n}"] == "01632 960001")
    send(browser, again, address, **{f"value-{phone}": ""})
    assert reached(team, doris) == [("address", "4 Mill Lane, Millbrook", "MB1 2CD")]


def test_nothing_is_held_of_where_somebody_protected_is_reached(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        operations.correct(
            act=act, person_id=doris, recorded_at=identity(person_id=doris).recorded_at, changes={"needs": "x"}
        )
        Person.objects.filter(id=doris).update(is_protected=True, practice_code="", small_area="")
        recorded_at = identity(person_id=doris).recorded_at
        with pytest.raises(Refusal, match="protected and not held here"):
            operations.correct_contact_details(
                act=with_key(act), person_id=doris, recorded_at=recorded_at, details=[Detail("phone", "01632 960001")]
            )
        assert not ContactDetail.objects.filter(person_id=doris).exists()


@pytest.mark.parametrize(
    "detail", [Detail("fax", "01632 960001"), Detail("phone", " "), Detail("address", "x" * 2_001)]
)
def test_detail_that_cannot_be_is_refused_beside_its_line(team: ATeam, doris: UUID, detail: Detail) -> None:
    details, before = [Detail("phone", "01632 960001"), detail], reached(team, doris)
    recorded_at = record(team, doris).recorded_at
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        operations.correct_contact_details(act=act, person_id=doris, recorded_at=recorded_at, details=details)
    assert (refused.value.field, reached(team, doris)) == ("value-1", before)


def test_manager_may_not_correct_and_other_teams_do_not_see_the_person(team: ATeam, doris: UUID) -> None:
    manager, recorded_at = a_working_manager(team, "Mo Shah"), record(team, doris).recorded_at
    with an_act(manager) as act, pytest.raises(NotAllowed):
        operations.correct_contact_details(act=act, person_id=doris, recorded_at=recorded_at, details=[])
    assert outcomes(manager, "person.correct_contact_details") == [("refused", "RIGHT-111")]
    stranger = a_team("South").nurse
    with an_act(stranger) as act, pytest.raises(NotVisible):
        operations.correct_contact_details(act=act, person_id=doris, recorded_at=recorded_at, details=[])
    for more in ("", "knowing/", "reach/"):
        assert signed_in(stranger).get(f"/person/{doris}/correct/{more}").status_code == 404
