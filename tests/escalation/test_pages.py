"""The pages of escalation: the clock and whose it is, what a press will do, the log, closing with what is missing."""

from datetime import timedelta
from uuid import UUID

from board.reading import page
from builders import AT, ATeam, a_member, an_act, signed_in
from escalation.test_operations import answered, raised, row
from forms import send
from kith.action.queries import one as one_action
from kith.escalation.rules import State


def test_the_page_says_who_is_asked_how_long_and_what_then(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    said = page(signed_in(team.lead).get(f"/escalation/{key}/")).text
    for sentence in (
        "Clinical review, not answered",
        "Grey and confused",
        "15 minutes left",
        "Then it goes on by itself: the place's on-call cover.",
        "You decide",
        "Nobody there at 8:22am",
        "Nobody yet.",
        "You propose, Joy Adeyemi decides by 9:22am",
        "A clinical supervisor, a GP or the on-call cover closes a level 2 escalation. ESC-CLOSE-2-P",
    ):
        assert sentence in said, f"{sentence}: {said}"


def test_somebody_else_of_the_team_sees_whose_it_is_and_may_send_it_on(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    browser, address = signed_in(team.nurse), f"/escalation/{key}/"
    shown = browser.get(address)
    assert f"Not yours: {team.lead.name} is asked" in page(shown).text
    answer = send(browser, shown, f"{address}on/", why="She is in a home visit")
    assert "It is sent on, and they are told." in page(answer).text
    assert row(team, key).asked == "Joy Adeyemi"


def test_answering_telling_and_closing_by_its_page(team: ATeam, doris: UUID) -> None:
    key, gp = raised(team, doris), a_member(team, "Anna Marsh", "gp")
    browser, address = signed_in(gp), f"/escalation/{key}/"
    empty = send(browser, browser.get(address), f"{address}answer/", decision="")
    assert (empty.status_code, "Say what you decided." in page(empty).text) == (422, True)
    after = send(browser, empty, f"{address}answer/", decision="I go at 11")
    assert "Clinical review, answered" in page(after).text and "I go at 11" in page(after).text
    early = send(browser, after, f"{address}close/", outcome="Better")
    assert (early.status_code, "Not yet: write down who was told, and how." in page(early).text) == (422, True)
    told = send(browser, early, f"{address}told/", who="Her son", how="phone", said="He comes", read_back="yes")
    assert "Her son, phone by Anna Marsh He comes Said back" in page(told).text
    closed = send(browser, told, f"{address}close/", outcome="Antibiotics")
    assert "The escalation is closed." in page(closed).text
    assert row(team, key).state is State.CLOSED


def test_an_escalation_is_raised_from_the_person_without_any_threshold(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/escalate/"
    form = browser.get(address)
    empty = send(browser, form, address, worry="")
    assert (empty.status_code, "Say what worries you." in page(empty).text) == (422, True)
    after = send(browser, empty, address, worry="Not herself", wanted="urgent")
    assert "It is raised, and the clock runs." in page(after).text


def test_the_action_of_a_step_leads_to_the_escalation(team: ATeam, doris: UUID) -> None:
    key = raised(team, doris)
    shown = signed_in(team.lead).get(f"/action/{row(team, key).ask_id}/").content.decode()
    assert f'href="/escalation/{key}/"' in shown
    assert "Put on hold" not in shown


def test_seeing_it_through_is_work_that_leads_to_the_page(team: ATeam, doris: UUID) -> None:
    key = answered(team, doris)
    through = row(team, key).through_id
    assert through is not None
    with an_act(team.lead, AT + timedelta(hours=1)):
        assert one_action(action_id=through).what == "See the escalation through and close it"
