"""A plan is looked through by its day: with the person or why not, with what came of it; the clock asks for it once."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_named_lead, a_person, an_act, an_entry, with_key
from kith.access.home import as_kith
from kith.act import Refusal
from kith.action.models import Action
from kith.action.operations import cancel
from kith.caseload.operations import Arrangement, arrange
from kith.plan.asking import ask_for_reviews, is_anything_due
from kith.plan.models import Refresh, Review
from kith.plan.operations import Change, review, start, tell, write
from kith.plan.queries import plan_of
from kith.plan.rules import Content, Section
from statements import counted

TODAY = AT.date()


@pytest.fixture
def plan(team: ATeam, doris: UUID) -> UUID:
    return a_plan(team, doris, days=0)


def a_plan(team: ATeam, person_id: UUID, days: int) -> UUID:
    """A plan with one section, started days ago."""
    on = {"team_id": team.id, "person_id": person_id}
    with an_act(team.nurse, AT - timedelta(days=days)) as act:
        found = start(act=act, **on)
        write(act=with_key(act), **on, section=Section.HELP, change=Change(Content("Knock."), "She said so"))
    return found


def test_a_review_says_what_came_of_it_finishes_the_work_and_sets_the_next_day(
    team: ATeam, doris: UUID, plan: UUID
) -> None:
    on = {"team_id": team.id, "person_id": doris}
    with an_act(team.nurse) as act:
        tell(act=act, **on, kind="crisis")
        now = plan_of(person_id=doris)
        assert now is not None
        assert (now.events, now.refresh_by) == (("crisis",), Refresh.objects.get().due_at)
    with an_act(team.social_worker, AT + timedelta(hours=1)) as act, counted() as sent:
        review(act=act, **on, number=1, outcome=" It holds ", without="She sleeps; her son was there")
    assert sent == 10
    with an_act(team.lead):
        [one] = Review.objects.all()
        assert (one.number, one.since, one.outcome, one.without, one.next_on, one.role) == (
            1, 0, "It holds", "She sleeps; her son was there", date(2026, 8, 7), "social-worker",
        )  # fmt: skip
        work = Action.objects.get()
        assert (work.state, work.outcome) == ("done", "It holds")
        now = plan_of(person_id=doris)
        assert now is not None
        assert (now.reviewed_at, now.refresh_by, now.events) == (AT + timedelta(hours=1), None, ())


def test_a_day_of_its_own_has_a_reason_and_lies_within_30_to_60_days(team: ATeam, doris: UUID, plan: UUID) -> None:
    on = {"team_id": team.id, "person_id": doris, "number": 1, "outcome": "It holds"}
    for days, because, field in [(29, "Soon", "next"), (61, "Late", "next"), (40, " ", "because")]:
        with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
            review(act=act, **on, next_on=TODAY + timedelta(days=days), because=because)
        assert refused.value.field == field
    with an_act(team.nurse) as act:
        review(act=act, **on, next_on=TODAY + timedelta(days=40), because="Her son comes then")
        now = plan_of(person_id=doris)
        assert now is not None
        assert (now.cadence_days, now.cadence_because) == (40, "Her son comes then")
        review(act=with_key(act), **on, next_on=TODAY + timedelta(days=60))
        now = plan_of(person_id=doris)
        assert now is not None
        assert (now.cadence_days, now.cadence_because) == (None, ""), "as her risk asks: no reason is needed"


def test_nothing_written_is_nothing_looked_through(team: ATeam, doris: UUID) -> None:
    on = {"team_id": team.id, "person_id": doris}
    with an_act(team.nurse) as act:
        start(act=act, **on)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="begin with what matters"):
        review(act=act, **on, number=0, outcome="It holds")
    with an_act(team.nurse):
        assert Review.objects.count() == 0


def asked(team: ATeam, days: int = 46) -> list[UUID]:
    with as_kith(at=AT + timedelta(days=days), channel="job") as act:
        is_due = is_anything_due(team=team.info, at=act.at)
        found = ask_for_reviews(act=act, team_id=team.id)
    assert is_due == bool(found)
    return found


def test_the_clock_asks_once_seven_days_ahead_whoever_leads(team: ATeam) -> None:
    soon, later = a_person(team, "Ada Soon"), a_person(team, "Ben Later")
    a_named_lead(team, soon, team.social_worker)
    for one, days in ((soon, 7), (later, 6)):
        a_plan(team, one, days)
    a_person(team, "Cora Without")
    assert asked(team) == [soon]
    assert asked(team) == []
    with an_act(team.lead):
        [work] = Action.objects.all()
        assert (work.what, work.owner_id, work.due_at) == (
            "Look through the plan: due 31 July", team.social_worker.member_id, AT.replace(month=7, day=31, hour=16, minute=0),
        )  # fmt: skip
        [refresh] = Refresh.objects.all()
        assert (refresh.action_id, refresh.person_id) == (work.id, soon)
    with an_act(team.nurse, AT + timedelta(days=46, hours=1)) as act:
        tell(act=act, team_id=team.id, person_id=soon, kind="discharge")
        assert (Refresh.objects.count(), Action.objects.get().due_at.day) == (1, 28), "it joins, due earlier"
        now = plan_of(person_id=soon)
        assert now is not None
        assert now.events == ("discharge",)


def test_it_asks_again_a_week_after_it_was_called_off_and_nobody_whose_list_is_closing(team: ATeam) -> None:
    soon, held = a_person(team, "Ada Soon"), a_person(team, "Ben Closing")
    for one in (soon, held):
        a_plan(team, one, 7)
    entry = an_entry(team, held)
    with an_act(team.lead) as act:
        waits = Arrangement(None, None, "low", None, "closing")
        arrange(act=act, entry_id=entry.id, version=entry.version, arrangement=waits)
    assert asked(team) == [soon]
    with an_act(team.lead, AT + timedelta(days=46)) as act:
        [one] = Action.objects.all()
        cancel(act=act, action_id=one.id, version=one.version, reason="She is on holiday")
    assert asked(team, days=52) == []
    assert asked(team, days=54) == [soon]
