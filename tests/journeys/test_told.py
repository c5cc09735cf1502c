"""Being told: how somebody is reached, and something urgent by mail that does not arrive; each page checked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from browsing import enter_as
from builders import AT, PASSWORD, Someone, a_person, a_team, an_act
from cloning import serving
from kith.database.templates import Clone
from kith.escalation import operations as escalations
from kith.message.delivering import deliver
from kith.message.mail_rules import Handed, MailStep

pytestmark = pytest.mark.journey
Axe = Callable[[Any], list[str]]
LATER = AT + timedelta(minutes=2)
MAIL = {"EMAIL_URL": "null:", "EMAIL_FROM": "kith@example.org"}


def main(page: Any) -> str:
    return " ".join(str(page.locator("main").inner_text()).split())


def enter(page: Any, url: str, who: Someone) -> None:
    enter_as(page, url, who.username, PASSWORD)
    page.wait_for_url("**/board/**")


def test_somebody_says_how_they_are_reached_and_an_undelivered_mail_reaches_another(
    fresh_database: Clone, page: Any, axe: Axe
) -> None:
    team = a_team()
    doris = a_person(team)
    with serving(fresh_database, KITH_CLOCK=AT.isoformat(), **MAIL) as served:
        enter(page, served.url, team.lead)
        page.locator("summary", has_text="Ama Owusu").click()
        page.get_by_role("link", name="How to reach me").click()
        page.get_by_role("heading", name="How to reach me").wait_for()
        assert "Kith has no e-mail address of yours" in main(page)
        assert axe(page) == []
        page.get_by_label("Work e-mail").fill("ama@example")
        page.get_by_label("Several times a day").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("heading", name="There is 1 thing to put right").wait_for()
        assert axe(page) == []
        page.get_by_label("Work e-mail").fill("ama@example.org")
        page.get_by_label("Work phone").fill("07700 900123")
        page.get_by_label("Your work").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Saved. Your team sees how to reach you.").wait_for()
        assert "reaches you on these pages alone" not in main(page)
    with an_act(team.social_worker) as act:
        raised = escalations.raise_(
            act=act, team_id=team.id, person_id=doris, worry="Grey and confused", wanted="urgent"
        )
    deliver(LATER, lambda mail, at: Handed(MailStep.REFUSED, "550"))
    with serving(fresh_database, KITH_CLOCK=LATER.isoformat(), **MAIL) as served:
        enter(page, served.url, team.nurse)
        page.goto(f"{served.url}/notices/")
        assert "Something urgent did not reach a colleague by e-mail: ring them, or take it on" in main(page)
        assert axe(page) == []
        page.goto(f"{served.url}/escalation/{raised}/")
        assert page.get_by_role("link", name="Ring Ama Owusu: 07700 900123").get_attribute("href") == "tel:07700900123"
        assert "On duty now" in main(page)
        assert axe(page) == []
        page.goto(f"{served.url}/team/{team.slug}/")
        assert (
            page.get_by_role("link", name="Write to Ama Owusu: E-mail").get_attribute("href")
            == "mailto:ama@example.org"
        )
        assert axe(page) == []
        enter(page, served.url, team.lead)
        page.goto(f"{served.url}/reach-me/")
        assert "The mail server refused your address (550)" in main(page)
        assert axe(page) == []
