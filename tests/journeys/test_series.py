"""Visits in series on a phone: planned, paused while the person is in hospital, gone on with, one missed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, a_person, a_team
from cloning import serving
from kith.database.templates import Clone
from kith.jobs.minutely import chase_contacts, keep_series

pytestmark = pytest.mark.journey

Axe = Callable[[Any], list[str]]
PHONE = {"width": 390, "height": 844}
THURSDAY = AT + timedelta(days=3, hours=7)


def test_visits_in_series_are_planned_paused_and_one_is_missed(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    doris = a_person(team)
    page.set_viewport_size(PHONE)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        enter_as(page, running.url, team.nurse.username, PASSWORD)
        page.goto(f"{running.url}/person/{doris}/contact/plan/")
        assert not page.get_by_label("Why this series").is_visible(), "a single visit is asked no more than before"
        page.get_by_label("How", exact=True).select_option("visit")
        page.get_by_label("Day", exact=True).fill("2026-06-09")
        page.get_by_label("From", exact=True).fill("10:00")
        page.get_by_label("To", exact=True).fill("11:00")
        page.get_by_label("Every so many days").check()
        page.get_by_label("Days from one to the next").fill("1")
        page.get_by_label("After a number of contacts").check()
        page.get_by_label("How many").fill("5")
        page.get_by_label("Why this series").fill("Leg ulcer: dressing")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.get_by_role("button", name="Plan it").click()
        page.get_by_role("heading", name="Visit every day").wait_for()
        assert axe(page) == []
        page.get_by_role("link", name="is or will be away").click()
        page.get_by_label("In hospital").check()
        page.get_by_label("Back on").fill("2026-06-11")
        assert axe(page) == []
        page.get_by_role("button", name="Pause contacts until then").click()
        page.get_by_role("heading", name="Away until Thursday").wait_for()
        assert "2 contacts are paused." in page.locator("main").inner_text()
        assert axe(page) == []
        page.goto(f"{running.url}/board/{team.slug}/?rest=show")
        assert "Away until Thursday" in page.locator("main").inner_text()
        page.goto(f"{running.url}/person/{doris}/")
        assert axe(page) == []
    keep_series.run(THURSDAY)
    chase_contacts.run(THURSDAY)
    with serving(fresh_database, KITH_CLOCK=THURSDAY.isoformat()) as running:
        enter_as(page, running.url, team.nurse.username, PASSWORD)
        page.goto(f"{running.url}/board/{team.slug}/")
        board = page.locator("main").inner_text()
        assert "Visit today: no result written" in board and "Back from hospital today; contacts go on" in board
        page.goto(f"{running.url}/person/{doris}/coming/")
        page.get_by_role("link", name="Did not happen").first.click()
        page.get_by_role("radio", name="Missed").check()
        page.get_by_label("What was found").select_option("no answer")
        assert axe(page) == []
        page.get_by_role("button", name="Save only").click()
        page.goto(f"{running.url}/board/{team.slug}/")
        assert "Visit missed today: no answer" in page.locator("main").inner_text()
        page.goto(f"{running.url}/person/{doris}/coming/")
        page.get_by_role("link", name="Change from a day on").click()
        assert axe(page) == []
        page.goto(f"{running.url}/person/{doris}/coming/")
        page.get_by_role("link", name="End it").click()
        assert axe(page) == []
