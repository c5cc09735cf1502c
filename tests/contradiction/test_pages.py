"""The pages of what is done and of what contradicts: what they say, what is sent from them, and in how many statements."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from board.reading import page
from builders import AT, ATeam, a_named_lead, a_team, an_act, signed_in
from contradiction.around import HOME_CARE, HOUSING, MONDAY, a_plan_elsewhere, a_text, agency_of, an_item, open_ones
from forms import form_of, send
from kith.access.home import as_kith
from kith.contradiction import queries
from kith.contradiction.finding import find_all
from kith.contradiction.presenter import kind_parts
from kith.contradiction.rules import State
from kith.place.rules import local_day
from kith.plan import operations as plans
from kith.plan.rules import Content, Goal, Section
from statements import counted

DAY = timedelta(days=1)


@pytest.fixture
def two(team: ATeam, doris: UUID) -> UUID:
    """Two agencies, one of which prompts what the other administers; return the contradiction."""
    a_named_lead(team, doris, team.nurse)
    an_item(team, doris)
    an_item(team, doris, agency=HOUSING, instruction="administer", told_by="Ann Bell, housing")
    [one] = open_ones(team, doris)
    return one.id


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return page(answer).text


def test_what_each_agency_does_is_written_and_stands_side_by_side_with_what_contradicts(
    team: ATeam, doris: UUID
) -> None:
    home_care, housing = agency_of(team, HOME_CARE), agency_of(team, HOUSING)
    browser, address = signed_in(team.nurse), f"/person/{doris}/done/add/"
    form = browser.get(f"{address}?kind=medicine")
    wrong = send(browser, form, address, who=f"agency {home_care}", subject="morning", instruction="prompt")
    assert (wrong.status_code, "Say who told you so." in page(wrong).text) == (422, True)
    assert form_of(wrong, address).values["subject"] == "morning"
    for agency_id, instruction in ((home_care, "prompt"), (housing, "administer")):
        form = browser.get(f"{address}?kind=medicine")
        told = send(
            browser, form, address, who=f"agency {agency_id}", subject="morning", instruction=instruction,
            told_by="Jo Marsh", **{"on-0": "yes"},
        )  # fmt: skip
    text = page(told).text
    assert "1 thing contradicts The same thing, done differently, morning: Ashmere Homes and Harvest Care" in text
    assert "Harvest Care morning Prompts: the person takes it themselves Monday Jo Marsh said so, today" in text
    assert text.count("The same thing, done differently") == 3, "above, and at each of the two"
    with an_act(team.nurse):
        [row] = queries.open_of(person_ids=[doris], at=AT)
    [one, _other] = row.item_ids
    assert "The same thing, done differently" in text_of(browser, f"/person/{doris}/done/{one}/")
    with counted() as sent:
        browser.get(f"/person/{doris}/done/")
    assert sent <= 12


def test_the_plan_and_the_board_say_it_until_it_is_settled(team: ATeam, doris: UUID, two: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contradiction/{two}/"
    headline = "The same thing, done differently, morning: Ashmere Homes and Harvest Care"
    assert headline in text_of(browser, f"/person/{doris}/plan/"), "also where no plan is started"
    a_text(team, doris, Section.HELP, Content("Knock twice"))
    plan = text_of(browser, f"/person/{doris}/plan/")
    assert (plan.count(headline), plan.index(headline) < plan.index("Knock twice")) == (1, True)
    assert "1 contradiction to settle" in text_of(browser, f"/board/{team.slug}/")
    text = text_of(browser, address)
    assert "Not settled. Sam Whitlock settles it by" in text
    assert "Harvest Care Medicine support, morning: prompts: the person takes it themselves" in text
    assert "told by Ann Bell, housing, 8 June 2026" in text.replace("Told by", "told by")
    with an_act(team.nurse):
        row = queries.contradiction(contradiction_id=two)
    stops = next(one for one in row.item_ids if row.right and str(one) == row.right.id)
    sent = {
        "do": "settle", "holds": "Home care prompts", "how_told": "Both rang", "who-left": "Jo Marsh", "how-left": "by telephone",
        "version": "1", f"stop-{stops}": "yes", f"v-{stops}": "1", "key": "one key",
    }  # fmt: skip
    wrong = browser.post(address, sent)
    assert (wrong.status_code, "or say why one side alone agreed" in page(wrong).text) == (422, True)
    assert 'value="Jo Marsh"' in wrong.content.decode()
    told = browser.post(
        address, sent | {"who-right": "Ann Bell", "how-right": "at the visit", "key": "two keys"}, follow=True
    )
    text = page(told).text
    assert "What holds now Home care prompts" in text and "Ann Bell , at the visit" in text.replace("Bell,", "Bell ,")
    assert "This is not done any more." in text
    assert "1 contradiction to settle" not in text_of(browser, f"/board/{team.slug}/")
    assert headline not in text_of(browser, f"/person/{doris}/plan/")
    again = browser.post(address, {"do": "again", "version": "2", "key": "three keys"}, follow=True)
    text = page(again).text
    assert "Not settled." in text
    assert "It was settled before, and has come back. Agreed then: Jo Marsh" in text
    none = browser.post(
        address, {"do": "none", "because": "They take turns", "version": "3", "key": "four keys"}, follow=True
    )
    assert "Why they do They take turns" in page(none).text


def test_what_is_settled_while_both_are_written_down_as_before_says_so(team: ATeam, doris: UUID, two: UUID) -> None:
    address = f"/person/{doris}/contradiction/{two}/"
    sent = {"do": "settle", "holds": "They take turns", "how_told": "Both rang", "version": "1", "key": "a key"}
    agreed = {f"{name}-{side}": "Jo" for name in ("who", "how") for side in ("left", "right")}
    told = signed_in(team.nurse).post(address, sent | agreed, follow=True)
    assert "Both stand written as before" in page(told).text


def test_stale_page_shows_it_as_it_is_now(team: ATeam, doris: UUID, two: UUID) -> None:
    browser = signed_in(team.nurse)
    item = next(iter(open_ones(team, doris)[0].item_ids))
    address = f"/person/{doris}/done/{item}/"
    form = {"do": "stop", "because": "ended", "version": "1", "on_day": "2026-06-08"}
    assert browser.post(address, form | {"version": "7", "key": "a key"}).status_code == 409
    wrong = browser.post(address, {"do": "confirm", "version": "1", "key": "b key"})
    assert (wrong.status_code, 'href="#confirmed-by"' in wrong.content.decode()) == (422, True)
    told = browser.post(address, {"do": "confirm", "told_by": "Jo", "version": "1", "key": "c key"}, follow=True)
    assert "Written: it still holds." in page(told).text
    told = browser.post(address, form | {"version": "2", "key": "d key"}, follow=True)
    assert "1 thing that is not done any more" in page(told).text


def test_anybody_raises_one_from_the_page(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.social_worker), f"/person/{doris}/contradiction/"
    told = send(browser, browser.get(address), address, about="Two day centres on Tuesday")
    assert "What was said Two day centres on Tuesday" in page(told).text
    [one] = open_ones(team, doris)
    assert (one.state, one.by) == (State.OPEN, "Rukhsana Mir")


def test_plans_of_other_services_stand_beside_ours_and_a_press_takes_one_line_over(team: ATeam, doris: UUID) -> None:
    for name in ("Ashmere Homes", "Harvest", HOME_CARE):
        agency_of(team, name)
    a_text(team, doris, Section.GOALS, Content(goals=[Goal("Walk to the shop")]))
    a_plan_elsewhere(team, doris)
    browser, address = signed_in(team.nurse), f"/person/{doris}/done/beside/"
    opened = browser.get(address)
    text = page(opened).text
    assert "My goals Our plan Walk to the shop Plans of other services Nothing stands here." in text
    assert "Morning tablets" in text and "Risks we have talked about" in text and "falls at night" in text
    [way] = [one for one in re.findall(r'href="([^"]+)"', opened.content.decode()) if "source_id" in one]
    way = way.replace("&amp;", "&")
    assert "tablets" not in way, "no words of a record stand in an address"
    form = browser.get(way)
    assert "Their plan says: Morning tablets" in page(form).text
    assert form_of(form, f"/person/{doris}/done/add/").values["who"] == f"agency {agency_of(team, HOME_CARE)}"
    told = send(browser, form, f"/person/{doris}/done/add/", subject="morning", instruction="prompt")
    assert "Harvest Care morning Prompts" in page(told).text
    assert "From their plan" in page(told).text
    assert browser.get(re.sub("source_id=.*", f"source_id={UUID(int=1)}", way)).status_code == 404
    assert browser.get(re.sub("source_id=.*", "source_id=x", way)).status_code == 404
    assert "Taken over" in text_of(browser, address)


def test_where_no_agency_stands_in_their_plan_nobody_is_chosen(team: ATeam, doris: UUID) -> None:
    """What the hospital planned is not written to whichever agency comes first."""
    agency_of(team, "Ashmere Homes")
    a_plan_elsewhere(team, doris)
    browser = signed_in(team.nurse)
    opened = browser.get(f"/person/{doris}/done/beside/").content.decode()
    [way] = [one for one in re.findall(r'href="([^"]+)"', opened) if "source_id" in one]
    form, address = browser.get(way.replace("&amp;", "&")), f"/person/{doris}/done/add/"
    assert form_of(form, address).values["who"] == ""
    refused = send(browser, form, address, subject="morning", instruction="prompt")
    assert (refused.status_code, "Choose who does it" in page(refused).text) == (422, True)


def test_what_is_older_is_said_of_those_things_alone_that_were_not_confirmed(team: ATeam, doris: UUID) -> None:
    an_item(team, doris, told_day=MONDAY - 9 * DAY, from_day=MONDAY - 9 * DAY)
    an_item(team, doris, kind="money", subject="bills", instruction="helps")
    with an_act(team.nurse) as act:
        plans.tell(act=act, team_id=team.id, person_id=doris, kind="discharge", true_at=AT - DAY)
    later = AT + 2 * DAY
    with as_kith(at=later, channel="job") as act:
        find_all(act=act, team_id=team.id)
    with an_act(team.nurse, later):
        items = queries.items_of(person_id=doris, at=later, stopped=True)
        kinds = kind_parts(items, queries.of_person(person_id=doris), local_day(later))
    assert {one.subject: one.contradiction_id is not None for kind in kinds for one in kind.lines} == {
        "morning": True, "bills": False,
    }  # fmt: skip


def test_settled_in_words_alone_both_lines_say_that_they_stand_as_before(team: ATeam, doris: UUID, two: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contradiction/{two}/"
    sent = {
        "do": "settle", "holds": "Home care prompts", "how_told": "Both rang", "who-left": "Ann Bell", "how-left": "by telephone",
        "who-right": "Jo Marsh", "how-right": "by telephone", "version": "1", "key": "one key",
    }  # fmt: skip
    told = page(browser.post(address, sent, follow=True)).text
    assert "Both stand written as before, and go on so" in told
    text = text_of(browser, f"/person/{doris}/done/")
    assert text.count("Settled: Home care prompts (both still written as before)") == 2
    browser.post(address, {"do": "again", "version": "2", "key": "two keys"})
    with an_act(team.nurse):
        item = min(queries.contradiction(contradiction_id=two).item_ids)
    browser.post(address, sent | {"version": "3", "key": "three keys", f"all-{item}": "yes", f"v-{item}": "1"})
    with an_act(team.nurse):
        assert queries.item(item_id=item).for_all, "the box of nobody stops it too"
    assert "both still written" not in text_of(browser, f"/person/{doris}/done/")


def test_somebody_of_another_team_finds_nothing(team: ATeam, doris: UUID, two: UUID) -> None:
    browser: Any = signed_in(a_team("Elsewhere").nurse)
    for address in ("done/", "done/add/?kind=medicine", "done/beside/", "contradiction/", f"contradiction/{two}/"):
        assert browser.get(f"/person/{doris}/{address}").status_code == 404


def test_what_is_older_than_something_that_happened_is_settled_by_those_who_do_it_alone(
    team: ATeam, doris: UUID
) -> None:
    before = AT.date() - 9 * DAY
    an_item(team, doris, told_day=before, from_day=before)
    an_item(team, doris, kind="money", subject="bills", instruction="helps", told_day=before, from_day=before)
    with an_act(team.nurse) as act:
        plans.tell(act=act, team_id=team.id, person_id=doris, kind="discharge", true_at=AT - 4 * DAY)
    an_item(team, doris, agency=HOUSING, kind="equipment", subject="alarm", instruction="provides")
    [one] = open_ones(team, doris)
    browser, address = signed_in(team.nurse), f"/person/{doris}/contradiction/{one.id}/"
    assert text_of(browser, f"/person/{doris}/done/").count("Older than what happened since") == 1, "not the money"
    opened = browser.get(address)
    assert ('id="who-left"' in opened.content.decode(), 'id="who-right"' in opened.content.decode()) == (True, False)
    agreed = {"who-left": "Jo Marsh", "how-left": "by telephone", "holds": "As before", "how_told": "By telephone"}
    told = browser.post(address, agreed | {"do": "settle", "version": "1", "key": "a key"}, follow=True)
    assert "One side alone, because The other side is what happened" in page(told).text


def test_a_response_that_is_forbidden_leads_to_both_parts_of_the_plan(team: ATeam, doris: UUID) -> None:
    a_text(team, doris, Section.HELP, Content("Never ring my daughter."))
    a_text(team, doris, Section.CONTINGENCY, Content("Ring my daughter first."))
    [one] = open_ones(team, doris)
    text = text_of(signed_in(team.nurse), f"/person/{doris}/contradiction/{one.id}/")
    assert "Never ring my daughter Change it in the plan : How I want to be helped" in text
    assert "The person, or who speaks for them" in text and "Whoever wrote the plan with them" in text
