"""Something happens to a person: their plan is to be looked through, once, by a deadline, by somebody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from builders import AT, ATeam, a_named_lead, a_person, a_working_manager, an_act, with_key
from kith.act import Act, NotAllowed, Refusal, operation
from kith.action.models import Action
from kith.action.operations import cancel
from kith.plan.models import Event, Refresh
from kith.plan.operations import start, tell
from kith.plan.parts import KEY_EVENT, KeyEvent, KeyEventKind
from kith.plan.queries import sight_of_plan
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

WEDNESDAY_5PM = datetime.fromisoformat("2026-06-10T16:00:00+00:00")
TUESDAY_5PM = datetime.fromisoformat("2026-06-09T16:00:00+00:00")


def refreshes() -> list[tuple[str, datetime, datetime, UUID, str]]:
    works = {one.id: one for one in Action.objects.all()}
    return [
        (
            works[one.action_id].what,
            one.due_at,
            works[one.action_id].due_at,
            works[one.action_id].owner_id,
            one.action.state,
        )
        for one in Refresh.objects.order_by("started_at")
    ]


def test_an_event_starts_one_refresh_with_its_work_and_deadline(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    with an_act(team.social_worker) as act, counted() as sent:
        tell(act=act, team_id=team.id, person_id=doris, kind="important", words=" Her sister died ")
    assert sent == 13
    what = "Write the first plan: something important has changed, today"
    with an_act(team.lead):
        assert refreshes() == [(what, WEDNESDAY_5PM, WEDNESDAY_5PM, team.nurse.member_id, "open")]
        [event] = Event.objects.all()
        assert (event.kind, event.words, event.true_at, event.refresh_id) == (
            "important", "Her sister died", AT, Refresh.objects.get().id,
        )  # fmt: skip
    assert last_entry(team.social_worker, "plan.tell").person_ids == [doris]


def test_a_second_event_joins_it_and_the_earlier_deadline_holds(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        start(act=act, team_id=team.id, person_id=doris)
    for minutes, (kind, ago) in enumerate([("home", 0), ("discharge", 1), ("carer", 0)], start=1):
        with an_act(team.nurse, AT + timedelta(minutes=minutes)) as act:
            tell(act=act, team_id=team.id, person_id=doris, kind=kind, true_at=act.at - timedelta(days=ago))
    with an_act(team.lead):
        [(what, due_at, work_due_at, owner, _state)] = refreshes()
        assert (what, due_at, work_due_at) == (
            "Look through the plan: lives elsewhere now, today", TUESDAY_5PM, TUESDAY_5PM,
        )  # fmt: skip
        assert owner == team.lead.member_id, "nobody leads her: whoever has the duty"
        assert Event.objects.values_list("refresh_id").distinct().count() == 1


def test_finished_work_is_over_and_the_next_event_starts_anew(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        tell(act=act, team_id=team.id, person_id=doris, kind="crisis")
        [one] = Action.objects.all()
        cancel(act=with_key(act), action_id=one.id, version=one.version, reason="Not hers")
        tell(act=with_key(act), team_id=team.id, person_id=doris, kind="crisis")
        assert [state for *_rest, state in refreshes()] == ["cancelled", "open"]


@pytest.mark.parametrize(
    ("kind", "words", "hours", "field"),
    [
        ("birthday", "", 0, "kind"),
        ("important", " ", 0, "words"),
        ("home", "", 1, "day"),
        ("home", "", -24 * 91, "day"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(
    team: ATeam, doris: UUID, kind: str, words: str, hours: int, field: str
) -> None:
    true_at = AT + timedelta(hours=hours)
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        tell(act=act, team_id=team.id, person_id=doris, kind=kind, words=words, true_at=true_at)
    assert refused.value.field == field
    with an_act(team.nurse):
        assert (Event.objects.count(), Refresh.objects.count(), Action.objects.count()) == (0, 0, 0)


@operation("test.bring_events", sight=sight_of_plan)
def told_elsewhere(*, act: Act, team_id: UUID, person_id: UUID, source: UUID, people: Sequence[UUID]) -> int:
    for one in people:
        for kind in (KeyEventKind.DISCHARGE, KeyEventKind.CARER):
            act.add(KEY_EVENT, KeyEvent(None, one, kind, AT, "encounter", source if one == person_id else uuid4()))
    return len(people)


def test_events_of_many_people_take_no_statement_more_and_what_was_told_before_none(team: ATeam, may) -> None:  # type: ignore[no-untyped-def]
    may("test.bring_events")
    people, source, sent = [a_person(team, f"Person {n}") for n in range(3)], uuid4(), []
    on = {"team_id": team.id, "source": source}
    for some in (people[:1], people[:1], people[1:]):
        with an_act(team.nurse) as act, counted() as each:
            told_elsewhere(act=act, person_id=some[0], people=some, **on)
        sent.append(each.number)
    assert sent == [13, 5, 13], "of one, of the same again, of two"
    with an_act(team.nurse):
        assert (Event.objects.count(), Refresh.objects.count(), Action.objects.count()) == (6, 3, 3)


def test_whoever_looks_on_without_a_part_in_the_care_says_nothing(team: ATeam, doris: UUID) -> None:
    manager = a_working_manager(team, "Peter Lindqvist")
    with an_act(manager) as act, pytest.raises(NotAllowed):
        tell(act=act, team_id=team.id, person_id=doris, kind="home")
    assert [why for _outcome, why in outcomes(manager, "plan.tell")] == ["RIGHT-370"]
