"""The palette as a page and as the lines its dialog fetches: people in scope, pages, things to do, and what is on the trail."""

from typing import Any

from django.test import Client

from kith.act import ids
from kith.trail.models import Entry, Look
from statements import counted

from .north import North, a_person, protect, signed_in
from .reading import page, whole


def asked(client: Client, q: str, **more: Any) -> list[tuple[str, str, str]]:
    """Return address, words and quieter words of each line."""
    answer = client.post("/find-or-do/", {"q": q, "part": "lines", **more})
    assert answer.status_code == 200
    lines = whole(answer).all("li", role="option")
    return [(line.attributes["data-href"], *(part.text for part in line.all("span"))) for line in lines]


def test_a_few_letters_find_people_acts_and_a_way_beyond(north: North):
    doris = a_person(north, "Doris Pettigrew", lead="Joy")
    a_person(north, "Walter Marsh")

    lines = asked(signed_in(north.ama.account_id), "dor")

    assert lines == [
        (f"/person/{doris}/", "Doris Pettigrew", "North, Joy Adeyemi"),
        (f"/person/{doris}/action/add/", "Give an action about Doris Pettigrew", ""),
        (f"/person/{doris}/contact/record/", "Record a contact with Doris Pettigrew", ""),
        ("/find/", "Look for “dor” outside my teams", "needs NHS number and date of birth"),
    ]


def test_with_nothing_typed_it_offers_acts_on_the_person_in_view_and_the_pages(north: North):
    doris = a_person(north, "Doris Pettigrew")

    lines = asked(signed_in(north.ama.account_id), "", about=str(doris))

    assert [words for _href, words, _more in lines] == [
        "Give an action about Doris Pettigrew",
        "Record a contact with Doris Pettigrew",
        "Plan a contact with Doris Pettigrew",
        "Follow Doris Pettigrew, or stop following",
        "Raise an escalation about Doris Pettigrew",
        "See who looked at the record of Doris Pettigrew",
        "Board",
        "My day",
        "Huddle",
        "Weekly meeting",
        "Weekly meeting: list and pages",
        "Team",
        "Rota",
        "Add a person",
        "Notices",
        "Supervision",
        "What you may decide",
        "Keyboard and display",
    ]
    assert [words for _h, words, _m in asked(signed_in(north.ama.account_id), "plan", about=str(doris))][:1] == [
        "Plan a contact with Doris Pettigrew"
    ]


def test_pages_are_found_by_the_beginnings_of_their_words(north: North):
    assert [line[:2] for line in asked(signed_in(north.ama.account_id), "nor ro")] == [
        (f"/team/{north.slug}/rota/", "Rota"),
        ("/find/", "Look for “nor ro” outside my teams"),
    ]


def test_hidden_and_missing_people_in_view_answer_alike_and_are_not_named(north: North, south: North):
    hidden = a_person(south, "Tom Hidden")
    client = signed_in(north.ama.account_id)

    assert asked(client, "tom hidden", about=str(hidden)) == asked(client, "tom hidden", about=str(ids.new()))
    assert asked(client, "", about=str(hidden)) == asked(client, "", about="nonsense")


def test_as_a_page_it_has_the_same_lines_as_links(north: North):
    a_person(north, "Doris Pettigrew")
    client = signed_in(north.ama.account_id)
    lines = asked(client, "dor")

    shown = page(client.post("/find-or-do/", {"q": "dor"}))

    assert [(link.attributes["href"], link.text) for link in shown.all("a")] == [line[:2] for line in lines]
    assert "4 results" in shown.text
    assert page(client.get("/find-or-do/")).all("a") == []


def test_each_search_leaves_the_people_it_named_on_the_trail_and_one_that_found_nobody_an_entry(north: North):
    doris = a_person(north, "Doris Pettigrew")
    walter = a_person(north, "Walter Marsh")
    client = signed_in(north.ama.account_id)

    asked(client, "doris", about=str(walter))
    with north.act():
        assert Look.objects.get(kind="search").person_ids == sorted([doris, walter])
    asked(client, "zzzz")
    with north.act():
        assert Entry.objects.get(command="look.search").detail == {"by": ["name"], "told_of_hidden": False}


def test_one_letter_looks_for_nobody(north: North):
    a_person(north, "Doris Pettigrew")
    asked(signed_in(north.ama.account_id), "d")
    with north.act():
        assert not Look.objects.filter(kind="search").exists()
        assert not Entry.objects.filter(command="look.search").exists()


def test_a_wrong_number_finds_nobody_and_a_right_one_its_person(north: North):
    doris = a_person(north, "Doris Pettigrew", nhs_number="9434765919", no_nhs_number_because="")
    client = signed_in(north.ama.account_id)
    assert asked(client, "943 476 5918")[0][0] == "/find/"
    assert asked(client, "943 476 5919")[0][0] == f"/person/{doris}/"
    protect(north, doris)
    assert asked(client, "943 476 5919")[0][0] == "/find/"


def test_the_statements_are_the_same_for_one_and_many(north: North):
    client = signed_in(north.ama.account_id)
    numbers = []
    for count in (1, 3, 12):
        for n in range(count):
            a_person(north, f"Doris Pettigrew{n}", birth_date=None)
        asked(client, "doris")
        with counted() as statements:
            client.post("/find-or-do/", {"q": "doris", "part": "lines"})
        numbers.append(statements.number)
    assert numbers == [5, 5, 5]
