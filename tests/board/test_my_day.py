"""My day: offers first, what comes next, the day by time with what is overdue, what is done; nothing that opens a door."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from board.reading import Element, page, whole
from builders import (
    AT,
    ATeam,
    Someone,
    a_contact,
    a_member,
    a_person,
    a_planned_contact,
    a_session,
    a_team,
    an_act,
    an_action,
)
from kith.access.home import as_kith, with_key
from kith.action import offering
from kith.board.day_rules import street_of
from kith.contact import queries as contacts
from kith.contact.chasing import chase
from kith.huddle import operations as huddles
from kith.huddle.models import Raised
from kith.team.queries import members
from kith.team.reachable import set_contact_details
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
    assert "4 to do, 0 done. Overdue work for 1 person." in shown.text
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
        set_contact_details(act=with_key(act), email="", phone="01632 960 101")

    shown = my_day(team, team.nurse)

    assert "01632 960 101" in shown.text, "to ring whoever offers it"
    waits, finish = map(headings(shown).index, ["1 offer waits for your answer", "Before you finish"])
    assert waits < finish
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


def escalated(team: ATeam, person_id: UUID, what: str, at: datetime = AT - timedelta(minutes=20)) -> UUID:
    """Raise an escalation to the duty lead in today's huddle; return its action."""
    with an_act(team.lead, at) as act:
        huddle_id = huddles.start(act=act, team_id=team.id)
        item_id = huddles.add_person(act=with_key(act), huddle_id=huddle_id, person_id=person_id)
        raised_id = huddles.raise_escalation(act=with_key(act), item_id=item_id, what=what, to_id=team.lead.member_id)
        return Raised.objects.get(id=raised_id).action_id


def test_an_escalation_stands_first_with_its_own_word_and_is_not_counted_as_late() -> None:
    team = a_team()
    doris, frank = a_person(team, "Doris Pettigrew"), a_person(team, "Frank Hindle")
    an_action(team, frank, "Ring the warden", AT - timedelta(days=3), owner=team.lead)
    a_planned_contact(team, doris, AT + timedelta(hours=2), by=team.lead)
    action_id = escalated(team, doris, "Breathless at rest")

    shown = my_day(team, team.lead)

    first, *others = shown.all("li", class_="kith-visit")
    assert first.attributes["data-reason"] == "escalated"
    assert first.text == (
        "Escalated Doris Pettigrew Breathless at rest: answer by 9:02am, 40 minutes left"
        " Escalated today 8:02am Answer it : Doris Pettigrew"
    )
    assert first.one("a", class_="nhsuk-button").attributes["href"] == f"/action/{action_id}/"
    assert [("Breathless" in one.text) for one in others] == [False, False]
    assert "3 to do, 0 done. 1 escalation. Overdue work for 1 person." in shown.text
    asked = shown.one("ul", class_="kith-questions").all("li")
    assert asked[0].text.startswith("Doris Pettigrew Breathless at rest: answer by 9:02am Answer it")
    assert "Breathless" not in my_day(team, team.nurse).text


def chased(team: ATeam, at: datetime) -> None:
    """Let Kith ask what became of contacts, as every minute."""
    with as_kith(at=at) as act:
        chase(act=act, team_id=team.id)


def test_a_visit_without_result_is_asked_about_once_where_both_it_and_its_follow_up_are_mine(monkeypatch: Any) -> None:
    team, at = a_team(), AT + timedelta(hours=5)
    contact_id = a_planned_contact(team, a_person(team, "Frank Hindle"), AT + timedelta(minutes=10))
    chased(team, at)
    monkeypatch.setattr("kith.web.middleware.now", lambda: at)

    shown = page(a_session(team.nurse.account_id, team.nurse.role, at).get(f"/my-day/{team.slug}/"))

    assert "1 to do, 0 done." in shown.text
    assert [one.attributes["href"] for one in shown.one("ul", class_="kith-questions").all("a")] == [
        f"/contact/{contact_id}/made/",
        f"/contact/{contact_id}/missed/",
        f"/team/{team.slug}/hands/",
    ]
    assert "Say what became" not in shown.text


def test_what_asks_of_a_colleagues_visit_leads_to_the_visit(monkeypatch: Any) -> None:
    team, at = a_team(), AT + timedelta(hours=5)
    contact_id = a_planned_contact(team, a_person(team, "Frank Hindle"), AT + timedelta(minutes=10))
    chased(team, at)
    with an_act(team.nurse, at) as act:
        follow_up = contacts.one(contact_id=contact_id).follow_up_id
        assert follow_up is not None
        offer_id = offering.offer(act=act, action_id=follow_up, to_member_id=team.lead.member_id)
    with an_act(team.lead, at) as act:
        offering.accept(act=act, offer_id=offer_id)
    monkeypatch.setattr("kith.web.middleware.now", lambda: at)

    shown = page(a_session(team.lead.account_id, team.lead.role, at).get(f"/my-day/{team.slug}/"))

    assert [one.attributes["href"] for one in shown.one("ul", class_="kith-questions").all("a")] == [
        f"/contact/{contact_id}/made/",
        f"/contact/{contact_id}/missed/",
    ]


def number_in_navigation(team: ATeam, who: Someone, address: str, at: datetime = AT) -> str:
    """Return what the navigation says of My day on a page, '' for nothing."""
    shown = whole(a_session(who.account_id, who.role, at).get(address))
    link = next(one for one in shown.one("nav", class_="kith-nav").all("a") if one.text.startswith("My day"))
    return link.text.removeprefix("My day").strip()


def test_every_page_says_how_much_waits_as_the_day_counts_it() -> None:
    team = a_team()
    frank = a_person(team, "Frank Hindle")
    assert number_in_navigation(team, team.nurse, f"/board/{team.slug}/") == ""
    a_planned_contact(team, frank)
    an_action(team, frank)
    action_id = an_action(team, frank, "Order a commode", owner=team.lead)
    with an_act(team.lead) as act:
        offering.offer(act=act, action_id=action_id, to_member_id=team.nurse.member_id)

    for address in (f"/board/{team.slug}/", f"/my-day/{team.slug}/", f"/person/{frank}/", "/find/"):
        assert number_in_navigation(team, team.nurse, address) == "3 things wait for you"
    assert "3 to do, 0 done." in my_day(team, team.nurse).text
    assert number_in_navigation(team, team.lead, "/find/") == "1 thing waits for you"
    assert number_in_navigation(team, team.social_worker, "/find/") == ""


@pytest.mark.parametrize("moment", [AT, AT + timedelta(days=5)], ids=["duty lead on a Monday", "cover on a Saturday"])
def test_what_falls_to_the_duty_is_counted_as_it_is_listed(monkeypatch: Any, moment: datetime) -> None:
    team = a_team()
    gone = a_member(team, "Nadia Rahman", until=AT - timedelta(minutes=1), at=AT - timedelta(days=5))
    an_action(team, a_person(team, "Frank Hindle"), "Ring the warden", AT - timedelta(days=1), owner=gone)
    monkeypatch.setattr("kith.web.middleware.now", lambda: moment)
    [cover] = [one for one in members(team_id=team.id, at=moment) if one.role == "on-call"]

    said = {}
    for who, role in ((team.lead.account_id, team.lead.role), (cover.account_id, "on-call")):
        shown = whole(a_session(who, role, moment).get(f"/my-day/{team.slug}/"))
        listed = shown.one("main").text.split(" to do")[0].split()[-1]
        counted_in = next(one for one in shown.one("nav", class_="kith-nav").all("a") if "My day" in one.text).text
        assert counted_in == ("My day 1 thing waits for you" if listed == "1" else "My day")
        said[role] = listed
    assert said == ({"team-lead": "1", "on-call": "0"} if moment == AT else {"team-lead": "0", "on-call": "1"})


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
    assert sent == 13


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
