"""A walk in a real browser, checked for accessibility: a supervisor works the queue and keeps a session; the member answers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, ATeam, Someone, a_contact, a_member, a_person, a_team, an_act
from cloning import Served, serving
from kith.database.templates import Clone
from kith.escalation import operations as escalations
from kith.jobs.hourly import gather_supervision

pytestmark = pytest.mark.journey


@pytest.fixture
def afternoon(fresh_database: Clone) -> Iterator[tuple[Served, ATeam, Someone]]:
    """Serve a team with a supervisor, decisions of last week and an escalation that nobody has answered."""
    team = a_team()
    supervisor = a_member(team, "Joy Supervisor", "clinical-supervisor", AT - timedelta(days=40))
    ivy = a_person(team, "Ivy Garside")
    for number in range(3):
        a_contact(team, ivy, "made", AT - timedelta(days=4, hours=number))
    with an_act(team.social_worker, AT - timedelta(minutes=5)) as act:
        escalations.raise_(act=act, team_id=team.id, person_id=ivy, worry="Grey and confused")
    gather_supervision.run(AT)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat(), KITH_POOL_SIZE="12") as running:
        yield running, team, supervisor


def test_a_session_closes_the_queue_and_the_member_answers_a_note(
    afternoon: tuple[Served, ATeam, Someone], page: Any, axe: Callable[[Any], list[str]]
) -> None:
    served, team, supervisor = afternoon

    def sign_in(who: Someone) -> None:
        enter_as(page, served.url, who.username, PASSWORD)

    def main() -> str:
        return str(page.locator("main").inner_text())

    sign_in(supervisor)
    page.goto(f"{served.url}/supervision/")
    assert "2 decisions to look at" in main()
    assert axe(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert axe(page) == []
    page.get_by_role("link", name="Drawn by chance").first.click()
    assert axe(page) == []
    page.get_by_label("A note to Sam Whitlock").fill("Well written down")
    page.get_by_role("button", name="Send the note").click()
    assert "Sam Whitlock is told, and can answer." in main()
    assert axe(page) == []

    page.goto(f"{served.url}/supervision/sessions/{team.nurse.member_id}/")
    assert "Too few contacts to say." in main()
    assert axe(page) == []
    page.get_by_role("checkbox", name="Drawn by chance").check()
    page.get_by_role("checkbox", name="Note of").check()
    page.get_by_role("button", name="Save the session").click()
    assert "Write what you talked about." in main()
    assert page.get_by_role("checkbox", name="Note of").is_checked()
    assert axe(page) == []
    page.get_by_label("What was said").fill("How visits are written down")
    page.get_by_label("What has to be done").first.fill("Bring one case to the weekly meeting")
    page.get_by_label("By which day").first.fill("2026-06-19")
    page.get_by_role("button", name="Save the session").click()
    assert "The session is written down. Sam Whitlock is told." in main()
    assert axe(page) == []
    page.goto(f"{served.url}/supervision/")
    assert "Nothing waits for you." in main()

    sign_in(team.nurse)
    page.goto(f"{served.url}/notices/")
    page.get_by_role("link", name="Open it").first.click()
    page.goto(f"{served.url}/supervision/")
    page.get_by_role("link", name="Well written down").click()
    page.get_by_label("Your words").fill("Thank you")
    page.get_by_role("button", name="Send").click()
    assert "Joy Supervisor is told." in main()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{served.url}/supervision/sessions/{team.nurse.member_id}/")
    assert "How visits are written down" in main()
    assert "Bring one case to the weekly meeting" in main()
    assert axe(page) == []

    sign_in(team.lead)
    page.goto(f"{served.url}/team/{team.slug}/")
    page.get_by_role("link", name="Escalation log").click()
    assert "1 escalation was raised." in main()
    assert axe(page) == []
    page.goto(f"{served.url}/team/{team.slug}/supervision/")
    assert axe(page) == []
