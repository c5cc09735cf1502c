"""The pages of an action, as a browser without scripts sees and sends them."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_team, a_working_manager, an_act, an_action, signed_in
from forms import form_of, send
from kith.action import operations, queries
from kith.team.reachable import set_contact_details
from kith.trail.models import Entry, Look
from statements import counted


def test_new_action_is_for_oneself_today_by_itself_and_others_get_an_offer(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/action/add/"
    form = browser.get(address)
    assert form_of(form, address).options["who"][:2] == [str(team.nurse.member_id), str(team.lead.member_id)]
    assert "Rukhsana Mir, social worker: gets an offer" in page(form).text

    shown = page(send(browser, form, address, what="Ring the pharmacy"))

    assert shown.one("h1").text == "Ring the pharmacy"
    assert "The action is added." in shown.text
    assert "Due today by 5pm" in shown.text and "Sam Whitlock (you)" in shown.text
    with an_act(team.nurse):
        [row] = queries.waiting_for_person(person_id=doris, at=AT)
        assert (row.what, row.due_at) == ("Ring the pharmacy", AT.replace(hour=16, minute=0))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"what": ""}, "Say what has to be done."),
        ({"what": "x", "by": "other"}, "Enter a day."),
        ({"what": "x", "by": "other", "by_day": "2025-06-01", "by_time": "09:00"}, "within the last 90 days"),
        ({"what": "x", "doer_kind": "carer"}, "Enter the name of whoever does it."),
    ],
)
def test_form_that_is_not_right_comes_back_as_it_was_typed(
    team: ATeam, doris: UUID, typed: dict[str, str], sentence: str
) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/action/add/"
    answer = send(browser, browser.get(address), address, **typed)
    assert (answer.status_code, page(answer).one("div", class_="kith-summary").text.count(sentence)) == (422, 1)
    assert {name: form_of(answer, address).values[name] for name in typed} == typed


def test_page_of_somebody_elses_action_says_how_they_are_reached(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act:
        set_contact_details(act=act, email="", phone="01632 960 101")
    pages = [page(signed_in(who).get(f"/action/{action_id}/")).text for who in (team.nurse, team.lead)]
    assert ["01632 960 101" in text for text in pages] == [False, True]


def test_page_of_an_action_tells_its_history_and_opening_it_is_a_look(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris, at=AT - timedelta(days=3), due_at=AT - timedelta(days=1))
    friday = AT - timedelta(days=3)
    with an_act(team.lead, friday + timedelta(hours=1)) as act:
        operations.hold(act=act, action_id=action_id, version=1, reason="stock", return_date=date(2026, 6, 8))
    with an_act(team.nurse, friday + timedelta(hours=2)) as act:
        operations.change(act=act, action_id=action_id, version=2, owner_id=team.lead.member_id)
    with an_act(team.lead, friday + timedelta(hours=3)) as act:
        operations.comment(act=act, action_id=action_id, text="<b>Rang twice</b>")
    browser = signed_in(team.nurse)
    with counted() as sent:
        shown = page(browser.get(f"/action/{action_id}/"))
    assert sent <= 15
    history = shown.one("section", aria_labelledby="history").text
    for words in (
        "Given , Sam Whitlock Ring the pharmacy",
        "Put on hold until Monday 8 June , Ama Owusu stock",
        "Who answers for it: Ama Owusu, before: Sam Whitlock",
        "Comment , Ama Owusu <b>Rang twice</b>",
    ):
        assert words in history
    assert "Back from hold" in shown.text
    with an_act(team.nurse):
        assert Look.objects.filter(person_ids=[doris], kind="open", route="action").count() == 1


def test_second_editor_sees_both_texts_and_may_save_theirs(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris, "Ring")
    browser, address = signed_in(team.lead), f"/action/{action_id}/edit/"
    form = browser.get(address)
    with an_act(team.nurse) as act:
        operations.change(act=act, action_id=action_id, version=1, what="Ring the son")

    both = send(browser, form, address, what="Ring the daughter")

    shown = page(both)
    assert both.status_code == 409
    assert shown.one("h1").text == "Changed while you were writing: Sam Whitlock, today 8:22am"
    assert shown.one("section", aria_labelledby="theirs").one("ins").text == "Ring the son"
    assert shown.one("section", aria_labelledby="yours").one("ins").text == "Ring the daughter"
    assert "What you both started from What Ring" in shown.text
    mine = page(send(browser, both, address))
    assert mine.one("h1").text == "Ring the daughter"


WISHES = {
    "hold": ({"reason": "the pharmacy is shut", "return_date": "2026-06-10"}, "Put on hold: the pharmacy is shut"),
    "done": ({"outcome": "She has her tablets"}, "Done: She has her tablets"),
    "cancel": ({"reason": "not needed"}, "Cancel the action: not needed"),
    "edit": ({"what": "Ring the daughter"}, "Change the action: Ring the daughter"),
}


@pytest.mark.parametrize("step", WISHES)
def test_step_of_an_action_that_somebody_finished_meanwhile_shows_both_and_keeps_the_words(
    step: str, team: ATeam, doris: UUID
) -> None:
    typed, words = WISHES[step]
    action_id, browser = an_action(team, doris, "Ring"), signed_in(team.lead)
    address = f"/action/{action_id}/{step}/"
    form = browser.get(address)
    with an_act(team.nurse) as act:
        operations.complete(act=act, action_id=action_id, version=1, outcome="Rang at 8")

    both = send(browser, form, address, **typed)

    shown = page(both)
    assert (both.status_code, shown.one("h1").text) == (
        409,
        "Changed while you were writing: Sam Whitlock, today 8:22am",
    )
    assert "Done today 8:22am" in shown.one("section", aria_labelledby="theirs").text
    assert words.split(": ")[1] in shown.one("section", aria_labelledby="yours").text
    kept = page(send(browser, both, f"/action/{action_id}/comment/"))
    assert words in kept.one("section", aria_labelledby="history").text
    with an_act(team.nurse):
        row = queries.one(action_id=action_id)
    assert (row.state, row.outcome, row.version) == ("done", "Rang at 8", 2)


def test_step_of_an_action_that_was_reworded_meanwhile_is_shown_both_and_may_go_on(team: ATeam, doris: UUID) -> None:
    action_id, browser = an_action(team, doris, "Ring"), signed_in(team.lead)
    address = f"/action/{action_id}/done/"
    form = browser.get(address)
    with an_act(team.nurse) as act:
        operations.change(act=act, action_id=action_id, version=1, what="Ring the son")
    both = send(browser, form, address, outcome="Rang her")
    assert both.status_code == 409
    assert "Ring the son" in page(both).one("section", aria_labelledby="theirs").text
    assert "Done today" in page(send(browser, both, address)).text


def test_press_on_an_action_that_somebody_took_meanwhile_says_so_and_shows_it_as_it_is(
    team: ATeam, doris: UUID
) -> None:
    action_id, browser = an_action(team, doris, owner=team.lead), signed_in(team.nurse)
    form, address = browser.get(f"/action/{action_id}/"), f"/action/{action_id}/take/"
    with an_act(team.social_worker) as act:
        operations.take(act=act, action_id=action_id, version=1)
    late = send(browser, form, address)
    assert (late.status_code, "Somebody changed this action meanwhile" in page(late).text) == (409, True)
    assert "Taken over , Rukhsana Mir" in page(late).text


def test_finishing_sent_twice_is_once_whatever_the_clock_says(
    team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    action_id, browser = an_action(team, doris), signed_in(team.nurse)
    address = f"/action/{action_id}/done/"
    form = browser.get(address)
    for seconds in (10, 25, 90):
        monkeypatch.setattr("kith.web.middleware.now", lambda later=seconds: AT + timedelta(seconds=later))
        assert "The action is done." in page(send(browser, form, address)).text
    with an_act(team.nurse):
        assert [step.kind for step in queries.steps_of(action_id=action_id)] == ["add", "complete"]


def test_each_step_by_its_page(team: ATeam, doris: UUID) -> None:
    action_id, browser = an_action(team, doris), signed_in(team.nurse)
    home = f"/action/{action_id}/"

    held = send(browser, browser.get(f"{home}hold/"), f"{home}hold/", reason="stock", return_date="2026-06-12")
    assert "On hold until Friday 12 June" in page(held).text
    resumed = send(browser, held, f"{home}resume/")
    assert "The action is off hold." in page(resumed).text
    said = send(browser, resumed, f"{home}comment/", text="Nearly there")
    assert "Your comment is saved." in page(said).text
    done = send(browser, browser.get(f"{home}done/"), f"{home}done/", outcome="All well")
    assert "Done today 8:22am" in page(done).text
    wrong = send(browser, browser.get(f"{home}correct/"), f"{home}correct/", reason="Twice")
    assert "Made in error today 8:22am" in page(wrong).text
    with an_act(team.nurse):
        kinds = [step.kind for step in queries.steps_of(action_id=action_id)]
    assert kinds == ["add", "hold", "resume", "comment", "complete", "correct"]


def test_step_refused_says_why_and_keeps_what_was_typed(team: ATeam, doris: UUID) -> None:
    action_id, browser = an_action(team, doris), signed_in(team.nurse)
    address = f"/action/{action_id}/cancel/"
    answer = send(browser, browser.get(address), address, reason=" ")
    assert (answer.status_code, "Say why it will not be done." in page(answer).text) == (422, True)
    taken = browser.post(f"/action/{action_id}/take/", {"version": "1"})
    assert (taken.status_code, "This action is yours already." in page(taken).text) == (422, True)


def test_pages_of_hidden_and_of_missing_actions_are_the_same(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    browser = signed_in(a_team("South").nurse)
    for step in ("", "edit/", "hold/", "done/", "cancel/", "correct/", "comment/", "take/", "resume/"):
        hidden, missing = (browser.get(f"/action/{one}/{step}") for one in (action_id, UUID(int=3)))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert page(hidden).text == page(missing).text
        assert browser.post(f"/action/{action_id}/{step}", {"version": "1"}).status_code == 404
    add = browser.get(f"/person/{doris}/action/add/")
    assert add.status_code == 404


def test_manager_reads_and_may_do_nothing(team: ATeam, doris: UUID) -> None:
    action_id, browser = an_action(team, doris), signed_in(a_working_manager(team, "Pat Manager"))
    shown = page(browser.get(f"/action/{action_id}/"))
    assert shown.one("div", class_="kith-buttons").text == ""
    answer = browser.post(f"/action/{action_id}/cancel/", {"version": "1", "reason": "no need"})
    assert (answer.status_code, "A place manager may not do this" in page(answer).text) == (403, True)
    with an_act(team.nurse):
        assert Entry.objects.filter(command="action.cancel", outcome="refused", reason="RIGHT-26").count() == 1
        assert queries.one(action_id=action_id).state == "open"
