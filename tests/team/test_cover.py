"""On-call cover of a place: no gaps, the past left alone, members and seats on every team for exactly that time."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_member, a_place, a_team, an_account, an_act, with_key
from kith.access.home import as_kith
from kith.access.models import Seat
from kith.act import Act, NotAllowed, NotVisible, Refusal
from kith.team import operations as teams
from kith.team import queries
from kith.team.models import Member, OnCall
from kith.team.rules import Period, without
from statements import counted
from trailing import last_entry

WEEK = timedelta(days=7)


def cover(act: Act, place_id: UUID, account_id: UUID, since: datetime, until: datetime | None = None) -> UUID:
    """Set cover with a key of its own."""
    return teams.set_on_call(act=with_key(act), place_id=place_id, account_id=account_id, since=since, until=until)


def periods(place_id: UUID, at: datetime = AT) -> list[tuple[str, datetime, datetime | None]]:
    """Return who covers from a moment on: name, from, to."""
    rows = queries.covers(place_id=place_id, at=at)
    return [(row.name, row.period.start_at, row.period.end_at) for row in rows]


def on_call_at(team: ATeam, at: datetime) -> list[str]:
    """Return the names of the members in the role of the cover at a moment."""
    return [one.name for one in queries.members(team_id=team.id, at=at) if one.role == "on-call"]


def test_cover_of_others_gives_way_and_comes_back(north: ATeam) -> None:
    tom = an_account("tom", "Tom Brennan")
    with an_act(north.lead) as act:
        since, until = AT + WEEK, AT + 2 * WEEK
        with counted() as number:
            teams.set_on_call(act=act, place_id=north.place_id, account_id=tom, since=since, until=until)
        assert number == 10
        began = AT - 2 * WEEK
        assert periods(north.place_id) == [
            ("Joy Adeyemi", began, since),
            ("Tom Brennan", since, until),
            ("Joy Adeyemi", until, None),
        ]
        moments = {
            AT: "Joy Adeyemi",
            since: "Tom Brennan",
            until - timedelta(seconds=1): "Tom Brennan",
            until: "Joy Adeyemi",
        }
        assert {at: on_call_at(north, at) for at in moments} == {at: [name] for at, name in moments.items()}
        seats = Seat.objects.filter(team_id=north.id, role="on-call").order_by("during")
        assert [(seat.during.lower, seat.during.upper) for seat in seats] == [
            (began, since),
            (since, until),
            (until, None),
        ]
    assert last_entry(north.lead, "team.set_on_call").thing_id == north.place_id


def test_cover_is_on_every_team_of_the_place_also_on_those_the_actor_does_not_see(north: ATeam) -> None:
    south = a_team("Millbrook South", place_id=north.place_id)
    elsewhere = a_team("Ropewalk")
    tom = an_account("tom", "Tom Brennan")
    with an_act(north.lead) as act:
        cover(act, north.place_id, tom, AT)
    for team, name in ((north, "Tom Brennan"), (south, "Tom Brennan"), (elsewhere, "Joy Adeyemi")):
        with an_act(team.nurse):
            assert on_call_at(team, AT) == [name]
            day = queries.day_on_team(team=team.info, day=date(2026, 6, 13), at=AT)
            own = queries.own_member(team_id=team.id, account_id=tom, at=AT)
            assert (day.answering == (own.id if own else None)) == (team is not elsewhere)


def test_a_team_made_later_has_the_cover_too(north: ATeam) -> None:
    with as_kith(at=AT) as act:
        south = teams.create(act=act, place_id=north.place_id, name="South")
        found = [(one.name, one.since) for one in queries.members(team_id=south, at=AT)]
        assert found == [("Joy Adeyemi", AT)]


def test_cover_leaves_the_past_as_it_was(north: ATeam) -> None:
    tom = an_account("tom", "Tom Brennan")
    with an_act(north.lead) as act:
        cover(act, north.place_id, tom, AT - WEEK)
        assert periods(north.place_id, AT - WEEK) == [
            ("Joy Adeyemi", AT - 2 * WEEK, AT),
            ("Tom Brennan", AT, None),
        ]
        with pytest.raises(Refusal, match="not in the past"):
            cover(act, north.place_id, tom, AT - WEEK, AT)


def test_a_gap_in_the_next_fortnight_is_refused_and_nothing_changes(north: ATeam) -> None:
    place_id = a_place("Ropewalk", covered=False)
    tom = an_account("tom", "Tom Brennan")
    with as_kith(at=AT) as act:
        for since, until, gap in (
            (AT + timedelta(hours=1), None, "from Monday 8 June 8:22am to Monday 8 June 9:22am"),
            (AT, AT + timedelta(days=13), "from Sunday 21 June 8:22am to Monday 22 June 8:22am"),
        ):
            with pytest.raises(Refusal) as refused:
                cover(act, place_id, tom, since, until)
            assert refused.value.sentence == (
                f"There would be no on-call cover {gap}. Set somebody's cover for that time first."
            )
        assert not OnCall.objects.filter(place_id=place_id).exists()
        cover(act, place_id, tom, AT, AT + 2 * WEEK)
        assert periods(place_id) == [("Tom Brennan", AT, AT + 2 * WEEK)]


def test_cover_replaced_before_it_began_leaves_no_seat(north: ATeam) -> None:
    tom, ann = an_account("tom", "Tom Brennan"), an_account("ann", "Ann Lee")
    with an_act(north.lead) as act:
        cover(act, north.place_id, tom, AT + WEEK, AT + 2 * WEEK)
        cover(act, north.place_id, ann, AT + WEEK, AT + 2 * WEEK)
        assert not Seat.objects.filter(account_id=tom).exists()
        assert on_call_at(north, AT + WEEK) == ["Ann Lee"]
        cover(act, north.place_id, tom, AT + WEEK + timedelta(days=3), AT + 2 * WEEK)
        assert on_call_at(north, AT + WEEK) == ["Ann Lee"]
        assert on_call_at(north, AT + WEEK + timedelta(days=3)) == ["Tom Brennan"]
        assert Member.objects.filter(account_id=tom, team_id=north.id).count() == 1


def test_cover_that_somebody_has_already_keeps_membership_and_seat(north: ATeam) -> None:
    with an_act(north.lead) as act:
        joy = OnCall.objects.get(place_id=north.place_id).account_id
        before = queries.own_member(team_id=north.id, account_id=joy, at=AT)
        cover(act, north.place_id, joy, AT, AT + 3 * WEEK)
        after = queries.own_member(team_id=north.id, account_id=joy, at=AT)
        assert before and after and before.id == after.id
        seats = Seat.objects.filter(account_id=joy, team_id=north.id).order_by("during")
        held = [(seat.during.lower, seat.during.upper) for seat in seats]
        assert held == [(AT - 2 * WEEK, AT + 3 * WEEK), (AT + 3 * WEEK, None)]


def test_cover_is_set_by_leads_of_the_places_own_teams(north: ATeam) -> None:
    stranger = a_team("Ropewalk").lead
    supervisor = a_member(north, "Ken Lowe", "clinical-supervisor")
    tom = an_account("tom", "Tom Brennan")
    for who in (north.nurse, supervisor, stranger):
        with an_act(who) as act, pytest.raises(NotAllowed):
            cover(act, north.place_id, tom, AT)
        assert last_entry(who, "team.set_on_call").reason == "RIGHT-10"
    with an_act(north.lead) as act:
        with pytest.raises(NotVisible):
            cover(act, UUID(int=1), tom, AT)
        with pytest.raises(Refusal, match="Choose an account"):
            cover(act, north.place_id, UUID(int=1), AT)
        assert periods(north.place_id) == [("Joy Adeyemi", AT - 2 * WEEK, None)]


def test_without_cuts_a_period_into_what_is_left() -> None:
    def days(first: int, last: int | None) -> Period:
        return Period(AT + timedelta(days=first), None if last is None else AT + timedelta(days=last))

    cases = {
        (days(0, 5), days(5, 9)): [days(0, 5)],
        (days(5, 9), days(0, 5)): [days(5, 9)],
        (days(0, 9), days(3, 5)): [days(0, 3), days(5, 9)],
        (days(0, None), days(3, 5)): [days(0, 3), days(5, None)],
        (days(0, 9), days(3, None)): [days(0, 3)],
        (days(3, 5), days(0, 9)): [],
        (days(3, None), days(3, None)): [],
    }
    assert {pair: without(*pair) for pair in cases} == cases
