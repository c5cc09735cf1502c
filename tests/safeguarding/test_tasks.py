"""Tasks of a concern: one member's, hidden from everybody else, back with whoever leads when that member is not there."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, an_act, with_key
from kith.access.home import as_kith
from kith.act import NotAllowed, NotVisible, Refusal
from kith.action import queries as work
from kith.action import raising
from kith.board.my_day import my_day
from kith.handover.operations import absent_now, remove_access
from kith.message.models import Message
from kith.place.rules import local_day
from kith.safeguarding import giving, operations, queries
from kith.safeguarding.queries import TaskRow
from kith.safeguarding.raising import Suspected
from safeguarding.cases import CLOSING, a_concern, a_lead, an_officer, answered, seen_by, version_in
from statements import counted
from trailing import last_entry

LATER = AT + timedelta(hours=1)
WORDS = "Ring the bank about the card"


@pytest.fixture
def grace(team: ATeam) -> Someone:
    return a_lead(team)


@pytest.fixture
def omar(team: ATeam) -> Someone:
    return an_officer(team)


@pytest.fixture
def concern(team: ATeam, doris: UUID, grace: Someone, omar: Someone) -> UUID:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    return key


@pytest.fixture
def task(grace: Someone, omar: Someone, concern: UUID) -> UUID:
    """Given to the housing officer."""
    with an_act(grace, LATER) as act:
        return giving.give_task(
            act=act, concern_id=concern, account_id=omar.account_id, what=WORDS, due_at=LATER + timedelta(hours=4)
        )


def tasks(who: Someone, concern_id: UUID, at=LATER) -> list[TaskRow]:
    with an_act(who, at):
        return queries.tasks(concern_id=concern_id)


def work_seen(who: Someone, at=LATER) -> list[str]:
    with an_act(who, at):
        return [one.what for one in work.waiting_for_team(team_id=who.team_id) if one.kind == "restricted-task"]


def test_one_member_is_given_it_opens_the_concern_and_nobody_else_sees_that_there_is_work(
    team: ATeam, grace: Someone, omar: Someone, concern: UUID, task: UUID
) -> None:
    neutral = ["Restricted: something to do"]
    seen = {one.name: work_seen(one) for one in (grace, omar, *team.members)}
    assert {name: found for name, found in seen.items() if found} == {"Grace Lindley": neutral, "Omar Haddad": neutral}
    [found] = tasks(omar, concern)
    assert (found.words, found.owner, found.is_own, found.by) == (WORDS, "Omar Haddad", True, "Grace Lindley")
    assert not seen_by(omar, concern, LATER).is_asked, "a task makes nobody the lead"
    with an_act(omar, LATER):
        day = my_day(slug=team.slug, team_ids={team.id}, account_id=omar.account_id, at=LATER)
        assert [(one.person.name, [each.what for each in one.actions]) for one in day.to_do] == [("", neutral)]
        told = Message.objects.filter(account_id=omar.account_id, kind="restricted named")
        assert [(one.thing_id, one.person_id) for one in told] == [(concern, None)]
    entry = last_entry(grace, "safeguarding.give_task")
    assert (entry.thing_id, entry.person_ids) == (concern, [])
    with an_act(omar, LATER) as act, pytest.raises(NotAllowed):
        giving.give_task(
            act=act, concern_id=concern, account_id=grace.account_id, what="x", due_at=LATER + timedelta(1)
        )
    with an_act(grace, LATER) as act, pytest.raises(Refusal, match="A task is still open"):
        closing(act, concern)


def closing(act, concern: UUID) -> None:
    from safeguarding.cases import ADULT_STEPS, AFTERWARDS, DECIDED

    for step, answers in [*ADULT_STEPS, DECIDED, *AFTERWARDS]:
        operations.record(act=with_key(act), concern_id=concern, step=step, answers=answers)
    operations.tell(act=with_key(act), concern_id=concern, who="Adult social care", how="phone")
    operations.close(act=with_key(act), concern_id=concern, version=version_in(concern), answers=CLOSING)


def test_done_it_stands_in_the_story_and_its_owner_opens_the_concern_no_more(
    team: ATeam, grace: Someone, omar: Someone, concern: UUID, task: UUID
) -> None:
    with an_act(omar, LATER) as act, pytest.raises(Refusal, match="Say what you did"):
        giving.finish_task(act=act, concern_id=concern, task_id=task, said=" ")
    with an_act(omar, LATER) as act, counted() as number:
        giving.finish_task(act=act, concern_id=concern, task_id=task, said="Blocked at noon")
    assert number == 9
    after = LATER + timedelta(minutes=1)
    with an_act(grace, after):
        told = Message.objects.filter(account_id=grace.account_id, kind="restricted task over")
        assert [(one.thing_id, one.person_id) for one in told] == [(concern, None)]
        assert [
            one.answers["words"] for one in queries.steps(concern_ids=[concern])[concern] if one.step == "note"
        ] == [f"{WORDS}: done. Blocked at noon"]
    assert [one.is_open for one in tasks(grace, concern, after)] == [False]
    assert tasks(omar, concern, after) == []
    with an_act(grace, after) as act, pytest.raises(Refusal, match="over already"):
        giving.return_task(act=act, concern_id=concern, task_id=task, why="x")


def test_handed_back_or_taken_it_is_the_leads(grace: Someone, omar: Someone, concern: UUID, task: UUID) -> None:
    with an_act(omar, LATER) as act:
        giving.return_task(act=act, concern_id=concern, task_id=task, why="I am away from Monday")
    assert [one.owner for one in tasks(grace, concern)] == ["Grace Lindley"]
    assert tasks(omar, concern, LATER + timedelta(minutes=1)) == []


def barred(team: ATeam, grace: Someone, omar: Someone, concern: UUID) -> None:
    with an_act(grace, LATER) as act:
        suspected = Suspected("member", account_id=omar.account_id)
        operations.name_source_of_harm(act=act, concern_id=concern, suspected=suspected)


def ill(team: ATeam, grace: Someone, omar: Someone, concern: UUID) -> None:
    with an_act(team.nurse, LATER) as act:
        absent_now(act=act, member_id=omar.member_id, last_day=local_day(LATER), reason="ill")


def gone(team: ATeam, grace: Someone, omar: Someone, concern: UUID) -> None:
    with an_act(team.lead, LATER) as act:
        remove_access(act=act, member_id=omar.member_id, reason="Has left the council")


def gone_by_kith(team: ATeam, grace: Someone, omar: Someone, concern: UUID) -> None:
    with as_kith(at=LATER) as act:
        remove_access(act=act, member_id=omar.member_id, reason="Has left the council")


@pytest.mark.parametrize("happens", [barred, ill, gone, gone_by_kith])
def test_whoever_is_not_there_or_may_not_leaves_it_to_the_lead_without_anybody_seeing_it(
    happens: Callable[[ATeam, Someone, Someone, UUID], None],
    team: ATeam, grace: Someone, omar: Someone, concern: UUID, task: UUID,
) -> None:  # fmt: skip
    happens(team, grace, omar, concern)
    after = LATER + timedelta(minutes=1)
    assert [one.owner for one in tasks(grace, concern, after)] == ["Grace Lindley"]
    assert {one.name for one in team.members if work_seen(one, after)} == set()
    with an_act(team.nurse, after), pytest.raises(NotVisible):
        queries.one(concern_id=concern)
    with an_act(grace, after):
        assert work.violations(after)["P1"] == []


def test_overdue_it_raises_itself_to_its_owner_alone(
    team: ATeam, grace: Someone, omar: Someone, concern: UUID, task: UUID
) -> None:
    late = LATER + timedelta(days=3)
    with an_act(grace, late):
        assert [one.tasks_late for one in queries.queue(team_id=team.id)] == [1], "the lead’s own list says so"
    with as_kith(at=late) as act:
        raising.raise_waiting(act=act, team_id=team.id)
    told = []
    for one in (grace, omar, *team.members):
        with an_act(one, late):
            told += Message.objects.filter(thing_id=task, account_id=one.account_id).values_list("kind", flat=True)
    assert told == ["raised overdue"]
