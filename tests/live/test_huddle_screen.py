"""The shared screen in a real browser: it follows whoever leads, stops when asked, and covers itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from browsing import watched_page
from builders import AT, PASSWORD
from cloning import serving
from huddle.monday import TOLD, Monday, a_monday, ring
from kith.database.templates import Clone
from live.test_boards import two_pages

pytestmark = pytest.mark.journey


@pytest.fixture
def monday(fresh_database: Clone) -> Monday:
    """A huddle with two people, led by the team lead."""
    return a_monday("Doris Pettigrew", "Brian Ashworth")


def enter(page: Any, url: str, username: str, address: str) -> None:
    """Sign in and go to an address."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/board/**")
    page.goto(f"{url}{address}")


def test_a_remote_screen_follows_stays_and_follows_again(
    monday: Monday, fresh_database: Clone, browser: Any, axe: Callable[[Any], list[str]]
) -> None:
    team = monday.team
    here = f"/huddle/{team.slug}/"
    brian = monday.item("Brian Ashworth")
    clock = (AT + timedelta(minutes=1)).isoformat()
    with serving(fresh_database, KITH_CLOCK=clock) as served, two_pages(browser) as (leader, remote):
        enter(remote, served.url, team.nurse.username, f"{here}room/")
        remote.wait_for_selector("[data-live=on]")
        assert "Following Ama" in remote.locator("[data-live-state]").inner_text()
        assert axe(remote) == []
        enter(leader, served.url, team.lead.username, f"{here}item/{brian.id}/")
        remote.get_by_role("heading", name="Brian Ashworth").wait_for()

        leader.locator("input[name=outcome][value=action]").check()
        leader.locator("#what").fill("Falls assessment")
        leader.locator("#who").select_option(str(team.nurse.member_id))
        remote.get_by_text("Sam Whitlock: Falls assessment, today by 5pm").wait_for()
        leader.get_by_role("button", name="Save and next: Doris Pettigrew").click()
        remote.get_by_role("heading", name="Doris Pettigrew").wait_for()
        remote.locator("[data-live-part=around]", has_text="Just decided").wait_for()

        remote.get_by_role("link", name="Stop following").click()
        remote.wait_for_selector("[data-live=on]")
        leader.goto(f"{served.url}{here}item/{brian.id}/")
        remote.get_by_text("Ama is at Brian Ashworth:").wait_for()
        assert remote.get_by_role("heading", level=1).inner_text() == "Doris Pettigrew"
        remote.get_by_role("link", name="follow again").click()
        remote.get_by_role("heading", name="Brian Ashworth").wait_for()


@pytest.mark.nightly  # seven seconds in a browser
def test_a_covered_screen_shows_time_alone_and_stays_covered(
    monday: Monday, fresh_database: Clone, browser: Any
) -> None:
    team = monday.team
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served, watched_page(browser) as page:
        enter(page, served.url, team.nurse.username, f"/huddle/{team.slug}/room/")
        page.wait_for_selector("[data-live=on]")
        page.get_by_role("button", name="Cover this screen").click()
        monday.settle("Doris Pettigrew", ring(team.nurse))
        page.locator("h1", has_text="Brian Ashworth").wait_for(state="attached")
        assert page.locator("h1").is_hidden()
        assert "minutes left" in page.locator("[data-live-part=time]").inner_text()
        page.keyboard.press("Escape")
        assert page.locator("h1").is_visible()


def test_a_remark_from_elsewhere_comes_in_beside_what_the_leader_types(
    monday: Monday, fresh_database: Clone, browser: Any, axe: Callable[[Any], list[str]]
) -> None:
    team = monday.team
    here = f"/huddle/{team.slug}/"
    doris = monday.item("Doris Pettigrew")
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served, two_pages(browser) as (leader, remote):
        enter(leader, served.url, team.lead.username, f"{here}item/{doris.id}/")
        leader.wait_for_selector("[data-live=on]", state="attached")
        leader.locator("input[name=outcome][value=action]").check()
        leader.locator("#what").fill("Fetch the key")
        enter(remote, served.url, team.nurse.username, f"{here}room/")
        remote.wait_for_selector("[data-live=on]")
        remote.get_by_label("Say something about Doris Pettigrew").fill("Her son Kelvin")
        monday.settle("Brian Ashworth", ring(team.nurse))
        remote.locator("[data-live-part=around]", has_text="Brian Ashworth").wait_for()
        assert remote.get_by_label("Say something about").input_value() == "Her son Kelvin", "what is typed stays"
        remote.get_by_role("button", name="Say it").click()
        remote.get_by_text("Ama sees it", exact=True).wait_for()
        assert axe(remote) == []
        remark = leader.get_by_text("“Her son Kelvin”")
        remark.wait_for()
        assert axe(leader) == []
        leader.get_by_role("button", name="Show on the shared screen").click()
        leader.get_by_role("button", name="Take it off the shared screen").wait_for()
        assert leader.locator("#what").input_value() == "Fetch the key"
        remote.get_by_text("shown to all").wait_for()
        monday.escalate("Doris Pettigrew", TOLD)
        monday.close()
        leader.wait_for_selector("[data-live=off]", state="attached")
        assert leader.locator("#what").input_value() == "Fetch the key", "even when it is closed meanwhile"
