"""A home to which several services come: who knows them is said before a new face is planned, and who comes stands on one page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from builders import AT, PASSWORD, a_person, a_planned_contact, a_team
from cloning import serving
from kith.database.templates import Clone
from network.neighbours import a_meeting, living_at

pytestmark = pytest.mark.journey

Axe = Callable[[Any], list[str]]
DAY = timedelta(days=1)


def test_a_new_face_is_planned_with_a_reason_and_the_home_shows_who_comes(
    fresh_database: Clone, page: Any, axe: Axe
) -> None:
    team = a_team()
    doris, ron = a_person(team), a_person(team, "Ron Pettigrew")
    living_at(team, doris)
    living_at(team, ron)
    for days in (4, 2):
        a_meeting(team, doris, AT - days * DAY, team.social_worker)
    a_meeting(team, doris, AT - DAY, "Sue Reid, district nurse", assessed=["skin"])
    a_planned_contact(team, ron, AT + DAY, by=team.social_worker)
    page.set_viewport_size({"width": 390, "height": 844})
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        page.goto(f"{running.url}/sign-in")
        page.get_by_label("Username").fill(team.lead.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{running.url}/person/{doris}/contact/plan/")
        assert "District nursing was in contact yesterday and assessed this" in page.locator("main").inner_text()
        page.get_by_label("How", exact=True).select_option("visit")
        page.get_by_label("Day", exact=True).fill("2026-06-09")
        page.get_by_role("button", name="Plan it").click()
        page.get_by_role("heading", name="Before you plan it").wait_for()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate("document.activeElement.id") == "caution"
        words = page.locator(".kith-caution").inner_text()
        assert "Rukhsana Mir made 2 of the 3 contacts" in words
        assert "Social care comes to this home tomorrow too" in words
        page.get_by_role("button", name="It needs what they can do").focus()
        page.keyboard.press("Enter")
        page.get_by_text("The contact is planned.").wait_for()
        page.get_by_role("link", name="Who is around Doris").click()
        page.get_by_role("heading", name="Who is around Doris").wait_for()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert "Two services on one day" in page.locator(".kith-comes__day--twice").first.inner_text()
        page.get_by_role("link", name="Add a carer").click()
        page.get_by_role("heading", name="Add a carer").wait_for()
        assert axe(page) == []
        page.get_by_label("Somebody of this household").select_option(label="Ron Pettigrew")
        page.get_by_label("What they are to Doris").fill("husband")
        page.get_by_label("What they do").fill("Cooking and the garden")
        page.get_by_role("button", name="Save the carer").click()
        page.get_by_text("No assessment of their own was offered yet").wait_for()
        page.locator(".kith-network__ways a").first.click()
        page.get_by_role("heading", name="Ron Pettigrew, husband").wait_for()
        assert axe(page) == []
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_role("button", name="Save the assessment").click()
        page.get_by_text("Assessment of their own offered").wait_for()
        assert axe(page) == []
