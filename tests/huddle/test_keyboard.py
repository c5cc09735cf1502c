"""A whole agenda answered in a browser by keyboard alone, counting the keys (pages 3: at most three for an ordinary person)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from builders import AT, PASSWORD, a_person, a_planned_contact, a_team, an_act, an_action
from cloning import serving
from kith.action import operations as actions
from kith.contact import operations as contacts
from kith.database.templates import Clone
from kith.huddle.rules import AgendaReason
from kith.place.rules import local_day

from .monday import TOLD, Monday, a_missed_visit, ring, started

pytestmark = pytest.mark.journey

DAY = timedelta(days=1)
FRIDAY = AT - 3 * DAY


PLANNED = ("Henry Planned", "Hilda Planned", "Hugh Planned")
ACTION = ("Space", "Enter")
KEYS = {
    "Henry Planned": ("Space", "Enter"),
    "Hilda Planned": ("ArrowDown", "Enter"),
    "Hugh Planned": ("ArrowUp", "ArrowUp", "Enter"),
    "Mabel Missed": ("ArrowUp", "ArrowUp", "Enter"),
}
"""Go ahead as planned, the prefilled action, the weekly meeting; the others get the prefilled action, which stands first."""


@pytest.fixture
def monday(fresh_database: Clone) -> Monday:
    """A huddle with somebody for every reason that the agenda knows, and three who have a plan for today."""
    team = a_team()
    friday = started(team, people=[a_person(team, "Esther Carried"), a_person(team, "Edna Escalated")], at=FRIDAY)
    friday.settle("Esther Carried", ring(team.lead, FRIDAY + timedelta(hours=1)), at=FRIDAY)
    friday.escalate("Edna Escalated", replace(TOLD, at=FRIDAY), at=FRIDAY)
    friday.close(at=FRIDAY + timedelta(hours=1))
    a_person(team, "Nora New", AT - DAY)
    a_missed_visit(team, a_person(team, "Mabel Missed"), AT - DAY)
    an_action(team, a_person(team, "Olive Overdue"), "Check the hoist", AT - 10 * DAY)
    noticed = a_person(team, "Nell Noticed", AT - 10 * DAY)
    with an_act(team.nurse, FRIDAY) as act:
        contacts.record(
            act=act, team_id=team.id, person_id=noticed, member_id=team.nurse.member_id, way="visit", state="made",
            observations={"soft-signs": {"sleep": "yes"}},
        )  # fmt: skip
    held = an_action(team, a_person(team, "Ruth Returned"), "Ask for the scan", AT - 9 * DAY, due_at=AT + DAY)
    with an_act(team.nurse, AT - 9 * DAY) as act:
        actions.hold(act=act, action_id=held, version=1, reason="Waits for the letter", return_date=local_day(AT))
    planned = [a_person(team, name) for name in PLANNED]
    for person_id in planned:
        a_planned_contact(team, person_id)
    return started(team, people=[a_person(team, "Agnes Added"), *planned])


def test_agenda_is_answered_by_keyboard_with_at_most_three_keys_a_person(
    monday: Monday, fresh_database: Clone, page: Any, axe: Callable[[Any], list[str]]
) -> None:
    agenda = monday.whole().items
    assert {one.section for one in agenda} == set(AgendaReason)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        sign_in(page, running.url, monday.team.lead.username)
        page.goto(f"{running.url}/huddle/{monday.team.slug}/")
        pressed = [answer(page, one.name) for one in agenda]
        assert page.get_by_role("heading", level=1).inner_text() == "Everybody has an outcome"
        assert axe(page) == []
        page.get_by_role("button", name="Close the huddle").click()
        assert page.get_by_role("heading", level=1).inner_text().strip() == "Huddle closed at 8:22am"
    assert max(pressed) <= 3
    assert {one.name: one.decision for one in monday.whole().items} == {
        "Esther Carried": "Ama Owusu: Ring the pharmacy by 5pm",
        "Edna Escalated": "Ama Owusu: Follow up: Breathless at rest: clinical review by 5pm",
        "Nora New": "Ama Owusu: First contact by 5pm",
        "Mabel Missed": "Weekly meeting, Thursday 11 June",
        "Olive Overdue": "Ama Owusu: Check the hoist by 5pm",
        "Nell Noticed": "As planned: Sam Whitlock: Sleeping badly: a note for the huddle by 5pm",
        "Ruth Returned": "Ama Owusu: Follow up: Ask for the scan by 5pm",
        "Agnes Added": "Ama Owusu: Find out how they are by 5pm",
        "Henry Planned": "As planned: Sam Whitlock visits today at 10:22am",
        "Hilda Planned": "Ama Owusu: Find out how they are by 5pm",
        "Hugh Planned": "Weekly meeting, Thursday 11 June",
    }


def test_refused_outcome_is_shown_and_focused(monday: Monday, fresh_database: Clone, page: Any) -> None:
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        sign_in(page, running.url, monday.team.lead.username)
        page.goto(f"{running.url}/huddle/{monday.team.slug}/")
        page.wait_for_function("document.activeElement.type === 'radio'")
        page.keyboard.press("Enter")
        summary = page.locator(".kith-summary")
        summary.wait_for()
        assert summary.evaluate("one => one === document.activeElement")
        assert "Choose what happens next." in summary.inner_text()


def answer(page: Any, name: str) -> int:
    """Answer one person by keys and wait for the next; return how many keys it took."""
    assert name in page.get_by_role("heading", level=1).inner_text()
    keys = KEYS.get(name, ACTION)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_function("name => !document.querySelector('h1').innerText.includes(name)", arg=name)
    return len(keys)


def sign_in(page: Any, url: str, username: str) -> None:
    """Sign in through the page."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
