"""Finding people: typing errors, numbers, dates, what is never said about a hidden record, and the trail of searches."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kith.act import Refusal
from kith.board.forms import Searched, searched
from kith.trail.models import Entry, Look
from statements import counted

from .north import AT, North, a_person, protect, signed_in
from .reading import names, page

NUMBER, OTHER = "9434765919", "9990000018"


def find(client: Client, **typed: str) -> Any:
    """Search with the three fields, or with the one of the band as `q`."""
    return client.post("/find/", typed)


def test_a_misspelt_name_is_found_with_why(north: North):
    a_person(north, "Doris Pettigrew", lead="Joy")
    a_person(north, "Walter Marsh", birth_date=date(1950, 1, 1))

    shown = page(find(signed_in(north.ama.account_id), name="doris petigrew", born="12 3 1942"))

    assert names(shown) == ["Doris Pettigrew"]
    assert "1 person in your teams" in shown.text
    row = shown.one("tr", data_person="")
    assert [cell.text for cell in row.all("td")] == [
        "Born 12 March 1942",
        "North, Joy Adeyemi",
        "name is close, birth date the same",
    ]


def test_the_closest_stands_first_and_accents_do_not_matter(north: North):
    for name in ("José Núñez", "Josie Nunn", "Ama Owusu"):
        a_person(north, name, birth_date=None)

    assert names(page(find(signed_in(north.ama.account_id), q="jose nunez")))[0] == "José Núñez"


def test_an_exact_number_goes_straight_to_the_person(north: North):
    doris = a_person(north, "Doris Pettigrew", nhs_number=NUMBER, no_nhs_number_because="")

    answer = find(signed_in(north.ama.account_id), q="943 476 5919")

    assert (answer.status_code, answer["Location"]) == (302, f"/person/{doris}/")
    with north.act():
        look = Look.objects.get(kind="search")
        assert look.person_ids == [doris]


def test_nothing_typed_stands_in_an_address(north: North):
    form = page(signed_in(north.ama.account_id).get("/find/")).one("form")

    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/find/")


@pytest.fixture
def hidden(north: North, south: North) -> Any:
    """Put somebody with a number on the list of the other team only."""
    return a_person(north, "Doris Pettigrew", nhs_number=NUMBER, no_nhs_number_because="")


def test_number_and_birth_date_in_full_tell_of_a_hidden_record_and_of_nobody(north: North, south: North, hidden: Any):
    client = signed_in(south.tom.account_id)

    told = find(client, nhs_number=NUMBER, born="12 3 1942")
    number_only, wrong_day = find(client, nhs_number=NUMBER), find(client, nhs_number=NUMBER, born="13 3 1942")

    assert "There is a record you cannot open" in page(told).text
    assert "ask your team lead" in page(told).text
    for word in ("Pettigrew", "North", str(hidden)):
        assert word not in page(told).text
    for answer in (number_only, wrong_day):
        assert answer.status_code == told.status_code == 200
        assert "There is a record you cannot open" not in page(answer).text
        assert "Nobody in your teams matches" in page(answer).text


def test_a_protected_person_is_never_told_of_nor_found_by_number_or_date(north: North, south: North, hidden: Any):
    protect(north, hidden)

    outside = page(find(signed_in(south.tom.account_id), nhs_number=NUMBER, born="12 3 1942"))
    inside = [
        page(find(signed_in(north.tom.account_id), **typed))
        for typed in ({"nhs_number": NUMBER}, {"born": "12 3 1942"})
    ]

    assert "There is a record you cannot open" not in outside.text
    assert [names(one) for one in inside] == [[], []]
    assert names(page(find(signed_in(north.tom.account_id), name="Pettigrew"))) == ["Doris Pettigrew"]


def test_somebody_of_another_team_is_not_found_by_name(north: North, south: North, hidden: Any):
    shown = page(find(signed_in(south.tom.account_id), name="Doris Pettigrew"))

    assert "Nobody in your teams matches" in shown.text


def test_a_search_that_finds_nobody_is_on_the_trail_without_what_was_typed(north: North, south: North, hidden: Any):
    find(signed_in(south.tom.account_id), name="Doris Pettigrew", nhs_number=NUMBER, born="12 3 1942")

    with south.act("Tom"):
        entry = Entry.objects.get(command="look.search")
        assert (entry.outcome, entry.person_ids) == ("done", [])
        assert entry.detail == {"by": ["name", "born", "nhs_number"], "told_of_hidden": True}


def test_a_search_that_finds_people_is_one_look_at_them(north: North):
    found = {a_person(north, name) for name in ("Doris Pettigrew", "Walter Pettigrew")}
    a_person(north, "Nora Bell")

    find(signed_in(north.ama.account_id), name="pettigrew")

    with north.act():
        assert set(Look.objects.get(kind="search").person_ids) == found


def test_more_matches_than_a_page_holds_are_counted(north: North):
    for number in range(33):
        a_person(north, f"Person{number} Pettigrew")

    shown = page(find(signed_in(north.ama.account_id), name="pettigrew"))

    assert len(names(shown)) == 30
    assert "The 30 best matches of 33." in shown.text


def test_a_search_costs_the_same_for_1_and_3_found(north: North):
    client, numbers = signed_in(north.ama.account_id), []
    for name in ("Doris Pettigrew", "Walter Pettigrew", "Nora Pettigrew"):
        a_person(north, name)
        with counted() as statements:
            find(client, name="pettigrew")
        numbers.append(statements.number)

    assert numbers == [6, 6, 6]


def test_a_search_costs_the_same_whether_a_hidden_record_matches_is_protected_or_there_is_none(
    north: North, south: North
):
    a_person(south, "Tom Hidden", nhs_number=NUMBER, no_nhs_number_because="")
    protect(south, a_person(south, "Pat Protected", nhs_number=OTHER, no_nhs_number_because=""))
    client, told, numbers = signed_in(north.ama.account_id), [], []
    for number in (NUMBER, OTHER, "9999999484"):
        with counted() as statements:
            answer = find(client, born="12 3 1942", nhs_number=number)
        told.append((answer.status_code, "There is a record you cannot open" in page(answer).text))
        numbers.append(statements.number)

    assert told == [(200, True), (200, False), (200, False)]
    assert len(set(numbers)) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ({"q": "Doris 12/3/1942"}, Searched("Doris", date(1942, 3, 12))),
        ({"q": "12 March 1942"}, Searched("", date(1942, 3, 12))),
        ({"q": "1942-03-12 943 476 5919 Pettigrew"}, Searched("Pettigrew", date(1942, 3, 12), NUMBER)),
        ({"q": "  Anne-Marie   O'Neill "}, Searched("Anne-Marie O'Neill")),
        ({"name": "Doris", "nhs_number": "943-476-5919"}, Searched("Doris", None, NUMBER)),
        ({"born": "12.03.1942"}, Searched("", date(1942, 3, 12))),
    ],
)
def test_what_is_typed_is_understood(typed: dict[str, str], meant: Searched):
    assert searched(typed) == meant


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "name"),
        ({"q": "   "}, "name"),
        ({"born": "31 2 1942"}, "born"),
        ({"born": "yesterday"}, "born"),
        ({"nhs_number": "943 476 5918"}, "nhs_number"),
        ({"nhs_number": "12"}, "nhs_number"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_by_field(typed: dict[str, str], field: str):
    with pytest.raises(Refusal) as refused:
        searched(typed)

    assert refused.value.field == field


def test_a_wrong_field_is_said_beside_it_and_the_rest_is_kept(north: North):
    answer = find(signed_in(north.ama.account_id), name="Doris", born="31 2 1942")

    assert answer.status_code == 422
    shown = page(answer)
    assert "Type the date of birth as day, month and year" in shown.text
    assert shown.one("input", name="name").attributes["value"] == "Doris"
    with north.act(at=AT + timedelta(minutes=1)):
        assert not Entry.objects.filter(command="look.search").exists()
