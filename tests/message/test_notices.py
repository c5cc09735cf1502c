"""The page of notices and the count in the frame: what is told to whom, in words that are safe to show."""

from datetime import timedelta

import pytest

from builders import AT, ATeam, a_person, a_team, an_act, an_action, signed_in
from kith.act import Refusal
from kith.act.models import History
from kith.action import operations as actions
from kith.handover.knowing import know_person
from kith.message.models import Message
from kith.message.operations import mark_read
from statements import counted
from trailing import last_entry, outcomes


def give(team: ATeam, person_id, number: int = 1) -> None:
    """Let the nurse give actions to the team lead, who has the duty."""
    for n in range(number):
        with an_act(team.nurse) as act:
            actions.add(
                act=act,
                team_id=team.id,
                person_id=person_id,
                what=f"Ring {n}",
                owner_id=team.lead.member_id,
                due_at=AT + timedelta(hours=1),
            )


def test_twenty_of_one_kind_are_one_line_with_the_single_ones_inside(north: ATeam) -> None:
    doris = a_person(north)
    give(north, doris, 20)
    browser = signed_in(north.lead)
    page = browser.get("/notices/").content.decode()
    assert page.count('<li class="kith-told__new">') == 1
    assert "20 actions were given to you" in page
    assert page.count(">Doris Pettigrew</a>") == 20
    assert "20 unread." in page


def test_one_notice_says_what_about_whom_and_when_and_leads_to_the_action(north: ATeam) -> None:
    doris = a_person(north)
    action = an_action(north, doris)
    with an_act(north.lead) as act:
        actions.comment(act=act, action_id=action, text="She prefers the afternoon")
    page = signed_in(north.nurse).get("/notices/").content.decode()
    assert f'A comment on an action of yours: <a href="/action/{action}/">Doris Pettigrew</a>' in page
    assert "Today 8:22am" in page
    assert "afternoon" not in page, "a notice holds no words about a person"


def test_whom_a_notice_is_about_is_not_named_to_somebody_who_cannot_open_the_record(north: ATeam) -> None:
    doris = a_person(north)
    give(north, doris)
    browser = signed_in(north.lead)
    assert ">Doris Pettigrew</a>" in browser.get("/notices/").content.decode()
    with an_act(north.lead) as act:
        know_person(act=act, person_id=doris)
    page = browser.get("/notices/").content.decode()
    assert "Doris" not in page
    assert "An action was given to you: somebody whose record you cannot open" in page
    assert "/action/" not in page.split("<main")[1]


def test_every_page_counts_what_is_unread_in_no_statement_of_its_own(north: ATeam) -> None:
    doris = a_person(north)
    browser = signed_in(north.lead)
    numbers = []
    for expected in (0, 1, 3):
        with counted() as statements:
            page = browser.get(f"/team/{north.slug}/").content.decode()
        numbers.append(statements.number)
        count = f'<b class="kith-number">{expected}<span' in page
        assert count == bool(expected)
        assert ("(3 unread)" in page) == (expected == 3)
        give(north, doris, 1 + expected)
    assert len(set(numbers)) == 1


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_page_takes_the_same_statements_whatever_the_number(north: ATeam, number: int) -> None:
    doris = a_person(north)
    give(north, doris, number)
    browser = signed_in(north.lead)
    browser.get("/notices/")
    with counted() as statements:
        browser.get("/notices/")
    assert statements == 5


def test_marking_as_read_takes_what_was_on_the_page_and_leaves_what_came_after(north: ATeam) -> None:
    doris = a_person(north)
    give(north, doris, 2)
    browser = signed_in(north.lead)
    sent = form_of_all(browser.get("/notices/"))
    with an_act(north.nurse, AT + timedelta(minutes=1)) as act:
        actions.add(
            act=act,
            team_id=north.id,
            person_id=doris,
            what="Later",
            owner_id=north.lead.member_id,
            due_at=AT + timedelta(hours=2),
        )
    assert browser.post("/notices/", sent)["Location"] == "/notices/"
    with an_act(north.lead):
        read = Message.objects.filter(account_id=north.lead.account_id).values_list("recorded_at", "read_at")
        assert sorted(read) == [(AT, AT), (AT, AT), (AT + timedelta(minutes=1), None)]
    assert last_entry(north.lead, "message.mark_read").account_id == north.lead.account_id
    assert "2 notices marked as read." in browser.get("/notices/").content.decode()


def test_a_notice_says_when_it_was_told_also_once_it_is_read(north: ATeam) -> None:
    action = an_action(north, a_person(north))
    with an_act(north.lead, AT - timedelta(minutes=12)) as act:
        actions.comment(act=act, action_id=action, text="She prefers the afternoon")
    browser = signed_in(north.nurse)
    assert "Today 8:10am" in browser.get("/notices/").content.decode()
    browser.post("/notices/", form_of_all(browser.get("/notices/")))
    page = browser.get("/notices/").content.decode()
    assert "Nothing unread." in page and "Today 8:10am" in page


def form_of_all(answer) -> dict[str, str]:
    """Return what the button for all of them sends."""
    from forms import _Reader

    reader = _Reader()
    reader.feed(answer.content.decode())
    [form] = [one for one in reader.forms if one.action == "/notices/" and "kind" not in one.values]
    return form.values


def test_one_kind_is_marked_alone(north: ATeam) -> None:
    doris = a_person(north)
    give(north, doris)
    action = an_action(north, doris, owner=north.lead)
    with an_act(north.nurse) as act:
        actions.comment(act=act, action_id=action, text="Done before")
    with an_act(north.lead) as act:
        assert mark_read(act=act, up_to=AT, kind="action given") == 1
    page = signed_in(north.lead).get("/notices/").content.decode()
    assert "1 unread." in page
    assert page.index("A comment on") < page.index("An action was given"), "unread first"


@pytest.mark.parametrize(("up_to", "kind"), [(AT + timedelta(seconds=1), ""), (AT, "nonsense")])
def test_marking_is_refused_for_a_moment_to_come_and_an_unknown_kind(north: ATeam, up_to, kind: str) -> None:
    give(north, a_person(north))
    with pytest.raises(Refusal, match="Load the page again"), an_act(north.lead) as act:
        mark_read(act=act, up_to=up_to, kind=kind)
    with an_act(north.lead):
        assert Message.objects.filter(read_at=None).count() == 1
        assert not History.objects.filter(table_name="message_message").exists()
    assert outcomes(north.lead, "message.mark_read") == [("refused", "Refusal")]


def test_form_that_lost_its_moment_is_refused_on_the_page(north: ATeam) -> None:
    answer = signed_in(north.lead).post("/notices/", {"key": "a", "up_to": "yesterday"})
    assert answer.status_code == 422
    assert "Load the page again" in answer.content.decode()


def test_nobody_marks_the_messages_of_others(north: ATeam) -> None:
    give(north, a_person(north), 3)
    with an_act(north.nurse) as act:
        assert mark_read(act=act, up_to=AT) == 0
    with an_act(north.lead):
        assert Message.objects.filter(account_id=north.lead.account_id, read_at=None).count() == 3


def test_marking_takes_a_fixed_number_of_statements(north: ATeam) -> None:
    give(north, a_person(north), 3)
    with an_act(north.lead) as act, counted() as statements:
        mark_read(act=act, up_to=AT)
    assert statements == 3


def test_notices_of_the_other_team_are_not_listed(north: ATeam) -> None:
    south = a_team("Millbrook South")
    give(south, a_person(south))
    assert "Nothing unread." in signed_in(north.lead).get("/notices/").content.decode()
