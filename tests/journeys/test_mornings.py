"""Two walks in a real browser, each step checked for accessibility: a first sign-in, and a huddle from agenda to close."""

from collections.abc import Callable
from typing import Any

import pytest

from cloning import Served

pytestmark = pytest.mark.journey


def sign_in(page: Any, url: str, username: str) -> None:
    """Sign in with the password that made-up members have."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(f"{username}-of-ashmere-1")
    page.get_by_role("button", name="Sign in").click()


def test_first_sign_in_ends_on_the_morning_board(borough: Served, page: Any, axe: Callable[[Any], list[str]]) -> None:
    page.goto(borough.url)
    assert axe(page) == []
    sign_in(page, borough.url, newcomer())
    assert axe(page) == []
    page.get_by_label("I look only at people I am working with").check()
    page.get_by_role("button", name="Go to the board").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Millbrook North, Monday 8 June")
    assert "Loaded" in page.locator("main").inner_text()
    assert page.locator("[data-reason]").count() > 0
    assert axe(page) == []
    page.locator("[data-person] a").first.click()
    assert "Who can see this" in page.locator("main").inner_text()
    assert axe(page) == []


def test_huddle_is_refused_at_closing_and_closes_once_put_right(
    borough: Served, page: Any, axe: Callable[[Any], list[str]]
) -> None:
    sign_in(page, borough.url, lead())
    page.goto(f"{borough.url}/huddle/millbrook-north/")
    assert axe(page) == []
    page.get_by_role("button", name="Start the huddle").click()
    assert axe(page) == []
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Who").select_option(index=1)
    page.get_by_label("Why today").fill("Her daughter rang")
    assert axe(page) == []
    page.get_by_role("button", name="Put on the agenda").click()
    page.get_by_role("button", name="Close the huddle").click()
    assert "The huddle cannot close yet" in page.get_by_role("heading", level=1).inner_text()
    assert axe(page) == []
    for number in range(page.locator(".kith-loose").count()):
        loose = page.locator(".kith-loose").nth(number)
        loose.locator("select[name^=outcome]").select_option("action")
        loose.locator("input[name^=what]").fill("Ring them about the week")
        loose.locator("select[name^=who]").select_option(index=1)
        loose.locator("select[name^='by-']").select_option("next")
    page.get_by_role("button", name="Save and close the huddle").click()
    assert "closed" in page.locator("main").inner_text().lower()
    assert page.locator(".kith-summary").count() == 0
    assert axe(page) == []
    page.get_by_role("link", name="Record").first.click()
    assert "Ring them about the week" in page.locator("main").inner_text()
    assert axe(page) == []


def lead() -> str:
    """Return the username of the lead of the first team."""
    return _borough().teams[0].members[0].username


def newcomer() -> str:
    """Return the username of the member of the first team who has never signed in."""
    username: str = _borough().teams[0].newcomer.username
    return username


def _borough() -> Any:
    from datetime import date

    from kith.simulation.borough import made_up_borough

    return made_up_borough(seed=1, number_of_people=30, number_of_days=4, today=date(2026, 6, 8))
