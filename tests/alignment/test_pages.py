"""The pages of partners, as a browser without scripts sees them, and how many statements they take."""

from datetime import timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, an_act, signed_in, with_key
from forms import form_of, said_of, send
from kith.act import ids
from kith.action import operations as actions
from kith.action.models import Action
from kith.agency.objecting import object_to
from kith.alignment import queries
from kith.alignment.operations import settle
from kith.alignment.rules import State
from kith.contradiction.queries import items_of
from kith.door.tokens import code_of
from kith.jobs.minutely import ask_partners
from kith.message.delivering import deliver
from kith.message.mail_rules import Handed, MailStep
from kith.plan.rules import Section
from partners import an_agency, an_agreement, works_with
from statements import counted
from trailing import last_entry

from .conftest import PURPOSE, Asking


def test_a_summary_is_looked_at_sent_answered_by_telephone_and_stands_beside_the_plan(asking: Asking) -> None:
    browser, partners = signed_in(asking.team.nurse), f"/person/{asking.doris}/partners/"
    assert "Nothing was sent to them yet." in page(browser.get(partners)).text
    address = f"{partners}{asking.homes.id}/{PURPOSE}/"
    form = browser.get(address)
    words = page(form).text
    assert "Knock loudly and wait." in words and "Their agreement leaves out:" in words
    assert "Concerns, escalations, what others told us" in words
    refused = send(browser, form, address, contact="")
    assert (refused.status_code, "Choose whom to ask." in page(refused).text) == (422, True)
    sent = send(browser, refused, address, contact=str(asking.homes.contact_id), question="Have you a key?")
    words = page(sent).text
    assert "Tell Jo Marsh by telephone, never by e-mail:" in words and "01632 960 001" in words
    assert "Sam Whitlock waits for it." in words
    here = sent.request["PATH_INFO"]
    lead = signed_in(asking.team.lead)
    theirs = lead.get(here)
    assert "Tell Jo Marsh by telephone" not in page(theirs).text and "Show the code" in page(theirs).text
    asked = lead.post(here, {"key": str(ids.new()), "do": "code"})
    with an_act(asking.team.nurse):
        code = code_of(queries.request(request_id=UUID(here.split("/")[2])).link_id)
    assert (asked.status_code, f"never by e-mail: {code}" in page(asked).text) == (200, True)
    assert code not in page(lead.get(here)).text, "each look is a press"
    entry = last_entry(asking.team.lead, "alignment.show_code")
    assert (entry.person_ids, code in str(entry.detail)) == ([asking.doris], False)
    typed = {"version": "1", "do": "answer"}
    wrong = browser.post(here, {"key": str(ids.new()), **typed})
    assert "Say of each point whether it is right." in page(wrong).text
    wrong = browser.post(here, {"key": str(ids.new()), "version": "1", "do": "withdraw", "withdraw_because": " "})
    assert (wrong.status_code, *said_of(wrong, "withdraw_because")) == (422, True, True)
    said = {"said-preferences": "no", "because-preferences": "A bell since May", "said-question": "yes"}
    said |= {"because-question": "With Jo", "what-0": "New boiler", "days-0": ["0", "3"], "kind-1": "equipment"}
    wrong = page(browser.post(here, {"key": str(ids.new()), **typed, **said}))
    assert "Choose what kind of thing it is." in wrong.text and "Say what you do, or plan to do." in wrong.text
    with an_act(asking.team.nurse):
        assert queries.answer_to(request_id=UUID(here.split("/")[2])) is None, "nothing is kept of a wrong form"
    said |= {"kind-0": "equipment", "kind-1": ""}
    answered = browser.post(here, {"key": str(ids.new()), **typed, **said}, follow=True)
    words = page(answered).text
    assert "What more they do" in words and "New boiler" in words and "With Jo" in words
    with an_act(asking.team.nurse):
        [item] = [one for one in items_of(person_id=asking.doris, at=AT) if one.subject == "New boiler"]
        [work] = Action.objects.filter(doer_kind="partner", origin_kind="alignment", kind="plain")
    assert (item.agency_id, sorted(item.days), item.source) == (asking.homes.id, [0, 3], "partner")
    assert (work.what, work.doer, work.owner_id) == (
        "New boiler", "Jo Marsh, Ashmere Homes", asking.team.nurse.member_id,
    )  # fmt: skip
    assert "Not aligned" in words and "A bell since May" in words and "by telephone" in words
    board = page(browser.get(f"/board/{asking.team.slug}/")).text
    assert "Ashmere Homes says that our plan is not right" in board and "1 contradiction to settle" not in board
    plan = page(browser.get(f"/person/{asking.doris}/plan/")).text
    assert "Ashmere Homes, version 1" in plan and "Not aligned" in plan


def test_board_says_who_did_not_answer_until_somebody_says_how_they_go_on(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse):
        over = queries.request(request_id=key).answer_by
    browser, board = signed_in(asking.team.nurse), f"/board/{asking.team.slug}/"
    words = "No answer from Jo Marsh, Ashmere Homes: say how you go on"
    assert words not in page(browser.get(board)).text
    ask_partners.run(over)
    monkeypatch.setattr("kith.web.middleware.now", lambda: over)
    browser = signed_in(asking.team.nurse)
    shown = page(browser.get(board)).text
    assert words in shown and "Sam Whitlock says how they go on by 5pm" in shown
    with an_act(asking.team.nurse, over) as act:
        settle(act=act, request_id=key, version=2, settled_as="another way", because="Rang them")
    assert words not in page(browser.get(board)).text


def test_what_changed_is_offered_as_a_version_of_which_the_news_are_marked(asking: Asking) -> None:
    asking.sends()
    asking.writes(Section.HELP, "Ring the bell twice.", AT + timedelta(minutes=1))
    browser, partners = signed_in(asking.team.nurse), f"/person/{asking.doris}/partners/"
    words = page(browser.get(partners)).text
    assert "To be asked again. They would be told differently now: How they want to be helped" in words
    form = page(browser.get(f"{partners}{asking.homes.id}/{PURPOSE}/")).text
    assert "Changed since they have it" in form and "Send version 2" in form


def test_what_changed_while_somebody_looked_comes_ticked_and_marked_and_leaves_at_the_next_press(
    asking: Asking,
) -> None:
    browser, address = signed_in(asking.team.nurse), f"/person/{asking.doris}/partners/{asking.homes.id}/{PURPOSE}/"
    form = browser.get(address)
    with an_act(asking.team.nurse) as act:
        work = actions.add(
            act=act, team_id=asking.team.id, person_id=asking.doris, what="Repair the damp",
            owner_id=asking.team.nurse.member_id, due_at=AT + timedelta(days=5), doer_kind="partner", doer="Ashmere Homes",
        )  # fmt: skip
    new, ring = f"send-actions-of-agency:{work.hex[-12:]}", "send-day-lead-and-how-to-reach"
    again = send(browser, form, address, contact=str(asking.homes.contact_id), **{ring: ""})
    stands = form_of(again, address).values
    assert (again.status_code, new in stands, ring in stands) == (409, True, False)
    assert page(again).text.count("New since you looked") == 1
    send(browser, again, address)
    with an_act(asking.team.nurse, AT + timedelta(minutes=1)):
        [of] = queries.latest_of(team_id=asking.team.id, person_ids=[asking.doris])
    assert [one.key for one in of.parts] == ["name", new.removeprefix("send-"), "preferences"]
    assert of.left_out == ("day-lead-and-how-to-reach",), "the control: what somebody took out stays out"


def test_a_copy_is_shown_and_written_down(asking: Asking) -> None:
    browser, address = signed_in(asking.team.nurse), f"/person/{asking.doris}/copy/"
    form = browser.get(address)
    assert "My plan: Doris" in page(form).text and "Knock loudly and wait." in page(form).text
    assert "They said what they do not want shared" not in page(form).text, "the control"
    with an_act(asking.team.nurse) as act:
        object_to(act=act, team_id=asking.team.id, person_id=asking.doris, words="Nothing to the council")
    form = browser.get(address)
    assert "They said what they do not want shared" in page(form).text and "“Nothing to the council”" in page(form).text
    saved = send(browser, form, address, given_to="person", how="read out")
    assert "Version 1 to the person, read out to them, by Sam Whitlock" in page(saved).text


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_as_many_statements_for_one_agency_as_for_three(asking: Asking, number: int) -> None:
    for name in ("Lark Care", "Kettle and Chat")[: number - 1]:
        other = an_agency(asking.team.lead, name)
        an_agreement(asking.manager, other, PURPOSE, ("name", "preferences"))
        works_with(asking.team.nurse, asking.doris, other, PURPOSE)
    asking.sends()
    browser = signed_in(asking.team.nurse)
    for address, expected in (
        (f"/team/{asking.team.slug}/partners/", OWED),
        (f"/person/{asking.doris}/partners/", PARTNERS),
    ):
        browser.get(address)
        with counted() as sent:
            assert browser.get(address).status_code == 200
        assert sent == expected, address


OWED, PARTNERS = 7, 20


def test_how_partners_stand_is_one_statement_for_all_people(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse) as act:
        with counted() as sent:
            found = queries.states_of(person_ids=[asking.doris], at=AT)
        assert sent == 1
        [state] = found[asking.doris]
        assert (state.request_id, state.state, state.is_waiting, state.owner) == (key, State.SENT, True, "Sam Whitlock")
        assert queries.states_of(person_ids=[], at=AT) == {}
        assert with_key(act)


def test_a_mail_that_did_not_arrive_leads_to_its_request(asking: Asking) -> None:
    key = asking.sends()
    deliver(AT, lambda _mail, _at: Handed(MailStep.REFUSED, "550"))
    found = signed_in(asking.team.nurse).get("/notices/").content.decode()
    assert "A mail to a partner did not arrive: ring them" in found and f'href="/partner-requests/{key}/"' in found


def test_that_it_was_escalated_is_said_with_the_way_there(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse):
        until = queries.request(request_id=key).answer_by
    ask_partners.run(until)
    found = signed_in(asking.team.nurse).get(f"/partner-requests/{key}/")
    assert "I have escalated it Saying so here escalates nothing: do that first." in page(found).text
    assert f'href="/person/{asking.doris}/escalate/"' in found.content.decode()
