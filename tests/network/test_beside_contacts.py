"""What is said before a contact is planned and while one is recorded, and what is kept of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_member, a_person, a_planned_contact, an_act, signed_in
from contact.test_pages import contacts
from forms import form_of, send
from kith.contact.models import Contact
from kith.contact.seams import Wish, seams
from kith.network.queries import duplicates_of_month, overridden_in_month
from kith.team.queries import members
from network.neighbours import a_meeting, living_at
from statements import counted

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TOMORROW = {"way": "visit", "day": "2026-06-09", "from": "10:00", "to": "11:00"}


def kept(team: ATeam) -> tuple[list[str], str, str]:
    with an_act(team.nurse):
        return Contact.objects.filter(state="planned").values_list("warned", "anyway_because", "again_because").get()


def test_whoever_has_never_met_them_is_told_who_knows_them_and_plans_it_with_a_reason_in_one_press(
    team: ATeam, doris: UUID
) -> None:
    for days in (3, 2, 1):
        a_meeting(team, doris, AT - days * DAY, team.social_worker if days == 3 else None)
    browser, address = signed_in(team.lead), f"/person/{doris}/contact/plan/"
    form = browser.get(address)

    told = send(browser, form, address, **TOMORROW)

    text = page(told).text
    assert (told.status_code, contacts(team, doris)[0].state) == (200, "made")
    assert (
        "Before you plan it Sam Whitlock made 2 of the 3 contacts of the last 90 days and is on shift tomorrow;"
        " Ama Owusu has not met them yet." in text
    )
    assert form_of(told, address).values["from"] == "10:00"
    send(browser, told, address, anyway_because="skill")
    assert kept(team) == (["new face"], "skill", "")


def test_a_warning_stops_nobody_and_is_said_afresh_of_somebody_else(team: ATeam, doris: UUID) -> None:
    a_meeting(team, doris, AT - DAY)
    browser, address = signed_in(team.lead), f"/person/{doris}/contact/plan/"
    told = send(browser, browser.get(address), address, **TOMORROW)
    again = send(browser, told, address, who=str(team.social_worker.member_id))
    assert "Rukhsana Mir has not met them yet." in page(again).text
    send(browser, again, address)
    assert kept(team) == (["new face"], "", "")


def test_a_series_by_somebody_new_is_said_before_its_first_contact_and_kept_with_that_alone(
    team: ATeam, doris: UUID
) -> None:
    a_meeting(team, doris, AT - DAY)
    browser, address = signed_in(team.lead), f"/person/{doris}/contact/plan/"
    weekly = {"often": "days", "every_days": "7", "end": "number", "number": "3", "reason": "wound care"}
    told = send(browser, browser.get(address), address, **TOMORROW, **weekly)
    assert "Ama Owusu has not met them yet." in page(told).text
    assert form_of(told, address).values["every_days"] == "7"
    done = send(browser, told, address, anyway_because="skill")
    assert "The series is planned." in page(done).text
    with an_act(team.nurse):
        rows = Contact.objects.filter(person_id=doris, state="planned").order_by("window_from")
        found = list(rows.values_list("warned", "anyway_because"))
    assert found == [(["new face"], "skill"), ([], ""), ([], "")]


def test_whoever_knows_them_plans_in_one_press(team: ATeam, doris: UUID) -> None:
    a_meeting(team, doris, AT - DAY)
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/plan/"
    send(browser, browser.get(address), address, **TOMORROW)
    assert kept(team) == ([], "", "")


def test_a_fourth_face_and_a_second_service_in_one_home_are_said_together(team: ATeam, doris: UUID) -> None:
    ron = a_person(team, "Ron Pettigrew")
    living_at(team, doris)
    living_at(team, ron)
    kay = a_member(team, "Kay Knows", "nurse", AT - 9 * DAY)
    for number, one in enumerate((team.nurse, team.social_worker, kay)):
        a_meeting(team, doris, AT - (number + 1) * DAY, one)
    a_planned_contact(team, ron, AT + 26 * HOUR)
    browser, address = signed_in(team.lead), f"/person/{doris}/contact/plan/"
    told = send(browser, browser.get(address), address, **TOMORROW)
    text = page(told).text
    assert "It would be different face number 4 within 28 days." in text
    assert "District nursing comes to this home tomorrow too: 10:22am, Sam Whitlock." in text
    send(browser, told, address, again_because="together")
    with an_act(team.nurse):
        row = Contact.objects.filter(person_id=doris, state="planned").values_list("warned", "again_because").get()
    assert row == (["new face", "many faces", "same day"], "together")
    with an_act(team.lead), counted() as sent:
        [counted_one] = overridden_in_month(team_id=team.id, first=date(2026, 6, 9), last=date(2026, 6, 9))
        assert overridden_in_month(team_id=team.id, first=date(2026, 6, 10), last=date(2026, 6, 30)) == []
    assert (sent, counted_one.warned, counted_one.again_because) == (2, row[0], "together")


@pytest.mark.parametrize("number", [1, 3])
def test_cautions_are_a_fixed_number_of_statements(team: ATeam, doris: UUID, number: int) -> None:
    for days in range(number):
        a_meeting(team, doris, AT - (days + 1) * DAY)
    with an_act(team.lead):
        there = members(team_id=team.id, at=AT)
        wish = Wish(doris, team.id, team.lead.member_id, "", "neighbourhood-team", "visit", AT + DAY, there)
        with counted() as sent:
            found = seams.cautions(wish, AT)
    assert (sent, found.warned) == (4, ["new face"])


@pytest.mark.parametrize("path", ["plan", "record"])
def test_what_another_service_did_of_late_is_one_quiet_sentence(team: ATeam, doris: UUID, path: str) -> None:
    a_meeting(team, doris, AT - DAY, "Sue Reid, district nurse", assessed=["skin"])
    a_meeting(team, doris, AT - 3 * DAY, team.social_worker)
    a_meeting(team, doris, AT - 40 * DAY, "Dr Patel", assessed=["mood"])
    text = page(signed_in(team.social_worker).get(f"/person/{doris}/contact/{path}/")).text
    assert "District nursing was in contact yesterday and assessed this: skin and pressure areas." in text
    assert "Social care was" not in text, "one's own service is no news"
    assert "General practice" not in text.replace("General practice Social care", "")
    if path == "record":
        assert "Skin and pressure areas district nursing, yesterday" in text
    own = page(signed_in(team.nurse).get(f"/person/{doris}/contact/{path}/")).text
    assert "District nursing was in contact" not in own


def test_what_was_done_twice_in_a_month_is_counted_for_the_team_with_its_cases(team: ATeam, doris: UUID) -> None:
    a_meeting(team, doris, AT - 20 * DAY, assessed=["skin"])
    a_meeting(team, doris, AT - 5 * DAY, team.social_worker, assessed=["skin"], falls="2")
    a_meeting(team, doris, AT - 4 * DAY, assessed=["money"], falls="2", because="asked")
    a_meeting(team, doris, AT - 3 * DAY, team.social_worker, falls="2")
    a_meeting(team, doris, AT - 3 * DAY + HOUR, "Bright Home Care")
    values: dict[str, Any] = {"team_id": team.id, "first": date(2026, 6, 1), "last": date(2026, 6, 30)}
    with an_act(team.lead), counted() as sent:
        found = duplicates_of_month(**values)
    assert sent == 1
    assert [(str(one.kind), one.what, one.has_reason) for one in found] == [
        ("repeated assessment", "skin", False),
        ("asked again", "falls", True),
        ("repeated assessment", "falls", True),
        ("asked again", "falls", False),
        ("repeated assessment", "falls", False),
        ("two services on one day", "", False),
    ]
    with an_act(team.lead):
        assert duplicates_of_month(**values | {"first": date(2026, 5, 1), "last": date(2026, 5, 31)}) == []
