"""The pages of the huddle, walked without scripts as a browser would."""

import re
from datetime import timedelta

import pytest

from builders import AT, a_person, a_team
from huddle.monday import SEEN, TOLD, a_monday, ring
from huddle.reading import form_of, heading, signed_in, words
from kith.handover.knowing import know_person
from kith.huddle.outcome_rules import Outcome
from kith.trail.models import Look
from statements import counted

pytestmark = pytest.mark.django_db


def here(team, more=""):
    """Return an address of a team's huddle."""
    return f"/huddle/{team.slug}/{more}"


def post_item(browser, page, **typed):
    """Send the form of the person in view."""
    address = re.search(r'<form method="post" action="([^"]*/item/[^"]*)"', page.content.decode()).group(1)
    return browser.post(address, form_of(page, "/item/") | {"then": "next"} | typed, follow=True)


def test_a_whole_huddle_with_refusal_and_cure():
    team = a_team()
    for name in ("Doris Pettigrew", "Brian Ashworth"):
        a_person(team, name, at=AT)
    browser = signed_in(team.lead)

    before = browser.get(here(team))
    assert "2 people on the agenda" in words(before)
    started = browser.post(here(team), form_of(before, here(team)), follow=True)
    assert heading(started) == "Brian Ashworth"
    following = post_item(browser, started, outcome="action", what="Ring the pharmacy", who="")
    assert heading(following) == "Doris Pettigrew"

    refused = browser.post(here(team, "close/"), form_of(following, "/close/"))
    assert (refused.status_code, heading(refused)) == (422, "The huddle cannot close yet: 2 things are loose")
    assert "Brian Ashworth: “Ring the pharmacy” has no owner" in words(refused)
    cure = form_of(refused, "/close/")
    who = next(name for name in cure if name.startswith("who-"))
    outcome = next(name for name in cure if name.startswith("outcome-"))

    half = browser.post(here(team, "close/"), cure | {who: str(team.nurse.member_id)})
    assert (half.status_code, heading(half)) == (422, "The huddle cannot close yet: 1 thing is loose")
    rest = form_of(half, "/close/")
    assert rest["key"] != cure["key"]
    closed = browser.post(here(team, "close/"), rest | {outcome: "weekly meeting"}, follow=True)

    assert heading(closed) == "Huddle closed at 8:22am"
    assert "2 people spoken of. 1 action, with an owner and a deadline. 1 person for the weekly meeting." in words(
        closed
    )


def test_the_second_facilitator_sees_the_first_answer_and_may_put_theirs_in_its_place():
    monday = a_monday("Doris Pettigrew")
    browser = signed_in(monday.team.social_worker)
    page = browser.get(here(monday.team))
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))

    asked = post_item(browser, page, outcome="no change", reason="seen yesterday")

    assert asked.status_code == 409
    assert "Ama Owusu saved this first: “Sam Whitlock: Ring the pharmacy by 5pm”." in words(asked)
    assert form_of(asked, "/item/")["reason"] == "seen yesterday"
    post_item(browser, asked, outcome="no change", reason="seen yesterday")
    assert monday.item("Doris Pettigrew").outcome is Outcome.NO_CHANGE


def test_a_refused_answer_keeps_what_was_typed_beside_what_is_wrong():
    monday = a_monday("Doris Pettigrew")
    browser = signed_in(monday.team.lead)

    answer = post_item(browser, browser.get(here(monday.team)), outcome="no change", reason="n/a")

    assert answer.status_code == 422
    assert "Write why nothing changes, in a few words." in words(answer)
    assert form_of(answer, "/item/")["reason"] == "n/a"
    assert monday.item("Doris Pettigrew").outcome is None


def test_an_escalation_is_raised_from_the_item_and_its_note_waits():
    monday = a_monday("Doris Pettigrew")
    browser = signed_in(monday.team.lead)

    after = post_item(browser, browser.get(here(monday.team)), outcome="escalation", raise_what="Breathless at rest")

    assert "escalation raised at 8:22am has no note" in words(after)
    assert monday.item("Doris Pettigrew").outcome is Outcome.ESCALATION


def test_coming_back_goes_on_to_the_next_and_leaves_the_other_open():
    monday = a_monday("Doris Pettigrew", "Walter Finch")
    browser = signed_in(monday.team.lead)

    after = post_item(browser, browser.get(here(monday.team)), then="later")

    assert heading(after) == "Walter Finch"
    assert [one.name for one in monday.whole().items] == ["Walter Finch", "Doris Pettigrew"]


def test_an_item_has_its_own_address():
    monday = a_monday("Doris Pettigrew", "Walter Finch")
    walter = monday.item("Walter Finch")
    browser = signed_in(monday.team.lead)
    for address in (here(monday.team, f"?item={walter.id}"), here(monday.team, f"item/{walter.id}/")):
        assert heading(browser.get(address)) == "Walter Finch"


def test_time_attendance_and_people_are_changed_beside_the_item():
    monday = a_monday("Doris Pettigrew")
    team, browser = monday.team, signed_in(monday.team.lead)
    a_person(team, "Walter Finch")
    page = browser.get(here(team))
    assert "20 minutes left of 20" in words(page)

    longer = browser.post(here(team, "time/"), form_of(page, "/time/"), follow=True)
    assert "25 minutes left of 25" in words(longer)
    away = form_of(page, "/attendance/") | {f"how-{team.nurse.member_id}": "away"}
    assert "Here: 2 of 3" in words(browser.post(here(team, "attendance/"), away, follow=True))

    adding = browser.get(here(team, "add/"))
    walter = re.search(r'<option value="([^"]+)"[^>]*>Walter Finch', adding.content.decode()).group(1)
    browser.post(here(team, "add/"), form_of(adding, "/add/") | {"person": walter, "why": "his daughter rang"})
    assert [one.name for one in monday.whole().items] == ["Doris Pettigrew", "Walter Finch"]


def test_what_became_loose_since_the_page_was_made_is_marked_as_new():
    monday = a_monday("Doris Pettigrew", "Walter Finch")
    monday.settle("Walter Finch", SEEN)
    browser = signed_in(monday.team.lead)
    refused = browser.post(here(monday.team, "close/"), form_of(browser.get(here(monday.team)), "/close/"))
    assert "new since you opened this page" not in words(refused)
    monday.settle("Walter Finch", ring(None))

    again = browser.post(here(monday.team, "close/"), form_of(refused, "/close/"))

    assert "Walter Finch: “Ring the pharmacy” has no owner new since you opened this page" in words(again)


def test_the_day_after_another_member_is_told_who_closes_it_and_the_duty_lead_does(clock):
    monday = a_monday()
    clock(AT + timedelta(days=1))
    tuesday = AT + timedelta(days=1)

    other = signed_in(monday.team.nurse, tuesday).get(here(monday.team, "close/"))
    assert "The huddle of Monday 8 June is closed by the duty lead: Ama Owusu." in words(other)

    browser = signed_in(monday.team.lead, tuesday)
    late = browser.post(here(monday.team, "close/"), {"key": "one"})
    assert (late.status_code, heading(late)) == (422, "The huddle cannot close yet: say why it is closed late")
    closed = browser.post(
        here(monday.team, "close/"), form_of(late, "/close/") | {"reason": "the fire alarm rang"}, follow=True
    )
    assert heading(closed) == "Huddle closed at 8:22am"


def test_the_second_closer_is_shown_the_record():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", SEEN)
    browser = signed_in(monday.team.nurse)
    form = form_of(browser.get(here(monday.team)), "/close/")
    monday.close()

    answer = browser.post(here(monday.team, "close/"), form)

    assert (answer.status_code, answer["Location"]) == (302, here(monday.team, f"{monday.huddle_id}/record/"))


def test_the_record_says_who_was_there_and_each_decision_once():
    monday = a_monday("Doris Pettigrew", "Walter Finch", "Tracey Holt")
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    monday.settle("Walter Finch", SEEN)
    monday.escalate("Tracey Holt", TOLD)
    monday.close()

    record = words(signed_in(monday.team.lead).get(here(monday.team, f"{monday.huddle_id}/record/")))

    assert "8:22am to 8:22am, led by Ama Owusu" in record
    assert "Ama Owusu, Rukhsana Mir, Sam Whitlock" in record
    assert record.count("Ring the pharmacy") == 1
    assert "Ring the pharmacy : Sam Whitlock, by Monday 8 June 5pm" in record
    assert "No change: seen yesterday and well" in record
    assert "Told: Dr Marsh, phone, 8:22am: “visits at 11am”." in record


def test_closing_counts_those_left_as_they_are():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", SEEN)
    monday.close()
    page = words(signed_in(monday.team.lead).get(here(monday.team, f"{monday.huddle_id}/closed/")))
    assert "1 person left as they are" in page
    assert "seen yesterday and well" in page


@pytest.mark.parametrize("more", ["", "add/", "agenda/", "close/"])
def test_another_team_finds_nothing(more):
    monday = a_monday("Doris Pettigrew")
    stranger = signed_in(a_team("Millbrook South").lead)
    assert stranger.get(here(monday.team, more)).status_code == 404


def test_the_record_of_another_team_is_not_found_under_ones_own():
    monday, south = a_monday("Doris Pettigrew"), a_team("Millbrook South")
    answer = signed_in(south.lead).get(here(south, f"{monday.huddle_id}/record/"))
    assert answer.status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_of_the_huddle_names_everybody_it_shows_in_a_fixed_number_of_statements(number):
    monday = a_monday(*(f"Person {one}" for one in range(number)))
    browser = signed_in(monday.team.lead)

    with counted() as statements:
        assert browser.get(here(monday.team)).status_code == 200

    assert statements <= 18
    with monday.act():
        look = Look.objects.get(route="huddle")
        assert sorted(look.person_ids) == sorted(monday.whole().person_ids)


def test_whoever_knows_a_person_is_no_choice_for_their_loose_end():
    monday = a_monday("Doris Pettigrew", "Harold Whitcombe")
    for name in ("Doris Pettigrew", "Harold Whitcombe"):
        monday.settle(name, ring(None, what=f"Ring {name}"))
    doris, harold = (one.thing_id for one in monday.whole().loose)
    known = next(one.person_id for one in monday.whole().items if "Doris" in one.name)
    with monday.act(monday.team.social_worker) as act:
        know_person(act=act, person_id=known)
    browser = signed_in(monday.team.lead)
    refused = browser.post(here(monday.team, "close/"), form_of(browser.get(here(monday.team)), "/close/"))
    lists = {key: refused.content.decode().split(f'id="who-{key}"')[1].split("</select>")[0] for key in (doris, harold)}
    neighbour = str(monday.team.social_worker.member_id)
    assert (neighbour in lists[doris], neighbour in lists[harold]) == (False, True)
