"""The frame in a real browser: the palette by keys alone, a locked screen that loses nothing, notices, keyboard and display."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cloning import Served
from kith.simulation.borough import made_up_borough

pytestmark = pytest.mark.journey

Axe = Callable[[Any], list[str]]


def sign_in(page: Any, url: str) -> str:
    """Sign in as the lead of the first team; return the password."""
    borough = made_up_borough(seed=1, number_of_people=30, number_of_days=4, today=date(2026, 6, 8))
    username = borough.teams[0].members[0].username
    page.goto(f"{url}/sign-in")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(f"{username}-of-ashmere-1")
    page.get_by_role("button", name="Sign in").click()
    return f"{username}-of-ashmere-1"


def test_palette_lock_notices_and_display(borough: Served, page: Any, axe: Axe) -> None:
    password = sign_in(page, borough.url)
    _palette(page, axe)
    _lock(page, axe, password)
    page.goto(f"{borough.url}/notices/")
    assert axe(page) == []
    page.goto(f"{borough.url}/display")
    assert axe(page) == []
    page.get_by_label("Larger text").check()
    page.get_by_label("Arrow keys move").uncheck()
    page.get_by_role("button", name="Save").click()
    assert "Saved." in page.locator("main").inner_text()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "19.2px"
    page.goto(f"{borough.url}/board/millbrook-north/")
    assert axe(page) == []
    link = page.locator(".kith-board tbody th a").first
    link.focus()
    page.keyboard.press("ArrowDown")
    assert link.evaluate("link => link === document.activeElement")


def _palette(page: Any, axe: Axe) -> None:
    page.wait_for_load_state("load")  # the script that hears the keys has run by then
    first = page.locator("[data-person] th a").first
    name, address = first.inner_text(), first.get_attribute("href")
    first.focus()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Find a person, page or thing to do")
    page.locator("#palette-list li").first.wait_for()
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert first.evaluate("link => link === document.activeElement"), "focus is back where it was"
    page.keyboard.press("Control+k")
    page.keyboard.type("notices")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notices/")
    page.keyboard.press("Meta+k")
    page.keyboard.type(name)
    page.get_by_role("option", name=name).first.wait_for()
    assert box.get_attribute("aria-activedescendant") == "palette-1"
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "palette-2"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def _lock(page: Any, axe: Axe, password: str) -> None:
    page.get_by_role("link", name="Add an action").click()
    page.get_by_label("What").fill("Ring the pharmacy about the new patches")
    page.locator(".kith-menu--end summary").click()
    page.get_by_role("button", name="Lock this screen").click()
    assert page.title().startswith("Locked by")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.get_by_label("Password of").last.fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_text("Check your password.").wait_for()
    assert not page.get_by_role("heading", level=1).is_visible() or page.locator("#cover").is_visible()
    other = page.context.new_page()
    other.goto(page.url)
    assert "/locked?next=" in other.url, "the session itself is locked"
    assert axe(other) == []
    other.close()
    page.get_by_label("Password of").last.fill(password)
    page.get_by_role("button", name="Unlock").click()
    page.locator("#cover").wait_for(state="hidden")
    assert page.get_by_label("What").input_value() == "Ring the pharmacy about the new patches"
    page.locator("main button.nhsuk-button").first.click()
    assert "Ring the pharmacy about the new patches" in page.locator("main").inner_text()
