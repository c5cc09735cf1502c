"""Two records side by side, merging them, taking it back, and who may be recorded twice, as a browser without scripts sees them."""

from datetime import date
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_member, a_person, a_team, an_act, an_action, as_kith, signed_in
from forms import send
from kith.action.models import Action
from kith.handover.merge_queries import merges_of
from kith.handover.merging import merge
from kith.handover.models import Alike
from kith.handover.telling_apart import tell_apart
from kith.sharing.sheets_people import finish_sheet
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


def test_a_pair_is_told_apart_from_the_list_undone_and_finished_for_an_import(team: ATeam) -> None:
    doris = a_person(team, "Doris Pettigrew", birth_date=date(1942, 3, 12))
    twin = a_person(team, "Doris Petigrew", birth_date=date(1942, 3, 12))
    with as_kith(at=AT) as act:
        finish_sheet(act=act, team_id=team.id, label="people.csv", person_ids=[], new_ids=[twin])
    browser = signed_in(team.lead)
    with an_act(team.lead):
        action, alike_id = Action.objects.get(kind="doubles"), Alike.objects.get().id
    address = f"/team/{team.slug}/doubles/{alike_id}/"
    assert f'href="{address}"' in browser.get(f"/action/{action.id}/").content.decode()
    assert browser.get(f"/action/{action.id}/done/").status_code == 200
    assert send(browser, browser.get(f"/action/{action.id}/done/"), f"/action/{action.id}/done/").status_code == 422
    shown = browser.get(address)
    assert "1 person of the import of 8 June 2026 (people.csv) looks like somebody already here" in page(shown).text
    assert "Finish this action" not in page(shown).text
    one, other = shown.content.decode().split('data-pair="')[1].split('"')[0].split()
    query = f"?list={team.slug}&import={alike_id}"
    compare, say = f"/person/{one}/same/{other}/{query}", f"/person/{one}/same/{other}/apart/{query}"
    assert f'href="{compare.replace("&", "&amp;")}"' in shown.content.decode()
    form = browser.get(compare)
    refused = send(browser, form, say, apart_because=" ")
    assert (refused.status_code, "Say how you know that they are two people." in page(refused).text) == (422, True)
    told = send(browser, refused, say, apart_because="cousins")
    assert told.redirect_chain[-1][0] == address
    assert "Answered: two people" in page(told).text and "cousins" in page(told).text
    assert {doris, twin} == {UUID(one), UUID(other)}

    again = send(browser, told, f"/person/{min(doris, twin)}/same/{max(doris, twin)}/again/")
    assert "is asked again" in page(again).text
    assert "1 pair." in page(browser.get(address)).text
    told = send(browser, browser.get(compare), say, apart_because="cousins, both were here")
    done = send(browser, told, address)
    assert "Every pair is answered: the action is done." in page(done).text
    assert "The action about them is finished." in page(browser.get(address)).text
    assert send(browser, told, address).status_code == 200, "the same press again is answered as the first"
    assert browser.get(f"/team/{team.slug}/doubles/{twin}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_answers_of_a_list_take_the_same_statements_whatever_their_number(team: ATeam, number: int) -> None:
    for n in range(number):
        pair = [
            a_person(team, f"{name} Pettigrew{'abc'[n] * 3}", birth_date=date(1942, 3 + 2 * n, 25 - n))
            for name in ("Doris", "Dorris")
        ]
        with an_act(team.nurse) as act:
            tell_apart(act=act, person_id=pair[0], other_id=pair[1], because="cousins")
    browser = signed_in(team.nurse)
    with counted() as sent:
        answer = browser.get(f"/team/{team.slug}/doubles/")
    assert answer.content.decode().count("data-answered=") == number
    assert answer.content.decode().count("data-pair=") == 0
    assert sent <= 13


def test_the_list_to_go_back_to_is_only_ever_one_of_ours(team: ATeam, two: tuple[UUID, UUID]) -> None:
    browser, (one, other) = signed_in(team.nurse), two
    for wrong in ("//elsewhere.example", "North/../", "x" * 300 + "!"):
        words = browser.get(f"/person/{one}/same/{other}/", {"list": wrong}).content.decode()
        assert "elsewhere" not in words and f'href="/person/{one}/"' in words


def test_taking_a_merge_back_is_shown_to_those_alone_who_may(team: ATeam, two: tuple[UUID, UUID]) -> None:
    doris, other = two
    with an_act(team.nurse) as act:
        merge(act=act, kept_id=other, other_id=doris, because="One", number_of=other, born_of=other)
    visitor = a_member(team, "Dee Dentist", "dentistry", AT)
    back = f"/person/{doris}/unmerge/"
    for who, may in ((team.nurse, True), (visitor, False)):
        browser = signed_in(who)
        page_of_person, page_of_merge = (browser.get(path).content.decode() for path in (f"/person/{doris}/", back))
        assert (back in page_of_person, "Take the merge back</button>" in " ".join(page_of_merge.split())) == (may, may)
    assert "A dentist may not do this (VISIT-2). Who can: team lead," in page_of_merge
