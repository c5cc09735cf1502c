"""Unread marks: what others did for somebody since the viewer last opened them, as a word on the line."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kith.action import operations as actions
from kith.handover.knowing import know_person
from kith.person.operations import correct
from kith.person.queries import sight_of_person
from kith.trail.queries import news_since_opened

from .north import AT, North, a_contact, a_person, an_action, signed_in
from .reading import lines, page

BEFORE = AT - timedelta(hours=3)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that lets pages believe it is another moment."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr("kith.web.middleware.now", lambda: moment)

    return set_to


def comment(north: North, action_id: UUID, at: datetime, *, by: str) -> None:
    """Comment on an action as a member."""
    with north.act(by, at) as act:
        actions.comment(act=act, action_id=action_id, text="Rang back, no answer")


def news(client: Any) -> list[str]:
    """Return the marks on the lines of the whole board, in order."""
    board = page(client.get("/board/north/?view=team&sort=name&rest=show"))
    return [mark.text for line in lines(board) for mark in line.all("span", class_="kith-news")]


def opened(client: Any, person_id: UUID) -> None:
    """Open somebody's record."""
    assert client.get(f"/person/{person_id}/").status_code == 200


def test_what_others_did_since_one_looked_stands_on_the_line_and_opening_clears_it(north: North, clock: Any):
    doris = a_person(north, "Doris Pettigrew", lead="Joy")
    action = an_action(north, doris, "Ring the pharmacy", AT + timedelta(hours=2))
    joy, tom = signed_in(north.named["Joy"].account_id), signed_in(north.tom.account_id)
    comment(north, action, BEFORE - timedelta(minutes=5), by="Ama")
    clock(BEFORE)
    opened(joy, doris)

    comment(north, action, BEFORE + timedelta(minutes=10), by="Ama")
    comment(north, action, BEFORE + timedelta(minutes=20), by="Tom")
    comment(north, action, BEFORE + timedelta(minutes=30), by="Joy")
    clock(AT)
    assert (news(joy), news(tom)) == (["2 new notes"], [])

    a_contact(north, doris, "made", BEFORE + timedelta(minutes=15), by="Tom")
    with north.act("Tom", BEFORE + timedelta(hours=1)) as act:
        row = sight_of_person(person_id=doris).row
        correct(act=act, person_id=doris, recorded_at=row["recorded_at"], changes={"known_as": "Dot"})
    assert news(joy) == ["2 new notes, 1 new contact, 1 change"]

    opened(joy, doris)
    clock(AT + timedelta(minutes=1))
    assert news(joy) == []


def test_a_mark_is_forgotten_after_a_fortnight(north: North, clock: Any):
    doris = a_person(north, "Doris Pettigrew")
    action = an_action(north, doris, "Ring the pharmacy", AT + timedelta(hours=2))
    joy = signed_in(north.named["Joy"].account_id)
    clock(AT - timedelta(days=14, hours=1))
    opened(joy, doris)
    comment(north, action, BEFORE, by="Ama")
    clock(AT)

    assert news(joy) == []


def test_what_is_new_is_told_of_nobody_whom_the_viewer_does_not_reach_any_more(north: North, clock: Any):
    doris = a_person(north, "Doris Pettigrew")
    action = an_action(north, doris, "Ring the pharmacy", AT + timedelta(hours=2))
    clock(BEFORE)
    opened(signed_in(north.joy.account_id), doris)
    comment(north, action, BEFORE + timedelta(minutes=10), by="Ama")

    with north.act("Joy", AT):
        assert news_since_opened(since=BEFORE - timedelta(days=1)) == [(doris, "action.comment", 1)]
    with north.act("Joy", AT) as act:
        know_person(act=act, person_id=doris)
    with north.act("Joy", AT + timedelta(minutes=1)):
        assert news_since_opened(since=BEFORE - timedelta(days=1)) == []
