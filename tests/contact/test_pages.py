"""The pages of contacts, as a browser without scripts sees and sends them."""

from datetime import timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_member, a_planned_contact, a_team, a_working_manager, an_act, signed_in
from forms import form_of, send
from kith.contact import operations, queries
from kith.contact.queries import ContactRow
from kith.handover.knowing import know_person
from kith.trail.models import Look


def contacts(team: ATeam, doris: UUID) -> list[ContactRow]:
    with an_act(team.nurse):
        return queries.of_person(person_id=doris)


def test_contact_is_planned_by_its_page(team: ATeam, doris: UUID) -> None:
    a_planned_contact(team, doris, AT + timedelta(days=1))
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/plan/"
    form = browser.get(address)
    assert "Also coming Visit, tomorrow 8:22am to 9:22am, Sam Whitlock" in page(form).text
    assert form_of(form, address).values["who"] == str(team.nurse.member_id), "oneself by itself"

    answer = send(
        browser, form, address, way="phone", day="2026-06-09", **{"from": "10:00", "to": "11:00"}, note="Insulin"
    )

    assert "The contact is planned." in answer.content.decode()
    [planned, _before] = contacts(team, doris)
    assert (planned.way, planned.window_from, planned.window_to, planned.note) == (
        "phone",
        AT.replace(day=9, hour=9, minute=0),
        AT.replace(day=9, hour=10, minute=0),
        "Insulin",
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"way": ""}, "Choose how."),
        ({"way": "visit", "day": "2026-06-01"}, "still to come"),
        ({"way": "visit", "who": "other"}, "Enter their name and service."),
        ({"way": "visit", "day": "2026-06-09", "from": "11:00", "to": "10:00"}, "not before the start"),
    ],
)
def test_plan_that_is_not_right_comes_back_as_it_was_typed(
    team: ATeam, doris: UUID, typed: dict[str, str], sentence: str
) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/plan/"
    answer = send(browser, browser.get(address), address, **typed)
    assert (answer.status_code, sentence in page(answer).text) == (422, True)
    assert {name: form_of(answer, address).values[name] for name in typed} == typed


def test_whoever_knows_the_person_is_no_choice_for_their_contact(team: ATeam, doris: UUID) -> None:
    neighbour = a_member(team, "Nia Neighbour")
    browser = signed_in(team.nurse)
    pages = [f"/person/{doris}/contact/{what}/" for what in ("plan", "record")]
    there = [str(neighbour.member_id) in form_of(browser.get(one), one).options["who"] for one in pages]
    with an_act(neighbour) as act:
        know_person(act=act, person_id=doris)
    after = [str(neighbour.member_id) in form_of(browser.get(one), one).options["who"] for one in pages]
    assert (there, after) == ([True, True], [False, False])


def test_contact_that_was_not_planned_is_recorded_made_or_missed(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    form = browser.get(address)
    send(browser, form, address, way="visit", note="Well.")
    send(browser, browser.get(address), address, way="phone", state="missed", reason="no answer")
    assert {(row.state, row.way, row.happened_at, row.reason, row.note) for row in contacts(team, doris)} == {
        ("made", "visit", AT, "", "Well."),
        ("missed", "phone", AT, "no answer", ""),
    }
    refused = send(browser, browser.get(address), address, way="phone", state="missed")
    assert (refused.status_code, "Say why it was not made." in page(refused).text) == (422, True)


def test_what_was_assessed_is_ticked_on_the_form_and_the_service_of_somebody_else_is_chosen(
    team: ATeam, doris: UUID
) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    form = browser.get(address)
    assert "What was assessed (optional)" in page(form).text

    ticked = {"assessed-skin": "yes", "assessed-money": "yes", "again_because": "changed"}
    send(browser, form, address, way="visit", who="other", by_other="Jo", service="housing", **ticked)

    [row] = contacts(team, doris)
    assert (row.who, row.service, row.assessed) == ("Jo", "housing", ["skin", "money"])


def test_planned_contact_is_made_by_its_page_with_what_was_planned_filled_in(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    browser, address = signed_in(team.lead), f"/contact/{contact_id}/made/"
    form = browser.get(address)
    assert "Planned: Visit, today 10:22am to 11:22am, Sam Whitlock" in page(form).text
    send(browser, form, address, day="2026-06-08", time="08:00")
    [row] = contacts(team, doris)
    assert (row.state, row.who, row.way, row.happened_at) == (
        "made",
        "Sam Whitlock",
        "visit",
        AT.replace(hour=7, minute=0),
    )


def test_second_to_say_what_became_of_a_contact_sees_both_and_may_record_theirs_beside_it(
    team: ATeam, doris: UUID
) -> None:
    contact_id = a_planned_contact(team, doris)
    browser, made, missed = signed_in(team.lead), f"/contact/{contact_id}/made/", f"/contact/{contact_id}/missed/"
    form, other_form = browser.get(made), browser.get(missed)
    with an_act(team.nurse) as act:
        operations.settle(act=act, contact_id=contact_id, version=1, state="missed", reason="nobody in")

    both = send(browser, form, made, day="2026-06-08", time="08:00", note="She opened at the second ring")

    shown = page(both)
    assert (both.status_code, shown.one("h1").text) == (
        409,
        "Recorded while you were writing: Sam Whitlock, today 8:22am",
    )
    assert "Missed" in shown.one("section", aria_labelledby="theirs").text
    assert "nobody in" in shown.one("section", aria_labelledby="theirs").text
    assert "She opened at the second ring" in shown.one("section", aria_labelledby="yours").text
    too_late = send(browser, other_form, missed, state="cancelled", reason="asked us not to come")
    assert (too_late.status_code, "asked us not to come" in page(too_late).text) == (409, True)
    assert [row.state for row in contacts(team, doris)] == ["missed"]

    send(browser, both, f"/person/{doris}/contact/record/")
    assert sorted((row.state, row.note) for row in contacts(team, doris)) == [
        ("made", "She opened at the second ring"),
        ("missed", ""),
    ]


def test_contact_sent_twice_is_recorded_once_whatever_the_clock_says(
    team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    form = browser.get(address)
    for seconds in (10, 25, 90):
        monkeypatch.setattr("kith.web.middleware.now", lambda later=seconds: AT + timedelta(seconds=later))
        assert send(browser, form, address, way="phone").status_code == 200
    assert len(contacts(team, doris)) == 1


def test_planned_contact_did_not_happen_and_another_is_planned(team: ATeam, doris: UUID) -> None:
    contact_id = a_planned_contact(team, doris)
    browser, address = signed_in(team.nurse), f"/contact/{contact_id}/missed/"
    form = browser.get(address)
    nothing = send(browser, form, address, reason="nobody in")
    assert (nothing.status_code, "Choose what happened." in page(nothing).text) == (422, True)
    after = send(browser, nothing, address, state="missed", then="plan")
    assert page(after).one("h1").text == "Plan a contact"
    [row] = contacts(team, doris)
    assert (row.state, row.reason, row.happened_at) == ("missed", "nobody in", AT)
    with an_act(team.nurse):
        assert Look.objects.filter(person_ids=[doris], route="contact-missed").count() == 2


def test_pages_of_hidden_and_of_missing_contacts_are_the_same(team: ATeam, doris: UUID) -> None:
    contact_id, browser = a_planned_contact(team, doris), signed_in(a_team("South").nurse)
    for address in ("/contact/{}/made/", "/contact/{}/missed/"):
        hidden, missing = (browser.get(address.format(one)) for one in (contact_id, UUID(int=3)))
        assert (hidden.status_code, page(hidden).text) == (404, page(missing).text)
    for address in ("/person/{}/contact/plan/", "/person/{}/contact/record/"):
        hidden, missing = (browser.get(address.format(one)) for one in (doris, UUID(int=3)))
        assert (hidden.status_code, page(hidden).text) == (404, page(missing).text)


def test_manager_is_refused_and_nothing_is_planned(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(a_working_manager(team, "Pat Manager")), f"/person/{doris}/contact/plan/"
    answer = send(browser, browser.get(address), address, way="visit", day="2026-06-09")
    assert (answer.status_code, "A place manager may not do this" in page(answer).text) == (403, True)
    assert contacts(team, doris) == []
