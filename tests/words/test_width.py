"""Sentences a third longer than English still fit: no page scrolls sideways on a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from browsing import watched_page
from builders import AT
from cloning import Served, serving
from kith.database.templates import Clone
from other_teams import Asker, address_of, routes, signed_in
from words.pseudo import CODE
from world_of_teams import TwoTeams

pytestmark = pytest.mark.journey

PHONE = 390


@pytest.fixture
def phone(made: tuple[Clone, TwoTeams], locale: Path, browser: Any, world: TwoTeams) -> Iterator[tuple[Served, Any]]:
    """The served teams, and a phone on which North's lead is signed in and reads the language of nobody."""
    lead = signed_in(Asker("team-lead", world.north.team.lead.account_id))
    options = {"viewport": {"width": PHONE, "height": 844}, "locale": CODE}
    with (
        serving(made[0], KITH_CLOCK=AT.isoformat(), KITH_LOCALE=str(locale)) as served,
        watched_page(browser, **options) as page,
    ):
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": lead.cookies[name].value, "url": served.url}])
        yield served, page


@pytest.mark.nightly  # every page in a browser: half a minute; journeys look at the width of theirs
def test_no_page_scrolls_sideways_on_a_phone(phone: tuple[Served, Any], world: TwoTeams) -> None:
    served, page = phone
    wide, seen = {}, 0
    for pattern in routes():
        answer = page.request.get(served.url + address_of(pattern, world.north), max_redirects=0)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            page.goto(answer.url)
            assert page.locator("html").get_attribute("lang") == CODE
            width, seen = page.evaluate("document.documentElement.scrollWidth"), seen + 1
            if width > PHONE:
                wide[pattern.name] = width

    assert seen > 20
    assert wide == {}
