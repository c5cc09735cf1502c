"""Actions: who may be given work, how it changes hands, waits, ends, and what of it stays."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from builders import AT, ATeam, Someone, a_member, a_person, a_team, a_working_manager, an_act, an_action, with_key
from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, operation
from kith.act.register import send
from kith.action import operations, queries
from kith.action.models import Action, Step
from kith.action.queries import ActionRow, StepRow
from kith.action.rules import KINDS, ActionKind, Standing, standing
from kith.database.templates import Clone
from kith.message.models import Message
from kith.person.operations import record_death
from kith.team import operations as teams
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

DUE = AT + timedelta(hours=3)


@operation("test.meeting")
def decide(*, act: Act, values: dict[str, Any], given_by: str, present: list[UUID]) -> UUID:
    """Give work from inside another operation, as a meeting or a rule does."""
    typed = {name: UUID(value) if name.endswith("_id") else value for name, value in values.items()}
    return operations.add(act=act, due_at=DUE, given_by=given_by, present=present, **typed)


@pytest.fixture(autouse=True)
def _rights(may: Callable[[str], None]) -> None:
    may("test.meeting")


def row_of(team: ATeam, action_id: UUID) -> ActionRow:
    with an_act(team.nurse):
        return queries.one(action_id=action_id)


def steps_of(team: ATeam, action_id: UUID) -> list[StepRow]:
    with an_act(team.nurse):
        return queries.steps_of(action_id=action_id)


def told(team: ATeam) -> list[tuple[UUID, str]]:
    with an_act(team.nurse):
        return list(Message.objects.order_by("recorded_at", "kind").values_list("account_id", "kind"))


# Giving work


def test_action_for_oneself_has_owner_deadline_step_and_trail(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act, counted() as sent:
        action_id = operations.add(
            act=act, team_id=team.id, person_id=doris, what="Ring her", owner_id=team.nurse.member_id, due_at=DUE
        )
    assert sent == 4
    row = row_of(team, action_id)
    assert (row.what, row.owner, row.state, row.due_at, row.first_due_at) == (
        "Ring her",
        "Sam Whitlock",
        "open",
        DUE,
        DUE,
    )
    assert (row.is_owner_there, row.version, row.made_at) == (True, 1, AT)
    [step] = steps_of(team, action_id)
    assert (step.kind, step.event_at, step.recorded_at, step.who, step.text) == (
        "add",
        AT,
        AT,
        "Sam Whitlock",
        "Ring her",
    )
    said = last_entry(team.nurse, "action.add")
    assert (said.person_ids, said.team_id, said.detail) == ([doris], team.id, {"action_ids": [str(action_id)]})
    assert told(team) == []


def test_duty_lead_is_given_work_and_told(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act, counted() as sent:
        operations.add(act=act, team_id=team.id, person_id=doris, what="Ring", owner_id=team.lead.member_id, due_at=DUE)
    assert sent == 6
    assert told(team) == [(team.lead.account_id, "action given")]


def test_outside_a_meeting_nobody_else_is_given_work(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal, match="to yourself or to the duty lead") as refused:
            operations.add(
                act=act,
                team_id=team.id,
                person_id=doris,
                what="Ring",
                owner_id=team.social_worker.member_id,
                due_at=DUE,
            )
        assert (refused.value.field, refused.value.rule) == ("who", "P3")
        assert (Action.objects.count(), Step.objects.count(), Message.objects.count()) == (0, 0, 0)
    assert outcomes(team.nurse, "action.add") == [("refused", "P3")]


def test_in_a_meeting_those_present_are_given_work_and_the_absent_are_not(team: ATeam, doris: UUID) -> None:
    values = {"team_id": str(team.id), "person_id": str(doris), "what": "Ring"}
    present = [team.nurse.member_id, team.social_worker.member_id]
    with an_act(team.nurse) as act:
        values["owner_id"] = str(team.social_worker.member_id)
        action_id = decide(act=act, values=values, given_by="meeting", present=present)
    assert row_of(team, action_id).owner == "Rukhsana Mir"
    absent = a_member(team, "Tom Reed")
    values["owner_id"] = str(absent.member_id)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="to those present and to the duty lead"):
        decide(act=act, values=values, given_by="meeting", present=present)


def test_by_rule_any_member_is_given_work_but_nobody_who_has_left(team: ATeam, doris: UUID) -> None:
    values = {"team_id": str(team.id), "person_id": str(doris), "what": "Compare", "kind": "import-review"}
    leaver = a_member(team, "Tom Reed", until=AT + timedelta(hours=1))
    with an_act(team.nurse) as act:
        decide(act=act, values=values | {"owner_id": str(leaver.member_id)}, given_by="rule", present=[])
    with (
        an_act(team.nurse, AT + timedelta(hours=2)) as act,
        pytest.raises(Refusal, match="on the team now and can open the record"),
    ):
        decide(act=act, values=values | {"owner_id": str(leaver.member_id)}, given_by="rule", present=[])


@pytest.mark.parametrize(
    "wrong", [{"given_by": "meeting"}, {"given_by": "rule"}, {"kind": "urgent"}, {"origin_kind": "intake"}]
)
def test_a_page_or_the_api_cannot_say_that_it_is_a_meeting_or_a_rule(
    team: ATeam, doris: UUID, wrong: dict[str, str]
) -> None:
    body = {
        "team_id": team.id,
        "person_id": doris,
        "what": "Ring",
        "owner_id": team.social_worker.member_id,
        "due_at": DUE,
    }
    with an_act(team.nurse) as act, pytest.raises(NotAllowed, match="Only a meeting or a rule"):
        operations.add(act=act, **body, **wrong)
    import msgspec

    with an_act(team.nurse) as act, pytest.raises(NotAllowed, match="Only a meeting or a rule"):
        send(act=act, name="action.add", body=msgspec.json.encode(body | wrong))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": " \n "}, "what"),
        ({"what": "x" * 2001}, "what"),
        ({"due_at": AT - timedelta(days=91)}, "by"),
        ({"due_at": AT + timedelta(days=740)}, "by"),
        ({"doer_kind": "carer"}, "doer"),
        ({"doer_kind": "robot"}, "doer_kind"),
        ({"owner_id": UUID(int=5)}, "who"),
    ],
)
def test_work_with_something_wrong_is_refused_beside_the_field(
    team: ATeam, doris: UUID, wrong: dict[str, Any], field: str
) -> None:
    values = {"what": "Ring", "owner_id": team.nurse.member_id, "due_at": DUE} | wrong
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        operations.add(act=act, team_id=team.id, person_id=doris, **values)
    assert refused.value.field == field


def test_what_a_carer_does_is_owned_by_a_member(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        action_id = operations.add(
            act=act,
            team_id=team.id,
            person_id=doris,
            what="Bring the tablets",
            owner_id=team.nurse.member_id,
            due_at=DUE,
            doer_kind="carer",
            doer="Her daughter",
        )
    row = row_of(team, action_id)
    assert (row.doer_kind, row.doer, row.owner) == ("carer", "Her daughter", "Sam Whitlock")


def test_manager_may_not_give_work_and_others_do_not_see_the_person(team: ATeam, doris: UUID) -> None:
    manager, other = a_working_manager(team, "Pat Manager"), a_team("South")
    values = {"person_id": doris, "what": "Ring", "due_at": DUE}
    with an_act(manager) as act, pytest.raises(NotAllowed, match="RIGHT-21"):
        operations.add(act=act, team_id=team.id, owner_id=manager.member_id, **values)
    with an_act(other.nurse) as act, pytest.raises(NotVisible):
        operations.add(act=act, team_id=other.id, owner_id=other.nurse.member_id, **values)


def test_no_new_routine_action_for_somebody_who_has_died(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris)
        with pytest.raises(Refusal, match="has died: no new routine action"):
            operations.add(
                act=with_key(act),
                team_id=team.id,
                person_id=doris,
                what="Ring",
                owner_id=team.nurse.member_id,
                due_at=DUE,
            )


def test_what_was_promised_for_yesterday_is_late_at_once(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris, due_at=AT - timedelta(days=1))
    assert standing(row_of(team, action_id).facts, AT) is Standing.OVERDUE


# Changing, giving on, taking


def test_changed_action_keeps_its_first_deadline_and_says_what_it_was(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris, "Ring")
    with an_act(team.lead) as act, counted() as sent:
        operations.change(act=act, action_id=action_id, version=1, what="Ring twice", due_at=DUE)
    assert sent == 4
    row = row_of(team, action_id)
    assert (row.what, row.due_at, row.first_due_at, row.version) == ("Ring twice", DUE, AT + timedelta(hours=1), 2)
    step = steps_of(team, action_id)[-1]
    assert (step.kind, step.detail["before"]["what"], step.detail["what"]) == ("change", "Ring", "Ring twice")
    assert told(team) == [(team.nurse.account_id, "action changed")]
    assert last_entry(team.nurse, "action.change").thing_id == action_id


def test_owner_gives_their_work_to_the_duty_lead(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act, counted() as sent:
        operations.change(act=act, action_id=action_id, version=1, owner_id=team.lead.member_id)
    assert sent == 6
    assert row_of(team, action_id).owner == "Ama Owusu"
    assert told(team) == [(team.lead.account_id, "action given")]
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="to yourself or to the duty lead"):
        operations.change(act=act, action_id=action_id, version=2, owner_id=team.social_worker.member_id)


def test_hold_survives_a_change_of_words_and_of_owner(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act:
        operations.hold(act=act, action_id=action_id, version=1, reason="stock", return_date=date(2026, 6, 12))
        operations.change(act=with_key(act), action_id=action_id, version=2, what="Order it")
        operations.change(act=with_key(act), action_id=action_id, version=3, owner_id=team.lead.member_id)
    with an_act(team.social_worker) as act:
        operations.take(act=act, action_id=action_id, version=4)
    row = row_of(team, action_id)
    assert (row.state, row.hold_reason, row.return_date, row.owner) == (
        "held",
        "stock",
        date(2026, 6, 12),
        "Rukhsana Mir",
    )
    assert [step.kind for step in steps_of(team, action_id)] == ["add", "hold", "change", "change", "take"]


def test_work_is_taken_from_the_duty_lead_and_not_from_others(team: ATeam, doris: UUID) -> None:
    of_duty, of_nurse = an_action(team, doris, owner=team.lead), an_action(team, doris, "Other")
    with an_act(team.social_worker) as act, counted() as sent:
        operations.take(act=act, action_id=of_duty, version=1)
    assert sent == 6
    assert row_of(team, of_duty).owner == "Rukhsana Mir"
    assert told(team) == [(team.lead.account_id, "action taken")]
    with an_act(team.social_worker) as act, pytest.raises(Refusal, match="Sam Whitlock answers for this"):
        operations.take(act=act, action_id=of_nurse, version=1)


def test_work_is_taken_from_somebody_away_and_from_somebody_who_has_left(team: ATeam, doris: UUID) -> None:
    leaver = a_member(team, "Tom Reed", until=AT + timedelta(hours=1))
    of_away, of_leaver = an_action(team, doris), an_action(team, doris, "Other", owner=leaver)
    with an_act(team.lead) as act:
        teams.record_absence(
            act=act, member_id=team.nurse.member_id, first_day=AT.date(), last_day=AT.date(), reason="sick"
        )
    with an_act(team.social_worker, AT + timedelta(hours=2)) as act:
        assert not queries.one(action_id=of_leaver).is_owner_there
        operations.take(act=act, action_id=of_away, version=1)
        operations.take(act=with_key(act), action_id=of_leaver, version=1)
    assert {row_of(team, of_away).owner, row_of(team, of_leaver).owner} == {"Rukhsana Mir"}


def test_open_work_of_somebody_who_has_left_is_changed_only_after_it_is_taken(team: ATeam, doris: UUID) -> None:
    leaver = a_member(team, "Tom Reed", until=AT + timedelta(hours=1))
    action_id = an_action(team, doris, owner=leaver)
    with (
        an_act(team.nurse, AT + timedelta(hours=2)) as act,
        pytest.raises(Refusal, match=r"not on the team now\. Take it"),
    ):
        operations.change(act=act, action_id=action_id, version=1, what="Ring twice")
    with an_act(team.nurse, AT + timedelta(hours=2)) as act:
        operations.complete(act=act, action_id=action_id, version=1)
    assert row_of(team, action_id).state == "done", "finishing needs no owner"


# Two editors


def test_second_editor_is_given_what_is_there_now_and_both_texts_can_be_read(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris, "Ring")
    with an_act(team.nurse) as act:
        operations.change(act=act, action_id=action_id, version=1, what="Ring the son")
    with an_act(team.lead) as act, pytest.raises(Stale) as stale:
        operations.change(act=act, action_id=action_id, version=1, what="Ring the daughter")
    assert (stale.value.extra.what, stale.value.extra.version) == ("Ring the son", 2)
    with an_act(team.lead):
        before = queries.wording_at(action_id=action_id, version=1)
        assert before is not None and before.what == "Ring"
    with an_act(team.lead) as act:
        operations.change(act=act, action_id=action_id, version=2, what="Ring the daughter")
    assert [step.detail.get("what") for step in steps_of(team, action_id)] == [
        None,
        "Ring the son",
        "Ring the daughter",
    ]


def test_of_two_editors_at_the_same_time_one_wins_and_the_other_is_told(fresh_database: Clone) -> None:
    team = a_team()
    action_id = an_action(team, a_person(team), "Ring")
    met, answers = threading.Barrier(2, timeout=20), []

    def edit(who: Someone, what: str) -> None:
        try:
            with an_act(who) as act:
                met.wait()
                operations.change(act=act, action_id=action_id, version=1, what=what)
                answers.append("saved")
        except Stale as stale:
            answers.append(f"stale: {stale.extra.version}")
        finally:
            connection.close()

    editors = [threading.Thread(target=edit, args=(who, who.name)) for who in (team.nurse, team.lead)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert sorted(answers) == ["saved", "stale: 2"]
    assert [step.kind for step in steps_of(team, action_id)] == ["add", "change"]


LATE = {
    operations.change: {"what": "Ring the son"},
    operations.take: {},
    operations.hold: {"reason": "", "return_date": date(2026, 6, 10)},
    operations.resume: {},
    operations.complete: {"done_at": AT + timedelta(days=1)},
    operations.cancel: {"reason": ""},
    operations.mark_in_error: {"reason": ""},
    operations.settle_weekly_meeting: {"outcome": ""},
    operations.settle_noticed: {"outcome": ""},
    operations.settle_import_review: {"outcome": ""},
    operations.finish_look_through: {},
}


@pytest.mark.parametrize("command", LATE)
def test_whoever_comes_second_is_told_so_before_anything_else_and_nothing_is_lost(
    command: Any, team: ATeam, doris: UUID
) -> None:
    action_id = an_action(team, doris, "Ring")
    with an_act(team.nurse) as act:
        operations.complete(act=act, action_id=action_id, version=1, outcome="Rang")
    with an_act(team.lead) as act, pytest.raises(Stale) as stale:
        command(act=act, action_id=action_id, version=1, **LATE[command])
    row = row_of(team, action_id)
    assert (stale.value.status, stale.value.extra) == (409, replace(row, own_member_id=team.lead.member_id))
    assert (row.state, row.outcome, row.version) == ("done", "Rang", 2)
    with an_act(team.lead) as act, pytest.raises(Refusal) as plain:
        command(act=act, action_id=action_id, version=2, **LATE[command])
    assert plain.value.status == 422


# Waiting


def test_hold_has_reason_and_return_date_and_ends_by_a_press(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act, counted() as sent:
        operations.hold(act=act, action_id=action_id, version=1, reason="stock", return_date=date(2026, 6, 12))
    assert sent == 4
    with an_act(team.nurse) as act:
        operations.hold(act=act, action_id=action_id, version=2, reason="still", return_date=date(2026, 6, 15))
        operations.resume(act=with_key(act), action_id=action_id, version=3)
    row = row_of(team, action_id)
    assert (row.state, row.hold_reason, row.return_date) == ("open", "", None)
    holds = [step.detail.get("return_date") for step in steps_of(team, action_id)]
    assert holds == [None, "2026-06-12", "2026-06-15", None]


@pytest.mark.parametrize(
    ("reason", "day", "field"),
    [
        (" ", date(2026, 6, 12), "reason"),
        ("stock", date(2026, 6, 8), "return_date"),
        ("stock", date(2027, 7, 1), "return_date"),
    ],
)
def test_hold_without_reason_or_with_no_day_ahead_is_refused(
    team: ATeam, doris: UUID, reason: str, day: date, field: str
) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        operations.hold(act=act, action_id=action_id, version=1, reason=reason, return_date=day)
    assert (refused.value.field, row_of(team, action_id).state) == (field, "open")


def test_open_action_is_not_taken_off_hold(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="This action is open"):
        operations.resume(act=act, action_id=action_id, version=1)


# Ending


def test_done_yesterday_written_today_has_both_moments(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris, at=AT - timedelta(days=2), due_at=AT)
    done_at = AT - timedelta(days=1)
    with an_act(team.lead) as act, counted() as sent:
        operations.complete(act=act, action_id=action_id, version=1, outcome="She is well.", done_at=done_at)
    assert sent == 4
    row, step = row_of(team, action_id), steps_of(team, action_id)[-1]
    assert (row.state, row.closed_at, row.outcome) == ("done", done_at, "She is well.")
    assert (step.kind, step.event_at, step.recorded_at, step.text) == ("complete", done_at, AT, "She is well.")
    assert told(team) == [(team.nurse.account_id, "action done")]


@pytest.mark.parametrize(
    ("done_at", "words"),
    [(AT + timedelta(minutes=1), "that is past"), (AT - timedelta(minutes=1), "after the action was given")],
)
def test_done_before_it_was_given_or_in_the_future_is_refused(
    team: ATeam, doris: UUID, done_at: Any, words: str
) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match=words):
        operations.complete(act=act, action_id=action_id, version=1, done_at=done_at)


def test_work_does_not_move_away_from_its_owner_by_another_hand(team: ATeam, doris: UUID) -> None:
    """P3: not by taking, and not by changing who answers for it; the duty lead's work may be taken."""
    action_id = an_action(team, doris)
    for owner in (team.social_worker, team.lead):
        with (
            an_act(team.social_worker) as act,
            pytest.raises(Refusal, match="Sam Whitlock answers for this") as refused,
        ):
            operations.change(act=act, action_id=action_id, version=1, owner_id=owner.member_id)
        assert refused.value.rule == "P3"
    assert row_of(team, action_id).owner == "Sam Whitlock"
    with an_act(team.nurse) as act:
        operations.change(act=act, action_id=action_id, version=1, owner_id=team.lead.member_id)
    with an_act(team.social_worker) as act:
        operations.change(act=act, action_id=action_id, version=2, owner_id=team.social_worker.member_id)
    assert row_of(team, action_id).owner == "Rukhsana Mir"


@pytest.mark.parametrize("kind", [kind for kind in ActionKind if KINDS[kind].finished_by.startswith("action.s")])
def test_each_kind_is_finished_by_its_own_operation_with_an_outcome(team: ATeam, doris: UUID, kind: ActionKind) -> None:
    values = {"team_id": str(team.id), "person_id": str(doris), "what": "x", "owner_id": str(team.nurse.member_id)}
    with an_act(team.nurse) as act:
        action_id = decide(act=act, values=values | {"kind": kind}, given_by="rule", present=[])
    with an_act(team.nurse) as act, pytest.raises(Refusal, match=r"finished by|open it and write"):
        operations.complete(act=act, action_id=action_id, version=1)
    finish = getattr(operations, KINDS[kind].finished_by.removeprefix("action."))
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            finish(act=act, action_id=action_id, version=1, outcome=" ")
        assert refused.value.field == "outcome"
        finish(act=act, action_id=action_id, version=1, outcome="The GP visits at noon.")
    assert row_of(team, action_id).state == "done"


ABOVE = [kind for kind in ActionKind if not KINDS[kind].finished_by.startswith("action.")]


@pytest.mark.parametrize(
    "kind", [kind for kind in ABOVE if kind is not ActionKind.RESTRICTED_TASK]
)  # its own tests: nobody else writes it
def test_a_kind_that_is_finished_above_says_where(team: ATeam, doris: UUID, kind: ActionKind) -> None:
    values = {"team_id": str(team.id), "person_id": str(doris), "what": "x", "owner_id": str(team.nurse.member_id)}
    with an_act(team.nurse) as act:
        action_id = decide(act=act, values=values | {"kind": kind}, given_by="rule", present=[])
    with an_act(team.nurse) as act, pytest.raises(Refusal, match=r"open (it|the plan) and"):
        operations.complete(act=act, action_id=action_id, version=1)
    assert row_of(team, action_id).state == "open"


def test_cancelled_with_reason_from_hold_and_nothing_more_changes(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act:
        operations.hold(act=act, action_id=action_id, version=1, reason="stock", return_date=date(2026, 6, 12))
    with an_act(team.lead) as act, counted() as sent:
        operations.cancel(act=act, action_id=action_id, version=2, reason="She has one already")
    assert sent == 4
    row = row_of(team, action_id)
    assert (row.state, row.outcome, row.closed_at, row.hold_reason) == ("cancelled", "She has one already", AT, "")
    assert told(team) == [(team.nurse.account_id, "action cancelled")]
    later: dict[str, dict[str, Any]] = {
        "change": {"what": "x"},
        "hold": {"reason": "x", "return_date": date(2026, 6, 12)},
        "resume": {},
        "complete": {},
        "cancel": {"reason": "x"},
        "take": {},
    }
    for name, values in later.items():
        with an_act(team.nurse) as act, pytest.raises(Refusal, match="This action is cancelled"):
            getattr(operations, name)(act=act, action_id=action_id, version=3, **values)
    assert row_of(team, action_id).version == 3


def test_made_in_error_leaves_the_lists_and_keeps_its_trace(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act, counted() as sent:
        operations.mark_in_error(act=act, action_id=action_id, version=1, reason="The wrong Doris")
    assert sent == 4
    with an_act(team.nurse):
        assert queries.waiting_for_person(person_id=doris, at=AT) == []
    assert row_of(team, action_id).state == "in error"
    assert [(step.kind, step.text) for step in steps_of(team, action_id)][-1] == ("correct", "The wrong Doris")


def test_comment_tells_the_owner_and_changes_no_version(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.lead) as act, counted() as sent:
        operations.comment(act=act, action_id=action_id, text="Try the\n\nside door.")
    assert sent == 3
    assert (row_of(team, action_id).version, told(team)) == (1, [(team.nurse.account_id, "action comment")])
    assert steps_of(team, action_id)[-1].text == "Try the\nside door."
    with an_act(team.lead) as act, pytest.raises(Refusal, match="Write the comment"):
        operations.comment(act=act, action_id=action_id, text="")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("change", {"what": "x"}),
        ("take", {}),
        ("hold", {"reason": "x", "return_date": date(2026, 6, 12)}),
        ("resume", {}),
        ("complete", {}),
        ("settle_weekly_meeting", {"outcome": "x"}),
        ("settle_noticed", {"outcome": "x"}),
        ("settle_import_review", {"outcome": "x"}),
        ("finish_look_through", {}),
        ("cancel", {"reason": "x"}),
        ("mark_in_error", {"reason": "x"}),
    ],
)
def test_every_step_is_refused_to_the_wrong_role_and_hidden_from_other_teams(
    team: ATeam, doris: UUID, name: str, values: dict[str, Any]
) -> None:
    action_id = an_action(team, doris)
    manager, other = a_working_manager(team, "Pat Manager"), a_member(a_team("South"), "Kit Lowe")
    with an_act(manager) as act, pytest.raises(NotAllowed, match="A place manager may not do this"):
        getattr(operations, name)(act=act, action_id=action_id, version=1, **values)
    with an_act(other) as act, pytest.raises(NotVisible):
        getattr(operations, name)(act=act, action_id=action_id, version=1, **values)
    assert row_of(team, action_id).version == 1
    assert outcomes(manager, f"action.{name}") == [("refused", "RIGHT-" + _rule(f"action.{name}"))]


def _rule(command: str) -> str:
    from kith.policy.queries import rights

    return rights()[command].rule.removeprefix("RIGHT-")
