"""
From the team's page to a rule table: what is in force, who stands behind it, a case tried, a draft that would fail somebody;
and a threshold that a lead changes, mends and two others sign.
"""

from collections.abc import Callable
from typing import Any

import pytest

from browsing import enter_as, watched_page
from builders import AT, OFFICERS, PASSWORD, ATeam, Someone, a_member, a_team
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


def signed_in(page: Any, url: str, who: Someone) -> None:
    """Sign in as somebody."""
    enter_as(page, url, who.username, PASSWORD)
    page.wait_for_url("**/board/**")


def test_a_lead_changes_a_threshold_is_shown_who_would_slip_through_mends_it_and_two_others_sign(
    fresh_database: Clone, browser: Any, axe: Callable[[Any], list[str]]
) -> None:
    team = a_team()
    signers = [a_member(team, "Joy Lund", "clinical-supervisor"), a_member(team, "Hari Nair", "gp")]
    table = f"/rules/{team.slug}/gad7/"
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served, watched_page(browser) as page:
        signed_in(page, served.url, team.lead)
        page.goto(f"{served.url}{table}")
        page.get_by_role("link", name="Propose a change").click()
        page.get_by_role("heading", name="Propose a change").wait_for()
        sound(page, axe)
        page.get_by_role("link", name="GAD7-15").click()
        page.get_by_role("button", name="Keep as a draft and check it").wait_for()
        sound(page, axe)
        page.get_by_label("What follows").select_option("1")
        page.get_by_label("Route").select_option("")
        page.get_by_label("Sentence for people").fill("GAD-7 is 15 or more: for the huddle.")
        page.get_by_label("Why the table should change").fill("The huddle is soon enough.")
        page.get_by_role("button", name="Keep as a draft and check it").click()
        slip = page.get_by_role("region", name="Cannot be published: someone would slip through")
        slip.wait_for()
        assert "GAD-7 total 15" in slip.inner_text()
        assert "A note for the huddle laxer" in slip.inner_text()
        assert "A clinical review the same day" in slip.inner_text()
        sound(page, axe)
        slip.get_by_role("button", name="Set GAD7-15 to What follows").click()
        page.get_by_role("button", name="Set GAD7-15").wait_for(state="detached")
        draft = page.get_by_role("region", name="What is proposed")
        assert "You proposed this: two others sign it" in draft.inner_text()
        address = page.url
        sound(page, axe)
        for number, who in enumerate(signers):
            signed_in(page, served.url, who)
            page.goto(address)
            page.get_by_role("button", name=f"Sign as {who.name}").click()
            page.get_by_text(
                "One more person signs" if number == 0 else "everybody whom it concerns is told"
            ).wait_for()
        sound(page, axe)
        signed_in(page, served.url, team.nurse)
        page.goto(f"{served.url}/notices/")
        page.get_by_text("A rule table of your team has changed").first.wait_for()
        page.goto(f"{served.url}{table}")
        assert "Millbrook North, version 2" in page.get_by_role("main").inner_text()
        page.goto(f"{served.url}/rules/{team.slug}/automatic/")
        page.get_by_role("heading", name="Every rule that acts by itself").wait_for()
        sound(page, axe)
        page.goto(f"{served.url}{table}month/")
        sound(page, axe)
        page.goto(f"{served.url}{table}compare/")
        sound(page, axe)
