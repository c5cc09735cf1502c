"""A meeting that is begun is over only once it is closed: over a weekend under the clock, against whoever calls it off."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from builders import ATeam, an_act
from huddle.reading import signed_in, words
from kith.access.home import as_kith
from kith.act import Refusal
from kith.mdt import queries
from kith.preparation import operations as prepared
from kith.preparation import queries as lists
from kith.preparation.rules import MeetingState
from mdt.thursday import THURSDAY, a_list, a_thursday, started

PRECIOUS = "Precious Ndlovu"
MONDAY = THURSDAY + timedelta(days=4)


def test_a_meeting_left_open_over_a_weekend_is_closed_late_and_the_next_one_held(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    thursday.settle(PRECIOUS, thursday.unchanged)
    list_id = thursday.whole().meeting.prepared_id
    for days in (2, 3, 4):
        with as_kith(at=THURSDAY + timedelta(days=days, minutes=2)) as act:
            prepared.keep(act=act, team_id=team.id)
    with an_act(team.lead, MONDAY):
        row = lists.meeting_of(meeting_id=list_id)
        assert (row.state, row.is_running, row.begun_at) == (MeetingState.CONFIRMED, True, THURSDAY)
        assert queries.violations(MONDAY)["P5"] == []
    thursday.close(at=MONDAY, reason="we forgot it on Thursday")
    with an_act(team.lead, MONDAY):
        assert lists.meeting_of(meeting_id=list_id).state is MeetingState.HELD
    minutes = signed_in(team.lead, MONDAY).get(f"/meeting/minutes/{thursday.meeting_id}/")
    assert "on Monday 15 June, led by" in words(minutes)
    started(team, a_list(team, []), at=THURSDAY + timedelta(days=7))


def test_a_meeting_that_is_held_is_not_called_off_by_anybody_nor_by_the_database(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    list_id = thursday.whole().meeting.prepared_id
    with (
        an_act(team.lead, THURSDAY) as act,
        pytest.raises(Refusal, match="is being held: it is closed, not called off"),
    ):
        prepared.call_off(act=act, meeting_id=list_id, version=1, because="snow")
    ends = "update preparation_meeting set state = 'held', ended_at = act_moment(), act_id = act_id() where id = %s"
    with an_act(team.lead, THURSDAY), connection.cursor() as cursor:
        running = "select set_config('kith.act', act_id::text, true) from mdt_meeting where id = %s"
        cursor.execute(running, [thursday.meeting_id])
        with pytest.raises(DatabaseError, match="is being held: it is closed, not called off"), transaction.atomic():
            cursor.execute(ends, [list_id])
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.close()


def test_to_begin_a_list_is_not_to_confirm_it(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    with an_act(team.lead, THURSDAY):
        row = lists.meeting_of(meeting_id=thursday.whole().meeting.prepared_id)
    assert (row.state, row.confirmed_by) == (MeetingState.CONFIRMED, "")
