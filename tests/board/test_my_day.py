"""My day: offers first, what comes next, the day by time with what is overdue, what is done; nothing that opens a door."""

from datetime import timedelta
from typing import Any

import pytest

from board.reading import Element, page
from builders import AT, ATeam, Someone, a_contact, a_person, a_planned_contact, a_session, a_team, an_act, an_action
from kith.action import offering
from kith.board.day_rules import street_of
from statements import counted

pytestmark = pytest.mark.django_db


def my_day(team: ATeam, who: Someone) -> Element:
    """Return somebody's day as it is shown."""
    return page(a_session(who.account_id, who.role).get(f"/my-day/{team.slug}/"))


def headings(shown: Element) -> list[str]:
    return [one.text for one in shown.all("h2")]


def test_day_is_by_time_with_the_next_visit_framed_and_overdue_work_in_its_place() -> None:
    team = a_team()
    frank, walter, ronald = (a_person(team, name) for name in ("Frank Hindle", "Walter Finch", "Ronald Pickles"))
    a_planned_contact(team, walter, AT + timedelta(hours=4))
    a_planned_contact(team, frank, AT + timedelta(hours=2))
    an_action(team, ronald, "Ring the warden", AT - timedelta(days=3))
    an_action(team, frank, "Dress the wound")

    shown = my_day(team, team.nurse)

    assert shown.one("h1").text == "My day, Monday 8 June"
    assert "3 to do, 0 done. Overdue work for 1 person." in shown.text
    lines = [one.text for one in shown.all("li", class_="kith-visit")]
    assert [line.split(maxsplit=1)[0] for line in lines] == ["10:22am", "12:22pm", "By"]
    [framed] = shown.all("li", class_="kith-visit--next")
    assert "Frank Hindle" in framed.text
    assert "Dress the wound" in framed.text
    assert [one.text for one in framed.all("a", class_="nhsuk-button")] == ["Start the visit"]
    assert "1 action overdue, 1 day" in lines[2], "service days, as on the board: due on Friday"
    assert "Ring the warden" in lines[2]


def test_what_is_done_and_missed_stands_at_the_end() -> None:
    team = a_team()
    made, missed = a_person(team, "Albert Sugden"), a_person(team, "Mabel Tully")
    a_contact(team, made, "made", AT - timedelta(minutes=50))
    a_contact(team, missed, "missed", AT - timedelta(minutes=40), reason="nobody in")

    shown = my_day(team, team.nurse)

    assert [one.text for one in shown.all("li", class_="kith-visit--done")] == [
        "7:32am Albert Sugden Done Visit",
        "7:42am Mabel Tully Missed Visit",
    ]
    assert "Nothing is left to do today." in shown.text
    assert "Everything of today has its result." in shown.text


def test_an_offer_that_waits_comes_first() -> None:
    team = a_team()
    ivy = a_person(team, "Ivy Garside")
    action_id = an_action(team, ivy, "Order a commode", owner=team.lead)
    with an_act(team.lead) as act:
        offering.offer(act=act, action_id=action_id, to_member_id=team.nurse.member_id)

    shown = my_day(team, team.nurse)

    assert headings(shown)[0] == "1 offer waits for your answer"
    assert "Order a commode, from Ama Owusu, answer by 9:22am." in shown.text
    assert "Order a commode" not in my_day(team, team.social_worker).text


def test_work_of_others_is_not_mine() -> None:
    team = a_team()
    a_planned_contact(team, a_person(team, "Frank Hindle"))
    assert "Frank Hindle" in my_day(team, team.nurse).text
    assert "0 to do, 0 done." in my_day(team, team.social_worker).text


def test_a_visit_without_a_result_is_asked_about_before_one_finishes(monkeypatch: Any) -> None:
    team = a_team()
    contact_id = a_planned_contact(team, a_person(team, "Frank Hindle"), AT + timedelta(minutes=10))
    at = AT + timedelta(hours=4)
    monkeypatch.setattr("kith.web.middleware.now", lambda: at)
    shown = page(a_session(team.nurse.account_id, team.nurse.role, at).get(f"/my-day/{team.slug}/"))
    asked = shown.one("ul", class_="kith-questions")
    assert "No result written" in shown.text
    assert [one.attributes["href"] for one in asked.all("a")][:2] == [
        f"/contact/{contact_id}/made/",
        f"/contact/{contact_id}/missed/",
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_page_takes_a_fixed_number_of_statements(number: int) -> None:
    team = a_team()
    for one in range(number):
        who = a_person(team, f"Person {one}")
        a_planned_contact(team, who)
        an_action(team, who)
    client = a_session(team.nurse.account_id, team.nurse.role)
    with counted() as sent:
        client.get(f"/my-day/{team.slug}/")
    assert sent == 12


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("12 Sycamore Court, Ashmere", "Sycamore Court"),
        ("Flat 3, 4a Mill Lane, Ashmere", "Mill Lane"),
        ("Flat 3", ""),
        ("7", ""),
        ("12/3 Ropewalk", "Ropewalk"),
        ("", ""),
    ],
)
def test_street_has_no_number_and_no_flat(address: str, street: str) -> None:
    assert street_of(address) == street
