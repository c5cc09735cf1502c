"""Proposals: exactly what was sent is kept, decided by somebody else who may, done once, or comes back when something moved."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from builders import AT, ATeam, Someone, a_member, a_team, an_act, an_entry
from kith.access.home import as_kith
from kith.act import NotAllowed, NotVisible, Refusal, Stale
from kith.act.refusals import OnlyProposed
from kith.action import operations as actions
from kith.caseload import operations as caseload
from kith.caseload.operations import Arrangement
from kith.jobs.minutely import proposal_clock
from kith.policy.queries import rights
from kith.proposal import operations, queries
from kith.proposal.rules import State
from kith.proposal.seams import seams, title_of
from statements import counted


def refused(team: ATeam, doris: UUID, helper: Someone, tier: str = "high", days: int = 7):
    """Return what the wrapper keeps of a command that the helper may only propose."""
    entry = an_entry(team, doris)
    with an_act(helper) as act, pytest.raises(OnlyProposed) as found:
        caseload.set_entry(act=act, entry_id=entry.id, version=entry.version, risk_tier=tier, cadence_days=days)
    return found.value.extra


def sent(team: ATeam, doris: UUID, helper: Someone, why: str = "She fell twice", **values) -> UUID:
    what = refused(team, doris, helper, **values)
    with an_act(helper) as act:
        return operations.propose(
            act=act, command=what.command, command_version=what.version, body=what.body, reason=why
        )


def now(team: ATeam, key: UUID) -> queries.ProposalRow:
    with an_act(team.lead):
        return queries.one(proposal_id=key)


def told(who: Someone) -> list[str]:
    with an_act(who), connection.cursor() as cursor:
        cursor.execute(
            "select kind from message_message where account_id = %s order by recorded_at, id", [who.account_id]
        )
        return sorted(kind for (kind,) in cursor.fetchall())


def trail(command: str) -> list[tuple[str, str, dict]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select outcome, role, detail from trail_entry where command = %s order by happened_at", [command]
        )
        return [(outcome, role, json.loads(detail)) for outcome, role, detail in cursor.fetchall()]


def owner_of(key: UUID) -> tuple[UUID, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.owner_id, a.state from action_action a join proposal_proposal p on p.ask_id = a.id where p.id = %s",
            [key],
        )
        return cursor.fetchone()


def test_every_command_that_may_be_proposed_is_put_in_words():
    proposable = {
        name for name, right in rights().items() if any(row.verdict == "propose" for row in right.refined.values())
    }
    assert proposable == set(seams.described)
    assert title_of("caseload.set_entry") == "Risk tier and how often to be seen"


def test_what_is_proposed_changes_nothing_and_is_work_of_somebody_who_decides(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    before = an_entry(team, doris)
    key = sent(team, doris, helper)
    assert an_entry(team, doris) == before
    row = now(team, key)
    assert (row.state, row.reason, row.rule, row.proposed_by) == (
        State.WAITING,
        "She fell twice",
        "TIER-2",
        "Bo Helper",
    )
    assert row.rests_on == [
        ("Risk tier", "Not assessed", "High"),
        ("Seen at least every", "not agreed", "7 days"),
    ]
    assert row.answer_by == AT + timedelta(hours=4)
    with an_act(team.lead):
        assert owner_of(key) == (team.lead.member_id, "open"), (
            "the lead decides it too, and is on shift; the supervisor is not"
        )
    assert told(team.lead) == ["proposal"]


def test_approving_does_exactly_what_was_proposed_once_in_the_name_of_whoever_approves(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    with an_act(supervisor) as act:
        assert operations.approve(act=act, proposal_id=key, version=1, words="Yes, and ring me") == key
        assert operations.approve(act=act, proposal_id=key, version=1, words="Yes, and ring me") == key, "the key again"
    entry, row = an_entry(team, doris), now(team, key)
    assert (entry.risk_tier, entry.cadence_days, entry.version) == ("high", 7, 2)
    assert (row.state, row.answered_by, row.words) == (State.APPROVED, "Joy Supervisor", "Yes, and ring me")
    assert told(helper) == ["proposal approved"]
    with an_act(supervisor):
        assert owner_of(key)[1] == "done"
        [(outcome, role, detail)] = trail("proposal.approve")
        assert (outcome, role) == ("done", "clinical-supervisor")
        assert detail["proposed"] == "caseload.set_entry"
        assert detail["proposed_by"] == str(helper.account_id)
    with an_act(supervisor) as act, pytest.raises(Stale):
        operations.approve(act=act, proposal_id=key, version=1)
    with an_act(supervisor) as act, pytest.raises(Refusal, match="answered already"):
        operations.approve(act=act, proposal_id=key, version=2)


def test_what_moved_underneath_comes_back_and_keeps_nothing(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act:
        caseload.set_entry(act=act, entry_id=entry.id, version=1, risk_tier="low", cadence_days=30)
    with an_act(supervisor) as act:
        operations.approve(act=act, proposal_id=key, version=1)
    assert (an_entry(team, doris).risk_tier, an_entry(team, doris).cadence_days) == ("low", 30)
    row = now(team, key)
    assert (row.state, row.words.startswith("Somebody changed this meanwhile")) == (State.CAME_BACK, True)
    assert told(helper) == ["proposal came back"]


def test_refusing_needs_a_reason_which_goes_to_whoever_proposed(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    with an_act(supervisor) as act, pytest.raises(Refusal, match="Say why you refuse it"):
        operations.refuse(act=act, proposal_id=key, version=1, words=" ")
    with an_act(supervisor) as act:
        operations.refuse(act=act, proposal_id=key, version=1, words="Seen yesterday and well")
    row = now(team, key)
    assert (row.state, row.words, told(helper)) == (State.REFUSED, "Seen yesterday and well", ["proposal refused"])
    assert an_entry(team, doris).risk_tier == "not assessed"


def test_only_somebody_else_who_decides_the_thing_itself_answers(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    physio = a_member(team, "Ola Physio", "physiotherapist", AT)
    other = a_member(team, "Cy Helper", "community-health-worker", AT)
    for who, why in ((helper, "Somebody else decides"), (physio, "TIER-4"), (other, "TIER-2")):
        for press in (operations.approve, operations.refuse):
            with an_act(who) as act, pytest.raises(NotAllowed, match=why):
                press(act=act, proposal_id=key, version=1, words="Yes")
    stranger = a_team("Quayside", place_id=team.place_id).nurse
    with an_act(stranger) as act, pytest.raises(NotVisible):
        operations.approve(act=act, proposal_id=key, version=1)
    assert now(team, key).state is State.WAITING


def test_what_the_command_would_refuse_is_refused_to_whoever_proposes_it(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    with pytest.raises(Refusal, match="Choose a risk tier"):
        sent(team, doris, helper, tier="sky-high")
    with pytest.raises(Refusal, match="Say why you propose it"):
        sent(team, doris, helper, why=" ")
    entry = an_entry(team, doris)
    arrangement = Arrangement(team.nurse.member_id, None, "high", 7, "active")
    with an_act(helper) as act, pytest.raises(OnlyProposed) as found:
        caseload.arrange(act=act, entry_id=entry.id, version=1, arrangement=arrangement)
    what = found.value.extra
    with an_act(helper) as act, pytest.raises(Refusal, match="leads this person once they accept"):
        operations.propose(act=act, command=what.command, command_version=1, body=what.body, reason="She knows her")
    with an_act(team.lead), connection.cursor() as cursor:
        cursor.execute("select count(*) from proposal_proposal")
        assert cursor.fetchone() == (0,)
    assert told(team.lead) == []


def test_one_decides_oneself_or_may_not_at_all_and_proposes_the_same_once(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    what = refused(team, doris, helper)
    values = {"command": what.command, "command_version": 1, "body": what.body, "reason": "x"}
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="You decide this yourself"):
        operations.propose(act=act, **values)
    manager = a_member(team, "Peter Manager", "place-manager", AT)
    with an_act(manager) as act, pytest.raises((NotAllowed, NotVisible)):
        operations.propose(act=act, **values)
    with an_act(helper) as act:
        operations.propose(act=act, **values)
    with an_act(helper) as act, pytest.raises(Refusal, match="waits for a decision already"):
        operations.propose(act=act, **values)
    for wrong in ({"command": "caseload.fly"}, {"body": "{}"}, {"body": "no"}):
        with an_act(helper) as act, pytest.raises(Refusal, match="cannot be proposed any more"):
            operations.propose(act=act, **values | wrong)


def test_only_its_sender_takes_a_proposal_back(team: ATeam, doris: UUID, helper: Someone, supervisor: Someone) -> None:
    key = sent(team, doris, helper)
    with an_act(supervisor) as act, pytest.raises(NotAllowed, match="Only Bo Helper"):
        operations.withdraw(act=act, proposal_id=key, version=1)
    with an_act(helper) as act:
        operations.withdraw(act=act, proposal_id=key, version=1)
    with an_act(helper):
        assert (now(team, key).state, owner_of(key)[1]) == (State.WITHDRAWN, "cancelled")
    assert told(team.lead) == ["proposal", "proposal withdrawn"]


def test_its_work_is_finished_by_the_answer_alone(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    row = now(team, key)
    with an_act(team.lead) as act, pytest.raises(Refusal, match="approve or refuse"):
        actions.complete(act=act, action_id=row.ask_id, version=1)
    with an_act(team.lead) as act, pytest.raises(Refusal, match="This belongs to a proposal"):
        actions.cancel(act=act, action_id=row.ask_id, version=1, reason="not mine")
    assert now(team, key).state is State.WAITING


def test_unanswered_it_goes_to_the_next_who_decides_and_lapses_after_the_last(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    asked, moment = [], AT
    for _round in range(9):
        row = now(team, key)
        if row.state is not State.WAITING:
            break
        asked.append(row.asked_now)
        moment = row.answer_by - timedelta(minutes=1)
        proposal_clock.run(moment)
        assert now(team, key).version == row.version, "not before its time"
        proposal_clock.run(row.answer_by)
        proposal_clock.run(row.answer_by)
    assert asked == ["Ama Owusu", "Rukhsana Mir", "Sam Whitlock", "Joy Supervisor", "Joy Adeyemi"]
    assert now(team, key).state is State.LAPSED
    assert told(helper) == ["proposal lapsed"]
    with as_kith(at=moment + timedelta(days=1)) as act, pytest.raises(Refusal, match="does not wait"):
        operations.move_on(act=act, proposal_id=key)


def test_how_many_statements_each_takes(team: ATeam, doris: UUID, helper: Someone, supervisor: Someone) -> None:
    what = refused(team, doris, helper)
    with an_act(helper) as act, counted() as proposing:
        key = operations.propose(act=act, command=what.command, command_version=1, body=what.body, reason="x")
    with an_act(supervisor) as act, counted() as approving:
        operations.approve(act=act, proposal_id=key, version=1)
    what = refused(team, doris, helper, tier="medium")
    with an_act(helper) as act:
        key = operations.propose(act=act, command=what.command, command_version=1, body=what.body, reason="x")
    with an_act(supervisor) as act, counted() as refusing:
        operations.refuse(act=act, proposal_id=key, version=1, words="No")
    assert (proposing.number, approving.number, refusing.number) == (10, 8, 6)
