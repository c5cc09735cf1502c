"""The board: who stands where and why, what is counted, what is left on the trail, in how many statements."""

from datetime import timedelta
from uuid import UUID

from crowd import a_crowd
from kith.access.home import as_kith
from kith.person.operations import record_death
from kith.trail.models import Entry, Look
from statements import counted

from .north import (
    AT,
    North,
    a_contact,
    a_person,
    a_place,
    a_plan,
    a_seat,
    a_team,
    an_action,
    an_escalation,
    on_the_list_of,
    protect,
    signed_in,
)
from .reading import cell, lines, names, page, reasons, sections

DAY = timedelta(days=1)
FIVE_PM = AT.replace(hour=16, minute=0)
WEDNESDAY = AT.replace(day=3, hour=16, minute=0)


def a_morning(north: North) -> dict[str, UUID]:
    """Put one person into each section, most urgent first, one who needs nothing, and tell who they are."""
    people = {name: a_person(north, name) for name in ("Doris Pettigrew", "Tracey Holt", "Harold Finch", "Nora Bell")}
    people["Brian Ashworth"] = a_person(north, "Brian Ashworth", since=AT - 4 * DAY)
    people["Linda Scholes"] = a_person(north, "Linda Scholes", lead="Joy")
    an_escalation(north, people["Doris Pettigrew"], "Breathless at rest", AT + timedelta(minutes=38))
    a_contact(north, people["Tracey Holt"], "missed", AT - 3 * DAY, reason="nobody in")
    an_action(north, people["Harold Finch"], "Blood result", WEDNESDAY, owner="Tom")
    an_action(north, people["Linda Scholes"], "Ring the pharmacy", FIVE_PM, owner="Joy")
    a_contact(north, people["Nora Bell"], "made", AT - 2 * DAY)
    return people


def test_everybody_stands_once_under_their_most_urgent_reason(north: North):
    a_morning(north)

    board = page(signed_in(north.tom.account_id).get("/board/north/"))

    assert sections(board) == {
        "Escalated (1)": ["Doris Pettigrew"],
        "New to us (1)": ["Brian Ashworth"],
        "Contact missed (1)": ["Tracey Holt"],
        "Actions overdue (1)": ["Harold Finch"],
        "Due today (1)": ["Linda Scholes"],
    }
    assert "5 of 6 people need something today." in board.text
    assert "1 is yours. Duty lead: Ama Owusu. Loaded 8:22am" in board.text
    assert "Nothing needed today: 1 person." in board.text


def test_a_line_says_why_who_leads_when_seen_and_what_comes_next(north: North):
    a_morning(north)
    linda = a_person(north, "Walter Marsh", lead="Joy")
    a_contact(north, linda, "made", AT - 12 * DAY)
    a_plan(north, linda, AT + timedelta(hours=3), by="Tom")

    board = page(signed_in(north.tom.account_id).get("/board/north/"))

    words = [cell(board, "Doris Pettigrew", kind) for kind in ("why", "lead", "seen", "next")]
    assert words == [
        "Breathless at rest by 9am, 38 minutes left",
        "Day lead Ama Owusu , duty",
        "Seen never",
        "Next: none planned",
    ]
    words = [cell(board, "Walter Marsh", kind) for kind in ("why", "lead", "seen", "next")]
    assert words == ["Visit 11:22am", "Day lead Joy Adeyemi", "Seen 12 days", "Next: Today 11:22am, you"]


def test_two_reasons_are_told_in_full_and_no_reason_is_lost(north: North):
    person = a_person(north, "Doris Pettigrew", since=AT - DAY)
    an_escalation(north, person, "Breathless at rest", AT + timedelta(minutes=38))
    a_contact(north, person, "missed", AT - timedelta(hours=5), reason="nobody in")
    an_action(north, person, "Ring the pharmacy", FIVE_PM, made_at=AT)
    a_plan(north, person, AT + timedelta(hours=3), made_at=AT)

    board = page(signed_in(north.ama.account_id).get("/board/north/"))

    assert reasons(board, "Doris Pettigrew") == ["escalated", "new", "missed", "due", "due"]
    assert "and 3 more" in cell(board, "Doris Pettigrew", "why")


def test_the_oldest_stand_first_in_their_section(north: North):
    for name, days in (("Second Oldest", 2), ("Newest Late", 1), ("Oldest Late", 5)):
        an_action(north, a_person(north, name), "Blood result", AT - days * DAY)

    board = page(signed_in(north.ama.account_id).get("/board/north/"))

    assert sections(board) == {"Actions overdue (3)": ["Oldest Late", "Second Oldest", "Newest Late"]}


def test_mine_are_those_i_lead_or_owe_something_today(north: North):
    a_morning(north)

    board = page(signed_in(north.joy.account_id).get("/board/north/?view=mine"))
    nobody = page(signed_in(north.peter.account_id).get("/board/north/?view=mine"))

    assert names(board) == ["Linda Scholes"]
    assert board.one("a", aria_current="true").text == "Mine 1"
    assert "Nothing is yours today" in nobody.text
    assert "See the team’s 5 people" in nobody.text


def test_a_phone_opens_on_mine(north: North):
    a_morning(north)

    board = page(
        signed_in(north.joy.account_id).get("/board/north/", headers={"user-agent": "Mozilla/5.0 (iPhone) Mobi"})
    )

    assert names(board) == ["Linda Scholes"]


def test_all_teams_show_a_person_of_two_lists_once_with_the_reasons_of_both(north: North, south: North):
    a_seat(south, north.ama.account_id)
    doris = a_person(north, "Doris Pettigrew")
    an_action(north, doris, "Ring the pharmacy", FIVE_PM)
    on_the_list_of(south, doris)
    an_action(south, doris, "Order the grab rail", WEDNESDAY)
    a_person(south, "Walter Marsh")
    client = signed_in(north.ama.account_id)

    own, both = page(client.get("/board/north/")), page(client.get("/board/north/?view=all"))

    assert reasons(own, "Doris Pettigrew") == ["due"]
    assert sections(both) == {"Actions overdue (1)": ["Doris Pettigrew"]}
    assert reasons(both, "Doris Pettigrew") == ["overdue", "due"]
    assert "North, South" in lines(both)[0].one("th").text
    assert "1 of 2 people need something today." in both.text


def test_a_filter_in_use_is_written_out_and_counted(north: North):
    a_morning(north)
    client = signed_in(north.ama.account_id)

    of_joy = page(client.get(f"/board/north/?lead={north.joy.account_id}"))
    of_peter = page(client.get(f"/board/north/?lead={north.peter.account_id}"))

    assert names(of_joy) == ["Linda Scholes"]
    assert "Showing: led by Joy Adeyemi; 1 of 5 people. Clear" in of_joy.text
    assert "No one matches: led by Peter Lindqvist" in of_peter.text
    assert "Show all 5 people" in of_peter.text


def test_sorted_by_name_or_last_seen_there_are_no_sections_and_each_line_has_its_mark(north: North):
    people = a_morning(north)
    a_contact(north, people["Linda Scholes"], "made", AT - 2 * DAY)
    a_contact(north, people["Harold Finch"], "made", AT - 9 * DAY)
    client = signed_in(north.ama.account_id)

    by_name, by_seen = (page(client.get(f"/board/north/?sort={sort}")) for sort in ("name", "seen"))

    assert names(by_name) == ["Brian Ashworth", "Harold Finch", "Tracey Holt", "Doris Pettigrew", "Linda Scholes"]
    assert names(by_seen)[-2:] == ["Harold Finch", "Linda Scholes"]
    assert all(line.one("td", class_="kith-c-why").all("svg") for line in lines(by_name))


def test_those_who_need_nothing_are_counted_and_listed_when_asked_for(north: North):
    a_morning(north)

    board = page(signed_in(north.ama.account_id).get("/board/north/?rest=show"))

    assert sections(board)["Nothing needed today (1)"] == ["Nora Bell"]
    assert len(lines(board)) == 6


def test_an_address_that_asks_for_nonsense_gets_the_usual_board(north: North):
    a_morning(north)

    board = page(signed_in(north.ama.account_id).get("/board/north/?view=x&sort=y&lead=z&rest=w"))

    assert len(lines(board)) == 5


def test_the_board_of_another_team_is_missing_and_the_try_is_one_refusal(north: North, south: North):
    answers = [signed_in(south.tom.account_id).get(address) for address in ("/board/north/", "/board/nowhere/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert page(answers[0]).text == page(answers[1]).text
    with south.act("Tom"):
        refused = Entry.objects.filter(account_id=south.tom.account_id, outcome="refused")
        assert [(one.command, one.person_ids) for one in refused] == [("look.board", []), ("look.board", [])]
        assert not Look.objects.filter(account_id=south.tom.account_id).exists()


def test_the_trail_holds_exactly_those_shown_in_one_look(north: North):
    people = a_morning(north)
    shown = {
        people[name] for name in ("Doris Pettigrew", "Brian Ashworth", "Tracey Holt", "Harold Finch", "Linda Scholes")
    }
    client = signed_in(north.joy.account_id)

    client.get("/board/north/")
    client.get("/board/north/?view=mine")
    client.get("/board/north/?rest=show")

    with north.act("Joy"):
        looks = Look.objects.filter(account_id=north.joy.account_id).values_list(
            "kind", "route", "team_id", "person_ids"
        )
        seen = {(kind, route, team, frozenset(ids)) for kind, route, team, ids in looks}
    about = ("list", "board", north.id)
    assert seen == {
        (*about, frozenset(shown)),
        (*about, frozenset({people["Linda Scholes"]})),
        (*about, frozenset(people.values())),
    }


def test_the_statements_are_the_same_for_1_3_and_500_people_with_2500_actions(north: North):
    client, numbers = signed_in(north.ama.account_id), []
    members = [member.member_id for member in north.members]
    for number in (1, 2, 497):
        with as_kith(at=AT) as act:
            a_crowd(act, team_id=north.id, member_ids=members, number=number, seed=number)
        with counted() as statements:
            answer = client.get("/board/north/?view=all&rest=show")
        numbers.append(statements.number)

    context = 1
    assert len(lines(page(answer))) == 500
    assert numbers == [11, 11, 11]
    assert numbers[0] + context <= 12


def test_two_teams_cost_no_statement_more(north: North, south: North):
    a_seat(south, north.ama.account_id)
    a_person(north, "Doris Pettigrew")
    a_person(south, "Walter Marsh")

    client = signed_in(north.ama.account_id)

    with counted() as statements:
        client.get("/board/north/?view=all&rest=show")

    assert statements.number == 11


def test_a_team_without_people_shows_its_steps(db: None):
    bare = a_team(a_place(), staff=["Ama"])

    steps = page(signed_in(bare.ama.account_id).get("/board/north/"))

    assert steps.one("h1").text == "North has no people on its list yet"
    assert [step.one("h2").text for step in steps.all("li", class_="kith-step")] == [
        "Members and their roles",
        "Who is on duty",
        "Open the team",
        "People",
    ]
    assert steps.one("li", class_="kith-step--next").one("h2").text == "Members and their roles"


def test_a_protected_person_is_named_like_everybody(north: North):
    doris = a_person(north, "Doris Pettigrew", since=AT - DAY)
    protect(north, doris)

    board = page(signed_in(north.ama.account_id).get("/board/north/"))

    assert names(board) == ["Doris Pettigrew"]


def test_somebody_who_has_died_needs_nothing(north: North):
    doris = a_person(north, "Doris Pettigrew")
    an_action(north, doris, "Blood result", WEDNESDAY)
    with north.act() as act:
        record_death(act=act, person_id=doris, died_at=AT - DAY)

    board = page(signed_in(north.ama.account_id).get("/board/north/"))

    assert "0 of 1 person need something today." in board.text


def test_a_team_with_people_and_no_rota_keeps_its_board_and_says_so(db: None):
    bare = a_team(a_place(), staff=["Ama"])
    a_person(bare, "Doris Pettigrew", since=AT - DAY)

    board = page(signed_in(bare.ama.account_id).get("/board/north/"))

    assert names(board) == ["Doris Pettigrew"]
    assert "No rota is published for the next 14 days." in board.text
    assert "Nobody has the duty." in board.text
    assert cell(board, "Doris Pettigrew", "lead") == "Day lead nobody"


def test_paper_says_who_printed_it_when_and_until_when_it_may_be_kept(north: North):
    a_morning(north)

    board = page(signed_in(north.joy.account_id).get("/board/north/"))

    printed = board.one("p", class_="kith-print-only").text
    assert printed == (
        "As it was on Monday 8 June 2026, 8:22am, for Joy Adeyemi, North. Personal information: shred by the end of today."
    )


def test_text_that_steers_the_display_is_shown_and_not_obeyed(north: North):
    person = a_person(north, "Doris \u202ePettigrew")
    an_action(north, person, "Ring \u200bthe pharmacy", FIVE_PM)

    board = signed_in(north.ama.account_id).get("/board/north/")

    assert "\u202e" not in board.content.decode()
    assert "\u200b" not in board.content.decode()
    assert names(page(board)) == ["Doris <U+202E>Pettigrew"]
