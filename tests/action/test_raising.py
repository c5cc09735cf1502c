"""Waiting work raises itself to owner, named lead and duty lead, once each, whatever happens to the job."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from builders import AT, ATeam, Someone, a_member, a_named_lead, a_person, a_rota, a_team, an_act, an_action
from kith.access.home import as_kith
from kith.act import NotAllowed
from kith.action import offering, operations, raising
from kith.action.models import Raised
from kith.action.raising_rules import after_service_days
from kith.database.templates import Clone
from kith.jobs.minutely import lapse_offers, raise_waiting
from kith.message.models import Message
from kith.policy.queries import cadences
from kith.policy.rules import CONTRADICTION, UNREAD, TableError, read_cadences
from kith.team import operations as teams
from kith.team.rules import Calendar
from statements import counted

FRIDAY = datetime(2026, 6, 5, 16, 0, tzinfo=UTC)
"""Friday 5 June 2026, 5pm in London; the next service day is Monday."""
MINUTE = timedelta(minutes=1)


def told(team: ATeam) -> list[tuple[str, str]]:
    """Return who was told what raised itself, in order of time."""
    names = {one.account_id: one.name for one in team.members}
    with an_act(team.nurse):
        rows = Message.objects.filter(kind__startswith="raised").order_by("recorded_at", "kind")
        return [(names[account], kind) for account, kind in rows.values_list("account_id", "kind")]


def raised(team: ATeam) -> list[tuple[str, int]]:
    with an_act(team.nurse):
        return list(Raised.objects.order_by("recorded_at", "subject", "step").values_list("subject", "step"))


def late_work(team: ATeam, *, due_at: datetime = FRIDAY, lead: Someone | None = None) -> UUID:
    """Return work of the social worker for somebody led by the nurse; the team lead has the duty."""
    doris = a_person(team)
    a_named_lead(team, doris, lead or team.nurse)
    return an_action(team, doris, at=FRIDAY - timedelta(hours=2), owner=team.social_worker, due_at=due_at)


def test_overdue_work_goes_to_owner_named_lead_and_duty_lead_over_a_weekend(team: ATeam) -> None:
    late_work(team)
    raise_waiting.run(FRIDAY)
    assert told(team) == [], "at the moment itself nothing is late"
    owner, named, duty = ((one.name, "raised overdue") for one in (team.social_worker, team.nurse, team.lead))
    for at, expected in (
        (FRIDAY + MINUTE, [owner]),
        (FRIDAY + timedelta(days=2), [owner]),
        (FRIDAY + timedelta(days=3), [owner]),
        (FRIDAY + timedelta(days=3) + MINUTE, [owner, named]),
        (FRIDAY + timedelta(days=4) + MINUTE, [owner, named, duty]),
        (FRIDAY + timedelta(days=9), [owner, named, duty]),
    ):
        raise_waiting.run(at)
        raise_waiting.run(at)
        assert told(team) == expected, at
    assert raised(team) == [("overdue", 1), ("overdue", 2), ("overdue", 3)]


def test_bank_holiday_is_no_service_day_and_seven_days_work_through_it() -> None:
    before = datetime(2026, 5, 22, 16, 0, tzinfo=UTC)
    assert after_service_days(before, 1, Calendar()) == before + timedelta(days=4), "Monday 25 May is a bank holiday"
    every_day = Calendar(working_weekdays=frozenset(range(7)), works_bank_holidays=True)
    assert after_service_days(before, 1, every_day) == before + timedelta(days=1)


def test_all_steps_that_came_while_nobody_watched_are_raised_at_once_and_nobody_is_told_twice(team: ATeam) -> None:
    late_work(team, lead=team.social_worker)
    with as_kith(at=FRIDAY + timedelta(days=6)) as act, counted() as sent:
        assert raising.raise_waiting(act=act, team_id=team.id) == 3
    assert sent == 9
    assert sorted(told(team)) == [("Ama Owusu", "raised overdue"), ("Rukhsana Mir", "raised overdue")]
    with as_kith(at=FRIDAY + timedelta(days=6)) as act:
        assert raising.to_raise(team_id=team.id, at=act.at) == []
        assert raising.raise_waiting(act=act, team_id=team.id) == 0


def test_number_of_statements_does_not_grow_with_the_work(team: ATeam) -> None:
    for _ in range(3):
        late_work(team)
    with as_kith(at=FRIDAY + timedelta(days=6)) as act, counted() as sent:
        assert raising.raise_waiting(act=act, team_id=team.id) == 9
    assert sent == 9


def test_new_deadline_and_held_work_wait_anew(team: ATeam) -> None:
    work = late_work(team)
    raise_waiting.run(FRIDAY + MINUTE)
    with an_act(team.social_worker, FRIDAY + 2 * MINUTE) as act:
        operations.hold(act=act, action_id=work, version=1, reason="a letter", return_date=date(2026, 6, 9))
    tuesday = datetime(2026, 6, 9, 16, 0, tzinfo=UTC)
    raise_waiting.run(tuesday)
    assert raised(team) == [("overdue", 1)]
    raise_waiting.run(tuesday + MINUTE)
    assert raised(team) == [("overdue", 1), ("overdue", 1)]


def test_finished_work_raises_nothing(team: ATeam) -> None:
    work = late_work(team)
    with an_act(team.social_worker, FRIDAY) as act:
        operations.complete(act=act, action_id=work, version=1)
    raise_waiting.run(FRIDAY + timedelta(days=6))
    assert raised(team) == []


def test_open_work_without_a_word_for_ten_service_days_is_stale_and_a_comment_wakes_it(team: ATeam) -> None:
    a_rota(team, date(2026, 6, 15), 28, AT)
    work = late_work(team, due_at=FRIDAY + timedelta(days=60))
    spoken = FRIDAY - timedelta(hours=2)
    due = spoken + timedelta(days=14)
    raise_waiting.run(due)
    assert told(team) == []
    raise_waiting.run(due + MINUTE)
    assert told(team) == [("Rukhsana Mir", "raised stale")]
    with an_act(team.nurse, due + 2 * MINUTE) as act:
        operations.comment(act=act, action_id=work, text="still waiting")
    raise_waiting.run(due + timedelta(days=10))
    assert told(team) == [("Rukhsana Mir", "raised stale")]
    raise_waiting.run(due + timedelta(days=15))
    assert told(team) == [("Rukhsana Mir", "raised stale")] * 2
    raise_waiting.run(due + timedelta(days=18))
    assert told(team) == [("Rukhsana Mir", "raised stale")] * 2 + [("Sam Whitlock", "raised stale")]


def test_work_that_nobody_accepted_is_raised_until_its_owner_deals_with_it(team: ATeam) -> None:
    work = late_work(team, due_at=FRIDAY + timedelta(days=30))
    at = FRIDAY - timedelta(hours=1)
    with an_act(team.social_worker, at) as act:
        offer_id = offering.offer(act=act, action_id=work, to_member_id=team.lead.member_id, answer_by=FRIDAY)
    lapse_offers.run(FRIDAY)
    lapse_offers.run(FRIDAY + MINUTE)
    lapse_offers.run(FRIDAY + MINUTE)
    raise_waiting.run(FRIDAY + 2 * MINUTE)
    assert (raised(team), told(team)) == ([("unaccepted", 1)], []), "its owner was told by the answer itself"
    monday = FRIDAY + timedelta(days=3) + 2 * MINUTE
    raise_waiting.run(monday)
    assert told(team) == [("Sam Whitlock", "raised unaccepted")]
    with an_act(team.social_worker, monday) as act:
        offering.keep(act=act, offer_id=offer_id)
    raise_waiting.run(monday + timedelta(days=3))
    assert told(team) == [("Sam Whitlock", "raised unaccepted")]


def test_absent_named_lead_is_passed_over_and_work_in_a_pool_goes_to_the_duty_lead(team: ATeam) -> None:
    work = late_work(team, due_at=FRIDAY + timedelta(minutes=30))
    with an_act(team.nurse, AT) as act:
        teams.record_absence(
            act=act,
            member_id=team.nurse.member_id,
            first_day=date(2026, 6, 8),
            last_day=date(2026, 6, 12),
            reason="sick",
        )
    with an_act(team.social_worker, FRIDAY) as act:
        offering.offer(act=act, action_id=work, to_role="nurse")
    raise_waiting.run(FRIDAY + timedelta(minutes=31))
    with an_act(team.nurse):
        joy = Message.objects.filter(kind="raised overdue").values_list("account__name", flat=True)
        assert list(joy) == ["Ama Owusu"]
    raise_waiting.run(FRIDAY + timedelta(days=3, minutes=31))
    assert told(team) == [("Ama Owusu", "raised overdue")] * 2, "no deputy: the duty lead"


def test_only_kith_raises_and_lapses(team: ATeam) -> None:
    for do in (raising.raise_waiting, offering.lapse):
        with an_act(team.lead) as act, pytest.raises(NotAllowed):
            do(act=act, team_id=team.id)


def test_other_teams_have_their_turn_when_one_goes_wrong(team: ATeam, monkeypatch: pytest.MonkeyPatch) -> None:
    other = a_team("South")
    late_work(team)
    real = raising.raise_waiting

    def fails_for_the_other(*, act: Any, team_id: UUID) -> int:
        if team_id == other.id:
            raise ZeroDivisionError
        return real(act=act, team_id=team_id)

    late_work(other)
    monkeypatch.setattr("kith.jobs.minutely.raise_waiting.raise_waiting", fails_for_the_other)
    with pytest.raises(ExceptionGroup) as wrong:
        raise_waiting.run(FRIDAY + MINUTE)
    assert [type(one) for one in wrong.value.exceptions] == [ZeroDivisionError]
    assert raised(team) == [("overdue", 1)]


# Twice at once, and after a crash


@pytest.fixture
def late_team(fresh_database: Clone) -> ATeam:
    """A team with late work, in a database in which tests commit."""
    team = a_team()
    a_member(team, "Tom Reed")
    late_work(team)
    return team


def four_at_once(at: datetime) -> None:
    ready = threading.Barrier(4)

    def run() -> None:
        try:
            ready.wait()
            raise_waiting.run(at)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_four_workers_at_once_and_one_after_a_restart_raise_once(late_team: ATeam) -> None:
    at = FRIDAY + timedelta(days=6)
    four_at_once(at)
    connection.close()
    raise_waiting.run(at)
    assert raised(late_team) == [("overdue", 1), ("overdue", 2), ("overdue", 3)]
    assert sorted(name for name, _kind in told(late_team)) == ["Ama Owusu", "Rukhsana Mir", "Sam Whitlock"]


def test_crash_before_the_end_raises_nothing_and_the_next_run_everything(
    late_team: ATeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = FRIDAY + timedelta(days=6)
    store = raising._store

    def crashes(*arguments: Any) -> Any:
        store(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(raising, "_store", crashes)
        with pytest.raises(KeyboardInterrupt):
            raise_waiting.run(at)
    assert (raised(late_team), told(late_team)) == ([], [])
    raise_waiting.run(at)
    assert len(told(late_team)) == 3


def test_without_the_rows_the_same_work_is_raised_again(late_team: ATeam, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what was raised is kept by rows alone; a store that keeps none tells everybody at each run."""
    at = FRIDAY + timedelta(days=6)

    def keeps_nothing(act: Any, team_id: UUID, steps: Any, told: Any) -> Any:
        return {(one.work.action_id, one.work.subject, one.cadence.step) for one in steps}

    monkeypatch.setattr(raising, "_store", keeps_nothing)
    raise_waiting.run(at)
    raise_waiting.run(at)
    assert len(told(late_team)) == 6


# The table


def test_shipped_cadences_go_to_owner_named_lead_and_duty_lead() -> None:
    own = [one for one in cadences() if one.subject not in (UNREAD, CONTRADICTION)]
    assert [(one.subject, one.to, one.after_service_days) for one in own] == [
        (subject, to, days)
        for subject in ("overdue", "stale", "unaccepted")
        for days, to in enumerate(("owner", "named-lead", "duty-lead"))
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("C-1,late,1,owner,0,s", "row 2: 'late' or 'owner' is not known"),
        ("C-1,stale,1,friend,0,s", "'friend' is not known"),
        ("C-1,stale,1,team-lead,0,s", "'team-lead' is not known"),
        ("C-1,unread,1,duty-lead,0,s", "'duty-lead' is not known"),
        ("C-1,unread,1,owner,1,s", "what is unread waits whole minutes"),
        ("C-1,stale,1,owner,0,s,5", "all else service days"),
        ("C-1,unread,1,owner,0,s,20\nC-2,unread,2,team-lead,0,s,10", "none earlier than the one before"),
        ("C-1,stale,one,owner,0,s", "whole numbers"),
        ("C-1,stale,2,owner,0,s", "the steps of stale must count from 1"),
        ("C-1,stale,1,owner,2,s\nC-2,stale,2,owner,1,s", "none earlier than the one before"),
        ("C-1,stale,1,owner,0,s\nC-1,stale,2,owner,1,s", "an id stands twice"),
    ],
)
def test_table_that_does_not_hold_together_is_refused_with_its_row(row: str, words: str) -> None:
    lines = f"id,subject,step,to,after_service_days,sentence,after_minutes\n{row}".splitlines()
    with pytest.raises(TableError, match=words):
        read_cadences(lines)
