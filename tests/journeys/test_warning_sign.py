"""A home visit on a phone with a warning sign seen: the plan check, its response, the board; and the same off the network."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from browsing import enter_as
from builders import (
    AT,
    PASSWORD,
    ATeam,
    a_contact,
    a_member,
    a_person,
    a_planned_contact,
    a_team,
    an_act,
    an_action,
    with_key,
)
from cloning import serving
from kith.contact.check_queries import sightings_of
from kith.contact.queries import of_person
from kith.database.templates import Clone
from kith.escalation.queries import of_source
from kith.plan.operations import Change, sign_off, start, write
from kith.plan.rules import Content, Does, Section, Sign

pytestmark = pytest.mark.journey

Axe = Callable[[Any], list[str]]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}
CHEST = Sign("", "Green or brown phlegm", "Start the rescue pack", Does.WORK, 4, "nurse")
CHAIR = Sign("", "Sleeps in the chair", "Ring her daughter", Does.WORK, 24)
WEIGHT = Sign(
    "", "Weight up 2 kg in 3 days", "GP the same day. Extra water tablet only if the GP says", Does.ESCALATION, 24
)
FAINT = Sign("", "Faints, or cannot finish a sentence", "Ring 999, then her daughter", Does.EMERGENCY, None)


def a_plan(team: ATeam, doris: Any, *signs: Sign) -> None:
    with an_act(team.nurse, AT - timedelta(hours=20)) as act:
        start(act=act, team_id=team.id, person_id=doris)
        number = write(
            act=with_key(act), team_id=team.id, person_id=doris, section=Section.SIGNS,
            change=Change(Content(signs=signs), "Agreed with her and her daughter"),
        )  # fmt: skip
        sign_off(act=with_key(act), team_id=team.id, person_id=doris, section=Section.SIGNS, number=number)


def looked_at(page: Any, axe: Axe, name: str) -> None:
    """Check the page at both widths; keep its pictures where KITH_PICTURES names a folder."""
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        if folder := os.environ.get("KITH_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)


def answer(page: Any, group: str, words: str) -> None:
    page.get_by_role("group", name=group, exact=False).get_by_text(words, exact=True).click()


def test_a_warning_sign_on_a_phone_is_answered_as_agreed(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    doris = a_person(team)
    worker = a_member(team, "Wes Lane", "community-health-worker")
    a_contact(team, doris, "made", AT - timedelta(days=2))
    a_contact(team, doris, "missed", AT - timedelta(days=1), reason="Nobody in")
    a_plan(team, doris, CHEST, CHAIR, WEIGHT, FAINT)
    an_action(team, doris, "Weigh her, and look at the fluid chart", AT - timedelta(days=1))
    planned = a_planned_contact(team, doris, by=worker)
    page.set_viewport_size(PHONE)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        enter_as(page, running.url, worker.username, PASSWORD)
        page.goto(f"{running.url}/contact/{planned}/made/")
        changed = page.get_by_role("region", name="What changed").inner_text()
        assert "Since the last contact: Visit, Saturday" in changed
        assert "Contact missed: Nobody in" in changed and "Early warning signs" in changed
        page.get_by_role("button", name="Save the contact").click()
        page.get_by_role("link", name="Answer the warning signs, or say why the plan check was not made.").wait_for()
        page.get_by_label("What does Doris say first?").fill("It is just a cough")
        page.get_by_label("None of these", exact=True).check()
        answer(page, "Weigh her", "Done now")
        page.get_by_role("group", name="Weigh her").get_by_label("In a few words").fill("64 kg")
        assert not page.get_by_text("Start the rescue pack").is_visible()
        answer(page, "Green or brown phlegm", "Seen")
        assert page.get_by_text("Propose it: community nurse decides").is_visible()
        answer(page, "Weight up 2 kg", "Seen")
        page.get_by_label("None of the other signs of the plan").check()
        page.get_by_text("Saving opens an escalation").wait_for()
        assert "Saving proposes “Start the rescue pack”" in page.locator("#meaning").inner_text()
        looked_at(page, axe, "check-seen")
        page.get_by_role("button", name="Save and escalate").click()
        page.get_by_role("heading", name="Visit saved").wait_for()
        saved = page.locator("main").inner_text()
        assert "Green or brown phlegm. Agreed: Start the rescue pack. Proposed to whoever may start it." in saved
        assert "minutes left" in saved
        looked_at(page, axe, "check-saved")
        page.goto(f"{running.url}/board/{team.slug}/")
        assert "Weight up 2 kg in 3 days" in page.locator("main").inner_text()


def contacts_of(team: ATeam, doris: Any) -> list[Any]:
    with an_act(team.lead):
        return of_person(person_id=doris)


def filled(page: Any, url: str, doris: Any) -> None:
    """Fill in a visit at which a sign was seen that asks for an escalation, as far as the press that saves it."""
    page.goto(f"{url}/person/{doris}/contact/record/")
    page.get_by_label("What does Doris say first?").fill("It is just a cough")
    page.get_by_label("How", exact=True).select_option("visit")
    answer(page, "Weight up 2 kg", "Seen")
    page.get_by_role("button", name="Save and escalate").wait_for()


def test_what_is_typed_stays_in_the_page_until_it_is_sent_once(fresh_database: Clone, page: Any, axe: Axe) -> None:
    team = a_team()
    doris = a_person(team)
    a_plan(team, doris, WEIGHT)
    page.set_viewport_size(PHONE)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as running:
        enter_as(page, running.url, team.nurse.username, PASSWORD)
        # off the network: kept, said so, sent by itself when it is back
        filled(page, running.url, doris)
        page.context.set_offline(True)
        save = page.get_by_role("button", name="Save and escalate")
        save.click()
        page.get_by_text("Not sent yet: kept in this page until it is sent.").wait_for()
        assert "Nobody has been told of it. If it cannot wait, ring Ama Owusu" in page.locator("#kept").inner_text()
        assert page.evaluate("document.activeElement.textContent.trim()") == "Save and escalate"
        assert axe(page) == []
        assert contacts_of(team, doris) == []
        page.context.set_offline(False)
        page.get_by_role("heading", name="Visit saved").wait_for()
        assert [one.state for one in contacts_of(team, doris)] == ["made"]
        # it arrived, its answer was lost, and more was typed meanwhile
        filled(page, running.url, doris)
        lost: list[str] = []

        def lose(route: Any) -> None:
            if route.request.method == "POST" and not lost and "then=see" not in (route.request.post_data or ""):
                lost.append(route.fetch(max_redirects=0).headers.get("kith-goes", ""))
                page.get_by_label("What the team should know").fill("Ring after six")
                route.abort()
            else:
                route.fallback()

        page.route("**/contact/record/", lose)
        save.click()
        page.get_by_text("Saved as it was when you pressed Save.").wait_for()
        assert len(lost) == 1 and lost[0].endswith("/saved/")
        assert page.get_by_label("What the team should know").input_value() == "Ring after six"
        save.click()
        page.get_by_role("heading", name="sent", exact=False).first.wait_for()
        assert "Ring after six" in page.locator("main").inner_text()
        assert len(contacts_of(team, doris)) == 2
        page.unroute("**/contact/record/")
        # signed out meanwhile: sign in in another tab, nothing is lost
        filled(page, running.url, doris)
        page.context.clear_cookies()
        save.click()
        page.get_by_text("you were signed out").wait_for()
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Sign in").click()
        tab = opened.value
        enter_as(tab, running.url, team.lead.username, PASSWORD)
        page.get_by_role("button", name="Send now").click()
        page.get_by_text("somebody else is signed in now").wait_for()
        assert len(contacts_of(team, doris)) == 2
        enter_as(tab, running.url, team.nurse.username, PASSWORD)
        page.get_by_role("button", name="Send now").click()
        page.get_by_role("heading", name="Visit saved").wait_for()
        assert len(contacts_of(team, doris)) == 3
    with an_act(team.lead):
        rows = [row for one in contacts_of(team, doris) for row in sightings_of(contact_id=one.id)]
        found = {one.id for row in rows for one in of_source(source_kind="sighting", source_id=row.id)}
    assert (len(rows), len(found)) == (3, 1), "three sightings, one escalation"
