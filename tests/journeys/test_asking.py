"""A walk through asking to see a record: asked, answered no, asked again, answered yes; each step checked for accessibility."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, ATeam, Someone, a_home, a_person, a_team
from cloning import Served, serving
from kith.database.templates import Clone

pytestmark = pytest.mark.journey
Axe = Callable[[Any], list[str]]
NUMBER, BORN = "9434765919", date(1942, 3, 12)


@dataclass(frozen=True)
class Morning:
    """Two served teams of one place on a Monday morning, and somebody of the first with a number and a birth date."""

    served: Served
    north: ATeam
    south: ATeam

    def sign_in(self, page: Any, who: Someone) -> None:
        enter_as(page, self.served.url, who.username, PASSWORD)


@pytest.fixture
def morning(fresh_database: Clone) -> Iterator[Morning]:
    a_home(AT - timedelta(days=15))
    north = a_team()
    south = a_team("Millbrook South", place_id=north.place_id)
    a_person(north, "Dora Hill", nhs_number=NUMBER, no_nhs_number_because="", birth_date=BORN)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served:
        yield Morning(served, north, south)


def main(page: Any) -> str:
    return str(page.locator("main").inner_text())


def ask(morning: Morning, page: Any, axe: Axe) -> None:
    """Look for somebody who cannot be opened, and ask to see the record."""
    page.goto(f"{morning.served.url}/find/")
    fields = page.locator("main")
    fields.get_by_label("Date of birth").fill("12 3 1942")
    fields.get_by_label("NHS number").fill(NUMBER)
    fields.get_by_role("button", name="Find").click()
    assert "There is a record you cannot open" in main(page)
    assert axe(page) == []
    page.get_by_role("button", name="Ask their team").click()
    assert axe(page) == []
    page.get_by_label("What you do for this person").fill("district nurse")
    page.get_by_label("Why you need to see the record").fill("dressing her leg on Tuesdays")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert "no answer yet" in main(page) and "Dora" not in main(page)
    assert axe(page) == []


def test_a_question_is_answered_no_with_a_reason_and_then_yes_for_a_time(morning: Morning, page: Any, axe: Axe) -> None:
    nurse, lead = morning.south.nurse, morning.north.lead
    morning.sign_in(page, nurse)
    ask(morning, page, axe)

    morning.sign_in(page, lead)
    page.goto(f"{morning.served.url}/notices/")
    assert "Somebody asks to see a record of your team" in main(page)
    page.goto(f"{morning.served.url}/team/{morning.north.slug}/open-work/")
    page.get_by_role("link", name="asks to see this record").first.click()
    page.get_by_role("link", name="Answer").click()
    assert "dressing her leg on Tuesdays" in main(page)
    assert axe(page) == []
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Answer").click()
    assert "Say why not: whoever asked is told." in main(page)
    assert axe(page) == []
    page.locator("#because").fill("our own nurse does this")
    page.get_by_role("button", name="Answer").click()
    assert "They are told no, and why." in main(page)

    morning.sign_in(page, nurse)
    page.goto(f"{morning.served.url}/joined/")
    assert "our own nurse does this" in main(page) and "Dora" not in main(page)
    ask(morning, page, axe)

    morning.sign_in(page, lead)
    page.goto(f"{morning.served.url}/team/{morning.north.slug}/open-work/")
    page.get_by_role("link", name="asks to see this record").first.click()
    page.get_by_role("link", name="Answer").click()
    page.get_by_label("Yes: they may read the record for a time").check()
    page.get_by_label("7 days").check()
    page.get_by_role("button", name="Answer").click()
    assert "The record is open to them; they are told." in main(page)

    morning.sign_in(page, nurse)
    page.goto(f"{morning.served.url}/joined/")
    assert axe(page) == []
    page.get_by_role("link", name="Dora Hill").first.click()
    assert "asked, and was let in by Ama Owusu" in main(page)
    assert axe(page) == []
