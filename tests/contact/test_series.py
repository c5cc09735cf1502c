"""Contacts in series: made ahead once, moved by closed days, changed and ended with the past kept, in nobody's way when they go."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_person, an_act, with_key
from kith.access.home import as_kith
from kith.act import NotAllowed, Refusal, Stale
from kith.board.queries import boards_of
from kith.contact import keeping, operations, planning, queries
from kith.contact.absence import set_away
from kith.contact.models import Contact, Series
from kith.contact.series_queries import one_away, one_series
from kith.contact.series_rules import Wanted
from kith.jobs.minutely import keep_series
from kith.message.models import Message
from kith.place.rules import at_local, local_day
from statements import counted
from trailing import last_entry, outcomes

TODAY = local_day(AT)
WEEK = timedelta(days=7)


def wanted(team: ATeam, **changes: Any) -> Wanted:
    values: dict[str, Any] = {
        "way": "visit", "rhythm": "days", "every_days": 7, "first_day": TODAY + timedelta(days=1), "number": 10,
        "from_clock": time(10), "to_clock": time(11), "reason": "Leg ulcer: dressing", "member_id": team.nurse.member_id,
    }  # fmt: skip
    return Wanted(**values | changes)


def a_series(team: ATeam, person_id: UUID, at=AT, **changes: Any) -> UUID:
    with an_act(team.lead, at) as act:
        return planning.plan_series(act=act, team_id=team.id, person_id=person_id, wanted=wanted(team, **changes))


def keep(team: ATeam, at) -> int:
    with as_kith(at=at, channel="job") as act:
        return keeping.keep(act=act, team_id=team.id)


def days(team: ATeam, person_id: UUID, at=AT, *states: str) -> list[date]:
    with an_act(team.lead, at):
        rows = queries.of_person(person_id=person_id, at_most=400)
    return sorted(
        local_day(one.window_from) for one in rows if one.window_from and one.state in (states or ("planned",))
    )


def weekly(number: int, start: int = 1) -> list[date]:
    return [TODAY + timedelta(days=start) + one * WEEK for one in range(number)]


def test_series_has_its_contacts_of_four_weeks_and_whoever_makes_them_is_told_once(team: ATeam, doris: UUID) -> None:
    series_id = a_series(team, doris)
    assert days(team, doris) == weekly(4)
    with an_act(team.nurse):
        assert list(Message.objects.values_list("account_id", "kind")) == [
            (team.nurse.account_id, "contact series planned")
        ]
        row = one_series(series_id=series_id)
        [first, *_rest] = Contact.objects.order_by("window_from")
    assert (row.last_day, row.next_day) == (TODAY + timedelta(days=1) + 9 * WEEK, TODAY + timedelta(days=1) + 4 * WEEK)
    assert (first.window_from, first.window_to) == (
        at_local(first.series_day, time(10)),
        at_local(first.series_day, time(11)),
    )
    assert last_entry(team.lead, "contact.plan_series").person_ids == [doris]


def test_clock_makes_what_comes_nearer_once_and_ends_what_has_had_its_last(team: ATeam, doris: UUID) -> None:
    series_id = a_series(team, doris, number=6)
    keep_series.run(AT + WEEK)
    keep_series.run(AT + WEEK)
    assert days(team, doris) == weekly(5)
    keep_series.run(AT + 5 * WEEK)
    assert days(team, doris) == weekly(6)
    with an_act(team.nurse, AT + 6 * WEEK) as act:
        assert one_series(series_id=series_id).next_day is None
        for one in Contact.objects.filter(series_id=series_id):
            operations.settle(act=with_key(act), contact_id=one.id, version=1, state="made")
    keep_series.run(AT + 7 * WEEK)
    with an_act(team.nurse, AT + 7 * WEEK):
        ended = Series.objects.get(id=series_id)
    assert (ended.state, ended.ended_because) == ("ended", "It came to its end")


def test_days_the_clock_stood_still_are_made_too(team: ATeam, doris: UUID) -> None:
    a_series(team, doris, number=10)
    keep(team, AT + 8 * WEEK)
    assert days(team, doris, AT + 8 * WEEK) == weekly(10)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"number": None}, "end"),
        ({"last_day": TODAY + WEEK}, "end"),
        ({"number": None, "last_day": TODAY + timedelta(days=400)}, "last_day"),
        ({"number": 60}, "number"),
        ({"number": 0}, "number"),
        ({"number": None, "last_day": TODAY}, "last_day"),
        ({"rhythm": "weekdays"}, "weekdays"),
        ({"rhythm": "weekdays", "weekdays": "9"}, "weekdays"),
        ({"rhythm": "moons"}, "rhythm"),
        ({"rhythm": "cadence"}, "rhythm"),
        ({"every_days": None}, "every_days"),
        ({"to_clock": time(9)}, "to"),
        ({"first_day": TODAY - timedelta(days=1)}, "day"),
        ({"first_day": TODAY, "to_clock": time(8), "from_clock": time(7)}, "day"),
        ({"way": "pigeon"}, "way"),
        ({"member_id": None}, "who"),
        ({"member_id": UUID(int=9)}, "who"),
        ({"by_other": "somebody"}, "by_other"),
        ({"on_closed": "never"}, "on_closed"),
        ({"section": "weather"}, "section"),
    ],
)
def test_series_with_something_wrong_is_refused_beside_the_field_and_nothing_is_left(
    team: ATeam, doris: UUID, wrong: dict[str, Any], field: str
) -> None:
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            planning.plan_series(act=act, team_id=team.id, person_id=doris, wanted=wanted(team, **wrong))
        assert (refused.value.field, Series.objects.count(), Contact.objects.count()) == (field, 0, 0)
    assert outcomes(team.nurse, "contact.plan_series") == [("refused", "Refusal")]


def test_changing_from_a_day_on_keeps_what_was_before_and_names_what_it_follows(team: ATeam, doris: UUID) -> None:
    series_id = a_series(team, doris)
    with an_act(team.lead) as act:
        change = wanted(team, first_day=weekly(4)[2], from_clock=time(14), to_clock=time(15), number=3)
        new = planning.change_series(act=act, series_id=series_id, version=1, wanted=change)
        with pytest.raises(Stale):
            planning.change_series(act=with_key(act), series_id=series_id, version=1, wanted=change)
    with an_act(team.lead):
        rows = Contact.objects.order_by("series_day", "state")
        found = [(one.series_day, one.state, one.series_id == new) for one in rows]
        assert one_series(series_id=new).last_day == weekly(5)[4]
        assert (Series.objects.get(id=new).follows_id, Series.objects.get(id=series_id).state) == (series_id, "ended")
    assert found == [
        (weekly(4)[0], "planned", False),
        (weekly(4)[1], "planned", False),
        (weekly(4)[2], "cancelled", False),
        (weekly(4)[2], "planned", True),
        (weekly(4)[3], "cancelled", False),
        (weekly(4)[3], "planned", True),
    ]


def test_ending_asks_a_reason_calls_off_what_is_to_come_and_tells_whoever_was_to_make_it_once(
    team: ATeam, doris: UUID
) -> None:
    series_id = a_series(team, doris)
    with an_act(team.lead) as act:
        with pytest.raises(Refusal) as refused:
            planning.end_series(act=act, series_id=series_id, version=1, because=" ")
        assert refused.value.field == "because"
        planning.end_series(act=with_key(act), series_id=series_id, version=1, because="The wound has healed")
        with pytest.raises(Stale):
            planning.end_series(act=with_key(act), series_id=series_id, version=1, because="again")
        kinds = list(Message.objects.values_list("kind", flat=True))
    assert (days(team, doris), days(team, doris, AT, "cancelled")) == ([], weekly(4))
    assert sorted(kinds) == ["contact called off", "contact series planned"]


def test_one_contact_moves_and_the_others_stay(team: ATeam, doris: UUID) -> None:
    a_series(team, doris)
    other = team.lead
    to = at_local(TODAY + timedelta(days=3), time(15))
    with an_act(team.nurse) as act:
        one = Contact.objects.order_by("window_from")[0]
        values: dict[str, Any] = {"window_from": to, "window_to": to + timedelta(hours=1), "member_id": other.member_id}
        planning.move(act=act, contact_id=one.id, version=1, **values)
        with pytest.raises(Stale):
            planning.move(act=with_key(act), contact_id=one.id, version=1, **values)
        with pytest.raises(Refusal) as refused:
            planning.move(
                act=with_key(act), contact_id=one.id, version=2, **values | {"window_from": AT, "window_to": AT}
            )
        assert refused.value.field == "day"
    assert days(team, doris) == [TODAY + timedelta(days=3), *weekly(4)[1:]]
    keep(team, AT + timedelta(hours=2))
    assert days(team, doris) == [TODAY + timedelta(days=3), *weekly(4)[1:]], "what was moved is not made again"


@pytest.mark.parametrize("number", [1, 3])
def test_clock_takes_a_fixed_number_of_statements(team: ATeam, number: int) -> None:
    for one in range(number):
        a_series(team, a_person(team, f"Person {one}"))
    with as_kith(at=AT + WEEK, channel="job") as act, counted() as sent:
        assert keeping.keep(act=act, team_id=team.id) == number
    assert sent == 15


def test_only_the_clock_keeps_series_and_no_other_team_plans(team: ATeam, doris: UUID) -> None:
    with an_act(team.lead) as act, pytest.raises(NotAllowed):
        keeping.keep(act=act, team_id=team.id)
    assert outcomes(team.lead, "contact.keep") == [("refused", "RIGHT-405")]


# Away


def away(team: ATeam, person_id: UUID, back: int, at=AT, **changes: Any) -> UUID:
    values: dict[str, Any] = {"kind": "hospital", "from_day": TODAY, "back_day": TODAY + timedelta(days=back)}
    with an_act(team.nurse, at) as act:
        return set_away(act=act, team_id=team.id, person_id=person_id, **values | changes)


def reasons(team: ATeam, person_id: UUID, at) -> tuple[list[tuple[str, str]], str]:
    with an_act(team.lead, at) as act:
        boards = boards_of(slug=team.slug, team_ids=[team.id], account_id=act.account_id, at=at)
    [one] = [one for one in boards.own if one.facts.person_id == person_id]
    return [(reason.code, reason.words) for reason in one.line.reasons], str(one.facts.away)


def test_away_pauses_what_lies_between_and_the_day_of_return_goes_on(team: ATeam, doris: UUID) -> None:
    a_series(team, doris)
    away_id = away(team, doris, 8)
    assert (days(team, doris, AT, "paused"), days(team, doris)) == (weekly(4)[:1], weekly(4)[1:])
    with an_act(team.nurse):
        assert one_away(away_id=away_id).number_paused == 1
        assert Message.objects.filter(kind="contact paused").count() == 0, "nobody is told of their own act"

    away(team, doris, 16, away_id=away_id, version=1)
    assert days(team, doris, AT, "paused") == weekly(4)[:3]
    away(team, doris, 0, away_id=away_id, version=2)
    assert (days(team, doris, AT, "paused"), days(team, doris)) == ([], weekly(4)), "taken back: as it was"
    with an_act(team.nurse) as act, pytest.raises(Stale):
        set_away(
            act=act, team_id=team.id, person_id=doris, kind="other", from_day=TODAY, back_day=TODAY + WEEK,
            away_id=away_id, version=1,
        )  # fmt: skip
