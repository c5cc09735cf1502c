"""The pages of offers and of several actions at once, as a browser without scripts sees and sends them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from board.reading import page
from builders import AT, ATeam, a_member, a_person, an_act, an_action, an_entry, signed_in, with_key
from forms import form_of, send
from kith.action import offer_queries, offering, queries
from kith.action.offer_rules import OfferState
from kith.handover.knowing import know_person
from kith.trail.models import Look
from statements import counted

DUE = AT + timedelta(hours=5)


def offered(team: ATeam, doris: UUID, number: int = 1, *, pool: bool = False) -> list[UUID]:
    made = []
    for n in range(number):
        work = an_action(team, doris, f"Work {n}", due_at=DUE)
        to = {"to_team": True} if pool else {"to_member_id": team.social_worker.member_id}
        with an_act(team.nurse) as act:
            made.append(offering.offer(act=act, action_id=work, **to))
    return made


def reply(browser: Client, form: Any, address: str, **typed: str) -> Any:
    """Send the form of an offer with the answer chosen."""
    return browser.post(address, form_of(form, address).values | typed, follow=True)


def test_action_is_handed_on_from_its_page_and_accepted_on_the_page_of_the_offer(team: ATeam, doris: UUID) -> None:
    work = an_action(team, doris, due_at=DUE)
    browser, address = signed_in(team.nurse), f"/action/{work}/offer/"
    form = browser.get(address)
    assert str(team.nurse.member_id) not in form_of(form, address).options["to"]
    assert send(browser, form, address, to="").status_code == 422
    shown = page(send(browser, form, address, to=str(team.social_worker.member_id), note="you know her"))
    assert "Offered to Rukhsana Mir, answer today by 1:22pm" in shown.text
    with an_act(team.nurse):
        [row] = offer_queries.offers_of_action(action_id=work)
    other, answer_at = signed_in(team.social_worker), f"/offer/{row.id}/"
    form = other.get(answer_at)
    assert page(form).one("h1").text == "Sam Whitlock offers you an action"
    assert form_of(form, answer_at).options["answer"] == ["accept", "move", "decline", "ask"]
    assert "answer" not in form_of(form, answer_at).values, "none is chosen"
    answer = send(other, form, answer_at)
    assert (answer.status_code, "Choose your answer." in page(answer).text) == (422, True)
    shown = page(reply(other, form, answer_at, answer="move", by_time="15:00"))
    assert "You accepted. Sam Whitlock is told." in shown.text
    with an_act(team.nurse):
        now = queries.one(action_id=work)
    assert (now.owner, now.due_at) == ("Rukhsana Mir", AT.replace(hour=14, minute=0))


def test_answer_that_comes_too_late_is_told_who_was_faster(team: ATeam, doris: UUID) -> None:
    [offer_id] = offered(team, doris, pool=True)
    browser, address = signed_in(team.social_worker), f"/offer/{offer_id}/"
    form = browser.get(address)
    with an_act(team.lead) as act:
        offering.accept(act=act, offer_id=offer_id)
    answer = reply(browser, form, address, answer="accept")
    assert (answer.status_code, "Ama Owusu took this at 8:22am. Nothing for you to do." in page(answer).text) == (
        409,
        True,
    )


def test_declined_offer_shows_who_else_could_and_is_kept_or_offered_again(team: ATeam, doris: UUID) -> None:
    a_member(team, "Peter Lindqvist", "place-manager")
    first, second = offered(team, doris, 2)
    with an_act(team.social_worker) as act:
        offering.decline(act=act, offer_id=first, reason="no time")
        offering.decline(act=with_key(act), offer_id=second, reason="no time")
    browser = signed_in(team.nurse)
    shown = browser.get(f"/offer/{first}/")
    assert page(shown).one("h1").text == "Rukhsana Mir declined: Doris Pettigrew is still yours"
    for words in (
        "“no time”",
        "Offer to Ama Owusu",
        "not within the role of place manager (RIGHT-62)",
        "declined: “no time”",
    ):
        assert words in page(shown).text
    assert "It stays as it is." in page(send(browser, shown, f"/offer/{first}/keep/")).text
    key = form_of(browser.get(f"/offer/{second}/"), f"/offer/{second}/keep/").values["key"]
    answer = browser.post(f"/offer/{second}/again/", {"key": key, "to": str(team.lead.member_id)}, follow=True)
    assert "It is offered." in page(answer).text
    with an_act(team.nurse):
        assert [row.to_name for row in offer_queries.open_offers(team_id=team.id)] == ["Ama Owusu"]


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_offers_is_a_look_and_a_fixed_number_of_statements(team: ATeam, doris: UUID, number: int) -> None:
    made = offered(team, doris, number, pool=True)
    browser, address = signed_in(team.lead), f"/team/{team.slug}/offers/"
    with counted() as sent:
        shown = browser.get(address)
    assert sent == 7
    assert len(page(shown).all("tr", data_person=str(doris))) == number
    with an_act(team.lead):
        assert Look.objects.filter(person_ids=[doris], kind="list", route="offers").count() == 1
    assert "It is yours now." in page(send(browser, shown, f"/offer/{made[0]}/take/")).text
    with an_act(team.lead):
        assert offer_queries.offer_by_id(offer_id=made[0]).state is OfferState.ACCEPTED


@pytest.mark.parametrize("number", [1, 3])
def test_work_is_listed_in_a_fixed_number_of_statements(team: ATeam, doris: UUID, number: int) -> None:
    for n in range(number):
        an_action(team, doris, f"Work {n}", due_at=DUE)
    browser = signed_in(team.nurse)
    with counted() as sent:
        shown = page(browser.get(f"/team/{team.slug}/open-work/"))
    assert sent == 10
    assert len(shown.all("tr", data_action="")) == number


def test_several_actions_are_done_together_and_each_line_is_answered(team: ATeam, doris: UUID) -> None:
    works = [an_action(team, doris, f"Work {n}", due_at=DUE) for n in range(2)]
    theirs = an_action(team, a_person(team, "Walter Finch"), "Theirs", owner=team.lead, due_at=DUE)
    browser, address = signed_in(team.nurse), f"/team/{team.slug}/open-work/?view=team"
    key = form_of(browser.get(address), address).values["key"]
    lines = [f"{works[0]}:1", f"{works[1]}:7", f"{theirs}:1"]
    answer = browser.post(address, {"key": key, "line": lines, "doing": "cancel", "words": "moved away"})
    assert answer.status_code == 200
    shown = page(answer)
    assert "2 actions done; 1 refused, see its line" in shown.text
    results = [one.text for one in shown.all("span", data_result="")]
    assert sorted(results) == sorted(
        ["Done", "Done", "Somebody changed this action meanwhile. Nothing of yours is saved yet."]
    )
    wrong = browser.post(address, {"key": "another", "line": lines[:1], "doing": ""})
    assert (wrong.status_code, "Choose what to do with them." in page(wrong).text) == (422, True)


def test_reminder_and_help_are_asked_for_on_the_page_of_the_action(team: ATeam, doris: UUID) -> None:
    work = an_action(team, doris, due_at=DUE)
    browser = signed_in(team.lead)
    shown = browser.get(f"/action/{work}/")
    assert "The reminder is sent." in page(send(browser, shown, f"/action/{work}/remind/")).text
    form = browser.get(f"/action/{work}/help/")
    answer = send(browser, form, f"/action/{work}/help/", to="role:social-worker")
    assert "Asked any social worker for help, answer today by 1:22pm" in page(answer).text


def test_person_is_offered_from_the_list_entry(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.lead), f"/list-entry/{an_entry(team, doris).id}/offer/"
    answer = send(browser, browser.get(address), address, to="team")
    assert "The lead stays as it is until somebody accepts." in page(answer).text
    assert (
        "Ama offers the whole team: to lead this person" in page(signed_in(team.nurse).get(f"/board/{team.slug}/")).text
    )


def test_whoever_knows_everybody_of_the_list_is_no_choice_for_it_and_whoever_knows_some_is_told_apart(
    team: ATeam, doris: UUID
) -> None:
    an_action(team, doris)
    browser, address = signed_in(team.nurse), f"/team/{team.slug}/open-work/"
    neighbour = str(team.social_worker.member_id)
    assert f'value="{neighbour}"' in browser.get(address).content.decode()
    with an_act(team.social_worker) as act:
        know_person(act=act, person_id=doris)
    assert f'value="{neighbour}"' not in browser.get(address).content.decode()
    an_action(team, a_person(team, "Walter Finch"))
    assert "Rukhsana Mir, social worker, not for everybody here" in page(browser.get(address)).text
