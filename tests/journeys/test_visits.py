"""A day on a phone, and a visit of which nobody says what became: found by the clock, followed up, recorded, done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from builders import AT, PASSWORD, ATeam, a_person, a_planned_contact, a_team, an_act, an_action
from cloning import serving
from kith.action import offering
from kith.action.queries import waiting_for_person
from kith.database.templates import Clone
from kith.jobs.minutely import chase_contacts

pytestmark = pytest.mark.journey

Axe = Callable[[Any], list[str]]
PHONE = {"width": 390, "height": 844}
EVENING = AT + timedelta(hours=6)


def sign_in(page: Any, url: str, team: ATeam) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("Username").fill(team.nurse.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_my_day_on_a_phone(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    frank, walter = a_person(team, "Frank Hindle"), a_person(team, "Walter Finch")
    a_planned_contact(team, frank)
    a_planned_contact(team, walter, AT + timedelta(hours=4))
    an_action(team, a_person(team, "Ronald Pickles"), "Ring the warden", AT - timedelta(days=3))
    offered = an_action(team, walter, "Order a commode", owner=team.lead, due_at=AT + timedelta(hours=8))
    with an_act(team.lead) as act:
        offering.offer(act=act, action_id=offered, to_member_id=team.nurse.member_id)
    page.set_viewport_size(PHONE)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        sign_in(page, running.url, team)
        page.get_by_role("link", name="My day").click()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert "4 to do, 0 done. Overdue work for 1 person." in page.locator("main").inner_text()
        page.get_by_role("link", name="Start the visit").click()
        assert axe(page) == []
        page.get_by_label("What the team should know").fill("Wound is clean")
        page.get_by_role("button", name="Save the contact").click()
        page.get_by_text("The contact is recorded.").wait_for()
        page.get_by_role("link", name="My day").click()
        assert "Frank Hindle" in page.locator(".kith-visit--done").inner_text()
        page.get_by_role("link", name="Answer").click()
        assert "Order a commode" in page.locator("main").inner_text()


def test_a_missed_visit_is_found_followed_up_and_settled(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    frank = a_person(team, "Frank Hindle")
    a_planned_contact(team, frank)
    page.set_viewport_size(PHONE)
    chase_contacts.run(EVENING)
    with serving(fresh_database, KITH_CLOCK=EVENING.isoformat()) as running:
        sign_in(page, running.url, team)
        page.goto(f"{running.url}/board/{team.slug}/")
        assert "Visit today: no result written" in page.locator("main").inner_text()
        page.get_by_role("link", name="My day").click()
        assert "No result written" in page.locator(".kith-visit").first.inner_text()
        assert "1 thing has no result yet." in page.locator("main").inner_text()
        assert axe(page) == []
        page.get_by_role("link", name="Could not see them").first.click()
        assert axe(page) == []
        page.get_by_label("Missed", exact=False).first.check()
        page.get_by_label("More, or another reason").fill("Nobody in, neighbour saw him yesterday")
        page.get_by_role("button", name="Save only").click()
        page.goto(f"{running.url}/my-day/{team.slug}/")
        assert "Missed" in page.locator(".kith-visit--done").first.inner_text()
        assert axe(page) == []
    with an_act(team.nurse, EVENING):
        assert waiting_for_person(person_id=frank, at=EVENING) == []
