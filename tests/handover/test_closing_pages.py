"""Closing somebody and putting them on the list again, as a browser without scripts sees and sends it."""

from uuid import UUID

import pytest

from board.reading import page
from builders import (
    ATeam,
    a_named_lead,
    a_person,
    a_planned_contact,
    an_act,
    an_action,
    an_entry,
    close_entry,
    signed_in,
)
from forms import send
from kith.handover.deaths import record_death
from kith.handover.models import Closing
from statements import counted

FILLED = {
    "reason": "goals met", "because": "walks to the shop again", "holder": "gp practice", "held_by": "Marsh Lane Surgery",
    "whom-1": "person", "how-1": "in person", "whom-2": "gp practice", "name-2": "Dr Marsh", "how-2": "letter",
    "day-2": "2026-06-05",
}  # fmt: skip


def test_page_lists_what_is_open_with_the_way_to_each_and_has_no_form_until_then(team: ATeam, doris: UUID) -> None:
    rail, contact = an_action(team, doris, "Order a rail"), a_planned_contact(team, doris)
    entry, browser = an_entry(team, doris), signed_in(team.lead)
    address = f"/list-entry/{entry.id}/close/"
    shown = page(browser.get(address))
    notice = shown.one("div", class_="kith-notice")
    assert (
        "2 things are still open" in notice.text and "Order a rail" in notice.text and "A planned visit" in notice.text
    )
    links = [one.attributes["href"] for one in notice.all("a")]
    assert links == [
        f"/action/{rail}/",
        f"/action/{rail}/offer/",
        f"/contact/{contact}/made/",
        f"/contact/{contact}/missed/",
    ]
    assert shown.all("form", action=address) == []
    refused = browser.post(address, {**FILLED, "day-1": "2026-06-08", "key": "k1", "version": "1"})
    assert refused.status_code == 422
    assert "2 things are still open: Order a rail; a planned contact." in page(refused).text
    assert an_entry(team, doris) == entry


def test_closing_stands_on_the_page_of_the_person_and_leads_back_onto_the_list(team: ATeam, doris: UUID) -> None:
    entry, lead = an_entry(team, doris), signed_in(team.lead)
    address = f"/list-entry/{entry.id}/close/"
    answer = send(lead, lead.get(address), address, **FILLED)
    shown = page(answer).one("section", aria_labelledby="s-list").text
    assert "Closed. The team can open the record for 30 days more." in page(answer).text
    assert "Closed on 8 June 2026: what was agreed is reached. Walks to the shop again" in shown
    assert "Held now by Marsh Lane Surgery (GP practice)." in shown
    assert "Told: Dr Marsh (GP practice), by letter on 5 June 2026; the person, in person on 8 June 2026." in shown
    assert page(lead.get(address)).all("form", action=address) == []

    nurse, again = signed_in(team.nurse), f"/list-entry/{entry.id}/again/"
    assert page(nurse.get(f"/person/{doris}/")).all("a", href=again)
    answer = send(nurse, nurse.get(again), again, came_by="referral", came_from="Dr Marsh")
    shown = page(answer).one("section", aria_labelledby="s-list").text
    assert "They are on the list again." in page(answer).text
    assert "again" in shown and "Closed on 8 June 2026" in shown and "Put them on the list again" not in shown
    assert page(nurse.get(again)).all("form", action=again) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"holder": ""}, "holder"),
        ({"held_by": ""}, "held_by"),
        ({"name-2": ""}, "name-2"),
        ({"how-2": ""}, "how-2"),
        ({"whom-2": ""}, "whom-2"),
        ({"day-2": ""}, "day-2"),
        ({"day-2": "2027-01-01"}, "day-2"),
        ({"whom-1": "", "how-1": "", "whom-2": "", "how-2": "", "name-2": ""}, "whom-1"),
    ],
)
def test_wrong_answers_stand_beside_their_field_and_nothing_is_lost(
    team: ATeam, doris: UUID, typed: dict[str, str], field: str
) -> None:
    entry, lead = an_entry(team, doris), signed_in(team.lead)
    address = f"/list-entry/{entry.id}/close/"
    refused = send(lead, lead.get(address), address, **(FILLED | typed))
    assert refused.status_code == 422
    shown = page(refused)
    assert shown.one("div", class_="kith-summary").one("a").attributes["href"] == f"#{field}"
    assert f'id="{field}"' in refused.content.decode(), "the summary leads to the field"
    assert an_entry(team, doris) == entry
    send(lead, refused, address, **FILLED)
    with an_act(team.lead):
        assert Closing.objects.get().because == "walks to the shop again"


def test_whoever_closes_second_sees_what_was_changed_and_closes_by_saving_again(team: ATeam, doris: UUID) -> None:
    entry, lead = an_entry(team, doris), signed_in(team.lead)
    address = f"/list-entry/{entry.id}/close/"
    form = lead.get(address)
    a_named_lead(team, doris, team.nurse)
    stale = send(lead, form, address, **FILLED)
    assert (stale.status_code, "Changed while you were writing: Sam Whitlock" in page(stale).text) == (409, True)
    send(lead, stale, address)
    with an_act(team.lead):
        assert Closing.objects.get().held_by == "Marsh Lane Surgery"


def test_page_lets_a_member_propose_and_says_of_the_dead_that_it_ends_by_itself(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    address = f"/list-entry/{entry.id}/close/"
    assert "propose" in page(signed_in(team.nurse).get(address)).text
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris, how_known="her daughter rang")
    shown = page(signed_in(team.lead).get(address))
    assert "ends by itself" in shown.text and shown.all("form", action=address) == []


def test_pages_take_the_same_statements_whatever_is_open_or_was_closed(team: ATeam) -> None:
    lead, numbers = signed_in(team.lead), []
    for number in (1, 3):
        person = a_person(team, f"Given{number} Hill")
        entry = an_entry(team, person)
        for which in range(number):
            an_action(team, person, f"Work {which}")
        with counted() as opens:
            lead.get(f"/list-entry/{entry.id}/close/")
        numbers.append(opens.number)
    assert numbers == [8, 8]


def test_page_of_a_person_takes_the_same_statements_however_often_they_were_closed(team: ATeam, doris: UUID) -> None:
    nurse, numbers = signed_in(team.nurse), []
    for times in (1, 2):
        entry = an_entry(team, doris)
        with an_act(team.lead) as act:
            close_entry(act, entry)
        again = f"/list-entry/{entry.id}/again/"
        send(nurse, nurse.get(again), again, came_by="added")
        nurse.get(f"/person/{doris}/")
        with counted() as sent:
            shown = page(nurse.get(f"/person/{doris}/"))
        assert shown.text.count("Closed on 8 June 2026") == times
        numbers.append(sent.number)
    assert numbers[0] == numbers[1]
