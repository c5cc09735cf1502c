"""Following somebody and hearing of them, and a view of the board kept under a name; each page checked for accessibility."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, Someone, a_person, a_team, an_act, an_action
from cloning import serving
from kith.action import operations as actions
from kith.database.templates import Clone
from kith.jobs.minutely import tell_followers

pytestmark = pytest.mark.journey
Axe = Callable[[Any], list[str]]
LATER = AT + timedelta(minutes=10)


def main(page: Any) -> str:
    return " ".join(str(page.locator("main").inner_text()).split())


def enter(page: Any, url: str, who: Someone) -> None:
    """Sign in as somebody else."""
    enter_as(page, url, who.username, PASSWORD)
    page.wait_for_url("**/board/**")


def test_whoever_follows_hears_of_a_new_owner_and_stops(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    doris = a_person(team)
    work = an_action(team, doris, "Order a commode", owner=team.lead, due_at=AT + timedelta(days=2))
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served:
        enter(page, served.url, team.nurse)
        page.goto(f"{served.url}/person/{doris}/follow/")
        assert axe(page) == []
        page.get_by_role("button", name="Follow Doris").click()
        assert page.get_by_role("button", name="Stop following Doris").count() == 1
        page.get_by_role("link", name="My day").click()
        assert "You follow 1 person" in main(page)
        assert axe(page) == []
    with an_act(team.social_worker, LATER) as act:
        actions.change(act=act, action_id=work, version=1, owner_id=team.social_worker.member_id)
    tell_followers.run(LATER)
    with serving(fresh_database, KITH_CLOCK=LATER.isoformat()) as served:
        enter(page, served.url, team.nurse)
        page.goto(f"{served.url}/notices/")
        assert "Work for somebody you follow has another owner" in main(page)
        assert axe(page) == []
        page.goto(f"{served.url}/board/{team.slug}/?view=team&followed=yes")
        assert "Doris Pettigrew" in main(page)
        page.goto(f"{served.url}/person/{doris}/follow/")
        page.get_by_role("button", name="Stop following Doris").click()
        page.goto(f"{served.url}/my-day/{team.slug}/")
        assert "You follow" not in main(page)


@pytest.mark.nightly  # eight seconds in a browser; tests/board asks the same of the pages
def test_a_view_is_saved_shared_opened_by_others_and_removed(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    doris, frank = a_person(team), a_person(team, "Frank Hindle")
    an_action(team, doris, "Ring the warden", AT - timedelta(days=3))
    an_action(team, frank, "Order a commode", due_at=AT + timedelta(days=2))
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served:
        enter(page, served.url, team.lead)
        page.goto(f"{served.url}/board/{team.slug}/?view=team&why=overdue")
        page.locator("summary", has_text="Save this view").click()
        assert axe(page) == []
        page.get_by_label("Name of the view").fill("Late work")
        page.get_by_role("button", name="Save this view").click()
        page.goto(f"{served.url}/board/{team.slug}/views/")
        assert "Late work" in main(page)
        assert axe(page) == []
        page.get_by_role("link", name="Rename, share or remove").click()
        assert axe(page) == []
        page.get_by_role("button", name="Share it with the team").click()
        assert "shared with the team" in main(page)

        enter(page, served.url, team.nurse)
        page.goto(f"{served.url}/board/{team.slug}/views/")
        assert "shared by Ama Owusu" in main(page)
        page.get_by_role("link", name="Late work").click()
        assert "Doris Pettigrew" in main(page) and "Frank Hindle" not in main(page)
        assert axe(page) == []

        enter(page, served.url, team.lead)
        page.goto(f"{served.url}/board/{team.slug}/views/")
        page.get_by_role("link", name="Rename, share or remove").click()
        page.get_by_role("button", name="Remove it").click()
        assert "You have saved no view." in main(page)
        assert axe(page) == []
