"""Two agencies do one thing differently: found as the second is written, seen on plan and board, settled by name."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, a_named_lead, a_person, a_team
from cloning import serving
from contradiction.around import HOUSING, a_plan_elsewhere, a_text, agency_of, an_item
from kith.database.templates import Clone
from kith.plan.rules import Content, Section

pytestmark = pytest.mark.journey

Axe = Callable[[Any], list[str]]


def test_a_contradiction_is_found_seen_on_plan_and_board_and_settled(
    fresh_database: Clone, page: Any, axe: Axe
) -> None:
    team = a_team()
    doris = a_person(team)
    a_named_lead(team, doris, team.nurse)
    a_text(team, doris, Section.HELP, Content("Knock twice"))
    an_item(team, doris, days=[0, 1, 2, 3, 4])
    agency_of(team, HOUSING)
    a_plan_elsewhere(team, doris)
    page.set_viewport_size({"width": 390, "height": 844})
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        enter_as(page, running.url, team.nurse.username, PASSWORD)
        page.goto(f"{running.url}/person/{doris}/plan/")
        page.get_by_role("link", name="All that each agency does").click()
        page.get_by_role("heading", name="What each agency does", exact=True).wait_for()
        looks_well(page, axe)
        page.get_by_role("link", name=re.compile("Add.*Medicine support")).click()
        page.get_by_role("heading", name="Add: Medicine support").wait_for()
        looks_well(page, axe)
        page.get_by_label("Who does it").select_option(label=HOUSING)
        page.get_by_label("What of it").fill("morning")
        page.get_by_label("Administers: gives it").check()
        page.get_by_label("Who told you so").fill("Ann Bell, housing")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("heading", name="1 thing contradicts").wait_for()
        looks_well(page, axe)
        page.get_by_role("link", name=re.compile("Change, confirm or stop.*Harvest Care")).click()
        page.get_by_role("heading", name="It still holds").wait_for()
        looks_well(page, axe)
        page.goto(f"{running.url}/person/{doris}/contradiction/")
        page.get_by_role("heading", name="Two things do not go together").wait_for()
        looks_well(page, axe)
        page.goto(f"{running.url}/person/{doris}/plan/")
        page.get_by_role("link", name="The same thing, done differently").wait_for()
        looks_well(page, axe)
        page.goto(f"{running.url}/board/{team.slug}/")
        page.get_by_text("1 contradiction to settle").first.wait_for()
        page.get_by_role("link", name="settle it").click()
        page.get_by_role("heading", name="The same thing, done differently").wait_for()
        looks_well(page, axe)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_label("What holds now").fill("Harvest Care prompts, housing leaves medicines alone")
        page.get_by_label(f"{HOUSING} stops it today").check()
        for side, name in (("left", "Ann Bell, housing"), ("right", "Jo Marsh, home care")):
            page.locator(f"#who-{side}").fill(name)
            page.locator(f"#how-{side}").fill("by telephone")
        page.get_by_role("button", name="Settle it").click()
        page.get_by_role("heading", name="There is 1 thing to put right").wait_for()
        looks_well(page, axe)
        page.get_by_label("How everybody who has to know was told").fill("Both on the telephone, Doris at the visit")
        page.get_by_role("button", name="Settle it").click()
        page.get_by_role("heading", name="How it was settled").wait_for()
        looks_well(page, axe)
        page.emulate_media(media="print")
        assert page.get_by_text("Jo Marsh, home care, by telephone").is_visible()
        assert page.get_by_role("button", name="Open it again").is_hidden()
        page.emulate_media(media="screen")
        page.goto(f"{running.url}/board/{team.slug}/")
        assert "contradiction to settle" not in page.locator("main").inner_text()
        page.goto(f"{running.url}/person/{doris}/done/beside/")
        page.get_by_role("heading", name="Plans of other services beside ours").wait_for()
        looks_well(page, axe)
        page.get_by_role("link", name=re.compile("Take over.*Morning tablets")).click()
        page.get_by_role("heading", name="Add: Medicine support").wait_for()
        looks_well(page, axe)
        page.get_by_label("What of it").fill("bedtime")
        page.get_by_label("Prompts: the person takes it themselves").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_text("From their plan").wait_for()
        looks_well(page, axe)


def looks_well(page: Any, axe: Axe) -> None:
    """Nothing is wrong for whoever reads by other means, and nothing goes beyond the width of the page."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
