"""A walk in a real browser, checked for accessibility: an action declined, then accepted, a pool, work in bulk."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, ATeam, Someone, a_member, a_person, a_team, an_act, an_action, with_key
from cloning import Served, serving
from kith.action import offering
from kith.database.templates import Clone

pytestmark = pytest.mark.journey


@pytest.fixture
def morning(fresh_database: Clone) -> Iterator[tuple[Served, ATeam]]:
    """Serve a team with work for two people, at the moment of the tests."""
    team = a_team()
    a_member(team, "Peter Lindqvist", "place-manager")
    ivy, walter = a_person(team, "Ivy Garside"), a_person(team, "Walter Finch")
    an_action(team, ivy, "Pressure-area check at home", due_at=AT + timedelta(hours=9))
    taken = an_action(team, walter, "Collect the prescription", due_at=AT + timedelta(hours=5))
    an_action(team, walter, "Ring his daughter", due_at=AT + timedelta(days=1))
    with an_act(team.nurse) as act:
        offering.ask_help(act=act, action_id=taken, to_member_id=team.social_worker.member_id)
        offering.offer(act=with_key(act), action_id=taken, to_team=True)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat(), KITH_POOL_SIZE="12") as running:
        yield running, team


def test_action_is_declined_then_accepted_and_a_pool_is_taken(
    morning: tuple[Served, ATeam], page: Any, axe: Callable[[Any], list[str]]
) -> None:
    served, team = morning
    board = f"{served.url}/board/{team.slug}/"

    def sign_in(who: Someone) -> None:
        enter_as(page, served.url, who.username, PASSWORD)
        page.goto(f"{board}?view=team")
        assert axe(page) == []

    def open_action(name: str) -> None:
        page.goto(f"{served.url}/team/{team.slug}/open-work/?view=team")
        page.get_by_role("link", name=name).click()

    sign_in(team.nurse)
    open_action("Pressure-area check at home")
    assert axe(page) == []
    page.get_by_role("link", name="Hand on").click()
    assert axe(page) == []
    page.get_by_label("Offer to").select_option(str(team.social_worker.member_id))
    page.get_by_label("Why them").fill("You saw her last Wednesday")
    page.get_by_role("button", name="Offer it").click()
    assert "Offered to Rukhsana Mir, answer today by 5pm" in page.locator("main").inner_text()

    sign_in(team.social_worker)
    assert "Sam offers you: Pressure-area check at home" in page.locator("main").inner_text()
    page.get_by_role("row", name="Ivy Garside").get_by_role("link", name="answer").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Sam Whitlock offers you an action"
    assert axe(page) == []
    page.get_by_label("Decline").check()
    page.get_by_role("button", name="Send your answer").click()
    assert "Choose why." in page.locator(".kith-summary").inner_text()
    assert axe(page) == []
    page.get_by_label("Why", exact=True).select_option("time")
    page.get_by_label("In your words").fill("another visit overran")
    page.get_by_role("button", name="Send your answer").click()
    assert "You declined" in page.locator("main").inner_text()
    assert axe(page) == []

    sign_in(team.nurse)
    page.get_by_role("link", name="who else could").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Rukhsana Mir declined: Ivy Garside is still yours"
    assert "not within the role of place manager (RIGHT-62)" in page.locator("main").inner_text()
    assert axe(page) == []
    page.get_by_role("button", name="Offer to Ama Owusu").click()
    assert "It is offered." in page.locator("main").inner_text()

    sign_in(team.lead)
    page.get_by_role("row", name="Ivy Garside").get_by_role("link", name="answer").click()
    page.get_by_label("Accept", exact=False).first.check()
    page.get_by_role("button", name="Send your answer").click()
    assert "You accepted. Sam Whitlock is told." in page.locator("main").inner_text()
    assert axe(page) == []

    page.goto(f"{served.url}/team/{team.slug}/offers/")
    assert axe(page) == []
    page.get_by_role("button", name="Take it").click()
    assert "It is yours now." in page.locator("main").inner_text()

    page.goto(f"{served.url}/team/{team.slug}/open-work/?view=team")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Take them on yourself").check()
    page.get_by_role("button", name="Do it").click()
    assert "0 actions done; 3 refused, see their lines" in page.locator("main").inner_text()
    assert "Sam Whitlock answers for this" in page.locator("main").inner_text()
    assert axe(page) == []
