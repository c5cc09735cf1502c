"""What members say beside an item: for whoever leads, in the record, on the shared screen only once it is shown."""

import pytest

from builders import a_team, a_working_manager, an_act
from huddle.monday import a_monday, ring
from huddle.reading import form_of, signed_in, words
from kith.act import NotAllowed, NotVisible, Refusal
from kith.huddle import operations as huddles
from kith.huddle.remarks import remarks_in
from kith.trail.models import Entry, Look
from statements import counted

pytestmark = pytest.mark.django_db

SAID = "Her son Kelvin has the key"


def say(monday, name="Doris Pettigrew", text=SAID, who=None):
    """Say something beside somebody's item, as the nurse unless said otherwise."""
    item = monday.item(name)
    with monday.act(who or monday.team.nurse) as act:
        return huddles.remark(act=act, item_id=item.id, text=text)


def said(monday):
    """Return what was said in a huddle."""
    with monday.act():
        return remarks_in(huddle_id=monday.huddle_id)


def screen(monday, who):
    """Return the words of the shared screen of a member."""
    return words(signed_in(who).get(f"/huddle/{monday.team.slug}/room/"))


def test_a_remark_is_kept_with_who_said_it_and_decides_nothing():
    monday = a_monday("Doris Pettigrew")
    remark_id = say(monday, text="  Her son  Kelvin has the key ")
    [row] = said(monday)
    assert (row.id, row.text, row.by_id, row.shown_at) == (remark_id, SAID, monday.team.nurse.member_id, None)
    entry = Entry.objects.get(command="huddle.remark")
    assert (entry.thing_id, entry.person_ids) == (row.item_id, [row.person_id])
    whole = monday.whole()
    assert [(one.outcome, one.version) for one in whole.items] == [(None, 1)]
    assert [one.words for one in whole.loose] == ["no outcome recorded"], "P5 is as it was"
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    monday.close()


@pytest.mark.parametrize(("text", "sentence"), [(" ", "Write what you would like"), ("x" * 201, "Shorten this to 200")])
def test_nothing_and_a_novel_are_refused(text, sentence):
    monday = a_monday("Doris Pettigrew")
    with pytest.raises(Refusal, match=sentence) as refused:
        say(monday, text=text)
    assert refused.value.field == "text"
    assert said(monday) == []


def test_another_team_and_a_role_that_may_not_are_refused():
    monday = a_monday("Doris Pettigrew")
    remark_id, item = say(monday), monday.item("Doris Pettigrew")
    manager = a_working_manager(monday.team, "Max Stone")
    stranger = a_team("Quarry Side").lead
    for who, error in ((manager, NotAllowed), (stranger, NotVisible)):
        with pytest.raises(error), an_act(who) as act:
            huddles.remark(act=act, item_id=item.id, text=SAID)
        with pytest.raises(error), an_act(who) as act:
            huddles.show_remark(act=act, remark_id=remark_id)
    assert [(one.id, one.shown_at) for one in said(monday)] == [(remark_id, None)]


def test_only_whoever_leads_shows_it_to_all_and_takes_it_off():
    monday = a_monday("Doris Pettigrew")
    remark_id = say(monday)
    with pytest.raises(NotAllowed, match="Only whoever leads"), monday.act(monday.team.nurse) as act:
        huddles.show_remark(act=act, remark_id=remark_id)
    other = monday.team.social_worker
    assert SAID not in screen(monday, other)
    with monday.act() as act:
        huddles.show_remark(act=act, remark_id=remark_id)
    assert f"Sam Whitlock , 8:22am: “{SAID}”" in screen(monday, other)
    with monday.act() as act:
        huddles.show_remark(act=act, remark_id=remark_id, is_shown=False)
    assert SAID not in screen(monday, other)


def test_who_said_it_sees_that_it_arrived():
    monday = a_monday("Doris Pettigrew")
    say(monday)
    assert f"You , 8:22am: “{SAID}” Ama sees it" in screen(monday, monday.team.nurse)


def test_a_rooms_screen_shows_no_remark():
    monday = a_monday("Doris Pettigrew")
    remark_id = say(monday)
    with monday.act() as act:
        huddles.show_remark(act=act, remark_id=remark_id)
    browser = signed_in(monday.team.nurse)
    browser.post(f"/huddle/{monday.team.slug}/room/", {})
    page = words(browser.get(f"/room/{monday.team.slug}/"))
    assert "D. P." in page and "Kelvin" not in page
    assert "Say something" not in page


def test_a_closed_huddle_takes_no_remark_and_keeps_those_it_has():
    monday = a_monday("Doris Pettigrew")
    remark_id = say(monday)
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    monday.close()
    with pytest.raises(Refusal, match="was closed"):
        say(monday)
    with pytest.raises(Refusal, match="was closed"), monday.act() as act:
        huddles.show_remark(act=act, remark_id=remark_id)
    record = signed_in(monday.team.lead).get(f"/huddle/{monday.team.slug}/{monday.huddle_id}/record/")
    assert f"Sam Whitlock said at 8:22am: “{SAID}”" in words(record)


def test_it_is_said_from_the_screen_and_shown_from_beside_the_item():
    monday = a_monday("Doris Pettigrew")
    team, item = monday.team, monday.item("Doris Pettigrew")
    remote, leader = signed_in(team.nurse), signed_in(team.lead)
    form = form_of(remote.get(f"/huddle/{team.slug}/room/"), "/say/")
    refused = remote.post(f"/huddle/{team.slug}/item/{item.id}/say/", form)
    assert (refused.status_code, "Write what you would like to say." in words(refused)) == (422, True)
    answer = remote.post(f"/huddle/{team.slug}/item/{item.id}/say/", form | {"text": SAID})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/huddle/{team.slug}/room/")

    beside = leader.get(f"/huddle/{team.slug}/item/{item.id}/")
    assert f"1 remark Sam Whitlock , 8:22am: “{SAID}” Show on the shared screen" in words(beside)
    [row] = said(monday)
    shown = leader.post(f"/huddle/{team.slug}/remark/{row.id}/", form_of(beside, f"/remark/{row.id}/"), follow=True)
    assert "shown to all Take it off the shared screen" in words(shown)
    assert "Show on the shared screen" not in words(remote.get(f"/huddle/{team.slug}/item/{item.id}/"))


def test_the_same_remark_twice_is_one():
    monday = a_monday("Doris Pettigrew")
    item = monday.item("Doris Pettigrew")
    form = {"key": "one", "text": SAID}
    for _twice in range(2):
        signed_in(monday.team.nurse).post(f"/huddle/{monday.team.slug}/item/{item.id}/say/", form)
    assert len(said(monday)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_remarks_take_a_fixed_number_of_statements(number):
    monday = a_monday("Doris Pettigrew")
    for one in range(number):
        say(monday, text=f"Remark {one}")
    item = monday.item("Doris Pettigrew")
    with monday.act(monday.team.nurse) as act, counted() as saying:
        remark_id = huddles.remark(act=act, item_id=item.id, text=SAID)
    with monday.act() as act, counted() as showing:
        huddles.show_remark(act=act, remark_id=remark_id)
    browser = signed_in(monday.team.lead)
    with counted() as page:
        browser.get(f"/huddle/{monday.team.slug}/item/{item.id}/")
    assert (saying, showing, page) == (5, 6, 18)
    assert Look.objects.filter(route="huddle-item").count() == 1
