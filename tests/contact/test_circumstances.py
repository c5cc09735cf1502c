"""Where a contact was, who was there, and why it was not made: from short lists, so that they can be counted."""

from typing import Any
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_planned_contact, an_act, signed_in, with_key
from forms import send
from kith.act import Refusal
from kith.contact import operations
from kith.contact.circumstance_rules import WHYS, Circumstances, There
from kith.contact.models import Contact


def recorded(team: ATeam, person_id: UUID, **values: Any) -> Contact:
    with an_act(team.nurse) as act:
        given = {"member_id": team.nurse.member_id, "way": "visit", "state": "made", "happened_at": AT} | values
        key = operations.record(act=with_key(act), team_id=team.id, person_id=person_id, **given)
        return Contact.objects.get(id=key)


def test_place_and_who_was_there_are_kept_in_the_order_of_the_list(team: ATeam, doris: UUID) -> None:
    said = Circumstances("care home", ("family", "person"), "her niece Ama")
    row = recorded(team, doris, circumstances=said)
    assert (row.place, row.there, row.there_note) == ("care home", ["person", "family"], "her niece Ama")
    plain = recorded(team, doris)
    assert (plain.place, plain.there, plain.there_note, plain.why_missed) == ("", [], "", "")


def test_reason_of_the_list_is_enough_and_words_alone_are_something_else(team: ATeam, doris: UUID) -> None:
    found = [
        recorded(team, doris, state="missed", **said)
        for said in ({"why_missed": "no answer"}, {"reason": "dog"}, {"why_missed": "refused", "reason": "tired"})
    ]
    assert [(one.why_missed, one.reason) for one in found] == [
        ("no answer", "no answer"),
        ("other", "dog"),
        ("refused", "tired"),
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"circumstances": Circumstances("moon")}, "where"),
        ({"circumstances": Circumstances(there=("dog",))}, "there"),
        ({"circumstances": Circumstances(there_note="x" * 201)}, "there_note"),
        ({"state": "missed", "why_missed": "unwell"}, "why_missed"),
        ({"state": "missed", "why_missed": "other"}, "reason"),
        ({"state": "missed"}, "reason"),
    ],
)
def test_what_is_not_on_its_list_is_refused_and_nothing_is_left(
    team: ATeam, doris: UUID, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        recorded(team, doris, **wrong)
    assert refused.value.field == field
    with an_act(team.nurse):
        assert Contact.objects.count() == 0


def test_pages_ask_for_them(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    browser, address = signed_in(team.nurse), f"/contact/{contact_id}/missed/"
    send(browser, browser.get(address), address, state="cancelled", why_missed="no answer", why_cancelled="unwell")
    address = f"/person/{doris}/contact/record/"
    form = browser.get(address)
    assert "Where, and who was there (optional)" in page(form).text
    send(browser, form, address, way="visit", where="home", there_note="", **{f"there-{There.CARER}": "yes"})
    with an_act(team.nurse):
        rows = {one.state: one for one in Contact.objects.all()}
    assert (rows["cancelled"].why_missed, rows["cancelled"].reason) == ("unwell", "does not feel up to it")
    assert (rows["made"].place, rows["made"].there) == ("home", ["carer"])


def test_reasons_of_states_differ() -> None:
    assert set(WHYS["missed"]) & set(WHYS["cancelled"]) == {"other"}
