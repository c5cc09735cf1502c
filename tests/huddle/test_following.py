"""What whoever leads a huddle is at, and the screen that follows: the operation, the page, what it records."""

from datetime import timedelta

import pytest

from builders import AT, a_member, a_team, a_working_manager, an_act, an_action
from huddle.monday import AT_5PM, a_monday, ring
from huddle.reading import heading, signed_in, words
from kith.access.home import as_kith
from kith.act import NotAllowed, NotVisible, Refusal
from kith.huddle import operations as huddles
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import shown_in
from kith.huddle.types import Decision
from kith.team import operations as teams
from kith.trail.models import Entry, Look
from statements import counted

pytestmark = pytest.mark.django_db


def show(monday, name, who=None, **values):
    """Show the item of somebody, as the one who leads unless said otherwise."""
    item = monday.item(name)
    with monday.act(who) as act:
        return huddles.show(act=act, item_id=item.id, **values)


def shown(monday):
    """Return what is shown of a huddle."""
    with monday.act():
        return shown_in(huddle_id=monday.huddle_id)


def room(monday, who, more=""):
    """Open the shared screen."""
    return signed_in(who).get(f"/huddle/{monday.team.slug}/room/{more}")


def test_what_is_shown_replaces_what_was_shown_before():
    monday = a_monday("Doris Pettigrew", "Brian Ashworth")
    show(monday, "Doris Pettigrew", what="Ring the pharmacy", owner_id=monday.team.nurse.member_id)
    item_id = show(monday, "Brian Ashworth", what=" Falls  assessment ", due_at=AT_5PM)
    row = shown(monday)
    assert (row.item_id, row.what, row.owner_id, row.due_at) == (item_id, "Falls assessment", None, AT_5PM)
    entry = Entry.objects.filter(command="huddle.show").order_by("recorded_at").last()
    assert (entry.thing_id, entry.person_ids) == (item_id, [monday.item("Brian Ashworth").person_id])


def test_only_whoever_leads_shows():
    monday = a_monday("Doris Pettigrew")
    with pytest.raises(NotAllowed, match="Only whoever leads the huddle"):
        show(monday, "Doris Pettigrew", monday.team.nurse)
    assert shown(monday) is None


def test_another_team_and_a_role_that_may_not_are_refused():
    monday = a_monday("Doris Pettigrew")
    item = monday.item("Doris Pettigrew")
    manager = a_working_manager(monday.team, "Max Stone")
    with pytest.raises(NotAllowed), an_act(manager) as act:
        huddles.show(act=act, item_id=item.id)
    stranger = a_team("Quarry Side").lead
    with pytest.raises(NotVisible), an_act(stranger) as act:
        huddles.show(act=act, item_id=item.id)
    assert shown(monday) is None


def test_a_stranger_as_owner_and_a_novel_are_refused():
    monday = a_monday("Doris Pettigrew")
    with pytest.raises(Refusal, match="Choose somebody of the team"):
        show(monday, "Doris Pettigrew", owner_id=a_team("Quarry Side").nurse.member_id)
    with pytest.raises(Refusal, match="Shorten this"):
        show(monday, "Doris Pettigrew", what="x" * 501)
    assert shown(monday) is None


def test_a_closed_huddle_shows_nothing_more():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    monday.close()
    with pytest.raises(Refusal, match="was closed"):
        show(monday, "Doris Pettigrew")


def test_showing_takes_five_statements():
    monday = a_monday("Doris Pettigrew")
    item = monday.item("Doris Pettigrew")
    with monday.act() as act, counted() as number:
        huddles.show(act=act, item_id=item.id)
    assert number == 5


# The screen


def test_the_screen_follows_what_is_shown():
    monday = a_monday("Doris Pettigrew", "Brian Ashworth")
    nurse = monday.team.nurse
    assert heading(room(monday, nurse)) == "Doris Pettigrew"
    show(monday, "Brian Ashworth", what="falls assessment", owner_id=nurse.member_id, due_at=AT_5PM)
    page = room(monday, nurse)
    assert heading(page) == "Brian Ashworth"
    assert "Being decided Sam Whitlock: Falls assessment, today by 5pm" in words(page)


def test_without_anything_shown_the_screen_follows_what_is_saved():
    monday = a_monday("Doris Pettigrew", "Brian Ashworth")
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    page = room(monday, monday.team.nurse)
    assert heading(page) == "Brian Ashworth"
    assert "Just decided Doris Pettigrew : Sam Whitlock: Ring the pharmacy by 5pm" in words(page)


def test_a_saved_decision_takes_the_place_of_what_was_typed():
    monday = a_monday("Doris Pettigrew")
    show(monday, "Doris Pettigrew", what="Ring")
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    assert "Decided Sam Whitlock: Ring the pharmacy by 5pm" in words(room(monday, monday.team.nurse))


def test_who_stays_is_told_where_the_huddle_is():
    monday = a_monday("Doris Pettigrew", "Brian Ashworth")
    show(monday, "Brian Ashworth")
    page = room(monday, monday.team.nurse, f"?item={monday.item('Doris Pettigrew').id}")
    assert heading(page) == "Doris Pettigrew"
    assert "Ama is at Brian Ashworth: follow again" in words(page)


def test_the_screen_records_whom_it_showed():
    monday = a_monday("Doris Pettigrew", "Brian Ashworth")
    nurse = monday.team.nurse
    room(monday, nurse)
    look = Look.objects.filter(account_id=nurse.account_id, route="huddle-room").get()
    assert look.person_ids == [monday.item("Doris Pettigrew").person_id]


def test_without_a_huddle_there_is_no_screen():
    team = a_team()
    answer = signed_in(team.nurse).get(f"/huddle/{team.slug}/room/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/huddle/{team.slug}/")


def test_only_the_leaders_page_tells_where_it_is():
    monday = a_monday("Doris Pettigrew")
    address = f"/huddle/{monday.team.slug}/item/{monday.item('Doris Pettigrew').id}/"
    assert 'data-shows="' in signed_in(monday.team.lead).get(address).content.decode()
    assert 'data-shows="' not in signed_in(monday.team.nurse).get(address).content.decode()


def test_the_leaders_page_sends_what_is_chosen():
    monday = a_monday("Doris Pettigrew")
    item = monday.item("Doris Pettigrew")
    address = f"/huddle/{monday.team.slug}/item/{item.id}/show/"
    typed = {"what": "Ring", "who": str(monday.team.nurse.member_id), "by": "today"}
    assert signed_in(monday.team.lead).post(address, typed).status_code == 204
    row = shown(monday)
    assert (row.item_id, row.what, row.owner_id, row.due_at) == (item.id, "Ring", monday.team.nurse.member_id, AT_5PM)


# The screen of a room


def a_room(monday, who):
    """Make a browser the room's screen, set up by somebody."""
    browser = signed_in(who)
    answer = browser.post(f"/huddle/{monday.team.slug}/room/", {})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/room/{monday.team.slug}/")
    return browser


def test_a_rooms_screen_tells_people_by_initials_alone():
    monday = a_monday("Doris Pettigrew", "Brian Ashworth")
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    page = a_room(monday, monday.team.nurse).get(f"/room/{monday.team.slug}/")
    assert heading(page) == "B. A."
    assert "D. P. : Action given" in words(page)
    for name in ("Doris", "Pettigrew", "Brian", "Ashworth"):
        assert name not in page.content.decode()


def test_a_rooms_screen_shows_nothing_that_anybody_wrote():
    """Each free text of a huddle says a name here; the member's own screen is the control that shows all of them."""
    monday = a_monday("Doris Pettigrew", "Brian Ashworth", "Agnes Tully")
    team = monday.team
    an_action(team, monday.item("Doris Pettigrew").person_id, "Ask Doris's son Kelvin", AT - timedelta(days=9))
    monday.settle("Agnes Tully", ring(team.nurse, what="Ring Agnes's neighbour Winifred"))
    show(monday, "Doris Pettigrew", what="Find out from Hilda", owner_id=team.nurse.member_id)
    room_page = a_room(monday, team.nurse).get(f"/room/{team.slug}/").content.decode()
    own_page = room(monday, team.nurse).content.decode()
    for name in ("Kelvin", "Winifred", "Hilda", "Doris"):
        assert name in own_page, "the control"
        assert name not in room_page
    monday.settle("Doris Pettigrew", Decision(Outcome.ACTION, what="Ring Hilda", owner_id=None))
    decided = a_room(monday, team.nurse).get(f"/room/{team.slug}/")
    assert "Decided Action given" in words(decided)
    assert "Hilda" not in decided.content.decode()


def test_a_members_own_screen_tells_names():
    monday = a_monday("Doris Pettigrew")
    assert "Pettigrew" in room(monday, monday.team.nurse).content.decode()


def test_a_rooms_screen_opens_nothing_else():
    monday = a_monday("Doris Pettigrew")
    person = monday.item("Doris Pettigrew").person_id
    browser, slug = a_room(monday, monday.team.nurse), monday.team.slug
    for address in (f"/person/{person}/", f"/board/{slug}/", f"/huddle/{slug}/", f"/huddle/{slug}/room/", "/find/"):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in"), address


def test_a_rooms_screen_shows_no_other_team():
    monday = a_monday("Doris Pettigrew")
    a_team("Quarry Side")
    answer = a_room(monday, monday.team.nurse).get("/room/quarry-side/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")


def test_a_rooms_screen_ends_with_its_day(clock):
    monday = a_monday("Doris Pettigrew")
    browser, address = a_room(monday, monday.team.nurse), f"/room/{monday.team.slug}/"
    clock(AT.replace(hour=22, minute=59))
    assert browser.get(address).status_code == 200
    clock(AT.replace(hour=23, minute=0))
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    clock(AT.replace(hour=22, minute=59))
    assert browser.get(address).status_code == 302


def test_a_rooms_screen_ends_with_the_seat_of_whoever_set_it_up(clock):
    monday = a_monday("Doris Pettigrew")
    leaver = a_member(monday.team, "Tom Brennan")
    browser = a_room(monday, leaver)
    with as_kith(at=AT) as act:
        teams.end_membership(act=act, member_id=leaver.member_id, until=AT + timedelta(minutes=1))
    address = f"/room/{monday.team.slug}/"
    assert browser.get(address).status_code == 200
    clock(AT + timedelta(minutes=1))
    assert browser.get(address).status_code == 302


def test_a_rooms_screen_waits_for_a_huddle():
    monday = a_monday("Doris Pettigrew")
    browser = a_room(monday, monday.team.nurse)
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    monday.close()
    assert heading(browser.get(f"/room/{monday.team.slug}/")) == "No huddle is running"


def test_who_set_a_room_up_and_what_it_showed_are_on_the_trail():
    monday = a_monday("Doris Pettigrew")
    nurse = monday.team.nurse
    a_room(monday, nurse).get(f"/room/{monday.team.slug}/")
    entry = Entry.objects.get(command="huddle.open_room")
    look = Look.objects.get(route="room-screen")
    assert (entry.account_id, entry.team_id, look.account_id) == (nurse.account_id, monday.team.id, nurse.account_id)
    assert look.person_ids == [monday.item("Doris Pettigrew").person_id]


def test_a_role_that_may_not_sets_up_no_room():
    monday = a_monday("Doris Pettigrew")
    manager = a_working_manager(monday.team, "Max Stone")
    with pytest.raises(NotAllowed), an_act(manager) as act:
        huddles.open_room(act=act, team_id=monday.team.id)
    stranger = a_team("Quarry Side").lead
    with pytest.raises(NotVisible), an_act(stranger) as act:
        huddles.open_room(act=act, team_id=monday.team.id)


def test_a_stranger_is_sent_to_the_sign_in(client):
    monday = a_monday("Doris Pettigrew")
    answer = client.get(f"/room/{monday.team.slug}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
