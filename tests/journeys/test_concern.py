"""A concern raised by a housing officer on a phone, handled by the safeguarding lead, its answer returned; each page checked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, Someone, a_member, a_person, a_team
from cloning import serving
from kith.database.templates import Clone

pytestmark = pytest.mark.journey
Axe = Callable[[Any], list[str]]
LATER = AT + timedelta(minutes=20)


def main(page: Any) -> str:
    return " ".join(str(page.locator("main").inner_text()).split())


def enter(page: Any, url: str, who: Someone) -> None:
    """Sign in as somebody else."""
    enter_as(page, url, who.username, PASSWORD)
    page.wait_for_url("**/board/**")


def test_a_concern_is_raised_handled_and_its_answer_returned(fresh_database: Clone, page: Any, axe: Axe) -> None:
    before = AT - timedelta(days=1)
    team = a_team()
    doris, omar = a_person(team), a_member(team, "Omar Haddad", "housing", before)
    grace = a_member(team, "Grace Lindley", "safeguarding-lead", before)
    page.set_viewport_size({"width": 390, "height": 844})
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served:
        enter(page, served.url, omar)
        page.goto(f"{served.url}/person/{doris}/")
        page.get_by_role("link", name="Raise a concern").click()
        page.get_by_role("heading", name="Raise a safeguarding concern").wait_for()
        assert axe(page) == []
        page.get_by_role("button", name="Raise it").click()
        page.get_by_role("heading", name="There are 2 things to put right").wait_for()
        page.get_by_label("What you have seen or been told").fill("Her grandson keeps the bank card")
        page.get_by_label("No", exact=True).check()
        page.get_by_role("button", name="Raise it").click()
        page.get_by_role("heading", name="Safeguarding concern, not answered").wait_for()
        assert axe(page) == []
        said = main(page)
        assert "“Her grandson keeps the bank card”" in said and "minutes left" in said and "Grace Lindley" in said
        assert "you are told as soon as there is an answer" in said
        address = str(page.url).removeprefix(served.url)
    page.set_viewport_size({"width": 1280, "height": 900})
    with serving(fresh_database, KITH_CLOCK=LATER.isoformat()) as served:
        enter(page, served.url, team.nurse)
        assert "1 restricted: ask Grace Lindley." in main(page) and "bank card" not in page.content()
        enter(page, served.url, grace)
        page.goto(f"{served.url}/restricted/{team.slug}/")
        page.get_by_role("heading", name="1 concern, nearest clock first").wait_for()
        assert axe(page) == []
        page.get_by_role("link", name="Doris Pettigrew").click()
        page.get_by_role("heading", name="I have it").wait_for()
        page.get_by_label("What happens now").fill("I ring her at noon, without him")
        page.get_by_role("button", name="Answer").click()
        page.get_by_role("heading", name="Safeguarding concern. Next: Immediate safety").wait_for()
        assert axe(page) == []
        page.get_by_role("group", name="Are they safe now?").get_by_label("Yes").check()
        page.get_by_role("group", name="Who was called?").get_by_label("Nobody").check()
        page.locator("#words").fill("He is away until Friday")
        page.get_by_role("button", name="Record it").first.click()
        page.get_by_role("heading", name="Safeguarding concern. Next: Their views and wishes").wait_for()
        assert axe(page) == []
        assert "He is away until Friday" in main(page)
        enter(page, served.url, omar)
        page.goto(f"{served.url}{address}")
        page.get_by_role("heading", name="What you were answered").wait_for()
        said = main(page)
        assert "I ring her at noon, without him" in said and "away until Friday" not in said
        assert axe(page) == []
