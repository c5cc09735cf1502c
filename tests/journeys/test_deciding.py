"""A walk in a real browser, checked for accessibility: what one may only propose is sent and answered in each of the ways."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, ATeam, Someone, a_member, a_person, a_team, an_entry
from cloning import Served, serving
from kith.database.templates import Clone

pytestmark = pytest.mark.journey


@pytest.fixture
def morning(fresh_database: Clone) -> Iterator[tuple[Served, ATeam]]:
    """Serve a team with somebody who may only propose, at the moment of the tests."""
    team = a_team()
    a_person(team, "Ivy Garside")
    with serving(fresh_database, KITH_CLOCK=AT.isoformat(), KITH_POOL_SIZE="12") as running:
        yield running, team


def test_a_proposal_is_approved_one_refused_and_one_asked_about_and_changed(
    morning: tuple[Served, ATeam], page: Any, axe: Callable[[Any], list[str]]
) -> None:
    served, team = morning
    helper = a_member(team, "Bo Helper", "community-health-worker")
    ivy = a_person(team, "Walter Finch")
    entry = f"{served.url}/list-entry/{an_entry(team, ivy).id}/"

    def sign_in(who: Someone) -> None:
        enter_as(page, served.url, who.username, PASSWORD)

    def main() -> str:
        return str(page.locator("main").inner_text())

    def propose(tier: str, why: str) -> None:
        sign_in(helper)
        page.goto(entry)
        page.set_viewport_size({"width": 390, "height": 844})
        assert "You propose, Ama Owusu decides by 12:22pm" in main()
        assert axe(page) == []
        page.get_by_label("Risk tier").select_option(tier)
        page.get_by_label("Why you propose it").fill(why)
        page.get_by_role("button", name="Send proposal to Ama Owusu").click()
        assert "Nothing is changed until it is approved." in main()
        assert axe(page) == []
        page.set_viewport_size({"width": 1280, "height": 900})

    def open_decision() -> None:
        sign_in(team.lead)
        page.goto(f"{served.url}/team/{team.slug}/open-work/?view=team")
        page.get_by_role("link", name="Decide: Who leads").click()
        page.get_by_role("link", name="Decide it").click()
        assert "Nothing this rests on has changed since." in main()
        assert axe(page) == []

    propose("high", "She fell twice")
    open_decision()
    page.get_by_label("Words to whoever proposed it").fill("Yes, and ring me")
    page.get_by_role("button", name="Approve exactly this").click()
    assert "Approved and done" in main()
    propose("low", "She is well again")
    open_decision()
    page.get_by_role("button", name="Refuse").click()
    assert "Say why you refuse it: they get your reason." in main()
    assert axe(page) == []
    page.get_by_label("Words to whoever proposed it").fill("Let us wait a week")
    page.get_by_role("button", name="Refuse").click()
    sign_in(helper)
    page.goto(f"{served.url}/notices/")
    assert "What you proposed was refused: read why" in main()
    propose("medium", "She is steadier")
    at = page.url
    open_decision()
    page.get_by_text("Ask a question first").click()
    page.get_by_label("Your question").fill("Since when?")
    page.get_by_label("Answer by").select_option("15")
    assert axe(page) == []
    page.get_by_role("button", name="Send the question").click()
    assert "No answer yet: answer by today 8:37am" in main()
    sign_in(helper)
    page.goto(at)
    page.set_viewport_size({"width": 390, "height": 844})
    assert axe(page) == []
    page.get_by_label("Your answer").fill("Since Friday")
    page.get_by_role("button", name="Send the answer").click()
    assert "“Since Friday”" in main()
    sign_in(team.lead)
    page.goto(at)
    page.get_by_text("Approve something else").click()
    assert page.get_by_label("Risk tier").input_value() == "medium"
    page.get_by_label("Seen at least every (days)").fill("14")
    assert axe(page) == []
    page.get_by_role("button", name="Approve this instead").click()
    assert "Approved with changes, and done" in main() and "approved 14 days" in main()
    assert axe(page) == []
    sign_in(helper)
    page.goto(f"{served.url}/notices/")
    assert "What you proposed was approved with changes: read what differs" in main()
    page.goto(f"{served.url}/rights/")
    assert axe(page) == []
    page.goto(entry)
    assert page.get_by_label("Risk tier").input_value() == "medium"
