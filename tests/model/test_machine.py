"""Kith against the plain model: the same commands, the same answers, the same state, the same trail."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from escalating_machine import EscalatingMachine
from kith.act import Act
from kith.act.context import begin_act
from kith.act.seams import Decision
from kith.action import answering
from kith.action.queries import ActionRow
from kith.handover import moving as merging
from machine import Machine, Stage

COMMIT = settings(
    max_examples=10, stateful_step_count=30, deadline=None, derandomize=True, print_blob=True, database=None
)
NIGHTLY = settings(max_examples=400, stateful_step_count=80, deadline=None, print_blob=True)
UNTIL_CAUGHT = settings(COMMIT, max_examples=100, phases=[Phase.generate], report_multiple_bugs=False)


def test_commands_do_what_the_plain_model_says(stage: Stage) -> None:
    run_state_machine_as_test(lambda: EscalatingMachine(stage), settings=COMMIT)


@pytest.mark.nightly  # half an hour of commands
def test_many_commands_do_what_the_plain_model_says(stage: Stage) -> None:
    run_state_machine_as_test(lambda: EscalatingMachine(stage), settings=NIGHTLY)


def forget_the_version(act: Act, version: int) -> ActionRow:
    """Take an action as it is, whatever somebody else has made of it meanwhile."""
    row: ActionRow = act.thing.row["action"]
    return row


def forget_the_key(_act: Any, _command: Any, _digest: Any, act_id: UUID | None = None) -> None:
    """Know no key."""
    if act_id:
        begin_act(act_id)


def give_to_anybody(*_: Any) -> None:
    """Check no owner."""


def tell_nobody(*_: Any) -> None:
    """Tell nobody."""


def ask_no_right(*_: Any) -> Decision:
    """Let every role do everything."""
    return Decision("decide", "", "")


def keep_no_refusal(*_: Any) -> None:
    """Leave nothing on the trail."""


def wait_for_nothing(*_: Any) -> None:
    """Take an offer whatever became of it."""


def call_nothing_off(**_: Any) -> list[UUID]:
    """Leave visits planned."""
    return []


def stop_nothing(*_: Any) -> int:
    """Let whoever goes lead on."""
    return 0


def leave_lines_open(*_: Any, **__: Any) -> list[Any]:
    """Know of no line of a leave."""
    return []


def take_nothing_back(**_: Any) -> int:
    """Let somebody be away whose leave is given up."""
    return 0


def pass_nothing_on(**_: Any) -> list[UUID]:
    """Leave work with whoever goes."""
    return []


def open_nothing(**_: Any) -> list[UUID]:
    """Forget what crosses."""
    return []


def wait_on(**_: Any) -> list[Any]:
    """Let no time be over."""
    return []


TAKEN_AS_IT_IS = answering._TAKE_OVER.replace(" and state = 'waiting'", "")
TAKEN_OFF_HOLD = answering._TAKE_OVER.replace(
    "set owner_id = %s,", "set owner_id = %s, state = 'open', hold_reason = '', return_date = null,"
)
NO_ESCALATION = merging._ESCALATIONS.replace("where", "where false and")
DEFECTS: dict[str, tuple[str, Any, str, set[str]]] = {
    "the version is not compared": (
        "kith.action.operations.as_opened", forget_the_version, "refused as nothing", {"press", "hold", "finish"},
    ),
    "work is given to anybody": (
        "kith.action.operations._check_owner", give_to_anybody, "refused as nothing", {"add", "change"},
    ),
    "the owner is not told": ("kith.action.writing.tell", tell_nobody, "told differ", {"finish", "hold"}),
    "a used key is not known": (
        "kith.act.wrapper._receipt", forget_the_key, "receipt was taken and then vanished|expected to be done",
        {"comment", "again"},
    ),
    "a refusal leaves no entry": ("kith.act.wrapper.refused", keep_no_refusal, "trail differ", {"comment", "finish"}),
    "no right is asked for": (
        "kith.act.wrapper._allowed", ask_no_right, r"refused as \w+, expected .'NotAllowed'", {"remove_access"},
    ),
    "a hold is lost with the owner": ("kith.action.answering._TAKE_OVER", TAKEN_OFF_HOLD, "actions differ", {"accept"}),
    "an offer survives its work": ("kith.action.writing.ENDS", {}, "offers differ", {"finish_offered"}),
    "somebody who is gone still leads": (
        "kith.handover.emptying._stop_leading", stop_nothing, "expected to be done", {"remove_access"},
    ),
    "work stays with somebody who is gone": (
        "kith.handover.emptying.pass_to", pass_nothing_on, "expected to be done|actions differ", {"remove_access"},
    ),
    "a leave is confirmed with an open line": (
        "kith.handover.hands.lines_of", leave_lines_open, "refused as nothing", {"plan_leave", "confirm_leave"},
    ),
    "a leave that is given up is taken all the same": (
        "kith.handover.operations.take_back_absence", take_nothing_back, "absences differ",
        {"plan_leave", "settle_lines", "confirm_leave", "withdraw_leave"},
    ),
    "a visit survives its person": ("kith.handover.deaths.call_off", call_nothing_off, "contacts differ", {"die"}),
    "what crosses opens no escalation": (
        "kith.contact.observing.open_or_join", open_nothing, "opened no clinical escalation|nobody was asked", {"find"},
    ),
    "an escalation that nobody answers waits": (
        "kith.escalation.moving.lock_due", wait_on, "nobody was asked|escalations differ", {"clock"},
    ),
    "an escalation is left behind when its record is merged": (
        "kith.handover.moving._ESCALATIONS", NO_ESCALATION, "escalations differ", {"merge_aside"},
    ),
}  # fmt: skip
"""What is changed, to what, what the machine says of it, and the commands that have to do with it: all take minutes longer."""

NAMES = {name for name in vars(Machine) | vars(EscalatingMachine) if not name.startswith("_")}
COMMANDS = NAMES - {"begin", "teardown", "compare", "model", "TestCase"}


def machine_of(stage: Stage, commands: set[str]) -> Any:
    """Return what makes the machine that knows no other commands."""
    unknown = commands - COMMANDS
    assert not unknown
    few = type("Few", (EscalatingMachine,), dict.fromkeys(COMMANDS - commands))
    return lambda: few(stage)


def test_an_offer_that_is_taken_twice_is_caught(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.action.answering._check_waiting", wait_for_nothing)
    monkeypatch.setattr("kith.action.answering._TAKE_OVER", TAKEN_AS_IT_IS)
    with pytest.raises(AssertionError, match="refused as nothing"):
        run_state_machine_as_test(machine_of(stage, {"accept"}), settings=UNTIL_CAUGHT)


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_seeded_defect_is_caught(defect: str, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    name, wrong, said, commands = DEFECTS[defect]
    monkeypatch.setattr(name, wrong)
    with pytest.raises((AssertionError, RuntimeError), match=said):
        run_state_machine_as_test(machine_of(stage, commands), settings=UNTIL_CAUGHT)
