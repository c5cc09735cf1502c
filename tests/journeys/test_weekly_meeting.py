"""A walk in a real browser, checked for accessibility: a weekly meeting from its preparation to minutes, and how one is told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, ATeam, Someone, a_member, a_person, a_team, an_act
from cloning import Served, serving
from kith.access.home import as_kith
from kith.database.templates import Clone
from kith.plan import operations as plans
from kith.plan.rules import Content, Section
from kith.preparation import operations as prepared
from kith.preparation.operations import Asks, OwnQuestion
from kith.preparation.queries import cases_of
from kith.preparation.rules import HowTold
from mdt.thursday import THURSDAY, a_list
from partners import an_agency, an_agreement, works_with

pytestmark = pytest.mark.journey
QUESTION = "Who is stopping the eviction?"


@pytest.fixture
def afternoon(fresh_database: Clone) -> Iterator[tuple[Served, ATeam, Someone]]:
    """
    Serve a team whose list names two people: one asks something themselves, a GP is asked about them, and an agency works with
    them that may be told what everybody does.
    """
    team = a_team()
    gp = a_member(team, "Helen Marsh", "gp")
    meeting_id = a_list(team, [a_person(team, name) for name in ("Precious Ndlovu", "Tracey Holt")])
    with an_act(team.nurse):
        case = cases_of(meeting_id=meeting_id)[0]
    assert case.person_id
    homes = an_agency(team.lead)
    an_agreement(
        a_member(team, "Peter Lindqvist", "place-manager"), homes, fields=("name", "actions-of-all", "preferences")
    )
    works_with(team.nurse, case.person_id, homes)
    with an_act(team.nurse) as act:
        plans.start(act=act, team_id=team.id, person_id=case.person_id)
    with an_act(team.nurse) as act:
        change = plans.Change(Content("Knock loudly and wait."), "She said so", None)
        plans.write(act=act, team_id=team.id, person_id=case.person_id, section=Section.HELP, change=change)
    with an_act(team.nurse) as act:
        asked = OwnQuestion(QUESTION, AT.date(), HowTold.TELEPHONE)
        prepared.write_asked(act=act, case_id=case.id, version=0, asked=asked)
    with an_act(team.nurse) as act:
        prepared.put_question(act=act, case_id=case.id, asks=Asks("Can you write to the panel?", "gp"))
    with as_kith(at=THURSDAY - timedelta(hours=5)) as act:
        prepared.keep(act=act, team_id=team.id)
    with serving(fresh_database, KITH_CLOCK=THURSDAY.isoformat(), KITH_POOL_SIZE="12") as running:
        yield running, team, gp


def test_a_meeting_is_held_from_its_list_to_its_minutes(
    afternoon: tuple[Served, ATeam, Someone], page: Any, axe: Callable[[Any], list[str]]
) -> None:
    served, team, gp = afternoon

    def main() -> str:
        return str(page.locator("main").inner_text())

    enter_as(page, served.url, gp.username, PASSWORD)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served.url}/weekly/{team.slug}/mine/")
    assert "What needs a GP" in main() and "Tracey Holt" not in main()
    assert axe(page) == []
    page.get_by_label("In words").fill("By Friday")
    page.get_by_role("button", name="Yes").click()
    page.get_by_text("1 of 1 question answered").wait_for()
    page.set_viewport_size({"width": 1280, "height": 900})

    enter_as(page, served.url, team.lead.username, PASSWORD)
    page.goto(f"{served.url}/weekly/{team.slug}/")
    assert "Sam Whitlock asks: cannot cope" in main() and f"“{QUESTION}”" in main()
    assert axe(page) == []
    page.get_by_role("link", name="Precious Ndlovu").click()
    page.get_by_role("heading", name="Precious Ndlovu at the meeting").wait_for()
    assert "By Friday" in main()
    assert axe(page) == []
    page.get_by_role("link", name="Edit the page").click()
    page.get_by_role("heading", name="Edit the page for the meeting").wait_for()
    page.get_by_label("Risks").first.fill("Notice to leave by 26 June")
    assert axe(page) == []
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("heading", name="Precious Ndlovu at the meeting").wait_for()
    assert "Notice to leave by 26 June" in main()
    page.get_by_role("link", name="Weekly meeting").first.click()
    assert "2 people on the list." in main()
    assert axe(page) == []
    page.get_by_label("Helen Marsh", exact=False).first.select_option("link")
    page.get_by_role("button", name="Start the meeting").click()
    page.get_by_role("link", name="Precious Ndlovu").first.click()
    page.get_by_role("heading", level=1, name="Precious Ndlovu").wait_for()

    assert f"“{QUESTION}”" in main()
    assert "GP\xa0" in main() or "Helen Marsh, by link" in main()
    assert axe(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert axe(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert "Helen Marsh: Yes. By Friday" in main()

    page.get_by_label("Decision", exact=True).fill("Medical letter to the panel")
    page.get_by_label("What it is about").select_option("referrals")
    page.get_by_label("Who decides").select_option(label="Helen Marsh, GP")
    page.get_by_label("Owner").select_option(label="Helen Marsh, GP")
    page.get_by_role("button", name="Add decision").click()
    assert "GP decides (TOPIC-REF)" in main()
    page.get_by_role("radio", name="Settled").check()
    page.get_by_role("button", name="Save and next").click()
    assert "Say who tells the person, how, and by when." in main()
    assert axe(page) == []
    page.get_by_label("By whom").select_option(label="Sam Whitlock, community nurse")
    page.get_by_role("button", name="Save and next").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tracey Holt"

    page.get_by_role("link", name="Close the meeting").click()
    assert "Tracey Holt: no outcome recorded" in main()
    assert axe(page) == []
    page.get_by_role("link", name="Tracey Holt: no outcome recorded").click()
    page.get_by_role("radio", name="Next week again").check()
    page.get_by_label("Why it comes again").fill("Housing was not there")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Everything is settled").wait_for()
    page.get_by_text("What would go").click()
    assert "Medical letter to the panel" in main() and "Knock loudly and wait." in main()
    assert axe(page) == []
    page.get_by_role("button", name="Close the meeting").click()
    page.get_by_role("heading", name="Weekly meeting of").wait_for()
    assert "Sent to Jo Marsh" in main()
    assert "Weekly meeting of Millbrook North, Thursday 11 June 2026" in main()
    assert "Next week again: Housing was not there" in main()
    assert axe(page) == []

    page.get_by_role("link", name="Say how they were told").click()
    page.get_by_label("Day").fill("2026-06-11")
    page.get_by_label("Time").fill("14:02")
    page.get_by_label("What they said").fill("Thank God")
    assert axe(page) == []
    page.get_by_role("button", name="Save").click()
    assert "They said: “Thank God”" in main()
    page.get_by_role("link", name="Weekly meeting").first.click()
    page.get_by_role("link", name="What meetings cost and came to").click()
    assert "Something was decided or escalated for 1 of 2 cases" in main()
    assert axe(page) == []
