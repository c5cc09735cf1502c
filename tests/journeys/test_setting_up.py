"""A walk in a real browser, checked for accessibility: a new team from nothing to its first person."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, Someone, a_member, a_place, an_account
from cloning import Served, serving
from kith.access.home import as_kith
from kith.database.templates import Clone
from kith.policy.shipped import set_up_list
from kith.team import operations as teams
from kith.team.queries import TeamInfo, team_by_id

pytestmark = pytest.mark.journey
WORKDAYS = [date(2026, 6, 8) + timedelta(days=week * 7 + day) for week in range(2) for day in range(5)]


@pytest.fixture
def morning(fresh_database: Clone) -> Iterator[tuple[Served, TeamInfo, Someone, Someone]]:
    """Serve a place that has its rule tables and cover, and a team of nothing but its lead and the place manager."""
    place_id = a_place("Ashmere", AT - timedelta(days=1))
    with as_kith(at=AT) as act:
        team = team_by_id(team_id=teams.create(act=act, place_id=place_id, name="Harbour"))
    lead, manager = a_member(team, "Ama Owusu", "team-lead"), a_member(team, "Pat Mercer", "place-manager")
    an_account("sam", "Sam Whitlock", AT)
    an_account("rukhsana", "Rukhsana Mir", AT)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat(), KITH_POOL_SIZE="12") as running:
        yield running, team, lead, manager


def test_a_new_team_is_set_up_line_by_line_opened_and_takes_its_first_person(
    morning: tuple[Served, TeamInfo, Someone, Someone], page: Any, axe: Callable[[Any], list[str]]
) -> None:
    served, team, lead, manager = morning
    home = f"{served.url}/team/{team.slug}/setting-up/"

    def sign_in(who: Someone) -> None:
        enter_as(page, served.url, who.username, PASSWORD)

    def main() -> str:
        return str(page.locator("main").inner_text())

    def at_line(line: str, step: str) -> None:
        page.goto(home)
        page.locator(f"#line-{line}").get_by_role("link", name=step).click()

    def join(name: str, role: str) -> None:
        at_line("members", "Add a member")
        page.get_by_label("Who").select_option(label=name)
        page.get_by_label("Role on this team").select_option(role)
        page.get_by_label("Half-day sessions a week").fill("8")
        page.get_by_role("button", name="Add to the team").click()
        assert "They are on the team." in main()

    sign_in(lead)
    assert "Not open yet: the team takes nobody on its list." in main()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(home)
    assert "The team cannot open yet: 9 things are missing. 7 of them are for you to answer." in " ".join(
        main().split()
    )
    assert axe(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    join("Sam Whitlock (sam)", "nurse")
    join("Rukhsana Mir (rukhsana)", "social-worker")

    for monday in ("2026-06-08", "2026-06-15"):
        page.goto(f"{served.url}/team/{team.slug}/rota/?week={monday}")
        for day in [one for one in WORKDAYS if 0 <= (one - date.fromisoformat(monday)).days < 7]:
            page.locator(f"[name='duty-{day}']").select_option(label="Ama Owusu")
            page.locator(f"[name='second-{day}']").select_option(label="Sam Whitlock")
        page.get_by_role("button", name="Save and publish the week").click()
        assert "The rota of this week is published." in main()

    at_line("cohort", "Say it is so")
    assert axe(page) == []
    page.get_by_role("button", name="Say that it is so").click()
    assert "Say what was agreed, so that somebody else can check it." in page.locator(".kith-summary").inner_text()
    assert axe(page) == []
    for need in [one for one in set_up_list() if one.is_must and one.met_by == "statement"]:
        at_line(need.line, "Say it is so")
        page.locator("[name=words]").fill(f"Agreed on paper: {need.label}")
        page.get_by_role("button", name="Say that it is so").click()
        assert f"Saved: {need.label}." in main()

    page.locator("#line-footprint").get_by_role("button", name="Ask whoever answers for it").click()
    assert "Asked: they are told." in main()
    sign_in(manager)
    page.goto(f"{served.url}/notices/")
    assert "A colleague asks you to see to something your team lacks" in main()
    page.goto(f"{served.url}/place/setting-up/")
    assert "1 team; 1 is not open yet." in main()
    assert axe(page) == []
    page.get_by_role("link", name="Harbour").click()
    at_line("footprint", "Set the footprint")
    page.get_by_label("Neighbourhood").fill("Harbour")
    page.get_by_label("Small areas that belong to it").fill("E01004567\nE01004568")
    assert axe(page) == []
    page.get_by_role("button", name="Save the footprint").click()
    assert "All that must be there is there." in main()
    assert axe(page) == []
    page.get_by_role("button", name="Open the team").click()
    assert "The team is open: people can be put on its list." in main()
    assert axe(page) == []

    sign_in(lead)
    at_line("goals", "Set the goals")
    assert axe(page) == []
    page.locator("[name=words-1]").fill("Nobody new waits")
    page.locator("[name=measure-1]").fill("people new to us not seen within 2 service days")
    page.get_by_role("button", name="Save the goals").click()
    page.goto(f"{served.url}/board/{team.slug}/")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Given name").fill("Doris")
    page.get_by_label("Family name").fill("Pettigrew")
    page.locator("[name=no_nhs_number_because]").fill("not asked yet")
    page.get_by_role("button", name="Add to the list").click()
    page.goto(f"{served.url}/board/{team.slug}/?view=team")
    assert "Doris Pettigrew" in main()
