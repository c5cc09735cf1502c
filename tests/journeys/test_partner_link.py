"""A housing officer answers "not aligned because" from the link of a mail, on a telephone, each page checked."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from alignment.conftest import Asking, asking
from browsing import enter_as, watched_page
from builders import AT, PASSWORD, ATeam, a_person, a_team, an_act
from cloning import serving
from kith.alignment.models import Answer, SaidOf
from kith.config.mail import mail_settings
from kith.contradiction.queries import open_of
from kith.database.templates import Clone
from kith.door.models import Link
from kith.door.tokens import code_of
from kith.jobs.minutely import send_mail
from smtp_server import smtp_server

pytestmark = pytest.mark.journey
__all__ = ["asking"]
LATER = AT + timedelta(hours=1)


@pytest.fixture
def team(fresh_database: Clone) -> ATeam:
    return a_team()


@pytest.fixture
def doris(team: ATeam) -> UUID:
    return a_person(team)


def mailed_link(url: str, settings: Any) -> tuple[str, str]:
    """Hand over what waits to a real mail server; return the one mail's text and the link in it."""
    with smtp_server() as server:
        said = {
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
            "EMAIL_FROM": "kith@example.org",
            "KITH_URL": url,
        }
        for name, value in mail_settings(said).items():
            setattr(settings, name, value)
        send_mail.run(AT)
        [mail] = server.mails
    text = mail.text.replace("=\r\n", "")
    assert mail.to == ["jo@homes.example"]
    [link] = re.findall(rf"{re.escape(url)}/answer/[\w-]+", text)
    return text, link


def look_at_ours(page: Any, url: str, asking: Asking, key: UUID, axe: Callable[[Any], list[str]]) -> None:
    """Open every page of agencies, sharing and partners as a member does on a telephone, and check each."""
    enter_as(page, url, asking.team.nurse.username, PASSWORD)
    page.get_by_role("heading", level=1).wait_for()
    person, team = f"/person/{asking.doris}", f"/team/{asking.team.slug}"
    for address, title in (
        (f"{team}/agencies/", "Agencies of "),
        (f"{team}/agencies/{asking.homes.id}/", "Ashmere Homes"),
        (f"{person}/sharing/", "Shared with whom"),
        (f"{person}/sharing/objection/", "What does Doris not want shared?"),
        (f"{person}/sharing/agency/", "Which agency works with Doris?"),
        (f"{person}/sharing/tell/", "Whom did you tell?"),
        (f"{person}/sharing/told/", "What we told others about you"),
        (f"{person}/partners/", "Partners"),
        (f"/partner-requests/{key}/", "Ashmere Homes, version 1"),
        (f"{team}/partners/", "What partners owe us"),
    ):
        page.goto(f"{url}{address}")
        page.get_by_role("heading", name=title, level=1).wait_for()
        assert axe(page) == [], address


def test_a_housing_officer_says_what_is_not_right_from_the_link_on_a_telephone(
    fresh_database: Clone, asking: Asking, browser: Any, axe: Callable[[Any], list[str]], settings: Any
) -> None:
    key = asking.sends(question="Have you a spare key?")
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served:
        text, address = mailed_link(served.url, settings)
        assert "Millbrook North asks you to confirm something by 5pm on Friday 12 June 2026" in text
        for word in ("Doris", "Pettigrew", "Knock", "key?"):
            assert word not in text
        with watched_page(browser, viewport={"width": 390, "height": 844}) as page:
            page.goto(address)
            page.get_by_role("heading", name="Millbrook North asks you something").wait_for()
            assert axe(page) == []
            page.get_by_label("The code that you were told by telephone").fill("12")
            page.get_by_role("button", name="Open").click()
            page.get_by_text("That is not the code. 4 more tries").first.wait_for()
            assert axe(page) == []
            with an_act(asking.team.nurse):
                code = code_of(Link.objects.get(for_id=key).id)
            page.get_by_label("The code that you were told by telephone").fill(f"{code[:3]} {code[3:]}")
            page.get_by_role("button", name="Open").click()
            page.get_by_role("heading", name="Is this still right, Jo Marsh?").wait_for()
            assert axe(page) == []
            point = page.get_by_role("group", name=re.compile("Knock loudly and wait"))
            point.get_by_label("No, because").check()
            page.get_by_role("group", name=re.compile("Have you a spare key")).get_by_label("Yes").check()
            page.get_by_role("button", name="Send our answer").click()
            page.get_by_role("heading", name="There is 1 thing to put right").wait_for()
            assert axe(page) == []
            point.get_by_label("What is right").fill("She has a new bell: ring it")
            page.get_by_role("button", name="Send our answer").click()
            page.get_by_role("heading", name="Thank you: your answer has reached the team").wait_for()
            assert axe(page) == []
            assert page.context.cookies() == []
            page.goto(address)
            page.get_by_role("heading", name="This link opens nothing").wait_for()
            assert axe(page) == []
            look_at_ours(page, served.url, asking, key, axe)
    with an_act(asking.team.nurse, LATER):
        kept = Answer.objects.get()
        assert (kept.how, kept.verdict) == ("link", "not aligned")
        assert SaidOf.objects.get(said="no").because == "She has a new bell: ring it"
        assert "She has a new bell" in open_of(person_ids=[asking.doris], at=LATER)[0].about
