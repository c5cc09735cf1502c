"""Two records side by side, merging them, taking it back, and who may be recorded twice, as a browser without scripts sees them."""

from datetime import date
from uuid import UUID

import pytest

from board.reading import page
from builders import ATeam, a_person, a_team, an_act, an_action, signed_in
from forms import send
from kith.action.models import Action
from kith.handover.merge_queries import merges_of
from kith.trail.models import Look
from statements import counted


@pytest.fixture
def two(team: ATeam) -> tuple[UUID, UUID]:
    """Two records of one person, with other NHS numbers and birth dates a digit apart."""
    doris = a_person(team, "Doris Pettigrew", birth_date=date(1942, 3, 12), nhs_number="9434765919")
    return doris, a_person(team, "Doris Petigrew", birth_date=date(1942, 3, 13), nhs_number="9434765870")


def test_two_records_are_compared_merged_and_taken_apart_by_their_pages(team: ATeam, two: tuple[UUID, UUID]) -> None:
    doris, twin = two
    work = an_action(team, twin)
    browser, address = signed_in(team.nurse), f"/person/{doris}/same/{twin}/"
    form = browser.get(address)
    words = page(form).text
    assert "12 March 1942" in words and "13 March 1942" in words and "differs" in words
    refused = send(browser, form, address, because="her daughter says so")
    assert (refused.status_code, "They have two NHS numbers" in page(refused).text) == (422, True)
    answer = send(
        browser,
        refused,
        address,
        kept=str(twin),
        number_of=str(twin),
        born_of=str(doris),
        because="her daughter says so",
    )
    assert "The two records are one now." in page(answer).text
    assert "Also recorded as Doris Pettigrew" in page(answer).text
    with an_act(team.nurse):
        assert Action.objects.get(id=work).person_id == twin
    away = browser.get(f"/person/{doris}/")
    assert "This record was merged: go on at Doris Petigrew" in page(away).text

    back = f"/person/{doris}/unmerge/"
    answer = send(browser, browser.get(back), back, because="they are sisters")
    assert "Both records stand alone again" in page(answer).text
    with an_act(team.nurse):
        assert merges_of(person_ids=two) == []
        assert Look.objects.filter(route="same", kind="open").exists()
    assert browser.get(back).status_code == 302, "there is nothing to take back"


@pytest.mark.parametrize("number", [1, 3])
def test_pairs_of_a_list_take_the_same_statements_whatever_their_number(team: ATeam, number: int) -> None:
    for n in range(number):
        for name in ("Doris", "Dorris"):
            a_person(team, f"{name} Pettigrew{'abc'[n] * 3}", birth_date=date(1942, 3 + 2 * n, 25 - n))
    a_person(team, "Leonard Marsh", birth_date=date(1930, 1, 1))
    browser = signed_in(team.nurse)
    with counted() as sent:
        answer = browser.get(f"/team/{team.slug}/doubles/")
    shown = page(answer)
    assert f"{number} pair" in shown.text
    assert answer.content.decode().count("data-pair=") == number
    assert "Same birth date, name differs by one letter" in shown.text
    assert sent <= 11
    assert "Leonard Marsh" not in shown.text


def test_people_of_other_teams_and_merged_records_are_not_listed(team: ATeam) -> None:
    two = [a_person(team, name, birth_date=date(1942, 3, 12)) for name in ("Doris Pettigrew", "Doris Petigrew")]
    other = a_team("South")
    a_person(other, "Doris Pettigrew", birth_date=date(1942, 3, 12))
    browser = signed_in(team.nurse)
    assert "1 pair." in page(browser.get(f"/team/{team.slug}/doubles/")).text
    address = f"/person/{two[0]}/same/{two[1]}/"
    send(browser, browser.get(address), address, because="one address")
    assert "Nobody on this list looks like somebody else." in page(browser.get(f"/team/{team.slug}/doubles/")).text
