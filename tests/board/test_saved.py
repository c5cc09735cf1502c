"""Views of a board saved under a name: whose they are, who shares them, what they show, and what they never tell."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from builders import an_act
from kith.access.home import with_key
from kith.act import NotAllowed, NotVisible, Refusal, ids
from kith.board import operations
from kith.board.models import SavedView
from kith.board.saved import saved_views
from kith.handover.knowing import know_person
from statements import counted
from trailing import last_entry, outcomes

from .north import AT, North, a_person, a_seat, an_action, signed_in
from .reading import names, page

OVERDUE = "view=team&why=overdue"
LATE = AT - timedelta(days=4)


def kept(
    north: North, name: str = "Late work", asks: str = OVERDUE, *, by: str = "Joy", is_shared: bool = False
) -> UUID:
    """Save a view of North's board."""
    with north.act(by) as act:
        return operations.save_view(act=act, team_id=north.id, name=name, asks=asks, is_shared=is_shared)


def listed(north: North, who: str) -> list[tuple[str, bool]]:
    """Return the views that a member finds, each with whether it is theirs, in order."""
    with north.act(who):
        return [(one.name, one.is_own) for one in saved_views(team_id=north.id)]


def test_own_views_stand_first_and_only_shared_ones_are_anybody_elses(north: North):
    kept(north, "Zebra", by="Joy")
    kept(north, "Kept to herself", by="Ama")
    kept(north, "Morning round", by="Ama", is_shared=True)

    assert listed(north, "Joy") == [("Zebra", True), ("Morning round", False)]
    assert listed(north, "Ama") == [("Kept to herself", True), ("Morning round", True)]


def test_what_a_colleague_keeps_to_themselves_is_hidden_by_the_database_itself_with_its_past(north: North):
    view_id = kept(north, "Kept to herself", by="Ama")
    with north.act("Ama") as act:
        operations.rename_view(act=act, view_id=view_id, name="Hers alone")

    told = {}
    for who in ("Ama", "Joy"):
        with north.act(who), connection.cursor() as cursor:
            cursor.execute("select count(*) from board_savedview where id = %s", [view_id])
            rows = cursor.fetchone()[0]
            cursor.execute("select count(*) from act_history where row_id = %s", [view_id])
            told[who] = (rows, cursor.fetchone()[0])
    assert told == {"Ama": (1, 0), "Joy": (0, 0)}, "the past is for whoever reads the whole database"
    with north.act("Joy") as act, pytest.raises(NotVisible):
        operations.rename_view(act=act, view_id=view_id, name="Mine")


def test_saving_is_told_on_the_trail_and_takes_five_statements(north: North):
    with north.act("Joy") as act, counted() as sent:
        view_id = operations.save_view(act=act, team_id=north.id, name="Late work", asks=OVERDUE)
    assert sent == 5
    entry = last_entry(north.joy, "board.save_view")
    assert (entry.outcome, entry.team_id, entry.person_ids) == ("done", north.id, [])
    with north.act("Joy") as act, counted() as sent:
        operations.rename_view(act=act, view_id=view_id, name="Late")
    assert sent == 4
    with north.act("Joy") as act, counted() as sent:
        operations.remove_view(act=act, view_id=view_id)
    assert sent == 4
    assert outcomes(north.joy, "board.remove_view") == [("done", "")]
    assert listed(north, "Joy") == []


def test_the_same_key_twice_saves_once(north: North):
    with north.act("Joy") as act:
        first = operations.save_view(act=act, team_id=north.id, name="Late work", asks=OVERDUE)
        again = operations.save_view(act=act, team_id=north.id, name="Late work", asks=OVERDUE)
    assert first == again
    assert listed(north, "Joy") == [("Late work", True)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("  ", "Give the view a name, for example “Overdue, high risk”."),
        ("n" * 61, "Shorten the name to at most 60 letters."),
        ("late WORK", "You have a view called “late WORK” already. Choose another name."),
    ],
)
def test_a_name_that_will_not_do_leaves_nothing_behind(north: North, name: str, sentence: str):
    kept(north)
    with north.act("Joy") as act, pytest.raises(Refusal) as refused:
        operations.save_view(act=act, team_id=north.id, name=name, asks=OVERDUE)
    assert (refused.value.sentence, refused.value.field) == (sentence, "name")
    assert listed(north, "Joy") == [("Late work", True)]
    assert kept(north, by="Tom"), "somebody else may call theirs so"


def test_more_than_thirty_are_not_kept(north: North):
    for number in range(operations.MOST_VIEWS):
        kept(north, f"View {number}")
    with north.act("Joy") as act, pytest.raises(Refusal, match="Remove one first"):
        operations.save_view(act=act, team_id=north.id, name="One more", asks="")


def test_lead_supervisor_and_duty_lead_share_and_nobody_else(north: North):
    a_seat(north, north.peter.account_id, "team-lead")
    mine = kept(north, by="Joy")
    with north.act("Joy") as act, pytest.raises(NotAllowed, match="shares a view with the team"):
        operations.share_view(act=act, view_id=mine, is_shared=True)
    with north.act("Joy") as act, pytest.raises(NotAllowed):
        operations.save_view(act=act, team_id=north.id, name="Another", asks="", is_shared=True)
    assert [one[0] for one in outcomes(north.joy, "board.share_view")] == ["refused"]
    assert (listed(north, "Joy"), listed(north, "Tom")) == ([("Late work", True)], [])

    assert kept(north, "By the duty lead", by="Ama", is_shared=True)
    lead = replace(north.peter, role="team-lead")
    with an_act(lead, AT) as act:
        operations.save_view(act=act, team_id=north.id, name="By the team lead", asks="", is_shared=True)
    assert listed(north, "Tom") == [("By the duty lead", False), ("By the team lead", False)]


def test_a_shared_view_is_changed_by_whoever_may_share_and_taken_back_by_its_owner(north: North):
    view_id = kept(north, "Morning round", by="Ama", is_shared=True)
    for change in (
        lambda act: operations.rename_view(act=act, view_id=view_id, name="Ours"),
        lambda act: operations.share_view(act=act, view_id=view_id, is_shared=False),
        lambda act: operations.remove_view(act=act, view_id=view_id),
    ):
        with north.act("Joy") as act, pytest.raises(NotAllowed):
            change(act)
    assert listed(north, "Joy") == [("Morning round", False)]
    with north.act("Ama") as act:
        operations.share_view(act=act, view_id=view_id, is_shared=False)
    assert listed(north, "Joy") == []


def test_another_team_finds_nothing_and_the_board_answers_as_for_none(north: North, south: North):
    view_id = kept(north, is_shared=True, by="Ama")
    with south.act("Tom") as act:
        assert saved_views(team_id=north.id) == []
        with pytest.raises(NotVisible):
            operations.remove_view(act=act, view_id=view_id)
        with pytest.raises(NotVisible):
            operations.save_view(act=with_key(act), team_id=north.id, name="Theirs", asks="")
    a_person(south, "Walter Marsh")
    tom = signed_in(south.tom.account_id)
    hidden, missing = (tom.get(f"/board/south/?saved={one}") for one in (view_id, ids.new()))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert page(hidden).text == page(missing).text


def test_what_is_kept_is_only_what_the_board_understands(north: North):
    view_id = kept(north, asks="why=overdue&why=made-up&tier=high&sort=name&person=1&rest=show&view=all&lead=nobody")
    with north.act("Joy"):
        [view] = SavedView.objects.filter(id=view_id)
    assert view.asks == "view=all&sort=name&lead=nobody&why=overdue&tier=high"


def test_a_board_filtered_by_reason_and_tier_says_so_and_is_saved_and_opened_by_its_address(north: North):
    late = a_person(north, "Harold Finch")
    an_action(north, late, "Blood result", LATE)
    a_person(north, "Walter Marsh", since=AT - timedelta(days=1))
    joy = signed_in(north.joy.account_id)

    found = page(joy.get("/board/north/?why=overdue&why=missed&tier=not+assessed&tier=high"))
    assert (
        "Showing: contact missed or actions overdue, risk tier not assessed or high; 1 of 2 people. Clear" in found.text
    )
    assert names(found) == ["Harold Finch"]
    form = found.one("details", class_="kith-show").one("form")
    sent = {one.attributes["name"]: one.attributes.get("value", "") for one in form.all("input")}
    assert "shared" not in sent, "Joy may not share"

    there = joy.post(form.attributes["action"], {**sent, "name": "Late or missed"})
    assert there.status_code == 302
    opened = page(joy.get(there["Location"]))
    assert "The view is saved." in opened.text
    assert "Late or missed . Showing: contact missed or actions overdue" in opened.text
    assert names(opened) == ["Harold Finch"]
    assert names(page(signed_in(north.ama.account_id).get("/board/north/"))) == ["Walter Marsh", "Harold Finch"]


def test_pages_list_rename_share_and_remove_without_scripts(north: North):
    a_person(north, "Harold Finch")
    view_id = kept(north, by="Ama")
    ama = signed_in(north.ama.account_id)
    address = f"/board/north/views/{view_id}/"

    listing = page(ama.get("/board/north/views/"))
    assert [one.text for one in listing.one("ul", class_="kith-kept").all("p")] == [
        "Late work",
        "Actions overdue",
        "Rename, share or remove : Late work",
    ]
    refused = ama.post(address, {"do": "rename", "name": " ", "key": str(ids.new())})
    assert (refused.status_code, "Give the view a name" in page(refused).text) == (422, True)
    for do, more, said in (
        ("rename", {"name": "Ours"}, "The view has its new name."),
        ("share", {}, "The team sees this view now."),
        ("unshare", {}, "Only its owner sees this view now."),
        ("remove", {}, "The view is removed."),
    ):
        answer = ama.post(address, {"do": do, "key": str(ids.new()), **more}, follow=True)
        assert said in page(answer).text
    assert ama.get(address).status_code == 404
    taken = ama.post("/board/north/views/", {"name": "", "asks": OVERDUE, "shared": "yes", "key": str(ids.new())})
    assert taken.status_code == 422
    assert "Actions overdue" in page(taken).text


def test_a_view_that_names_somebody_gone_says_so_and_shows_the_rest(north: North):
    an_action(north, a_person(north, "Harold Finch"), "Blood result", LATE)
    a_person(north, "Walter Marsh", since=AT - timedelta(days=1))
    view_id = kept(north, "Of a colleague", f"view=team&lead={ids.new()}&why=overdue")

    found = page(signed_in(north.joy.account_id).get(f"/board/north/?saved={view_id}"))

    assert "people led by somebody who is not on your teams any more. That part is left out" in found.text
    assert "Of a colleague . Showing: actions overdue; 1 of 2 people." in found.text
    assert names(found) == ["Harold Finch"]


def test_the_count_of_a_shared_view_never_tells_of_a_record_that_is_closed_to_the_reader(north: North):
    closed, open_one = a_person(north, "Harold Finch"), a_person(north, "Walter Marsh")
    for one in (closed, open_one):
        an_action(north, one, "Blood result", LATE)
    view_id = kept(north, by="Ama", is_shared=True)
    with north.act("Joy", AT - timedelta(hours=1)) as act:
        know_person(act=act, person_id=closed)

    told = {
        who: page(signed_in(north.named[who].account_id).get(f"/board/north/?saved={view_id}"))
        for who in ("Ama", "Joy")
    }

    assert "Showing: actions overdue; 2 of 2 people." in told["Ama"].text, "the control: there is somebody to tell of"
    assert "Showing: actions overdue; 1 of 1 person." in told["Joy"].text
    assert "Harold" not in told["Joy"].text


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_a_fixed_number_of_statements(north: North, number: int):
    for one in range(number):
        view_id = kept(north, f"View {one}")
    joy = signed_in(north.joy.account_id)
    for address in ("/board/north/views/", f"/board/north/views/{view_id}/"):
        with counted() as sent:
            joy.get(address)
        assert sent == 6
