"""An escalation that nobody answers goes on by itself, is answered, told of and closed; each page checked for accessibility."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, ATeam, Someone, a_member, a_person, a_team
from cloning import serving
from kith.database.templates import Clone
from kith.jobs.minutely import escalation_route

pytestmark = pytest.mark.journey
Axe = Callable[[Any], list[str]]
LATE = AT + timedelta(minutes=16)
"""The team lead has a quarter of an hour."""


def main(page: Any) -> str:
    return " ".join(str(page.locator("main").inner_text()).split())


def enter(page: Any, url: str, who: Someone) -> None:
    """Sign in as somebody else."""
    enter_as(page, url, who.username, PASSWORD)
    page.wait_for_url("**/board/**")


def raise_it(database: Clone, page: Any, axe: Axe, team: ATeam, doris: object) -> str:
    """Raise an escalation because of a worry; return its address."""
    with serving(database, KITH_CLOCK=AT.isoformat()) as served:
        enter(page, served.url, team.social_worker)
        page.goto(f"{served.url}/person/{doris}/escalate/")
        assert axe(page) == []
        page.get_by_role("button", name="Raise it").click()
        assert "Say what worries you." in main(page)
        page.get_by_label("What worries you").fill("Grey and confused since breakfast")
        page.get_by_label("An urgent clinical review").check()
        page.get_by_role("button", name="Raise it").click()
        assert "minutes left" in main(page)
        assert "Not yours: Ama Owusu is asked" in main(page)
        assert axe(page) == []
        return str(page.url).removeprefix(served.url)


def served_at(database: Clone, at: datetime) -> Any:
    return serving(database, KITH_CLOCK=at.isoformat())


def test_nobody_answers_so_it_goes_on_and_is_answered_told_of_and_closed(
    fresh_database: Clone, page: Any, axe: Axe
) -> None:
    team = a_team()
    doris, helen = a_person(team), a_member(team, "Helen Frost", "clinical-supervisor")
    address = raise_it(fresh_database, page, axe, team, doris)
    escalation_route.run(LATE)

    with served_at(fresh_database, LATE + timedelta(minutes=1)) as served:
        enter(page, served.url, team.nurse)
        board = main(page)
        assert "Doris Pettigrew" in board and "Escalat" in board, board
        assert axe(page) == []
        page.goto(f"{served.url}{address}")
        assert "No answer. Went on at 8:38am" in main(page)
        assert "Joy Adeyemi is asked to answer" in main(page)
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert axe(page) == []
        page.set_viewport_size({"width": 1280, "height": 900})

        enter(page, served.url, team.lead)
        page.goto(f"{served.url}{address}")
        page.locator("summary", has_text="I am answering").click()
        page.get_by_role("button", name="Save my answer").click()
        assert "Say what you decided." in main(page)
        assert axe(page) == []
        page.get_by_label("What you decided").fill("I go at 11 with the GP")
        page.get_by_role("button", name="Save my answer").click()
        assert "Clinical review, answered" in main(page)
        page.locator("summary", has_text="Add a call or message").click()
        assert axe(page) == []
        page.get_by_role("textbox", name="Who was told").fill("Her son")
        page.get_by_label("How", exact=True).select_option("phone")
        page.get_by_role("textbox", name="What they said").fill("He comes at noon")
        page.get_by_label("Yes", exact=True).check()
        page.get_by_role("button", name="Write it down").click()
        assert "He comes at noon" in main(page)
        assert (
            "You propose, Helen Frost decides" in main(page)
            and page.get_by_role("button", name="Close the escalation").count() == 0
        )
        assert axe(page) == []

        enter(page, served.url, helen)
        page.goto(f"{served.url}{address}")
        page.get_by_label("What came of it").fill("Antibiotics, her son stays")
        page.get_by_role("button", name="Close the escalation").click()
        assert "The escalation is closed." in page.locator("body").inner_text()
        assert "Antibiotics, her son stays" in main(page)
        assert axe(page) == []
