"""The checks on the pages of a contact: made from the tables, told before they are saved, and what is shown after."""

from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_member, a_person, a_planned_contact, an_act, signed_in
from contact.test_observing import SIX, WELL
from forms import form_of, send
from kith.contact.checks import OPTIONS, PARTS, checks
from kith.contact.models import Contact
from kith.contact.observing_rules import CHECKS, KEY_EVENTS, asked, field_of
from kith.escalation.models import Escalation, Spared
from kith.policy.queries import thresholds
from kith.record.models import Fact
from kith.record.operations import set_usual
from kith.web.pages import fresh_form
from statements import counted


def typed(table: str, entered: dict[str, str]) -> dict[str, str]:
    return {field_of(table, name): text for name, text in entered.items()}


def stored(team: ATeam) -> tuple[int, int, int]:
    with an_act(team.lead):
        return Contact.objects.count(), Fact.objects.count(), Escalation.objects.count()


def test_the_form_and_the_rules_ask_for_the_same(team: ATeam, doris: UUID) -> None:
    """Every input of every table is a field with its answers, unit and keypad, and there is no field beside them."""
    shown = {one.name: one for one in checks(thresholds(), fresh_form(), None, "")}
    here = [name for name in CHECKS if name != KEY_EVENTS]  # key events are asked about by the plan check
    assert list(shown) == here
    for name, one in shown.items():
        table = thresholds()[name]
        assert [field.name for field in one.fields] == [field_of(name, key) for key in asked(table)]
        for field, of in zip(one.fields, asked(table).values(), strict=True):
            assert [option.value for option in field.options] == list(of.options)
            assert (field.label, field.unit, field.hint) == (of.label, of.unit, of.hint)
            wanted = "" if of.options else "numeric" if of.step == 1 else "decimal"
            assert field.inputmode == wanted
        for part in table.parts:
            assert part in table.inputs or part in PARTS
    letters = {
        one for name in CHECKS for of in asked(thresholds()[name]).values() for one in of.options if len(one) == 1
    }
    assert letters == set(OPTIONS)

    address = f"/person/{doris}/contact/record/"
    form = form_of(signed_in(team.nurse).get(address), address)
    fields = {field_of(name, key) for name in here for key in asked(thresholds()[name])}
    assert {name for name in form.options | form.values if "--" in name} == fields | {
        "soft-signs--rest",
        "soft-signs--any",
    }
    assert form.options["news2--acvpu"] == [*thresholds()["news2"].inputs["acvpu"].options, ""]
    assert {name: value for name, value in form.values.items() if "--" in name and value} == {}


@pytest.mark.parametrize(("born", "there", "not_there"), [(1945, "adult", "child"), (2015, "child", "adult")])
def test_only_the_checks_for_their_age_are_there(team: ATeam, born: int, there: str, not_there: str) -> None:
    somebody = a_person(team, birth_date=AT.date().replace(year=born))
    html = signed_in(team.nurse).get(f"/person/{somebody}/contact/record/").content.decode()
    assert (f"safeguarding-{there}--" in html, f"safeguarding-{not_there}--" in html) == (True, False)


def test_what_it_means_is_told_before_and_nothing_is_stored(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    answer = send(browser, browser.get(address), address, way="visit", then="see", **typed("news2", SIX))
    text = page(answer).text
    assert answer.status_code == 200
    assert "NEWS2: 6" in text and "NEWS2 is 5 or 6: an urgent clinical review." in text
    assert "Breaths 2, oxygen 2, air or oxygen 0" in text
    assert "Saving opens an escalation: Ama Owusu has 15 minutes. Then the place's on-call cover." in text.replace(
        "Joy Adeyemi", "the place's on-call cover"
    )
    assert stored(team) == (0, 0, 0)
    assert form_of(answer, address).values["news2--resp"] == "22"

    after = send(browser, answer, address)
    assert page(after).one("h1").text == "Visit saved"
    assert "15 minutes left" in page(after).text and "Ama Owusu" in page(after).text
    assert stored(team) == (1, 8, 1)


def test_what_lacks_something_or_is_too_old_says_so_before_and_after(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    lacking = {name: text for name, text in SIX.items() if name != "resp"}
    answer = send(browser, browser.get(address), address, way="visit", then="see", **typed("news2", lacking))
    words = "Cannot assess: breaths missing. It is kept, and nothing follows from it."
    assert words in page(answer).text and "Saving opens no escalation." in page(answer).text
    assert words in page(send(browser, answer, address)).text
    old = send(
        browser, browser.get(address), address, way="visit", day="2026-06-07", time="09:00", **typed("news2", SIX)
    )
    assert "Out of date: older than 4 hours. It is kept, and no escalation follows from it." in page(old).text
    assert stored(team) == (2, 15, 0)


def test_what_is_not_possible_comes_back_beside_its_field(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    for then in ("", "see"):
        sent = typed("news2", WELL | {"resp": "220"})
        answer = send(browser, browser.get(address), address, way="visit", then=then, **sent)
        assert 'id="news2--resp-error"' in answer.content.decode()
        assert "Breaths: enter a whole number from 0 to 80 a minute." in page(answer).text
        assert answer.status_code == 422
    assert stored(team) == (0, 0, 0)


def test_no_to_the_rest_and_nothing_filled_in(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    plain = send(browser, browser.get(address), address, way="visit")
    assert "The contact is recorded." in page(plain).text
    assert stored(team) == (1, 0, 0)
    send(browser, browser.get(address), address, way="visit", **{"soft-signs--sleep": "yes", "soft-signs--rest": "no"})
    with an_act(team.lead):
        said = dict(Fact.objects.values_list("code", "text"))
    assert said.pop("sleep") == "yes"
    assert set(said) == set(asked(thresholds()["soft-signs"])) - {"sleep"}
    assert set(said.values()) == {"no"}


def test_nothing_different_answers_no_to_every_sign_but_the_one_that_was_chosen(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    none = {"soft-signs--any": "no"}
    send(browser, browser.get(address), address, way="visit", **none)
    with an_act(team.lead):
        assert set(Fact.objects.values_list("text", flat=True)) == {"no"}
        assert Fact.objects.count() == len(asked(thresholds()["soft-signs"]))
    seen = send(browser, browser.get(address), address, way="visit", then="see", **none, **{"soft-signs--pain": "yes"})
    assert "New or more pain: a note for the huddle." in page(seen).text


def test_something_different_without_a_sign_is_asked_for_and_not_lost(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    planned = f"/contact/{a_planned_contact(team, doris)}/made/"
    for where in (address, planned):
        answer = send(browser, browser.get(where), where, way="visit", **{"soft-signs--any": "yes"})
        assert (answer.status_code, "choose which signs you saw" in page(answer).text) == (422, True)
        assert 'id="soft-signs--any-error"' in answer.content.decode()
        assert form_of(answer, where).values["soft-signs--any"] == "yes"
    assert stored(team) == (1, 0, 0)
    send(browser, answer, planned, **{"soft-signs--pain": "yes"})
    assert stored(team) == (1, 1, 0)


def test_not_escalating_is_asked_only_where_something_crosses(team: ATeam, doris: UUID) -> None:
    a_member(team, "Helen Frost", "clinical-supervisor")
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    well = send(browser, browser.get(address), address, way="visit", then="see", **typed("news2", WELL))
    assert "I do not want to escalate" not in page(well).text
    crossing = send(browser, browser.get(address), address, way="visit", then="see", **typed("news2", SIX))
    assert "I do not want to escalate" in page(crossing).text
    after = send(browser, crossing, address, not_escalated="She is always like this")
    assert "She is always like this" in page(after).text
    with an_act(team.lead):
        assert (Spared.objects.count(), Escalation.objects.count()) == (1, 0)


def test_an_emergency_says_999_first_and_cannot_be_spared(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    answer = send(browser, browser.get(address), address, way="visit", then="see", **{"soft-signs--collapse": "yes"})
    assert "Ring 999 now. You need nobody’s leave." in page(answer).text
    assert "I do not want to escalate" not in page(answer).text
    assert "Ring 999 now." in page(send(browser, answer, address)).text


def test_the_page_after_saving_is_for_whoever_saved(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    browser, address = signed_in(team.nurse), f"/contact/{contact_id}/made/"
    send(browser, browser.get(address), address, **typed("news2", SIX))
    saved = f"/contact/{contact_id}/saved/"
    assert page(browser.get(saved)).one("h1").text == "Visit saved"
    assert signed_in(team.lead).get(saved).headers["Location"] == f"/person/{doris}/"


def test_the_pages_are_a_fixed_number_of_statements(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        set_usual(act=act, team_id=team.id, person_id=doris, score=2, reason="COPD")
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    form = browser.get(address)
    with counted() as sent:
        browser.get(address)
    assert sent == 18
    for entered in (SIX, SIX | {"resp": "30"}):
        values = form_of(form, address).values | typed("news2", entered) | {"way": "visit", "then": "see"}
        with counted() as sent:
            assert browser.post(address, values).status_code == 200
        assert sent == 25
