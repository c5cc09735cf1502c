"""The rota: setting, publishing, what is refused by the operation and by the database, who takes the duty."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from builders import AT, ATeam, a_member, a_place, an_act, with_key
from kith.access.home import as_kith
from kith.act import Act, NotAllowed, Refusal, operation
from kith.team import operations as teams
from kith.team import queries
from kith.team.models import RotaDay, Shift
from kith.team.queries import TeamInfo, team_by_id
from kith.team.rules import DayPlan
from statements import counted
from trailing import last_entry

MONDAY = date(2026, 6, 22)
"""The first day that the builders' rota leaves open."""
TUESDAY, SATURDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)


def plan(team: ATeam, day: date = MONDAY, **changed: object) -> DayPlan:
    """Return a sound plan of a day: the lead has the duty, the nurse is second, the social worker is there."""
    whole = {
        "duty_lead_id": team.lead.member_id,
        "second_id": team.nurse.member_id,
        "on_shift": (team.social_worker.member_id,),
    }
    return DayPlan(day, **whole | changed)  # type: ignore[arg-type]


def test_set_rota_is_not_published_until_asked(north: ATeam) -> None:
    with an_act(north.lead) as act:
        with counted() as number:
            assert teams.set_rota(act=act, team_id=north.id, days=[plan(north), plan(north, TUESDAY)]) == 2
        assert number == 7
        draft = queries.day_on_team(team=north.info, day=MONDAY, at=AT)
        assert (draft.published, draft.duty_lead, draft.on_shift) == (False, None, frozenset())
        assert draft.answering == draft.cover is not None
        with counted() as number:
            assert teams.publish_rota(act=with_key(act), team_id=north.id, first=MONDAY, last=TUESDAY) == 2
        assert number == 6
        day = queries.day_on_team(team=north.info, day=MONDAY, at=AT)
        assert (day.published, day.answering) == (True, north.lead.member_id)
        assert day.on_shift == {one.member_id for one in north.members}
        assert teams.publish_rota(act=with_key(act), team_id=north.id, first=MONDAY, last=TUESDAY) == 0
    assert last_entry(north.lead, "team.publish_rota").team_id == north.id


def test_set_rota_takes_as_many_statements_for_a_month_as_for_a_day(north: ATeam) -> None:
    with an_act(north.lead) as act, counted() as number:
        days = [MONDAY + timedelta(days=week * 7 + day) for week in range(4) for day in range(5)]
        teams.set_rota(act=act, team_id=north.id, days=[plan(north, day) for day in days], publish=True)
    assert number == 7


def test_set_rota_day_replaces_who_was_there(north: ATeam) -> None:
    with an_act(north.lead) as act:
        teams.set_rota(act=act, team_id=north.id, days=[plan(north)])
        teams.set_rota_day(
            act=with_key(act),
            team_id=north.id,
            day=MONDAY,
            duty_lead_id=north.social_worker.member_id,
            second_id=None,
            on_shift=[],
        )
        [row] = queries.rota(team_id=north.id, first=MONDAY, last=MONDAY)
        assert (row.plan, row.published) == (
            DayPlan(MONDAY, north.social_worker.member_id, None, (north.social_worker.member_id,)),
            False,
        )


def test_publish_lists_exactly_what_is_missing_and_publishes_nothing(north: ATeam) -> None:
    with an_act(north.lead) as act:
        teams.set_rota(act=act, team_id=north.id, days=[plan(north), plan(north, TUESDAY, second_id=None)])
        with pytest.raises(Refusal) as refused:
            teams.publish_rota(act=with_key(act), team_id=north.id, first=MONDAY, last=MONDAY + timedelta(days=2))
        assert [(fault.day.day, fault.part, fault.sentence) for fault in refused.value.extra] == [
            (23, "second", "Tuesday 23 June has no second in line."),
            (24, "duty", "Wednesday 24 June has no duty lead."),
            (24, "second", "Wednesday 24 June has no second in line."),
        ]
        assert not RotaDay.objects.filter(day__gte=MONDAY, published_at__isnull=False).exists()
        for first, last in ((SATURDAY, SATURDAY), (TUESDAY, MONDAY)):
            with pytest.raises(Refusal):
                teams.publish_rota(act=with_key(act), team_id=north.id, first=first, last=last)


def test_a_published_day_stays_sound(north: ATeam) -> None:
    with an_act(north.lead) as act:
        teams.set_rota(act=act, team_id=north.id, days=[plan(north)], publish=True)
        for changed in ({"duty_lead_id": None}, {"second_id": None}, {"second_id": north.lead.member_id}):
            with pytest.raises(Refusal):
                teams.set_rota(act=with_key(act), team_id=north.id, days=[plan(north, **changed)])
        swapped = plan(north, duty_lead_id=north.nurse.member_id, second_id=north.lead.member_id)
        teams.set_rota(act=with_key(act), team_id=north.id, days=[swapped])
        day = queries.day_on_team(team=north.info, day=MONDAY, at=AT)
        assert (day.published, day.answering) == (True, north.nurse.member_id)


def test_nobody_away_gone_or_of_another_team_is_planned(north: ATeam) -> None:
    leaving = a_member(north, "Ken Lowe", until=AT + timedelta(days=13))
    with as_kith(at=AT) as act:
        south_id = teams.create(act=act, place_id=north.place_id, name="South")
        south = team_by_id(team_id=south_id)
    stranger = a_member(south, "Tom Brennan")
    with an_act(north.lead) as act:
        teams.record_absence(
            act=act, member_id=north.nurse.member_id, first_day=TUESDAY, last_day=TUESDAY, reason="leave"
        )
        days = [
            plan(north, second_id=leaving.member_id),
            plan(north, TUESDAY),
            plan(north, TUESDAY + timedelta(days=1), on_shift=(stranger.member_id,)),
            plan(north, SATURDAY),
        ]
        with pytest.raises(Refusal) as refused:
            teams.set_rota(act=with_key(act), team_id=north.id, days=days)
        assert [(fault.day.day, fault.part, fault.sentence) for fault in refused.value.extra] == [
            (22, "second", "Ken Lowe is not on the team on Monday 22 June. Choose somebody else."),
            (23, "second", "Sam Whitlock is away on Tuesday 23 June. Choose somebody else."),
            (24, "on", "Choose members of this team."),
            (27, "on", "Saturday 27 June is not a service day."),
        ]
        assert not Shift.objects.filter(day__gte=MONDAY).exists()


def test_the_rota_is_made_by_lead_and_supervisor(north: ATeam) -> None:
    with an_act(north.nurse) as act:
        for refused in (
            lambda: teams.set_rota(act=with_key(act), team_id=north.id, days=[plan(north)]),
            lambda: teams.publish_rota(act=with_key(act), team_id=north.id, first=MONDAY, last=MONDAY),
        ):
            with pytest.raises(NotAllowed, match="Who can: team lead, clinical supervisor"):
                refused()
    assert last_entry(north.nurse, "team.publish_rota").outcome == "refused"


@operation("test.behind_its_back")
def behind_its_back(*, act: Act, sql: str, values: dict[str, Any]) -> None:
    """Run one statement as an operation without rules of its own."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_itself_refuses_an_unsound_day(north: ATeam, may: Callable[[str], None]) -> None:
    """Behind the operation's back, as the application's own role: the sentence comes from the deferred trigger."""
    may("test.behind_its_back")
    leaving = a_member(north, "Ken Lowe", until=AT + timedelta(days=13))
    with an_act(north.lead) as act:
        teams.set_rota(act=act, team_id=north.id, days=[plan(north)], publish=True)
        teams.record_absence(
            act=with_key(act),
            member_id=north.social_worker.member_id,
            first_day=TUESDAY,
            last_day=TUESDAY,
            reason="ill",
        )
    changes = {
        "update team_rotaday set act_id = act_id(), second_id = %(leaving)s where day = %(monday)s": "Ken Lowe is not on",
        "insert into team_shift (id, team_id, day, member_id, act_id)"
        " values (gen_random_uuid(), %(team)s, %(monday)s, %(leaving)s, act_id())": "Ken Lowe is not on the team",
        "update team_member set act_id = act_id(), during = tstzrange(lower(during), %(monday)s::timestamptz - interval '1 day')"
        " where id = %(nurse)s": "Sam Whitlock is still on the rota on Monday 22 June",
    }
    values = {
        "leaving": leaving.member_id,
        "monday": MONDAY,
        "team": north.id,
        "nurse": north.nurse.member_id,
    }
    for sql, sentence in changes.items():
        with an_act(north.lead) as act, pytest.raises(Refusal, match=sentence):
            behind_its_back(act=act, sql=sql, values=values)


def test_day_on_team_outside_service_days_is_the_covers(north: ATeam) -> None:
    with an_act(north.nurse) as act:
        with counted() as number:
            saturday = queries.day_on_team(team=north.info, day=date(2026, 6, 13), at=AT)
        assert number == 1
        assert (saturday.is_service_day, saturday.published, saturday.answering) == (False, False, saturday.cover)
        assert act.name == "Sam Whitlock"


def test_has_duty_lead_within_counts_published_days_alone(north: ATeam) -> None:
    with an_act(north.lead) as act:
        assert queries.has_duty_lead_within(team_id=north.id, first=AT.date())
        assert not queries.has_duty_lead_within(team_id=north.id, first=MONDAY)
        teams.set_rota(act=act, team_id=north.id, days=[plan(north)])
        assert not queries.has_duty_lead_within(team_id=north.id, first=MONDAY)
        teams.publish_rota(act=with_key(act), team_id=north.id, first=MONDAY, last=MONDAY)
        weekend = MONDAY - timedelta(days=2)
        assert queries.has_duty_lead_within(team_id=north.id, first=weekend, days=3)
        assert not queries.has_duty_lead_within(team_id=north.id, first=weekend, days=2)


def test_a_rota_published_at_two_in_the_afternoon_holds_from_then_on(db: None) -> None:
    """A team set up during the day has its duty lead the same day."""
    at = AT + timedelta(hours=6)
    place_id = a_place(at=at)
    with as_kith(at=at) as act:
        team: TeamInfo = team_by_id(team_id=teams.create(act=act, place_id=place_id, name="South"))
    ama, sam = a_member(team, "Ama Owusu", "team-lead", at), a_member(team, "Sam Whitlock", at=at)
    today = DayPlan(at.date(), ama.member_id, sam.member_id)
    with an_act(ama, at) as act:
        teams.set_rota(act=act, team_id=team.id, days=[today], publish=True)
        assert queries.duty_lead_now(team=team, at=at) == ama.member_id
