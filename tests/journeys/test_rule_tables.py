"""From the team's page to a rule table: what is in force, who stands behind it, a case tried, a draft that would fail somebody."""

from collections.abc import Callable
from typing import Any

import pytest

from browsing import watched_page
from builders import AT, OFFICERS, PASSWORD, ATeam, a_team
from cloning import serving
from kith.access.home import as_kith, with_key
from kith.database.templates import Clone
from kith.policy import operations
from kith.policy.publishing import publish_tables
from kith.policy.reading import shipped_files

pytestmark = pytest.mark.journey
WIDTHS = (1280, 390)


@pytest.fixture
def team(fresh_database: Clone) -> ATeam:
    """A team with a draft of its own GAD-7, made before its place asked for more."""
    made = a_team()
    text = shipped_files("gad7")["thresholds/gad7.csv"]
    ours = text.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,")
    place_id = made.info.place_id
    with as_kith(at=AT) as act:
        operations.propose(
            act=with_key(act), scope="team", scope_id=made.id, place_id=place_id,
            tables={"gad7": {"thresholds/gad7.csv": ours}}, proposed_by_id=OFFICERS[0].account_id,
        )  # fmt: skip
        publish_tables(
            act=with_key(act), place_id=place_id, by=OFFICERS[0], approvers=OFFICERS[1:],
            tables={"gad7": {"thresholds/gad7.csv": ours.replace("5..9,mild,0,,", "5..9,mild,1,,")}},
        )  # fmt: skip
    return made


def sound(page: Any, axe: Callable[[Any], list[str]]) -> None:
    """Check a page at both widths: nothing inaccessible, no sideways scroll."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"scrolls sideways at {width}"


def test_a_nurse_reads_a_table_tries_a_case_and_sees_whom_a_draft_would_fail(
    team: ATeam, fresh_database: Clone, browser: Any, axe: Callable[[Any], list[str]]
) -> None:
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served, watched_page(browser) as page:
        page.goto(f"{served.url}/sign-in")
        page.get_by_label("Username").fill(team.nurse.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/board/**")
        page.goto(f"{served.url}/team/{team.slug}/")
        page.get_by_role("link", name="Rule tables").click()
        sound(page, axe)
        page.get_by_role("link", name="NEWS2").click()
        assert "Daniel Okoro, Sunita Rao" in page.get_by_role("region", name="Who stands behind it").inner_text()
        page.get_by_label("Breaths, a minute").fill("25")
        for label, value in (
            ("Oxygen, %", "97"), ("Blood pressure, top, mmHg", "120"), ("Pulse, a minute", "70"), ("Temperature, °C", "37"),
        ):  # fmt: skip
            page.get_by_label(label).fill(value)
        page.get_by_label("Oxygen scale").select_option("1")
        page.get_by_label("On oxygen").select_option("no")
        page.get_by_label("Alertness").select_option("A")
        page.get_by_role("button", name="Show what would happen").click()
        assert "One sign alone gives 3: a clinical review the same day." in page.get_by_role("status").inner_text()
        sound(page, axe)
        page.goto(f"{served.url}/rules/{team.slug}/gad7/")
        page.get_by_role("link", name="draft 1").click()
        slip = page.get_by_role("region", name="Cannot be published: someone would slip through").first
        assert "A note for the huddle" in slip.inner_text()
        sound(page, axe)
