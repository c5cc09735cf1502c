"""Receipts are kept 30 days: until then a key is known, afterwards it is fresh again, and nobody may hurry it."""

from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest

from builders import AT, ATeam, a_person, a_team, an_act, an_action
from doctor_world import url_as
from kith.act import receipts
from kith.act.models import Receipt
from kith.action import operations, queries
from kith.database.templates import Clone
from kith.jobs.daily import forget_receipts
from kith.trail.queries import violations
from kith.trail.rules import RECEIPT_KEPT

OLD = AT + RECEIPT_KEPT + timedelta(seconds=1)


@pytest.fixture
def team(fresh_database: Clone) -> ATeam:
    return a_team()


def test_key_is_known_for_30_days_and_fresh_once_its_receipt_is_forgotten(team: ATeam) -> None:
    action_id = an_action(team, a_person(team))

    def say(at: datetime, words: str) -> list[str]:
        with an_act(team.nurse, at) as act:
            operations.comment(act=replace(act, key="form-1"), action_id=action_id, text=words)
        with an_act(team.nurse, at):
            return [step.text for step in queries.steps_of(action_id=action_id) if step.kind == "comment"]

    assert say(AT, "Rang") == ["Rang"]
    forget_receipts.run(AT + RECEIPT_KEPT)
    assert say(AT + RECEIPT_KEPT, "Rang") == ["Rang"]
    forget_receipts.run(OLD)
    assert say(OLD, "Rang") == ["Rang", "Rang"]
    assert violations(OLD)["P13"] == []


def test_the_same_key_accepted_twice_within_30_days_is_counted(team: ATeam) -> None:
    """The control: receipts lost too early let a form count twice, and doctor sees it."""
    action_id = an_action(team, a_person(team))
    for at in (AT, AT + RECEIPT_KEPT):
        with an_act(team.nurse, at) as act:
            operations.comment(act=replace(act, key="form-1"), action_id=action_id, text="Rang")
        receipts.forget(at=AT + 3 * RECEIPT_KEPT)
    with an_act(team.nurse, OLD):
        assert violations(OLD)["P13"] == [f"{team.nurse.account_id} form-1"]


def test_receipts_of_every_account_are_forgotten_in_batches(team: ATeam, fresh_database: Clone) -> None:
    person = a_person(team)
    for who in team.members:
        an_action(team, person, owner=who)
    there = _receipts(fresh_database)
    assert there > 10
    assert [receipts.forget(at=OLD, at_most=4) for _batch in range(2)] == [4, 4]
    assert _receipts(fresh_database) == there - 8
    forget_receipts.run(OLD)
    assert (_receipts(fresh_database), receipts.forget(at=OLD)) == (0, 0)


def test_nobody_deletes_a_receipt_by_hand_not_even_their_own(team: ATeam) -> None:
    with an_act(team.nurse), pytest.raises(Exception, match="permission denied"):
        Receipt.objects.filter(account_id=team.nurse.account_id)._raw_delete(using="default")


def _receipts(database: Clone) -> int:
    """Count the receipts of everybody, as the superuser sees them."""
    with psycopg.connect(url_as("super", database.name), autocommit=True) as everything:
        return int(everything.execute("select count(*) from act_receipt").fetchone()[0])  # type: ignore[index]
