"""A walk in a real browser, checked for accessibility: a case file for an inquest is asked for, read, withheld in part, given."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from browsing import enter_as
from builders import (
    AT,
    PASSWORD,
    ATeam,
    Someone,
    a_contact,
    a_member,
    a_named_lead,
    a_person,
    a_team,
    an_act,
    an_action,
)
from cloning import Served, serving
from kith.database.templates import Clone
from kith.escalation import operations as escalations

pytestmark = pytest.mark.journey


@pytest.fixture
def morning(fresh_database: Clone) -> Iterator[tuple[Served, ATeam, UUID]]:
    """Serve a team with somebody of whom an inquest asks: contacts, work, and an escalation that was answered late."""
    team = a_team()
    doris = a_person(team, "Doris Pettigrew")
    a_named_lead(team, doris, team.nurse, team.social_worker, AT - timedelta(days=9))
    a_contact(
        team, doris, "missed", AT - timedelta(days=4), reason="nobody opened; her neighbour had not seen her either"
    )
    an_action(team, doris, "Ring her daughter", AT - timedelta(days=3), due_at=AT)
    with an_act(team.nurse, AT - timedelta(minutes=50)) as act:
        escalations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey and confused")
    with serving(fresh_database, KITH_CLOCK=AT.isoformat(), KITH_POOL_SIZE="12") as running:
        yield running, team, doris


def test_a_case_file_for_an_inquest(
    morning: tuple[Served, ATeam, UUID], page: Any, axe: Callable[[Any], list[str]]
) -> None:
    served, team, doris = morning
    second = a_member(team, "Joy Second", "clinical-supervisor", AT - timedelta(days=1))

    def sign_in(who: Someone) -> None:
        enter_as(page, served.url, who.username, PASSWORD)
        page.get_by_role("heading", level=1).wait_for()

    def main() -> str:
        return str(page.locator("main").inner_text())

    sign_in(team.lead)
    page.goto(f"{served.url}/person/{doris}/trail/")
    page.get_by_role("link", name="Ask for a case file").click()
    page.get_by_role("heading", name="Ask for a case file").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Ask for the case file").click()
    page.get_by_text("things to put right").or_(page.get_by_text("thing to put right")).wait_for()
    assert axe(page) == []
    page.get_by_label("An inquest").check()
    page.get_by_label("Why it is asked for").fill("HMC 2026/114, for the coroner")
    page.get_by_role("button", name="Ask for the case file").click()
    page.get_by_role("heading", name="Case file: an inquest").wait_for()
    assert "Named lead Sam Whitlock, deputy Rukhsana Mir" in main()
    assert "Escalation" in main() and "Grey and confused" in main()
    page.set_viewport_size({"width": 390, "height": 844})
    assert axe(page) == []
    page.get_by_role("link", name="Withhold").filter(has_text="Contact").first.click()
    page.get_by_role("heading", name="Withhold a line").wait_for()
    assert axe(page) == []
    page.get_by_label("Whom it is about").fill("the neighbour told us")
    page.get_by_role("button", name="Withhold this line").click()
    page.get_by_role("heading", name="Case file: an inquest").wait_for()
    assert "neighbour had not seen" not in main()
    assert "Withheld: marked as about somebody else, 1 line" in main()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Who receives it").fill("HM Coroner, Ashmere")
    page.get_by_label("By what right").fill("summons of 5 June")
    page.get_by_role("button", name="Ask to give it out").click()
    page.get_by_text("Waits for a second person.").wait_for()
    file = page.url
    sign_in(second)
    page.goto(file)
    page.get_by_role("link", name="Refuse it").click()
    page.get_by_role("heading", name="Refuse it").wait_for()
    assert axe(page) == []
    page.goto(file)
    page.get_by_role("button", name="Approve: give it to them").click()
    page.get_by_text("Approved. What is given is kept, byte for byte.").wait_for()
    assert axe(page) == []
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Fetch the folder").click()
    assert fetched.value.suggested_filename.startswith("case-file-")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Ask to give it out").is_visible()
