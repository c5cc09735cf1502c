"""Two editors of one plan: the second sees both texts and loses nothing; the plan, its past, and the fridge door."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, ATeam, Someone, a_person, a_team, an_act, with_key
from cloning import serving
from kith.database.templates import Clone
from kith.plan import operations as plans
from kith.plan.rules import Content, Does, Goal, Section, Sign
from kith.record.operations import set_usual

pytestmark = pytest.mark.journey

Axe = Callable[[Any], list[str]]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}
SAID = {
    Section.MATTERS: Content(
        "My own kitchen, and my Sunday at St Jude’s. I do not want to go into hospital for every cough."
    ),
    Section.PEOPLE: Content("Kwame, my son. Abena, my sister-in-law.\nMrs Patel downstairs has my spare key."),
    Section.HELP: Content("Sit on my right side. Tell me what you are doing before you do it."),
    Section.GOALS: Content(
        goals=[
            Goal("Walk to St Jude’s with the frame", "Carol Finch: strength class", date(2026, 8, 1), "120 m, was 40"),
            Goal("Sleep in my bed again", "Sam Whitlock: fluids, with the GP"),
        ]
    ),
    Section.SIGNS: Content(
        signs=[
            Sign("", "Weight up 2 kg in 3 days", "Ring the GP the same day", Does.ESCALATION, 4),
            Sign("", "Green or brown phlegm", "Start the rescue pack, look again the next day", Does.WORK, 24, "nurse"),
            Sign("", "Cannot finish a sentence", "Ring 999", Does.EMERGENCY),
        ]
    ),
    Section.CONTINGENCY: Content("First try treatment at home.\nHospital only for what cannot be done here."),
}


def a_plan(team: ATeam, person_id: UUID) -> None:
    """Start a plan nine days ago, write most of it a day later, sign what is to be signed of the first, and read it."""
    on = {"team_id": team.id, "person_id": person_id}
    with an_act(team.nurse, AT - timedelta(days=9)) as act:
        plans.start(act=act, **on)
        set_usual(act=with_key(act), **on, score=2, reason="COPD: breathes 22 a minute when well")
    with an_act(team.nurse, AT - timedelta(days=8)) as act:
        for section, content in SAID.items():
            change = plans.Change(content, "With Doris at home")
            number = plans.write(act=with_key(act), **on, section=section, change=change)
            if section is Section.SIGNS:
                plans.sign_off(act=with_key(act), **on, section=section, number=number)
    with an_act(team.lead, AT - timedelta(days=7)) as act:
        plans.mark_read(act=act, **on, number=number)


def sign_in(page: Any, url: str, who: Someone) -> None:
    enter_as(page, url, who.username, PASSWORD)
    page.get_by_role("navigation", name="Main").wait_for()


def looked_at(page: Any, axe: Axe, name: str) -> None:
    """Check the page at both widths; keep its pictures where KITH_PICTURES names a folder."""
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        if folder := os.environ.get("KITH_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)


def test_two_editors_of_one_section_lose_nothing(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    doris = a_person(team, birth_date=AT.date().replace(year=1945), birth_precision="day")
    a_plan(team, doris)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        plan = f"{running.url}/person/{doris}/plan/"
        sign_in(page, running.url, team.lead)
        page.goto(f"{running.url}/person/{doris}/")
        page.get_by_role("link", name="Shared plan").click()
        page.get_by_role("heading", name="Shared plan").wait_for()
        looked_at(page, axe, "plan")
        page.goto(f"{plan}help/")
        looked_at(page, axe, "plan-section")
        with an_act(team.nurse, AT) as act:
            change = plans.Change(
                Content("Sit on my right side. Tell me what you are doing before you do it. Ring after 9."),
                "Kwame asked",
                3,
            )
            plans.write(act=act, team_id=team.id, person_id=doris, section=Section.HELP, change=change)
        page.get_by_label("What the plan says").fill(
            "Sit on my right side. Tell me what you are doing before you do it. If I say I am fine, ask me twice."
        )
        page.get_by_label("Why you change it").fill("Doris said so today")
        page.get_by_role("button", name="Save in the plan").click()
        page.get_by_role("heading", name="Somebody changed this while you were writing").wait_for()
        looked_at(page, axe, "plan-conflict")
        page.get_by_role("button", name="Save the joined text").click()
        page.get_by_role("heading", name="Shared plan").wait_for()
        text = page.locator("[data-section=help]").inner_text()
        assert "Ring after 9. If I say I am fine, ask me twice." in text
        looked_at(page, axe, "plan-saved")
        page.goto(f"{plan}signs/")
        looked_at(page, axe, "plan-signs")
        page.goto(f"{plan}changes/?from=6&to=8")
        assert "ask me twice." in page.locator("main").inner_text()
        looked_at(page, axe, "plan-changes")
        page.goto(f"{plan}door/")
        looked_at(page, axe, "plan-door")
        page.emulate_media(media="print")
        if folder := os.environ.get("KITH_PICTURES"):
            page.pdf(path=Path(folder) / "plan-door.pdf", format="A4", prefer_css_page_size=True)


@pytest.mark.nightly
def test_a_discharge_refreshes_the_plan(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    doris = a_person(team, birth_date=AT.date().replace(year=1945), birth_precision="day")
    a_plan(team, doris)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        plan, board = f"{running.url}/person/{doris}/plan/", f"{running.url}/board/{team.slug}/?view=team"
        sign_in(page, running.url, team.lead)
        page.goto(plan)
        page.get_by_text("Something has happened").click()
        page.get_by_label("What has happened").select_option("discharge")
        page.get_by_label("When", exact=True).fill("2026-06-07")
        looked_at(page, axe, "plan-happened")
        page.get_by_role("button", name="Start the refresh").click()
        page.get_by_text("Noted: the plan is to be looked through.").wait_for()
        page.get_by_text("Refresh needed by tomorrow: home from hospital.").wait_for()
        looked_at(page, axe, "plan-refresh")
        page.goto(board)
        page.locator('[data-reason="renew"]', has_text="Plan refresh due tomorrow").first.wait_for()
        looked_at(page, axe, "board-renew")
        page.goto(f"{running.url}/person/{doris}/")
        looked_at(page, axe, "person-refresh")
        page.goto(plan)
        page.get_by_role("link", name="Look through it").click()
        page.get_by_label("What came of it, or why nothing is to change").fill("At home with her and Kwame; it holds")
        page.get_by_role("button", name="Looked through: it holds now").click()
        page.get_by_text("The plan is looked through.").wait_for()
        page.get_by_text("Looked through today, next by 7 August.").wait_for()
        page.goto(board)
        page.get_by_role("heading", level=1).wait_for()
        assert page.locator('[data-reason="renew"]').count() == 0
