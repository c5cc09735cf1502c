"""A community health worker's visit that crosses a threshold on a phone, answered by the clinical supervisor."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, ATeam, Someone, a_member, a_person, a_planned_contact, a_team, an_act
from cloning import serving
from kith.access.home import as_kith
from kith.database.templates import Clone
from kith.place.rules import local_day
from kith.record.operations import set_usual
from kith.team import operations as teams
from kith.team.rules import DayPlan

pytestmark = pytest.mark.journey

Axe = Callable[[Any], list[str]]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}
NUMBERS = {
    "Breaths, a minute": "22",
    "Oxygen, %": "93",
    "Blood pressure, top, mmHg": "130",
    "Pulse, a minute": "112",
    "Temperature, °C": "36.8",
}
ANSWERS = {"Oxygen scale": "Scale 1", "On oxygen": "No", "Alertness": "Alert"}


def a_shift(team: ATeam, supervisor: Someone) -> None:
    """Put the clinical supervisor on shift today."""
    plan = DayPlan(
        local_day(AT),
        team.lead.member_id,
        team.nurse.member_id,
        (team.social_worker.member_id, supervisor.member_id),
    )
    with as_kith(at=AT) as act:
        teams.set_rota(act=act, team_id=team.id, days=[plan], publish=True)


def sign_in(page: Any, url: str, who: Someone) -> None:
    enter_as(page, url, who.username, PASSWORD)


def looked_at(page: Any, axe: Axe, name: str) -> None:
    """Check the page at both widths; keep its pictures where KITH_PICTURES names a folder."""
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        if folder := os.environ.get("KITH_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)


HIDDEN = """() => {
  const bar = document.querySelector(".kith-visit__save"), on = document.activeElement;
  if (bar.contains(on)) return null;
  const [at, below] = [(on.closest("label") ?? on).getBoundingClientRect(), bar.getBoundingClientRect()];
  const above = document.querySelector(".kith-who").getBoundingClientRect();
  return [getComputedStyle(bar).position, at.bottom > below.top + 1 || at.top < above.bottom - 1 ? on.name || on.tagName : ""];
}"""


def hidden_while_walking(page: Any) -> list[str]:
    """Walk through the form by Tab, to its bar; return what lay under the bar or the person's name with focus on it."""
    page.get_by_label("How", exact=True).focus()
    found = []
    for _step in range(100):
        if (seen := page.evaluate(HIDDEN)) is None:
            return found
        assert seen[0] == "sticky"
        found += [seen[1]] if seen[1] else []
        page.keyboard.press("Tab")
    return [*found, "the bar was never reached"]


def test_a_visit_that_crosses_a_threshold_is_answered(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    doris = a_person(team, birth_date=AT.date().replace(year=1945), birth_precision="day")
    worker = a_member(team, "Wes Lane", "community-health-worker")
    helen = a_member(team, "Helen Frost", "clinical-supervisor")
    a_shift(team, helen)
    planned = a_planned_contact(team, doris, by=worker)
    with an_act(team.nurse) as act:
        set_usual(act=act, team_id=team.id, person_id=doris, score=2, reason="COPD")
    page.set_viewport_size(PHONE)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        sign_in(page, running.url, worker)
        page.goto(f"{running.url}/contact/{planned}/made/")
        looked_at(page, axe, "record")
        page.set_viewport_size(PHONE)
        sleeping = page.get_by_role("group", name="Sleeping badly")
        assert not sleeping.is_visible()
        page.get_by_role("group", name="Anything different from usual?").get_by_text("Yes").click()
        sleeping.get_by_text("Yes").click()
        page.get_by_text("No, none of the signs").click()
        assert sleeping.is_visible(), "a sign that was chosen is never hidden"
        assert hidden_while_walking(page) == []
        page.get_by_text("NEWS2", exact=True).click()
        for label, value in NUMBERS.items():
            page.get_by_label(label).fill(value)
        for legend, words in ANSWERS.items():
            page.get_by_role("group", name=legend, exact=False).get_by_text(words, exact=True).click()
        page.get_by_text("NEWS2: 6, usual 2").wait_for()
        meant = page.locator("#meaning").inner_text()
        assert "NEWS2 is 5 or 6: an urgent clinical review." in meant
        assert "Breaths 2, oxygen 2" in meant
        assert "Saving opens an escalation: Helen Frost has 15 minutes. Then Ama Owusu, then Joy Adeyemi." in meant
        looked_at(page, axe, "record-meaning")
        page.get_by_role("button", name="Save and escalate").click()
        page.get_by_role("heading", name="Visit saved").wait_for()
        assert "Visit saved" in page.locator("h1").inner_text()
        shown = page.locator("main").inner_text()
        assert "minutes left" in shown and "Helen Frost" in shown
        assert "ring 999. You need nobody’s leave." in shown
        looked_at(page, axe, "saved")
        page.get_by_role("link", name="Open the escalation").click()
        assert "NEWS2 is 2 or more above what is usual for this person" in page.locator("main").inner_text()
        looked_at(page, axe, "escalation")
        address = page.url
        sign_in(page, running.url, helen)
        page.goto(f"{running.url}/board/{team.slug}/")
        page.get_by_role("link", name="Doris Pettigrew").first.click()
        assert "NEWS2 is 5 or 6" in page.locator(".kith-worry").inner_text()
        page.goto(address)
        page.locator("summary", has_text="I am answering").click()
        page.get_by_label("What you decided").fill("GP visits at midday")
        page.get_by_role("button", name="Save my answer").click()
        assert "GP visits at midday" in page.locator("main").inner_text()
        looked_at(page, axe, "answered")


def test_without_scripts_a_press_says_what_saving_would_do_and_stores_nothing(
    fresh_database: Clone, browser: Any, axe: Axe
) -> None:
    team = a_team()
    doris = a_person(team)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        context = browser.new_context(java_script_enabled=False, viewport=PHONE)
        page = context.new_page()
        sign_in(page, running.url, team.nurse)
        page.goto(f"{running.url}/person/{doris}/contact/record/")
        page.get_by_label("How", exact=True).select_option("visit")
        page.get_by_role("group", name="Anything different from usual?").get_by_text("Yes").click()
        page.get_by_role("group", name="Chest pain").get_by_text("Yes").click()
        page.get_by_label("None of the other signs").check()
        page.get_by_role("button", name="See what this means").click()
        shown = page.locator("main").inner_text()
        assert "Ring 999 now. You need nobody’s leave." in shown
        assert "Chest pain: call 999." in shown
        assert "I do not want to escalate" not in shown
        page.goto(f"{running.url}/person/{doris}/")
        assert "Emergency" not in page.locator("main").inner_text()
        context.close()
