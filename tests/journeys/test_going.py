"""Walks through going: leaving the team, calling in sick, a death and its undoing; each step checked for accessibility."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import (
    AT,
    PASSWORD,
    ATeam,
    Someone,
    a_home,
    a_named_lead,
    a_person,
    a_planned_contact,
    a_team,
    an_action,
)
from cloning import Served, serving
from kith.database.templates import Clone
from kith.place.rules import local_day

pytestmark = pytest.mark.journey
Axe = Callable[[Any], list[str]]
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Morning:
    """A served team on a Monday morning, with somebody whom the nurse leads, works and visits for."""

    served: Served
    team: ATeam
    doris: UUID

    def sign_in(self, page: Any, who: Someone) -> None:
        page.goto(f"{self.served.url}/sign-in")
        page.get_by_label("Username").fill(who.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def morning(fresh_database: Clone) -> Iterator[Morning]:
    a_home(AT - timedelta(days=15))
    team = a_team()
    doris = a_person(team)
    a_named_lead(team, doris, team.nurse)
    an_action(team, doris, "Order a rail", due_at=AT + timedelta(days=2))
    a_planned_contact(team, doris, AT + timedelta(days=2))
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served:
        yield Morning(served, team, doris)


def main(page: Any) -> str:
    return str(page.locator("main").inner_text())


def test_leaving_the_team_is_confirmed_when_nothing_is_left(morning: Morning, page: Any, axe: Axe) -> None:
    team = morning.team
    morning.sign_in(page, team.nurse)
    page.goto(f"{morning.served.url}/team/{team.slug}/hands/")
    assert "Order a rail" in main(page) and "Doris Pettigrew" in main(page)
    assert axe(page) == []
    page.get_by_label("First day away").fill((local_day(AT) + timedelta(days=7)).isoformat())
    page.get_by_label("Leaving the team for good").check()
    page.locator("#reason").fill("a new post")
    page.get_by_role("button", name="Go on to who takes what").click()
    assert "3 of 3 are not settled." in main(page)
    assert axe(page) == []
    page.get_by_role("button", name="Let the duty lead take what is left").click()
    assert "Everything is settled." in main(page)
    assert axe(page) == []
    page.get_by_role("button", name="Confirm").click()
    assert "Nothing is left without somebody who answers." in main(page)
    page.goto(f"{morning.served.url}/person/{morning.doris}/")
    assert "Ama Owusu" in main(page)
    assert axe(page) == []


def test_calling_in_sick_on_a_phone_passes_everything_on(morning: Morning, page: Any, axe: Axe) -> None:
    page.set_viewport_size(PHONE)
    morning.sign_in(page, morning.team.nurse)
    page.goto(f"{morning.served.url}/team/{morning.team.slug}/hands/")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Pass everything on now").click()
    assert "1 thing passed to Ama Owusu." in main(page)
    assert axe(page) == []


def test_death_is_recorded_and_taken_back(morning: Morning, page: Any, axe: Axe) -> None:
    morning.sign_in(page, morning.team.nurse)
    person = f"{morning.served.url}/person/{morning.doris}/"
    page.goto(person)
    page.get_by_role("link", name="Record that Doris has died").click()
    assert "Order a rail" in main(page) and "1 planned contact" in main(page)
    assert axe(page) == []
    page.get_by_role("button", name="Record the death").click()
    assert page.evaluate("document.activeElement.className") == "kith-summary"
    assert axe(page) == []
    page.get_by_label("How do you know").fill("Her daughter rang at 7am")
    page.get_by_role("button", name="Record the death").click()
    assert "Tell the partners and cancel what is booked with them" in main(page)
    assert "Order a rail" not in page.locator("#s-due").locator("xpath=../..").inner_text()
    assert axe(page) == []
    page.get_by_role("link", name="Take the death back").click()
    assert axe(page) == []
    page.get_by_label("How did the mistake come about").fill("It was her sister")
    page.get_by_role("button", name="Take the death back").click()
    assert "2 things that it stopped are as they were" in main(page)
    assert "Order a rail" in page.locator("#s-due").locator("xpath=../..").inner_text()
    assert axe(page) == []


def test_closing_a_person_waits_for_what_is_open_and_leads_back(morning: Morning, page: Any, axe: Axe) -> None:
    page.set_viewport_size(PHONE)
    morning.sign_in(page, morning.team.lead)
    person = f"{morning.served.url}/person/{morning.doris}/"
    page.goto(person)
    page.get_by_role("link", name="Change leads, tier or how often").click()
    page.get_by_role("link", name="Close: take them off the list").click()
    assert "2 things are still open" in main(page)
    assert axe(page) == []
    page.get_by_role("link", name="It is called off, or was missed").click()
    page.get_by_label("Cancelled They asked us not to come").check()
    page.get_by_label("More, or another reason").fill("she manages by herself")
    page.get_by_role("button", name="Save only").click()
    page.goto(person)
    page.get_by_role("link", name="Order a rail").first.click()
    page.get_by_role("link", name="Done").click()
    page.get_by_label("What came of it").fill("The rail is there")
    page.get_by_role("button", name="Done").click()
    page.goto(person)
    page.get_by_role("link", name="Change leads, tier or how often").click()
    page.get_by_role("link", name="Close: take them off the list").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(page) == []
    page.get_by_role("button", name="Close and take off the list").click()
    assert page.evaluate("document.activeElement.className") == "kith-summary"
    assert axe(page) == []
    page.get_by_label("What was agreed is reached").check()
    page.get_by_role("group", name="Who holds them now").get_by_label("GP practice").check()
    page.get_by_label("Which practice, team or person").fill("Marsh Lane Surgery")
    page.locator("#whom-1").select_option("person")
    page.locator("#how-1").select_option("in person")
    page.get_by_role("button", name="Close and take off the list").click()
    assert "Held now by Marsh Lane Surgery (GP practice)." in main(page)
    assert "Told: the person, in person on 8 June 2026." in main(page)
    assert axe(page) == []
    page.get_by_role("link", name="Put them on the list again").click()
    assert axe(page) == []
    page.get_by_role("button", name="Put them on the list").click()
    assert "They are on the list again." in main(page)
    assert axe(page) == []
