"""What the guard for new faces says of planned contacts that pass to somebody else: on the page, and kept with the contact."""

from datetime import timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_named_lead, a_planned_contact, an_act, signed_in
from forms import send
from kith.contact.models import Contact
from network.neighbours import a_meeting
from statements import counted

DAY = timedelta(days=1)
SAID = "made 2 of the 3 contacts of the last 90 days and is on shift tomorrow; Ama Owusu has not met them yet."


@pytest.fixture
def visit(team: ATeam, doris: UUID) -> UUID:
    """A visit of the nurse tomorrow to somebody whom the social worker knows best, and the duty lead does not know."""
    a_named_lead(team, doris, team.social_worker)
    for days, who in ((3, team.social_worker), (2, team.social_worker), (1, team.nurse)):
        a_meeting(team, doris, AT - days * DAY, who)
    return a_planned_contact(team, doris, AT + DAY)


def address(team: ATeam, step: str = "") -> str:
    return f"/team/{team.slug}/hands/{team.nurse.member_id}/{step}"


def kept(team: ATeam, visit: UUID) -> tuple[UUID | None, list[str], str]:
    with an_act(team.lead):
        return Contact.objects.values_list("member_id", "warned", "anyway_because").get(id=visit)


def test_a_leave_says_of_a_contact_who_knows_the_person_before_it_goes_to_the_duty(team: ATeam, visit: UUID) -> None:
    browser = signed_in(team.nurse)
    days = {"first_day": (AT + DAY).date().isoformat(), "last_day": (AT + 7 * DAY).date().isoformat()}
    told = send(browser, browser.get(address(team)), address(team, "plan/"), **days, reason="annual leave")
    assert f"Rukhsana Mir {SAID}" in page(told).text
    with counted() as sent:
        browser.get(address(team))
    assert sent.number == 15, "two of them ask the guard, however many contacts there are"


def test_what_passes_at_once_keeps_that_it_is_a_new_face_and_says_how_many(team: ATeam, visit: UUID) -> None:
    browser = signed_in(team.nurse)
    told = send(browser, browser.get(address(team)), address(team, "ill/"), last_day_ill=(AT + DAY).date().isoformat())
    assert "1 thing passed to Ama Owusu. 1 contact is now with somebody new to the person" in page(told).text
    assert kept(team, visit) == (team.lead.member_id, ["new face"], "")


def test_nothing_is_said_where_whoever_takes_it_knows_them(team: ATeam, doris: UUID, visit: UUID) -> None:
    """The control: one contact of the duty lead with them, and it is no new face."""
    a_meeting(team, doris, AT - 4 * DAY, team.lead)
    browser = signed_in(team.nurse)
    told = send(browser, browser.get(address(team)), address(team, "ill/"), last_day_ill=(AT + DAY).date().isoformat())
    assert "1 thing passed to Ama Owusu." in page(told).text and "new to the person" not in page(told).text
    assert kept(team, visit) == (team.lead.member_id, [], "")
