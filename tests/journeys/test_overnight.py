"""A huddle left open overnight: nothing closes it by itself, others are told who does, and the next duty lead says why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from browsing import watched_page
from builders import AT, PASSWORD, Someone
from cloning import serving
from huddle.monday import SEEN, Monday, a_monday
from kith.database.templates import Clone
from kith.huddle.outcome_rules import Outcome
from kith.jobs import cadences
from kith.trail.models import Entry

pytestmark = pytest.mark.journey

TUESDAY = AT + timedelta(days=1)


@pytest.fixture
def monday(fresh_database: Clone) -> Monday:
    """A huddle with two people, of whom one has no outcome when everybody leaves."""
    found = a_monday("Doris Pettigrew", "Brian Ashworth")
    found.settle("Brian Ashworth", SEEN)
    return found


def enter(page: Any, url: str, who: Someone, address: str) -> None:
    """Sign in and go to an address."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Username").fill(who.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/board/**")
    page.goto(f"{url}{address}")


def test_no_job_closes_it(monday: Monday) -> None:
    for _cadence, _name, run in cadences.jobs():
        for days in (1, 2, 30):
            run(AT + timedelta(days=days))
    with monday.act(at=TUESDAY):
        assert not Entry.objects.filter(command="huddle.close").exists()
    found = monday.whole(at=TUESDAY)
    assert found.huddle.closed_at is None
    assert [one.outcome for one in found.items] == [None, Outcome.NO_CHANGE]


def test_the_next_duty_lead_settles_what_is_loose_says_why_and_today_can_begin(
    monday: Monday, fresh_database: Clone, browser: Any, axe: Callable[[Any], list[str]]
) -> None:
    team = monday.team
    here = f"/huddle/{team.slug}/"
    with serving(fresh_database, KITH_CLOCK=TUESDAY.isoformat()) as served:
        with watched_page(browser) as page:
            enter(page, served.url, team.nurse, here)
            beside = page.locator("aside").inner_text()
            assert "The huddle of Monday 8 June was not closed. The duty lead closes it, with a reason." in beside
            assert "more than an hour over" in beside
            assert axe(page) == []
            page.get_by_role("button", name="Close the huddle").click()
            told = page.locator("main").inner_text()
            assert "On a later day only the duty lead closes a huddle: Ama Owusu." in told, told
            assert page.get_by_label("Why it is closed late").count() == 0
            assert axe(page) == []
        with watched_page(browser) as page:
            enter(page, served.url, team.lead, f"{here}close/")
            assert page.get_by_role("heading", level=1).inner_text() == "The huddle cannot close yet: 1 thing is loose"
            assert axe(page) == []
            page.get_by_label("What happens next").select_option("no change")
            page.get_by_label("Why nothing changes").fill("seen by the practice in the evening")
            page.get_by_role("button", name="Save and close the huddle").click()
            assert page.get_by_role("heading", level=1).inner_text() == (
                "The huddle cannot close yet: say why it is closed late"
            )
            assert axe(page) == []
            page.get_by_role("textbox", name="Why it is closed late").fill("the fire alarm rang")
            page.get_by_role("button", name="Save and close the huddle").click()
            assert page.get_by_role("heading", level=1).inner_text().strip() == "Huddle closed at 8:22am"
            assert axe(page) == []
            page.goto(f"{served.url}{here}{monday.huddle_id}/record/")
            assert "the fire alarm rang" in page.locator("main").inner_text()
            page.goto(f"{served.url}{here}")
            assert page.get_by_role("button", name="Start the huddle").is_visible()
            assert axe(page) == []
    assert monday.whole(at=TUESDAY).huddle.closed_late_because == "the fire alarm rang"
